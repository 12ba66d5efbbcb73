from __future__ import annotations

import threading
from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.errors import IndexLocked, IndexUnavailable, SettingsError, StorageError, UnknownPaper
from alignqa.index.ingestion import IngestOutcome
from alignqa.index.interfaces import Vectors
from alignqa.index.library import Library
from alignqa.index.lock import writer_lock
from alignqa.papers.document import sha256_of
from alignqa.papers.identity.literature import Literature

LAMPS = "Lamps burn oil at night."
DOORS = "Doors are shut by day."


def outcomes(library: Library, *paths: Path) -> list[tuple[str, str]]:
    return [(report.outcome.value, report.paper_id) for report in library.ingest(paths).files]


def nearest(library: Library, vectors: MemoryIndex, text: str) -> list[str]:
    question: Vectors = library.embedder.embed([text])[0]
    catalogue = library.catalogue()
    ids = [passage_id for passage_id, _ in vectors.nearest(question, count=3)]
    found = catalogue.passages(ids)
    catalogue.close()
    return [found[passage_id].text for passage_id in ids]


def test_a_paper_comes_in_once(make_library, write_note) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    assert outcomes(library, path) == [("added", "lark2020lamps")]
    embedded = len(library.embedder.embedded)
    assert outcomes(library, path) == [("unchanged", "lark2020lamps")]
    path.touch()
    assert outcomes(library, path) == [("unchanged", "lark2020lamps")]
    assert len(library.embedder.embedded) == embedded
    assert library.paper("lark2020lamps").text == f"Findings\n\n{LAMPS}"
    assert library.verify() == []


def test_title_and_section_are_embedded(make_library, write_note) -> None:
    library = make_library()
    library.ingest([write_note("lamps", LAMPS)])
    assert library.embedder.embedded == ["On lamps. Findings", LAMPS]


def test_the_same_content_under_two_paths_is_one_paper(make_library, write_note) -> None:
    library = make_library()
    one, other = write_note("lamps", LAMPS), write_note("copy", LAMPS)
    assert outcomes(library, one) == [("added", "lark2020lamps")]
    assert outcomes(library, other) == [("duplicate", "lark2020lamps")]
    assert outcomes(library, other) == [("unchanged", "lark2020lamps")]
    assert library.counts()["papers"] == 1


def test_a_changed_copy_does_not_take_the_paper_away_from_the_other_file(make_library, write_note) -> None:
    library = make_library()
    one, other = write_note("lamps", LAMPS), write_note("copy", LAMPS)
    outcomes(library, one, other)
    write_note("copy", LAMPS, DOORS)
    assert outcomes(library, one, other) == [("added", "lark2020copyb"), ("unchanged", "lark2020copy")]
    assert library.paper("lark2020copy").text.endswith(LAMPS)
    assert library.paper("lark2020copyb").text.endswith(DOORS)
    assert library.verify() == []


def test_a_paper_whose_file_came_to_hold_another_paper_is_retired(make_library, write_note) -> None:
    vectors = MemoryIndex()
    library = make_library(vectors=vectors)
    lamps, doors = write_note("lamps", LAMPS), write_note("doors", DOORS)
    outcomes(library, lamps, doors)
    doors.write_bytes(lamps.read_bytes())
    assert outcomes(library, lamps, doors) == [("duplicate", "lark2020lamps"), ("unchanged", "lark2020lamps")]
    assert [record.paper_id for record in library.papers()] == ["lark2020lamps"]
    assert [entry.paper_id for entry in vectors.entries.values()] == ["lark2020lamps"]
    assert library.verify() == []


def test_a_changed_file_replaces_its_old_self_whose_text_stays_provable(make_library, write_note) -> None:
    vectors = MemoryIndex()
    library = make_library(vectors=vectors)
    outcomes(library, write_note("lamps", LAMPS))
    old = library.papers()[0].text_sha256
    assert outcomes(library, write_note("lamps", DOORS)) == [("replaced", "lark2020lamps")]
    assert nearest(library, vectors, "lamps doors") == [DOORS]
    catalogue = library.catalogue()
    assert catalogue.match(["lamps", "oil"], count=5) == []
    manuscript = catalogue.manuscript(old)
    assert manuscript is not None and manuscript.text == f"Findings\n\n{LAMPS}"
    assert [(holder.paper_id, holder.state) for holder in catalogue.holders(old)] == [("lark2020lamps", "former")]
    catalogue.close()
    assert library.counts() == {"papers": 1, "passages": 1, "texts": 2, "vectors": 1, "pending": 0, "retired": 0}
    assert library.verify() == []


def test_a_file_that_goes_back_is_committed_and_not_an_older_version(make_library, write_note) -> None:
    library = make_library()
    for text in (LAMPS, DOORS, LAMPS):
        outcomes(library, write_note("lamps", text))
    catalogue = library.catalogue()
    now = catalogue.papers()[0].text_sha256
    assert [(holder.paper_id, holder.state) for holder in catalogue.holders(now)] == [("lark2020lamps", "committed")]
    catalogue.close()
    assert library.verify() == []


