"""Finds how the papers of a home define a term."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from alignqa.retrieval.filters import Filters
from alignqa.summaries.ledger import Ledger, LedgerKeeper
from alignqa.wiring import open_library


def define(
    term: str,
    *,
    home: str | Path | None = None,
    papers: Sequence[str] = (),
    authors: Sequence[str] = (),
    years: tuple[int | None, int | None] | None = None,
) -> list[Ledger]:
    """Returns the ledger of a term, or one ledger for each term if `term` joins several and nothing defines it as a whole.

    `home` works as in `open`, the filters as in `Assistant.ask`; no model is loaded.
    An empty term or an unknown key is a UsageError.
    """
    library = open_library(home)
    with closing(library.catalogue()) as live, live.snapshot() as catalogue:
        keeper = LedgerKeeper(catalogue, library.embedder.identity, index_name=library.folder.name)
        return keeper.ledgers(term, filters=Filters(tuple(papers), tuple(authors), years))
