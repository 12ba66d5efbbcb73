"""Finds who among the papers of a home takes which side on a claim."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from alignqa.errors import UsageError
from alignqa.retrieval.filters import Filters
from alignqa.summaries.debates.debate import Debate
from alignqa.summaries.debates.moderator import MAX_ENTRIES, Moderator
from alignqa.wiring import library_of, open_home


def debate(
    claim: str,
    *,
    home: str | Path | None = None,
    papers: Sequence[str] = (),
    authors: Sequence[str] = (),
    years: tuple[int | None, int | None] | None = None,
    count: int = 5,
) -> Debate:
    """Returns who says a claim and who denies it, and who reports that others do: at most `count` quotes of each.

    `claim` may also be a question that asks for yes or no. `home` works as in `open`, the filters as in `Assistant.ask`;
    no model is loaded.
    An empty or over-long claim, another question, a count outside 1…20 or an unknown key is a UsageError.
    """
    if not 1 <= count <= MAX_ENTRIES:
        raise UsageError(f"{count} quotes cannot be shown.", hint=f"Ask for 1 to {MAX_ENTRIES}")
    opened = open_home(home)
    library = library_of(opened)
    with closing(library.catalogue()) as live, live.snapshot() as catalogue:
        moderator = Moderator(catalogue, library.embedder.identity, index_name=library.folder.name, literature=opened.literature)
        return moderator.debate(claim, filters=Filters(tuple(papers), tuple(authors), years), count=count)