def test_an_older_version_under_another_path_does_not_replace_the_newer_one(make_library, write_note) -> None:
    library = make_library()
    outcomes(library, write_note("lamps", LAMPS))
    outcomes(library, write_note("lamps", LAMPS, DOORS))
    assert outcomes(library, write_note("attic", LAMPS)) == [("added", "lark2020attic")]
    assert library.paper("lark2020lamps").text.endswith(DOORS)


@pytest.mark.parametrize("purge", [False, True])
def test_a_removed_paper_that_returns_has_its_old_key(make_library, write_note, purge: bool) -> None:
    library = make_library()
    path = write_note("lamps", LAMPS)
    outcomes(library, path, write_note("doors", DOORS))
    library.remove("lark2020lamps", purge=purge)
    assert [record.paper_id for record in library.papers()] == ["lark2020doors"]
    assert library.verify() == []
    catalogue = library.catalogue()
    assert (catalogue.manuscript(sha256_of(f"Findings\n\n{LAMPS}")) is None) is purge
    catalogue.close()
    assert outcomes(library, path) == [("added", "lark2020lamps")]
    assert library.verify() == []


def test_purging_later_deletes_every_version(make_library, write_note) -> None:
    library = make_library()
    outcomes(library, write_note("lamps", LAMPS))
    outcomes(library, write_note("lamps", DOORS))
    library.remove("lark2020lamps")
    assert library.counts()["texts"] == 2
    library.remove("lark2020lamps", purge=True)
    assert library.counts() == {"papers": 0, "passages": 0, "texts": 0, "vectors": 0, "pending": 0, "retired": 0}


def test_an_unknown_key_offers_the_nearest(make_library, write_note) -> None:
    library = make_library()
    outcomes(library, write_note("lamps", LAMPS))
    for act in (library.paper, library.remove):
        with pytest.raises(UnknownPaper) as caught:
            act("lark2020lamp")
        assert caught.value.hint == "Did you mean lark2020lamps?"


def test_a_broken_file_is_reported_and_the_rest_goes_on(make_library, write_note, tmp_path) -> None:
    broken = tmp_path / "papers" / "broken.pdf"
    path = write_note("lamps", LAMPS)
    broken.write_bytes(b"%PDF-1.4 nothing")
    report = make_library().ingest([path.parent])
    assert [(file.path.name, file.outcome) for file in report.files] == [
        ("broken.pdf", IngestOutcome.REFUSED),
        ("lamps.md", IngestOutcome.ADDED),
    ]
    assert report.of(IngestOutcome.REFUSED)[0].message


def test_there_is_no_index_yet(make_library) -> None:
    library = make_library()
    for act in (library.papers, library.counts, library.verify, library.rebuild, lambda: library.remove("x")):
        with pytest.raises(IndexUnavailable) as caught:
            act()
        assert caught.value.exit_code == 4
        assert "alignqa ingest" in caught.value.hint
    assert not library.folder.exists()


def test_an_index_of_another_embedder_is_refused(make_library, write_note) -> None:
    path = write_note("lamps", LAMPS)
    make_library().ingest([path])
    other = make_library(embedder=ScriptedEmbedder(model="another"))
    for act in (other.papers, other.verify, other.rebuild, lambda: other.ingest([path])):
        with pytest.raises(IndexUnavailable, match=r"made by bag-of-words@.*name another@") as caught:
            act()
        assert caught.value.exit_code == 4


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 9}', b'{"format": 1, "embedder": 3}', b"\xff\xfe"])
def test_a_manifest_that_cannot_be_read_is_refused(make_library, write_note, content: bytes) -> None:
    library = make_library()
    library.ingest([write_note("lamps", LAMPS)])
    (library.folder / "manifest.json").write_bytes(content)
    with pytest.raises(IndexUnavailable, match="manifest"):
        library.papers()


def test_a_lost_manifest_is_not_made_up(make_library, write_note) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    library.ingest([path])
    (library.folder / "manifest.json").unlink()
    for act in (library.papers, lambda: library.ingest([path])):
        with pytest.raises(IndexUnavailable, match="lost its manifest"):
            act()


def test_a_half_made_index_is_finished_by_the_next_ingest(make_library, write_note) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    library.ingest([path])
    (library.folder / "catalogue.sqlite").unlink()
    with pytest.raises(IndexUnavailable, match="no index"):
        library.papers()
    (library.folder / "catalogue.sqlite").touch()
    with pytest.raises(IndexUnavailable, match="never finished"):
        library.papers()
    library.open_vectors(library.folder).clear()
    assert outcomes(library, path) == [("added", "lark2020lamps")]


