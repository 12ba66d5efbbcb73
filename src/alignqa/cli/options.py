"""Parts that several commands share: the global options, the filters, input and output."""

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

PaperOption = Annotated[list[str] | None, typer.Option("--paper", metavar="KEY", help="Use only this paper; may be repeated.")]
AuthorOption = Annotated[
    list[str] | None, typer.Option("--author", metavar="NAME", help="Use only papers by this author; may be repeated.")
]
YearOption = Annotated[
    str | None, typer.Option("--year", metavar="Y|A..B", help="Use only papers from this year or range of years.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
WaitOption = Annotated[
    float, typer.Option("--wait", metavar="SECONDS", min=0.0, help="Wait this long if another process is writing to the index.")
]


@dataclass(frozen=True, slots=True)
class Global:
    """The options that come before the command."""

    home: Path | None = None
    debug: bool = False

    def open_home(self) -> Home:
        """Opens the home named by the options, the environment or the current folder."""
        from alignqa.wiring import open_home

        return open_home(self.home)

    def library(self) -> Library:
        """Opens the library of that home."""
        from alignqa.wiring import library_of

        return library_of(self.open_home(), notify=say)


class FilterArguments(TypedDict):
    """The filters as `Assistant.ask` and `Assistant.search` take them."""

    papers: Sequence[str]
    authors: Sequence[str]
    years: tuple[int | None, int | None] | None


def filters(papers: Sequence[str] | None, authors: Sequence[str] | None, year: str | None) -> FilterArguments:
    """Converts the filter options, with the years parsed."""
    from alignqa.retrieval.filters import parse_years

    return {
        "papers": [readable(key) for key in papers or ()],
        "authors": [readable(name) for name in authors or ()],
        "years": parse_years(year) if year is not None else None,
    }


def of(context: typer.Context) -> Global:
    """Returns the global options of an invocation."""
    found = context.find_object(Global)
    return found if found is not None else Global()


def readable(text: str) -> str:
    """Returns an argument with replacement characters for the bytes that are not UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def read_input(name: str, *, maximum: int = 50_000_000) -> str:
    """Reads the text of a file, or of standard input for "-"; UsageError if it is missing, too large or not text."""
    shown = "Standard input" if name == "-" else name
    try:
        if name == "-":
            data = sys.stdin.buffer.read(maximum + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(maximum + 1)
    except OSError as error:
        raise UsageError(
            f"{shown} cannot be read: {error.strerror}.", hint="Check the path, or give - to read standard input"
        ) from error
    if len(data) > maximum:
        raise UsageError(f"{shown} is larger than {maximum:,} bytes.", hint="Give a smaller file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown} is not UTF-8 text.", hint="Check that it is the file you mean") from error


def write(text: str) -> None:
    """Writes data to stdout."""
    sys.stdout.write(text)


def write_json(value: object) -> None:
    """Writes JSON to stdout, in UTF-8 unless stdout is a terminal."""
    from alignqa.render.json_text import to_json

    write(to_json(value))


def show(blocks: Iterable[Block]) -> None:
    """Writes blocks to stdout: wrapped and coloured on a terminal, plain in a pipe."""
    if sys.stdout.isatty():
        from alignqa.render.terminal import to_terminal

        to_terminal(blocks, sys.stdout)
    else:
        from alignqa.render.plain import to_plain

        write(to_plain(blocks))


def examples(*lines: str) -> str:
    """Builds the list of examples that ends a command's help."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
