"""`alignqa papers --outdated`: lists the fetched papers that have a newer version on arXiv."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import IndexUnavailable

if TYPE_CHECKING:
    from alignqa.acquisition.downloads import Downloads


def list_outdated(given: options.Global, *, as_json: bool) -> None:
    """Asks arXiv and lists the outdated papers, each with its local version and the newest one."""
    from alignqa.acquisition.arxiv.versions import outdated
    from alignqa.fetching import acquisition_of
    from alignqa.render.wording import count_of

    acquisition = acquisition_of(given.open_home())
    fetched = [paper for paper in acquisition.downloads.papers() if paper.version]
    found = outdated(acquisition.web, fetched)
    keys = _keys(given, acquisition.downloads)
    rows = [(keys.get(late.paper.name, late.paper.name), late.paper.version, late.newest, late.paper.title) for late in found]
    if as_json:
        options.write_json([dict(zip(("paper_id", "version", "newest", "title"), row, strict=True)) for row in rows])
    else:
        for key, version, newest, title in rows:
            options.write(f"{key}\tv{version}\tv{newest}\t{title or ''}\n")
    if rows:
        say(f"Fetch the newer versions: alignqa fetch --update {' '.join(row[0] for row in rows[:3])}{' …' if rows[3:] else ''}")
    elif fetched:
        say(f"arXiv has no newer version of the {count_of(len(fetched), 'paper')} fetched from it.")
    else:
        say("No paper has been fetched from arXiv yet. Fetch one: alignqa fetch arxiv:ID")


def _keys(given: options.Global, downloads: Downloads) -> dict[str, str]:
    """Returns the keys of papers in the index, by the names of their folders among the downloads."""
    try:
        papers = given.library().papers()
    except IndexUnavailable:
        return {}
    folder = downloads.folder.resolve()
    return {path.parent.name: paper.paper_id for paper in papers if (path := Path(paper.source)).parent.parent == folder}
