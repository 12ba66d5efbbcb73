"""Who defines a term how, in the papers of a home."""

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
    """The ledger of a term, or a ledger each where `term` joins several and nothing defines it whole.

    The home and the filters are those of `open` and `Assistant.ask`; no model is loaded.
    An empty term and an unknown key are UsageErrors.
    """
    library = open_library(home)
    with closing(library.catalogue()) as live, live.snapshot() as catalogue:
        keeper = LedgerKeeper(catalogue, library.embedder.identity, index_name=library.folder.name)
        return keeper.ledgers(term, filters=Filters(tuple(papers), tuple(authors), years))
