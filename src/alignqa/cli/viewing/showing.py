"""Shows a passage on its page: writes marked pages as files, and opens them in the system's viewer."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from alignqa.atomic_files import write_file
from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import StorageError, UnreadablePaper

if TYPE_CHECKING:
    from alignqa.index.library import Library
    from alignqa.papers.document import Paper, Span
    from alignqa.papers.page_views.views import PassageView

_WIDTH = 1200  # pixels of a page in a file of its own


def show_on_page(library: Library, paper: Paper, span: Span) -> None:
    """Writes the pages of a passage to a new temporary folder, prints their paths, and opens the first.

    A paper without pages is shown as a web page of its text, with the passage marked, and stderr says why.
    """
    view = _view(library, paper, span)
    folder = Path(tempfile.mkdtemp(prefix="alignqa-"))
    if view.pages:
        files = _pages(view, folder / f"{paper.paper_id}-{span.start}.png")
    else:
        from alignqa.render.html.passage_page import passage_page

        files = [folder / f"{paper.paper_id}-{span.start}.html"]
        _write(files[0], passage_page(paper, span).encode())
    _tell(view, span.of(paper.text))
    for file in files:
        options.write(f"{file}\n")
    sys.stdout.flush()
    _open(files[0])


def save_page(library: Library, paper: Paper, span: Span, target: Path) -> None:
    """Writes the page of a passage to `target`, and further pages beside it; UnreadablePaper if it has none."""
    view = _view(library, paper, span)
    if not view.pages:
        raise UnreadablePaper(view.reason or "There is no page.", hint="See the passage in its text: show it with --page")
    files = _pages(view, target)
    _tell(view, span.of(paper.text))
    for file in files:
        options.write(f"{file}\n")


def _view(library: Library, paper: Paper, span: Span) -> PassageView:
    from alignqa.reviews.viewing import view_passages

    return view_passages(library, [(paper.paper_id, span)], width=_WIDTH)[0]


def _pages(view: PassageView, target: Path) -> list[Path]:
    from alignqa.render.page_images import marked_png

    files = [target, *(target.with_stem(f"{target.stem}-{number}") for number in range(2, len(view.pages) + 1))]
    for file, page in zip(files, view.pages, strict=True):
        _write(file, marked_png(page))
    return files


def _tell(view: PassageView, passage: str) -> None:
    """Tells on stderr why nothing is marked, and which words the page is shown for."""
    if view.reason:
        say(view.reason)
        if view.pages:
            say(passage)


def _write(path: Path, data: bytes) -> None:
    try:
        write_file(path, data)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}.", hint="Check the folder and the free disk space"
        ) from error


def _open(path: Path) -> None:
    """Opens a file in the system's viewer if somebody sits at a screen; the path was printed in any case."""
    has_screen = sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.stdout.isatty() and has_screen and typer.launch(str(path)) != 0:
        say("No viewer could be started; open the file yourself.")
