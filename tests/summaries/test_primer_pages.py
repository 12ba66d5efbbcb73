"""Pages of all bundled notes: every quote is verbatim, and each note's own term is defined by it."""

from contextlib import closing
from pathlib import Path

import pytest

import alignqa
from alignqa.render.json_text import to_json
from alignqa.summaries.concept_pages import Concept, ConceptPages
from alignqa.summaries.ledger import LedgerKeeper
from alignqa.summaries.paper_pages import PaperPages

TERMS = {
    "mesa-optimizer": "primer-mesa-optimization",
    "scheming": "primer-scheming",
    "reward hacking": "primer-reward-hacking",
    "inner alignment": "primer-outer-and-inner-alignment",
}


def test_every_quote_of_the_pages_is_a_slice_of_its_paper(primer_home: Path):
    library = alignqa.open_library(primer_home)
    embedder = library.embedder.identity
    with closing(library.catalogue()) as catalogue:
        papers = {record.paper_id: catalogue.paper(record.paper_id) for record in catalogue.papers()}
        pages = [PaperPages(catalogue, embedder).page(paper) for paper in papers.values() if paper]
        pages += [ConceptPages(catalogue, embedder).page(Concept(term)) for term in TERMS]
        quotes = [citation.quote for page in pages for citation in page.citations()]
        assert len(pages) == 19 + len(TERMS)
        assert len(quotes) > 100
        for quote in quotes:
            paper = papers[quote.paper_id]
            assert paper is not None
            assert quote.exact == quote.span.of(paper.text)
        again = [PaperPages(catalogue, embedder).page(paper) for paper in papers.values() if paper]
        assert [to_json(page.to_dict()) for page in again] == [to_json(page.to_dict()) for page in pages[:19]]


@pytest.mark.parametrize(("term", "paper_id"), TERMS.items())
def test_a_note_defines_its_term_first(primer_home: Path, term: str, paper_id: str):
    library = alignqa.open_library(primer_home)
    with closing(library.catalogue()) as catalogue:
        ledger = LedgerKeeper(catalogue, library.embedder.identity).ledger(term)
        assert paper_id in {entry.citation.paper_id for entry in ledger.senses[0]}