def test_a_second_writer_is_told_who_holds_the_index(make_library, write_note) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    with writer_lock(library.folder), pytest.raises(IndexLocked, match=r"process \d+") as caught:
        library.ingest([path])
    assert caught.value.exit_code == 6
    assert outcomes(library, path) == [("added", "lark2020lamps")]


def test_a_writer_that_waits_gets_its_turn(make_library, write_note) -> None:
    library, path = make_library(), write_note("lamps", LAMPS)
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with writer_lock(library.folder):
            held.set()
            go.wait(10)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    threading.Timer(0.3, go.set).start()
    assert library.ingest([path], wait=10).files[0].outcome is IngestOutcome.ADDED
    thread.join()


def test_an_interruption_at_any_change_of_the_vector_index_is_finished_later(tmp_path, make_library, write_note) -> None:
    for fails_at in range(1, 8):
        vectors = MemoryIndex(fails_at=fails_at)
        library = Library(tmp_path / f"index{fails_at}", embedder=ScriptedEmbedder(), open_vectors=lambda _, v=vectors: v)
        acknowledged: list[str] = []
        with pytest.raises(StorageError):
            for turn in range(4):
                paths = [write_note("lamps", LAMPS, f"Turn {turn}."), write_note("doors", DOORS, f"Turn {turn}.")]
                library.ingest(paths, progress=lambda _1, _2, report, seen=acknowledged: seen.append(report.paper_id))
        vectors.fails_at = None
        assert set(acknowledged) <= {record.paper_id for record in library.papers()}
        report = library.ingest(paths)
        assert not report.of(IngestOutcome.REFUSED, IngestOutcome.DUPLICATE)
        assert [library.paper(key).text for key in ("lark2020doors", "lark2020lamps")] == [
            f"Findings\n\n{DOORS} Turn {turn}.",
            f"Findings\n\n{LAMPS} Turn {turn}.",
        ]
        assert library.verify() == []
        assert library.counts()["vectors"] == 2


def test_a_rebuild_neither_parses_nor_embeds(make_library, write_note) -> None:
    vectors = MemoryIndex()
    library = make_library(vectors=vectors)
    library.ingest([write_note("lamps", LAMPS), write_note("doors", DOORS)])
    before = nearest(library, vectors, "lamps at night")
    vectors.clear()
    assert library.verify() == [
        "2 of 2 passages are missing from the vector index. Rebuild it from the catalogue: alignqa index rebuild."
    ]
    with pytest.raises(IndexUnavailable, match="holds 0 of 2") as caught:
        library.ingest([write_note("cats", "Cats sleep.")])
    assert "alignqa index rebuild" in caught.value.hint
    broken = make_library(embedder=ScriptedEmbedder(fails=True), vectors=vectors)
    assert broken.rebuild() == 2
    assert library.verify() == []
    assert nearest(library, vectors, "lamps at night") == before == [LAMPS, DOORS]


def test_an_interrupted_rebuild_is_noticed_and_run_again(make_library, write_note) -> None:
    vectors = MemoryIndex()
    library = make_library(vectors=vectors)
    library.ingest([write_note("lamps", LAMPS)])
    vectors.fails_at = vectors.changes + 2
    with pytest.raises(StorageError):
        library.rebuild()
    vectors.fails_at = None
    for act in (library.papers, lambda: library.ingest([write_note("doors", DOORS)])):
        with pytest.raises(IndexUnavailable) as caught:
            act()
        assert "alignqa index rebuild" in caught.value.hint
    assert len(library.verify()) == 2
    assert library.rebuild() == 1
    assert library.verify() == []


def test_verify_finds_surplus_and_changed_vectors(make_library, write_note) -> None:
    vectors = MemoryIndex()
    library = make_library(vectors=vectors)
    library.ingest([write_note("lamps", LAMPS), write_note("doors", DOORS)])
    entry = next(iter(vectors.entries.values()))
    vectors.upsert([entry], library.embedder.embed(["something else"]))
    assert ["a different vector" in line for line in library.verify()] == [True]
    library.rebuild()
    surplus = type(entry)(999, "nobody")
    vectors.upsert([surplus], library.embedder.embed(["nothing"]))
    assert ["belong to no passage" in line for line in library.verify()] == [True]


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path, write_note) -> None:
    (tmp_path / "blocked").write_text("a file stands where the folder should be")
    library = Library(tmp_path / "blocked" / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
    with pytest.raises(StorageError) as caught:
        library.ingest([write_note("lamps", LAMPS)])
    assert caught.value.hint


def test_the_literature_is_read_when_papers_are_taken_in_and_before_anything_is_made(
    make_library, write_note, tmp_path: Path
) -> None:
    def broken() -> Literature:
        raise SettingsError("The literature list is broken.")

    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex(), literature=broken)
    with pytest.raises(SettingsError):
        library.ingest([write_note("lamps", "Lamps burn oil at night.")])
    assert not (tmp_path / "index").exists()
    make_library().ingest([tmp_path / "papers"])
    assert [record.paper_id for record in library.papers()] == ["lark2020lamps"]
