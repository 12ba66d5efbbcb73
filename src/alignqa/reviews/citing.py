"""Reads who cites whom among the papers of a home."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

from alignqa.citing import places
from alignqa.citing.network import CitationNetwork, read_network
from alignqa.citing.places import CitingPlaces
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.library import unknown_paper
from alignqa.wiring import Home, library_of


def read_citations(home: Home) -> CitationNetwork:
    """Reads the citations of all papers."""
    with closing(library_of(home).catalogue()) as live, live.snapshot() as catalogue:
        return read_network(catalogue, home.literature)


def works_cited(paper_id: str, home: Home) -> tuple[CitationNetwork, list[CitingPlaces]]:
    """Reads the works that a paper cites, with the sentences that do; UnknownPaper, with the nearest keys, for another key."""
    return _read(paper_id, home, places.works_cited)


def works_citing(paper_id: str, home: Home) -> tuple[CitationNetwork, list[CitingPlaces]]:
    """Reads the papers that cite a paper, with the sentences that do; UnknownPaper, with the nearest keys, for another key."""
    return _read(paper_id, home, places.works_citing)


def _read(
    paper_id: str, home: Home, find: Callable[[str, CitationNetwork, Catalogue], list[CitingPlaces]]
) -> tuple[CitationNetwork, list[CitingPlaces]]:
    with closing(library_of(home).catalogue()) as live, live.snapshot() as catalogue:
        if catalogue.record(paper_id) is None:
            raise unknown_paper(paper_id, [record.paper_id for record in catalogue.papers()])
        network = read_network(catalogue, home.literature)
        return network, find(paper_id, network, catalogue)
