"""What a paper only quotes is none of its statements: not on its page, and in a ledger only as a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.library import Library
from alignqa.render.pages import page_markdown
from alignqa.summaries.ledger import LedgerKeeper
from alignqa.summaries.paper_pages import PaperPages

TEXT = """---
title: On Tower Whales
authors: [Ada Lark]
year: 2020
---
# Letters

An old keeper once wrote about what he saw from the tower in winter:

> A tower whale is a whale that comes to the tower because its lamp looks like the moon to it.

We found that 12 of the 40 keepers of the coast had seen a whale from the tower, which is a share of 30%.
"""
QUOTED = "A tower whale is a whale that comes to the tower because its lamp looks like the moon to it."


@pytest.fixture
def catalogue(tmp_path: Path):
    (tmp_path / "whales.md").write_text(TEXT, encoding="utf-8")
    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
    library.ingest([tmp_path / "whales.md"])
    catalogue = library.catalogue()
    yield catalogue
    catalogue.close()


def test_a_quotation_is_no_claim_of_its_paper(catalogue: Catalogue) -> None:
    (record,) = catalogue.papers()
    paper = catalogue.paper(record.paper_id)
    assert paper is not None
    page = page_markdown(PaperPages(catalogue, ScriptedEmbedder().identity).page(paper))
    assert "12 of the 40 keepers" in page
    assert "looks like the moon" not in page


def test_a_definition_in_a_quotation_is_a_report(catalogue: Catalogue) -> None:
    ledger = LedgerKeeper(catalogue, ScriptedEmbedder().identity).ledger("tower whale")
    assert not any(ledger.senses)
    assert [(entry.citation.quote.exact, entry.citation.quoted) for entry in ledger.reports] == [(QUOTED, True)]
