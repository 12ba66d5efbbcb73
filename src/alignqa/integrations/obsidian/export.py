"""Exports a home to a vault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from alignqa.index.library import Library
from alignqa.integrations.obsidian.note import Note
from alignqa.integrations.obsidian.page_notes import (
    CONCEPT_NOTE,
    PAPER_NOTE,
    Paths,
    blocks_of,
    concept_note,
    folded,
    paper_note,
)
from alignqa.integrations.obsidian.vault import VaultFolder, VaultReport
from alignqa.papers.document import Metadata
from alignqa.reviews.batches import Selection
from alignqa.summaries.concept_pages import Concept, ConceptPages
from alignqa.summaries.defined_terms import defined_terms
from alignqa.summaries.folder import Progress
from alignqa.summaries.ledger import LedgerKeeper
from alignqa.summaries.pages import SummaryPage
from alignqa.summaries.paper_pages import PaperPages

_DEFINED_BY = 2  # works, which makes a term a concept of the literature rather than a word of one paper
_FEW, _OF_ALL = 3, 0.25  # papers, and their share, that may use a single word which is a term


def export_vault(
    library: Library,
    out: Path,
    *,
    selection: Selection,
    concepts: Sequence[str] = (),
    force: bool = False,
    progress: Progress = lambda done, total: None,
) -> VaultReport:
    """Writes a note for each selected paper and each concept to a folder, and brings those that are there up to date.

    Without names, the concepts are the terms that at least two papers define; notes of concepts that are there stay up to date.
    """
    with closing(library.catalogue()) as live, live.snapshot() as catalogue:
        vault = VaultFolder(out)
        keys = selection.of(catalogue)
        pages = PaperPages(catalogue, library.embedder.identity, index_name=library.folder.name)
        made: dict[str, SummaryPage] = {}
        for done, key in enumerate(keys, start=1):
            if (paper := catalogue.paper(key)) is not None:
                made[key] = pages.page(paper)
            progress(done, len(keys))
        named = [*vault.named(CONCEPT_NOTE), *concepts]
        if not concepts:
            work_of = {key: min(key, *of_key.versions) for key, of_key in library.copies().items() if of_key.versions}
            named += _terms_of(made, LedgerKeeper(catalogue, library.embedder.identity), work_of)
        about = [Concept(name) for name in {folded(name): name for name in reversed(named)}.values()]
        writer = ConceptPages(catalogue, library.embedder.identity, index_name=library.folder.name)
        told = [writer.page(concept, others=about) for concept in about]
        metadata = {record.paper_id: record.metadata for record in catalogue.papers()}
    paths = Paths(
        {key: vault.place((PAPER_NOTE, key)).with_suffix("").as_posix() for key in sorted({*made, *vault.named(PAPER_NOTE)})},
        {folded(page.title): vault.place((CONCEPT_NOTE, page.title)).with_suffix("").as_posix() for page in told},
    )
    return vault.write(_notes(made, told, metadata, paths), force=force)


def _terms_of(made: Mapping[str, SummaryPage], keeper: LedgerKeeper, work_of: Mapping[str, str]) -> Iterator[str]:
    """Yields the terms that a quote on a page defines, and that two of the works define in words of their own.

    A single word that many papers use is no term: "goals", "evaluation".
    """
    terms: dict[str, str] = {}
    for item in (item for page in made.values() for part in page.parts for item in part.items):
        for term in defined_terms(item.quote.exact):
            terms[folded(term)] = min(term, terms.get(folded(term), term), key=lambda name: (len(name), name))
    among = frozenset(made)
    for term in sorted(terms.values()):
        ledger = keeper.ledger(term, paper_ids=among)
        plain = " " not in term and "-" not in term and ledger.used_in > max(_FEW, _OF_ALL * len(made))
        definers = {entry.citation.paper_id for sense in ledger.senses for entry in sense}
        if not plain and len({work_of.get(key, key) for key in definers}) >= _DEFINED_BY:
            yield term


def _notes(
    made: Mapping[str, SummaryPage], told: Sequence[SummaryPage], metadata: Mapping[str, Metadata], paths: Paths
) -> Iterator[Note]:
    """Yields the notes of the papers, with the concepts whose notes quote them, and then those of the concepts."""
    quoting: dict[str, set[str]] = defaultdict(set)
    for page in told:
        for citation in page.citations():
            quoting[citation.paper_id].add(page.title)
    for key, page in made.items():
        yield paper_note(page, metadata[key], key, paths=paths, quoted_by=quoting[key])
    blocks = {key: blocks_of(page) for key, page in made.items()}
    for page in told:
        yield concept_note(page, paths=paths, blocks=blocks)
