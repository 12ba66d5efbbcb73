"""A changed byte is noticed: questions are refused, `verify` names it with its cure, and the cure cures."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue import upgrade
from alignqa.index.library import Library
from damaging import QUESTIONS, state_of, sweep, without_checksums, write_papers

CHECKSUMS = 8  # bytes before stored vectors


@pytest.fixture
def library(tmp_path: Path) -> Library:
    write_papers(tmp_path / "papers")
    vectors = MemoryIndex()
    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    library.ingest([tmp_path / "papers"])
    return library


def execute(library: Library, statement: str, parameters: tuple[object, ...] = ()) -> None:
    with closing(sqlite3.connect(library.folder / "catalogue.sqlite")) as connection, connection:
        connection.execute(statement, parameters)


def change_vector(library: Library, how: str) -> None:
    """Changes the kept vectors of one passage."""
    with closing(sqlite3.connect(library.folder / "catalogue.sqlite")) as connection, connection:
        key, blob = connection.execute("SELECT embedded_sha256, vectors FROM embeddings ORDER BY 1 LIMIT 1").fetchone()
        other = connection.execute("SELECT vectors FROM embeddings ORDER BY 1 DESC LIMIT 1").fetchone()[0]
        size = len(blob) - CHECKSUMS
        changed = {
            "a flipped bit": blob[:200] + bytes([blob[200] ^ 1]) + blob[201:],
            "a flipped bit of a sentence": blob[:-1] + bytes([blob[-1] ^ 1]),
            "zeros": blob[:CHECKSUMS] + bytes(size),
            "not a number": blob[:CHECKSUMS] + np.full(size // 2, np.nan, dtype="<f2").tobytes(),
            "the vectors of another passage": other,
            "cut off": blob[: len(blob) // 2],
            "empty": b"",
            "a text": "vectors",
            "a number": 7,
        }[how]
        connection.execute("UPDATE embeddings SET vectors = ? WHERE embedded_sha256 = ?", (changed, key))


VECTORS = ["a flipped bit", "a flipped bit of a sentence", "zeros", "not a number", "the vectors of another passage", "cut off"]


@pytest.mark.parametrize("how", [*VECTORS, "empty", "a text", "a number"])
def test_a_changed_vector_is_told_from_a_bad_vector_index_and_computed_again(library: Library, how: str) -> None:
    expected = state_of(library)
    change_vector(library, how)
    problems = library.verify()
    assert len(problems) == 1
    assert "The vectors of 1 passage of" in problems[0]
    assert "alignqa index rebuild computes them again from the text" in problems[0]
    library.embedder.embedded.clear()
    library.rebuild()
    assert 0 < len(library.embedder.embedded) < 5, "only the damaged passage is embedded again"
    assert library.verify() == []
    assert state_of(library) == expected


def test_a_damaged_vector_is_never_copied_over_a_good_one(library: Library) -> None:
    change_vector(library, "zeros")
    failing = Library(library.folder, embedder=ScriptedEmbedder(fails=True), open_vectors=library.open_vectors)
    vectors = library.open_vectors(library.folder)
    before = {key: vectors.fetch([key])[key].tolist() for key in range(1, vectors.count() + 1)}
    with pytest.raises(Exception, match="made to fail"):
        failing.rebuild()
    assert {key: vectors.fetch([key])[key].tolist() for key in before} == before


DAMAGE = [
    "UPDATE papers SET metadata = replace(metadata, 'Lark', 'Dark') WHERE paper_id = 'wick'",
    "UPDATE papers SET paper_id = x'00ff' WHERE paper_id = 'wick'",
    "UPDATE papers SET state = 'former' WHERE paper_id = 'wick'",
    "DELETE FROM papers WHERE paper_id = 'wick'",
    "UPDATE texts SET text = replace(text, 'winter', 'summer') WHERE text LIKE '%wick weighs%' OR text LIKE '%the wick %'",
    "UPDATE texts SET layout = '[' WHERE text LIKE '%wick%'",
    "UPDATE texts SET text = CAST(x'ff' || text AS TEXT) WHERE text_sha256 = (SELECT min(text_sha256) FROM texts)",
    "DELETE FROM texts WHERE text_sha256 = (SELECT min(text_sha256) FROM texts)",
    "UPDATE passages SET text = replace(text, 'stones', 'ounces') WHERE id = 1",
    "UPDATE passages SET heading = 'Elsewhere' WHERE id = 2",
    "UPDATE passages SET sentences = '{}' WHERE id = 3",
    "UPDATE passages SET kind = 'poem' WHERE id = 4",
    "UPDATE passages SET embedded_sha256 = x'00' WHERE id = 5",
    "UPDATE passages SET id = 4711 WHERE id = 6",
    "DELETE FROM passages WHERE id = 7",
    "DELETE FROM embeddings WHERE embedded_sha256 = (SELECT min(embedded_sha256) FROM embeddings)",
    "UPDATE properties SET value = 'many' WHERE name = 'generation'",
    "UPDATE properties SET value = x'31' WHERE name = 'generation'",
    "UPDATE properties SET value = '1' WHERE name = 'rebuilding'",
    "DELETE FROM properties",
    "UPDATE passages_fts_docsize SET sz = x'7f7f' WHERE id = 1",
    "DELETE FROM passages_fts_config",
    "DELETE FROM papers_fts_data",
    "UPDATE papers_fts_idx SET pgno = 99",
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_says_so_and_names_a_cure_that_cures(library: Library, damage: str) -> None:
    expected = state_of(library)
    execute(library, damage)
    with pytest.raises(IndexUnavailable) as caught:
        state_of(library)
    assert "damaged" in caught.value.message or "rebuil" in caught.value.message
    assert "alignqa index rebuild" in caught.value.hint
    problems = library.verify()
    assert problems
    assert all("alignqa index rebuild" in problem for problem in problems)
    library.rebuild()
    assert library.verify() == []
    assert state_of(library) == expected


@pytest.mark.parametrize(
    "damage", ["UPDATE sources SET size = 1", "UPDATE parsers SET parser = 'x'", "DELETE FROM sqlite_sequence"]
)
def test_damage_that_no_answer_depends_on_is_named_and_cured(library: Library, damage: str) -> None:
    execute(library, damage)
    assert [line for line in library.verify() if "alignqa index rebuild" in line]
    library.rebuild()
    assert library.verify() == []


def test_a_paper_whose_text_is_damaged_and_whose_file_is_gone_is_named(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "papers" / "wick.md"
    content = file.read_text()
    file.unlink()
    expected = state_of(library)
    execute(
        library,
        "UPDATE texts SET text = text || '!' WHERE text_sha256 = (SELECT text_sha256 FROM papers WHERE paper_id = 'wick')",
    )
    library.rebuild()
    (problem,) = library.verify()
    assert problem == f"The paper wick was damaged and is not in the index. Read it anew: alignqa ingest {file}."
    assert "wick" not in [record.paper_id for record in library.papers()]
    file.write_text(content)
    assert [(report.outcome.value, report.paper_id) for report in library.ingest([file]).files] == [("replaced", "wick")]
    assert library.verify() == []
    assert [outcome["outcome"] for outcome in state_of(library)[0]] == [outcome["outcome"] for outcome in expected[0]]


def test_a_damaged_former_text_costs_only_itself(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "papers" / "wick.md"
    file.write_text(file.read_text().replace("stones", "ounces"))
    library.ingest([file])
    expected = state_of(library)
    execute(library, "UPDATE texts SET text = text || '!' WHERE text LIKE '%wick%stones%' AND text LIKE '%house 1 weighs%'")
    assert len(library.verify()) == 1
    assert state_of(library) == expected
    library.rebuild()
    assert library.verify() == []
    assert state_of(library) == expected


@pytest.mark.parametrize("how", ["lost", "changed"])
def test_a_damaged_manifest_is_restored_from_the_catalogue(library: Library, how: str) -> None:
    path = library.folder / "manifest.json"
    before = path.read_text()
    path.unlink() if how == "lost" else path.write_text(before.replace('"enough": ', '"enough": 1'))
    with pytest.raises(IndexUnavailable, match="manifest"):
        library.papers()
    library.rebuild()
    assert path.read_text() == before


def test_an_index_of_an_earlier_alignqa_is_read_and_gets_checksums_with_the_next_change(library: Library, tmp_path: Path) -> None:
    expected = state_of(library)
    without_checksums(library.folder / "catalogue.sqlite")
    assert state_of(library) == expected
    assert library.verify() == []
    with closing(library.catalogue()) as catalogue:
        assert not catalogue.checked
    library.ingest([tmp_path / "papers"])
    with closing(library.catalogue()) as catalogue:
        assert catalogue.checked
    assert state_of(library) == expected
    change_vector(library, "a flipped bit")
    assert len(library.verify()) == 1


@pytest.mark.parametrize("how", ["zeros", "not a number", "cut off", "a text"])
def test_without_checksums_vectors_that_cannot_be_right_are_found_and_not_given_one(library: Library, how: str) -> None:
    expected = state_of(library)
    change_vector(library, how)
    without_checksums(library.folder / "catalogue.sqlite")
    assert len(library.verify()) == 1
    library.rebuild()
    assert library.verify() == []
    assert state_of(library) == expected


def test_an_interrupted_upgrade_changes_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = state_of(library)
    without_checksums(library.folder / "catalogue.sqlite")
    monkeypatch.setattr(upgrade.properties, "write", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        library.rebuild()
    monkeypatch.undo()
    assert state_of(library) == expected
    library.rebuild()
    assert state_of(library) == expected
    assert library.verify() == []


def test_what_cannot_be_repaired_is_not_touched(library: Library) -> None:
    path = library.folder / "catalogue.sqlite"
    data = bytearray(path.read_bytes())
    data[100:4096] = random.Random(1).randbytes(3996)  # noqa: S311 - the schema, of which there is no copy
    path.write_bytes(data)
    for act in (library.papers, library.verify, library.rebuild):
        with pytest.raises(IndexUnavailable) as caught:
            act()
        assert "move it away, and run alignqa ingest" in caught.value.hint
    assert path.read_bytes() == data


def test_random_places(tmp_path: Path) -> None:
    wrong, places = sweep(tmp_path, 25, seed=7)
    assert wrong == {}
    assert len(set(places)) > 20
    assert len(QUESTIONS) == 4
