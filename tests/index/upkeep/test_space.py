"""What is purged leaves no word on the disk, what is kept is bounded, and unused space is given back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from alignqa.errors import IndexLocked
from alignqa.index.catalogue.space import MAX_FORMER_VERSIONS
from alignqa.index.library import Library
from asking import library_at

WORDS = ("zorblax", "quindivor", "Hesperuncle", "mumbleforth")


def write(folder: Path, name: str, *sentences: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.md"
    path.write_text(
        f"---\nkey: {name}\ntitle: On {name}\nyear: 2020\n---\n# Findings\n\n{' '.join(sentences)}\n", encoding="utf-8"
    )
    return path


def secret(folder: Path) -> Path:
    path = folder / "guest.md"
    folder.mkdir(exist_ok=True)
    path.write_text(
        f"---\nkey: guest\ntitle: The {WORDS[2]} Papers\nauthors: [Ada {WORDS[3].title()}]\n---\n"
        f"# The {WORDS[1]}\n\nA {WORDS[0]} sleeps under the lantern. Nobody wakes the {WORDS[0]} at night.\n",
        encoding="utf-8",
    )
    return path


def places_of(words: tuple[str, ...], folder: Path) -> list[str]:
    """The files of a folder in which one of the words is, in any case and in the usual encodings."""
    return [
        f"{word} in {path.name}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for word in words
        if any(word.lower().encode(coding) in path.read_bytes().lower() for coding in ("utf-8", "utf-16-le"))
    ]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = library_at(tmp_path / "index")
    library.ingest([write(tmp_path / "papers", name, f"The {name} weighs nine stones.") for name in ("lantern", "wick")])
    return library


def test_a_purged_paper_leaves_no_word_on_the_disk(library: Library, tmp_path: Path) -> None:
    path = secret(tmp_path / "other")
    library.ingest([path])
    assert {line.split()[0] for line in places_of(WORDS, library.folder)} == set(WORDS)
    library.ingest([write(tmp_path / "papers", "keeper", "The keeper carries the lantern.")])
    library.remove("guest", purge=True)
    path.unlink()
    assert places_of((*WORDS, "guest.md"), tmp_path) == []
    assert library.verify() == []


def test_neither_does_a_paper_that_was_replaced_or_removed_before(library: Library, tmp_path: Path) -> None:
    path = secret(tmp_path / "other")
    library.ingest([path])
    path.write_text("---\nkey: guest\ntitle: Harmless\n---\n# Part\n\nThe lantern is heavy.\n", encoding="utf-8")
    library.ingest([path])
    library.remove("guest")
    assert places_of(WORDS, library.folder)
    library.remove("guest", purge=True)
    assert places_of(WORDS, library.folder) == []


def test_an_interrupted_purge_is_named_and_finished_by_the_next_change(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.ingest([secret(tmp_path / "other")])
    with monkeypatch.context() as patched:
        patched.setattr("alignqa.index.catalogue.space.sweep", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            library.remove("guest", purge=True)
    (problem,) = library.verify()
    assert "alignqa index compact" in problem
    library.ingest([write(tmp_path / "papers", "keeper", "The keeper carries the lantern.")])
    assert places_of(WORDS, library.folder) == []
    assert library.verify() == []


def test_a_purge_beside_a_reader_says_what_is_left_to_do(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alignqa.index.catalogue.database._BUSY_SECONDS", 0.1)
    library.ingest([secret(tmp_path / "other")])
    with closing(library.catalogue()) as catalogue:
        with catalogue.snapshot() as snapshot, pytest.raises(IndexLocked) as caught:
            assert snapshot.papers()
            library.remove("guest", purge=True)
        assert "alignqa index compact" in caught.value.hint
        assert "guest" not in [record.paper_id for record in catalogue.papers()]
    library.compact()
    assert places_of(WORDS, library.folder) == []


def test_compacting_gives_space_back_and_changes_no_paper(library: Library, tmp_path: Path) -> None:
    long = write(
        tmp_path / "papers", "harbour", *(f"Boat number {number} carries {number + 7} lamps home." for number in range(900))
    )
    library.ingest([long])
    before = library.papers()[1:]
    library.remove("harbour", purge=False)
    library.remove("harbour", purge=True)
    took, takes = library.compact()
    assert takes <= took
    assert takes == sum(path.stat().st_size for path in library.folder.rglob("*") if path.is_file())
    assert library.papers() == before
    assert library.verify() == []


def test_the_versions_kept_for_receipts_are_bounded(library: Library, tmp_path: Path) -> None:
    versions = MAX_FORMER_VERSIONS + 5
    digests = []
    for number in range(versions):
        library.ingest([write(tmp_path / "papers", "wick", f"The wick of year {number} weighs nine stones.")])
        digests.append(next(record.text_sha256 for record in library.papers() if record.paper_id == "wick"))
    assert library.counts()["texts"] == MAX_FORMER_VERSIONS + 2  # with the newest, and that of the lantern
    with closing(library.catalogue()) as catalogue:
        kept = [digest for digest in digests if catalogue.manuscript(digest)]
    assert kept == digests[-MAX_FORMER_VERSIONS - 1 :]
    with closing(sqlite3.connect(library.folder / "catalogue.sqlite")) as connection:
        rows = connection.execute("SELECT count(*) FROM papers").fetchone()[0]
    assert rows == MAX_FORMER_VERSIONS + 2
    assert library.verify() == []
