"""An open index in one state: its contents are read once, and whatever happens meanwhile is not seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from math import log
from pathlib import Path

import pytest

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.retrieval.snapshots import OpenIndex, Snapshot
from choosing_worlds import ByHand, Given, add_paper, asked, opened, retriever, texts


@pytest.fixture
def index(tmp_path: Path) -> Iterator[OpenIndex]:
    """An open index of two papers, of which the second has two passages."""
    add_paper(tmp_path, "oil", Given("A jar of oil."))
    add_paper(tmp_path, "wick", Given("A wick."), Given("A wick burns."))
    with closing(opened(tmp_path)) as catalogue:
        yield OpenIndex(catalogue, retriever(catalogue), ByHand(), name="tower")


def remove(folder: Path, key: str) -> None:
    with closing(WritableCatalogue.open(folder / "catalogue.sqlite")) as catalogue:
        catalogue.remove(key, purge=True)


def keys(snapshot: Snapshot) -> list[str]:
    return [record.paper_id for record in snapshot.contents.papers]


def test_contents_are_the_papers_by_key_and_the_number_of_passages(index: OpenIndex) -> None:
    with index.snapshot() as snapshot:
        contents = snapshot.contents
        assert (keys(snapshot), contents.passages) == (["oil", "wick"], 3)
        assert contents.records["wick"].source == "wick.md"
        assert {key: metadata.title for key, metadata in contents.metadata.items()} == {"oil": "oil", "wick": "wick"}
        assert (snapshot.name, snapshot.embedder) == ("tower", index.embedder)


def test_contents_are_read_once_for_each_state(index: OpenIndex, tmp_path: Path) -> None:
    with index.snapshot() as one, index.snapshot() as other:
        assert one.contents is other.contents
    add_paper(tmp_path, "cork", Given("A cork."))
    with index.snapshot() as later:
        assert (keys(later), later.contents.passages) == (["cork", "oil", "wick"], 4)


def test_an_older_state_does_not_push_out_the_contents_of_the_newer_one(index: OpenIndex, tmp_path: Path) -> None:
    with index.catalogue.snapshot() as before:
        add_paper(tmp_path, "cork", Given("A cork."))
        with index.snapshot() as snapshot:
            kept = snapshot.contents
        assert [record.paper_id for record in index._contents_of(before).papers] == ["oil", "wick"]
    with index.snapshot() as snapshot:
        assert snapshot.contents is kept


def test_a_snapshot_sees_nothing_of_what_happens_meanwhile(index: OpenIndex, tmp_path: Path) -> None:
    with index.snapshot() as snapshot:
        add_paper(tmp_path, "cork", Given("A cork and a wick."))
        remove(tmp_path, "wick")
        assert keys(snapshot) == ["oil", "wick"]
        found = texts(snapshot.retriever.retrieve(asked("wick"), count=10))
        assert (found[0], sorted(found)) == ("A wick.", ["A jar of oil.", "A wick burns.", "A wick."])
        manuscript = snapshot.manuscript("wick")
        assert manuscript is not None
        assert manuscript.text == "A wick.\n\nA wick burns."
        assert snapshot.manuscript("cork") is None
    with index.snapshot() as later:
        assert later.manuscript("wick") is None
        assert texts(later.retriever.retrieve(asked("wick"), count=1)) == ["A cork and a wick."]


def test_rarity_is_that_of_the_state(index: OpenIndex, tmp_path: Path) -> None:
    with index.snapshot() as before:
        add_paper(tmp_path, "cork", Given("A cork."), Given("A cork and a jar."))
        with index.snapshot() as after:
            # ln(1 + (N - n + 0.5) / (n + 0.5)): of three passages none has a cork and one a jar; then two of five have either.
            assert (before.rarity("cork"), before.rarity("jar")) == (pytest.approx(log(8)), pytest.approx(log(8 / 3)))
            assert (after.rarity("cork"), after.rarity("jar")) == (pytest.approx(log(2.4)), pytest.approx(log(2.4)))


def test_a_pinned_index_gives_the_same_snapshot_until_the_end(index: OpenIndex, tmp_path: Path) -> None:
    with index.pinned() as pinned:
        with pinned.snapshot() as first:
            add_paper(tmp_path, "cork", Given("A cork."))
        with pinned.snapshot() as second, index.snapshot() as live:
            assert second is first
            assert (keys(second), keys(live)) == (["oil", "wick"], ["cork", "oil", "wick"])
            manuscript = second.manuscript("oil")
            assert manuscript is not None
            assert manuscript.text == "A jar of oil."
        assert (pinned.name, pinned.embedder) == (index.name, index.embedder)
        with pinned.pinned() as again, again.snapshot() as third:
            assert third is first


def test_an_index_that_is_being_rebuilt_is_not_asked(index: OpenIndex, tmp_path: Path) -> None:
    with closing(WritableCatalogue.open(tmp_path / "catalogue.sqlite")) as writer, index.pinned() as pinned:
        writer.begin_rebuild()
        with pytest.raises(IndexUnavailable, match="being rebuilt"), index.snapshot():
            pass
        with pinned.snapshot() as snapshot:  # begun before, and whole
            assert keys(snapshot) == ["oil", "wick"]
        writer.end_rebuild()
        with index.snapshot() as snapshot:
            assert keys(snapshot) == ["oil", "wick"]
