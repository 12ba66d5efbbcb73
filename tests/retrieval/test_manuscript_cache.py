"""The texts that are kept in memory: within a bound, of the newest state only, and nothing that was purged."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.catalogue.manuscript_cache import ManuscriptCache
from alignqa.index.ingestion import NamedManuscript
from alignqa.index.library import Library
from alignqa.papers.document import Manuscript, Metadata, Section, Span


class Shelf:
    """Reads manuscripts of four letters each, and remembers which."""

    def __init__(self, cache: ManuscriptCache) -> None:
        self.cache = cache
        self.read: list[str] = []

    def get(self, text: str, generation: int = 1) -> Manuscript | None:
        return self.cache.get(text, generation, lambda: self._read(text))

    def _read(self, text: str) -> Manuscript | None:
        self.read.append(text)
        return Manuscript(text) if text != "none" else None


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(ManuscriptCache(maximum=10))


def test_a_text_is_read_once(shelf: Shelf) -> None:
    assert shelf.get("aaaa") is shelf.get("aaaa")
    assert shelf.read == ["aaaa"]
    assert shelf.cache.characters == 4


def test_the_bound_is_kept_whatever_is_read(shelf: Shelf) -> None:
    for number in range(200):
        found = shelf.get(f"{number:04}")
        assert found is not None
        assert found.text == f"{number:04}"
        assert shelf.cache.characters <= 10
    assert shelf.cache.characters == 8


def test_what_was_not_read_for_longest_is_forgotten(shelf: Shelf) -> None:
    for text in ("aaaa", "bbbb", "aaaa", "cccc"):  # the third reading makes the b the oldest
        shelf.get(text)
    shelf.read.clear()
    for text in ("cccc", "aaaa", "bbbb"):
        shelf.get(text)
    assert shelf.read == ["bbbb"]


def test_a_long_text_pushes_out_as_many_as_it_needs(shelf: Shelf) -> None:
    for text in ("aa", "bb", "cc", "dd", "e" * 7):
        shelf.get(text)
    assert shelf.cache.characters == 9  # the d and the e


def test_a_text_beyond_the_bound_is_kept_alone(shelf: Shelf) -> None:
    shelf.get("aaaa")
    shelf.get("b" * 50)
    assert shelf.cache.characters == 50
    shelf.get("b" * 50)
    shelf.get("aaaa")
    assert shelf.read == ["aaaa", "b" * 50, "aaaa"]
    assert shelf.cache.characters == 4


def test_what_is_not_there_is_looked_for_each_time(shelf: Shelf) -> None:
    assert shelf.get("none") is None
    assert shelf.get("none") is None
    assert shelf.read == ["none", "none"]


def test_a_newer_state_forgets_the_older_one(shelf: Shelf) -> None:
    shelf.get("aaaa", 1)
    shelf.get("bbbb", 2)
    assert shelf.cache.characters == 4
    shelf.get("aaaa", 2)
    assert shelf.read == ["aaaa", "bbbb", "aaaa"]


def test_an_older_state_reads_for_itself_and_disturbs_nothing(shelf: Shelf) -> None:
    kept = shelf.get("aaaa", 2)
    assert shelf.get("aaaa", 1) is not kept
    assert shelf.get("bbbb", 1) is not None
    assert shelf.cache.characters == 4
    assert shelf.get("aaaa", 2) is kept
    assert shelf.read == ["aaaa", "aaaa", "bbbb"]


def test_a_text_that_two_threads_read_at_once_is_counted_once() -> None:
    cache = ManuscriptCache(maximum=10)

    def read_by_the_other_thread_too() -> Manuscript:
        cache.get("aaaa", 1, lambda: Manuscript("aaaa"))
        return Manuscript("aaaa")

    cache.get("aaaa", 1, read_by_the_other_thread_too)
    assert cache.characters == 4


# in a catalogue

FIRST, SECOND = "Lamps burn oil at night.", "Doors are shut by day."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    vectors = MemoryIndex()
    return Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)


def put(library: Library, name: str, text: str, *, section: str = "One") -> None:
    manuscript = Manuscript(text, (Section(section, Span(0, len(text))),), metadata=Metadata(title=name, key=name))
    (report,) = library.ingest_manuscripts([NamedManuscript(name, manuscript)]).files
    assert report.paper_id == name


def forms(change: Callable[[Library], None], library: Library) -> tuple[Manuscript | None, Manuscript | None]:
    """A text before and after a change that another process makes while the catalogue is open."""
    digest = Manuscript(FIRST).text_sha256
    with closing(library.catalogue()) as catalogue:
        before = catalogue.manuscript(digest)
        change(library)
        return before, catalogue.manuscript(digest)


def test_a_purged_text_is_not_served(library: Library) -> None:
    put(library, "lamps", FIRST)
    before, after = forms(lambda other: other.remove("lamps", purge=True), library)
    assert before is not None
    assert after is None


def test_a_removed_text_is_served_for_proofs(library: Library) -> None:
    put(library, "lamps", FIRST)
    before, after = forms(lambda other: other.remove("lamps"), library)
    assert before == after
    assert after is not None


def test_a_new_layout_of_the_same_text_is_served(library: Library) -> None:
    put(library, "lamps", FIRST)

    def anew(other: Library) -> None:
        put(other, "lamps", SECOND)
        put(other, "lamps", FIRST, section="Two")

    before, after = forms(anew, library)
    assert before is not None
    assert after is not None
    assert [one.sections[0].title for one in (before, after)] == ["One", "Two"]


def test_snapshots_share_what_was_read(library: Library) -> None:
    put(library, "lamps", FIRST)
    digest = Manuscript(FIRST).text_sha256
    with closing(library.catalogue()) as catalogue:
        with catalogue.snapshot() as one:
            kept = one.manuscript(digest)
        with catalogue.snapshot() as other:
            assert other.manuscript(digest) is kept
