"""Parts that several commands share: the global options, the filters, input and output."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from alignqa.atomic_files import write_file
from alignqa.cli.completion import authors, paper_keys
from alignqa.cli.failures import say
from alignqa.errors import StorageError, UsageError

if TYPE_CHECKING:
    from alignqa.index.library import Library
    from alignqa.render.blocks import Block
    from alignqa.wiring import Home

PaperOption = Annotated[
    list[str] | None,
    typer.Option("--paper", metavar="KEY", help="Use only this paper; may be repeated.", autocompletion=paper_keys),
]
AuthorOption = Annotated[
    list[str] | None,
    typer.Option("--author", metavar="NAME", help="Use only papers by this author; may be repeated.", autocompletion=authors),
]
KeyArgument = Annotated[
    str, typer.Argument(metavar="KEY", help="The paper's key.", show_default=False, autocompletion=paper_keys)
]
YearOption = Annotated[
    str | None, typer.Option("--year", metavar="Y|A..B", help="Use only papers from this year or range of years.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _page_file(path: Path | None) -> Path | None:
    """Refuses, before any work, a file that is there and is no page: a draft or a paper, named by a slip."""
    from alignqa.render.html.receipts import is_own_page

    beginning = b""
    if path is not None:
        # What cannot be read need not be a fault: that a file cannot be written is said when it is.
        with suppress(OSError), path.open("rb") as file:
            beginning = file.read(4_096)
    if beginning and not is_own_page(beginning.decode("utf-8", "replace")):
        raise UsageError(f"{path} exists and is no page that alignqa wrote.", hint="Name another file after --html")
    return path


HtmlOption = Annotated[
    Path | None,
    typer.Option(
        "--html",
        metavar="FILE",
        help="Also write a page for a browser or a printer.",
        show_default=False,
        callback=_page_file,
    ),
]
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


def flush() -> None:
    """Passes on what was written to stdout; an error of whoever reads it is raised here."""
    sys.stdout.flush()


def save(path: Path, text: str) -> None:
    """Writes the whole file or nothing; an older file stays until the new one is complete, StorageError if it cannot be."""
    try:
        write_file(path, text)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}.", hint="Check the folder and the free disk space"
        ) from error


def save_page(path: Path, text: str) -> None:
    """Writes a page to a file and says where it is."""
    save(path, text)
    say(f"Page written: {path}")


def write_json(value: object) -> None:
    """Writes JSON to stdout, in UTF-8 unless stdout is a terminal."""
    from alignqa.render.json_text import to_json

    write(to_json(value))


def show(blocks: Iterable[Block], *, paged: bool = False) -> None:
    """Writes blocks to stdout: wrapped and coloured on a terminal, plain in a pipe.

    `paged` opens a pager on a terminal for what is longer than the screen.
    """
    if not sys.stdout.isatty():
        from alignqa.render.plain import to_plain

        write(to_plain(blocks))
        return
    from alignqa.render.terminal import height_of, to_terminal

    shown = list(blocks)
    if not paged or height_of(shown, sys.stdout) < shutil.get_terminal_size().lines:
        to_terminal(shown, sys.stdout)
        return
    from alignqa.cli.paging import through_pager

    with io.StringIO() as page:
        to_terminal(shown, page, width=shutil.get_terminal_size().columns)
        through_pager(page.getvalue())


@contextmanager
def working(text: str) -> Iterator[None]:
    """Shows on a terminal that work goes on, until the block ends; nothing is shown where output is not on a terminal."""
    if not (sys.stderr.isatty() and sys.stdout.isatty()):
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(text):
        yield


def examples(*lines: str) -> str:
    """Builds the list of examples that ends a command's help."""
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])
