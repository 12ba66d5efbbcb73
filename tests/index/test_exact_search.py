"""A small index is searched exactly, from what the catalogue keeps; a larger one through the vector index."""

from __future__ import annotations

import numpy as np

from alignqa.adapters.scripted.index import MemoryIndex
from alignqa.index.exact_search import ExactWhileSmall
from alignqa.index.interfaces import Vectors

LAMPS = "Lamps burn oil at night."
DOORS = "Doors are shut by day."


class Elsewhere(MemoryIndex):
    """A vector index that tells what reached it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def nearest(self, vector: Vectors, *, count: int, paper_ids: object = None) -> list[tuple[int, float]]:
        self.asked.append("nearest")
        return []

    def reopen(self) -> None:
        self.asked.append("reopen")

    def warm(self) -> None:
        self.asked.append("warm")


def test_the_nearest_come_from_the_catalogue_and_the_vector_index_is_never_opened(make_library, write_note) -> None:
    library, vectors = make_library(), Elsewhere()
    library.ingest([write_note("lamps", LAMPS), write_note("doors", DOORS)])
    catalogue = library.catalogue()
    search = ExactWhileSmall(catalogue, vectors, library.embedder.identity)
    search.warm()
    [asked] = library.embedder.embed([LAMPS])
    (first, similar), (second, less) = search.nearest(asked, count=5)
    texts = {key: record.text for key, record in catalogue.passages([first, second]).items()}
    assert (texts[first], texts[second]) == (LAMPS, DOORS)
    kept = catalogue.passage_vectors([first, second], library.embedder.identity)
    assert np.allclose([similar, less], [kept[first].whole @ asked, kept[second].whole @ asked])
    assert search.nearest(asked, count=1) == [(first, similar)]
    assert search.nearest(asked, count=5, paper_ids={"lark2020doors"}) == [(second, less)]
    assert vectors.asked == []


def test_what_left_the_index_is_not_found_after_reopening(make_library, write_note) -> None:
    library = make_library()
    library.ingest([write_note("lamps", LAMPS), write_note("doors", DOORS)])
    search = ExactWhileSmall(library.catalogue(), MemoryIndex(), library.embedder.identity)
    [asked] = library.embedder.embed([LAMPS])
    assert len(search.nearest(asked, count=5)) == 2
    library.remove("lark2020lamps")
    search.reopen()
    assert len(search.nearest(asked, count=5)) == 1
    library.remove("lark2020doors")
    search.reopen()
    assert search.nearest(asked, count=5) == []


def test_a_larger_index_is_searched_elsewhere(make_library, write_note) -> None:
    library, vectors = make_library(), Elsewhere()
    library.ingest([write_note("lamps", LAMPS), write_note("doors", DOORS)])
    search = ExactWhileSmall(library.catalogue(), vectors, library.embedder.identity, maximum=1)
    search.warm()
    [asked] = library.embedder.embed([LAMPS])
    assert search.nearest(asked, count=5) == []
    search.reopen()
    assert vectors.asked == ["warm", "nearest", "reopen"]
