"""The first page: what to begin with in a home that is still empty."""

from __future__ import annotations

from pathlib import Path

from alignqa.homes import find_home

_PAGE = """\
alignqa answers questions about AI alignment papers with quotes that are proven to be in them.
Nothing has been read yet in {home}. Begin with one of these:

  alignqa ingest --primer      the notes that come with alignqa: nineteen short pages, seconds, offline
  alignqa ingest paper.pdf     a paper of your own, or a folder of papers
  alignqa fetch --all          the papers of the literature list, from arXiv and the web, some minutes

Then ask:  alignqa ask "What is a mesa-optimizer?"
All commands:  alignqa --help
"""


def first_page(home: Path | None) -> str | None:
    """Returns the page for the home that a command would use, or None if it has an index."""
    from alignqa.render.printable import one_line

    folder = find_home(home)
    return None if any(folder.glob("indexes/*/*")) else _PAGE.format(home=one_line(str(folder)))
