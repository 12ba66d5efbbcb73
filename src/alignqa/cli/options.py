"""What several commands share: the global options, the filters, and the ways of output."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from alignqa.cli.failures import say
from alignqa.errors import UsageError

if TYPE_CHECKING:
    from alignqa.index.library import Library
    from alignqa.render.blocks import Block
    from alignqa.wiring import Home

PaperOption = Annotated[list[str] | None, typer.Option("--paper", metavar="KEY", help="Only this paper; may be repeated.")]
AuthorOption = Annotated[
    list[str] | None, typer.Option("--author", metavar="NAME", help="Only papers by this author; may be repeated.")
]
YearOption = Annotated[str | None, typer.Option("--year", metavar="Y|A..B", help="Only papers of this year or range of years.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
WaitOption = Annotated[
    float, typer.Option("--wait", metavar="SECONDS", min=0.0, help="Wait this long for another writer to finish.")
]


@dataclass(frozen=True, slots=True)
class Global:
    """The options that stand before the command."""

    home: Path | None = None
    debug: bool = False

    def open_home(self) -> Home:
        """The home that the options, the environment and the current folder name."""
        from alignqa.wiring import open_home

        return open_home(self.home)

    def library(self) -> Library:
        """The library of that home."""
        from alignqa.wiring import library_of

        return library_of(self.open_home(), notify=say)


class FilterArguments(TypedDict):
    """The filters as `Assistant.ask` and `Assistant.search` take them."""

    papers: Sequence[str]
    authors: Sequence[str]
    years: tuple[int | None, int | None] | None


def filters(papers: Sequence[str] | None, authors: Sequence[str] | None, year: str | None) -> FilterArguments:
    """The filters of a command line, the years parsed."""
    from alignqa.retrieval.filters import parse_years

    return {
        "papers": [readable(key) for key in papers or ()],
        "authors": [readable(name) for name in authors or ()],
        "years": parse_years(year) if year is not None else None,
    }


def of(context: typer.Context) -> Global:
    """The global options of an invocation."""
    found = context.find_object(Global)
    return found if found is not None else Global()


def readable(text: str) -> str:
    """An argument whose bytes were not UTF-8, with replacement characters in their place."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_input(name: str, *, maximum: int = 50_000_000) -> str:
    """The text of a file, or of standard input for "-"; UsageError where it is missing, too large or not text."""
    shown = "Standard input" if name == "-" else name
    try:
        if name == "-":
            data = sys.stdin.buffer.read(maximum + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(maximum + 1)
    except OSError as error:
        raise UsageError(f"{shown} cannot be read: {error.strerror}.", hint="Check the path; - reads standard input") from error
    if len(data) > maximum:
        raise UsageError(f"{shown} is larger than {maximum:,} bytes.", hint="Give a smaller file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown} is not UTF-8 text.", hint="Check that it is the file you mean") from error


def write(text: str) -> None:
    """Data on stdout."""
    sys.stdout.write(text)


def write_json(value: object) -> None:
    """JSON on stdout, in UTF-8 wherever that goes."""
    from alignqa.render.json_text import to_json

    write(to_json(value))


def show(blocks: Iterable[Block]) -> None:
    """Blocks on stdout: wrapped and coloured on a terminal, plain in a pipe."""
    if sys.stdout.isatty():
        from alignqa.render.terminal import to_terminal

        to_terminal(blocks, sys.stdout)
    else:
        from alignqa.render.plain import to_plain

        write(to_plain(blocks))


def examples(*lines: str) -> str:
    """The end of a command's help."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
