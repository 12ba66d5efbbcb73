from __future__ import annotations

import sqlite3
import threading

import pytest

from alignqa.errors import IndexUnavailable, StorageError
from alignqa.index.catalogue import writing
from alignqa.index.catalogue.checksums import resum
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.writing import WritableCatalogue

SENTENCES = ("Lamps burn oil at night.", "Doors are shut by day.", "Cats sleep at noon.")


@pytest.fixture
def library(make_library, write_note):
    library = make_library()
    library.ingest([write_note(name, sentence) for name, sentence in zip(("lamps", "doors", "cats"), SENTENCES, strict=True)])
    return library


def test_words_find_passages_best_first_and_only_in_the_papers_asked_for(library) -> None:
    catalogue = library.catalogue()
    found = catalogue.match(["lamp", "night", "noon"], count=5)
    records = catalogue.passages(key for key, _ in found)
    assert [records[key].text for key, _ in found] == [SENTENCES[0], SENTENCES[2]]
    assert found[0][1] > found[1][1] > 0
    assert [key for key, _ in catalogue.match(["lamp", "noon"], count=5, paper_ids={"lark2020cats"})] == [found[1][0]]
    assert catalogue.match(["lamp"], count=5, paper_ids=[]) == []
    assert catalogue.match(["lamp"], count=5, paper_ids=[f"paper{n}" for n in range(50_000)]) == []
    assert catalogue.match(['"', "*", "NEAR"], count=5) == []
    assert catalogue.document_frequency("lamp") == 1
    catalogue.close()


def test_two_threads_read_one_catalogue(library) -> None:
    catalogue = library.catalogue()
    faults: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(150):
                assert len(catalogue.match(["lamps", "doors", "cats"], count=9)) == 3
                assert len(catalogue.papers()) == 3
                assert catalogue.paper("lark2020cats").text.endswith(SENTENCES[2])
        except Exception as error:  # noqa: BLE001 - handed to the main thread, which asserts on it
            faults.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    catalogue.close()
    assert faults == []


def test_a_reader_goes_on_while_a_writer_writes_and_sees_the_new_generation(library, write_note) -> None:
    reader = library.catalogue()
    before = reader.generation
    seen: list[int] = []
    writer = WritableCatalogue.open(library.folder / "catalogue.sqlite")
    with writer._database.transaction():
        writer._database.rows("UPDATE papers SET source = 'elsewhere'")
        resum(writer._database, "papers", "state = 'committed'", ())
        seen.append(len(reader.papers()))
        assert {record.source for record in reader.papers()} != {"elsewhere"}
    writer.close()
    library.ingest([write_note("birds", "Birds sing at dawn.")])
    assert reader.generation == before + 1
    assert [*seen, len(reader.papers())] == [3, 4]
    reader.close()


def test_a_failed_transaction_leaves_nothing(library) -> None:
    writer = WritableCatalogue.open(library.folder / "catalogue.sqlite")
    with pytest.raises(ZeroDivisionError), writer._database.transaction():
        writer._database.rows("DELETE FROM passages")
        raise ZeroDivisionError
    assert writer.counts()["passages"] == 3
    writer.close()


def test_pages_of_one_passage_are_the_same_passages(library, monkeypatch) -> None:
    writer = WritableCatalogue.open(library.folder / "catalogue.sqlite")
    whole = [stored for page in writer.stored() for stored in page]
    monkeypatch.setattr(writing, "_PAGE", 1)
    pages = list(writer.stored())
    writer.close()
    assert [len(page) for page in pages] == [1, 1, 1]
    assert [stored for page in pages for stored in page] == whole


@pytest.mark.parametrize(
    "content", [b"This is not a database, but long enough to look. " * 40, b"SQLite format 3\x00" + b"\x07" * 4096]
)
@pytest.mark.parametrize("create", [False, True])
def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path, content: bytes, create: bool) -> None:
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(content)
    with pytest.raises(IndexUnavailable, match="is damaged") as caught:
        Catalogue.open(path, create=create)
    assert caught.value.hint
    assert path.read_bytes() == content


@pytest.mark.parametrize("create", [False, True])
def test_somebody_elses_database_is_left_alone(tmp_path, create: bool) -> None:
    path = tmp_path / "catalogue.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(IndexUnavailable, match="not an alignqa catalogue"):
        Catalogue.open(path, create=create)
    assert path.read_bytes() == before


def test_another_version_is_refused(library) -> None:
    path = library.folder / "catalogue.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexUnavailable, match="version 99"):
        library.papers()


def test_a_folder_in_the_place_of_the_file_is_a_storage_error(tmp_path) -> None:
    (tmp_path / "catalogue.sqlite").mkdir()
    with pytest.raises(StorageError):
        Catalogue.open(tmp_path / "catalogue.sqlite", create=True)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE texts SET text = text || '!' WHERE text LIKE '%Lamps%'", "does not match its hash"),
        ("UPDATE texts SET layout = 'x' WHERE text LIKE '%Lamps%'", "The layout of the text"),
        ("UPDATE passages SET start = start + 1, text = text WHERE id = 1", "1 passage of"),
        ("DELETE FROM texts WHERE text LIKE '%Lamps%'", "A text of lark2020lamps is missing."),
        (
            "INSERT INTO passages_fts (passages_fts, rowid, heading, text) VALUES ('delete', 1, 'Findings', 'x')",
            "full-text index",
        ),
    ],
)
def test_verify_finds_damage(library, damage: str, sentence: str) -> None:
    connection = sqlite3.connect(library.folder / "catalogue.sqlite")
    connection.execute(damage)
    connection.commit()
    connection.close()
    assert [line for line in library.verify() if sentence in line]
