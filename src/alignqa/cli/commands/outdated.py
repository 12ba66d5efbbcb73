"""`alignqa papers --outdated`: which fetched papers have a newer version at arXiv."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import IndexUnavailable

if TYPE_CHECKING:
    from alignqa.acquisition.downloads import Downloads


def list_outdated(given: options.Global, *, as_json: bool) -> None:
    """Asks arXiv and lists the papers that are behind, with the version that is here and the newest one."""
    from alignqa.acquisition.arxiv.versions import outdated
    from alignqa.fetching import acquisition_of
    from alignqa.render.wording import count_of

    acquisition = acquisition_of(given.open_home())
    fetched = [paper for paper in acquisition.shelf.papers() if paper.version]
    behind = outdated(acquisition.web, fetched)
    keys = _keys(given, acquisition.shelf)
    rows = [(keys.get(late.paper.name, late.paper.name), late.paper.version, late.newest, late.paper.title) for late in behind]
    if as_json:
        options.write_json([dict(zip(("paper_id", "version", "newest", "title"), row, strict=True)) for row in rows])
    else:
        for key, version, newest, title in rows:
            options.write(f"{key}\tv{version}\tv{newest}\t{title or ''}\n")
    if rows:
        say(f"Fetch the newer versions: alignqa fetch --update {' '.join(row[0] for row in rows[:3])}{' …' if rows[3:] else ''}")
    elif fetched:
        say(f"Of {count_of(len(fetched), 'paper')} fetched from arXiv, none has a newer version.")
    else:
        say("No paper was fetched from arXiv yet: alignqa fetch arxiv:ID")


def _keys(given: options.Global, shelf: Downloads) -> dict[str, str]:
    """The keys that papers of the index have, by their names on the shelf."""
    try:
        papers = given.library().papers()
    except IndexUnavailable:
        return {}
    folder = shelf.folder.resolve()
    return {path.parent.name: paper.paper_id for paper in papers if (path := Path(paper.source)).parent.parent == folder}
