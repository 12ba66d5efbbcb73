from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from alignqa.adapters.chroma import embedded, graph_files, own_tables
from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.errors import AlignqaError, IndexUnavailable, StorageError
from alignqa.index.interfaces import VectorEntry

pytestmark = pytest.mark.real

WORDS = ["lamp", "oil", "flame", "night", "door", "wick", "glass", "burns", "shines", "fails"]
_WRITER = """
import sys
from pathlib import Path
from alignqa.adapters.chroma import embedded, graph_files
from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.adapters.scripted.index import ScriptedEmbedder
from alignqa.index.interfaces import VectorEntry
texts = sys.argv[3:]
first = int(sys.argv[2])
index = ChromaIndex(Path(sys.argv[1]))
entries = [VectorEntry(first + n, "p") for n in range(len(texts))]
index.upsert(entries, ScriptedEmbedder().embed(texts))
index.close()
"""


def texts(count: int) -> list[str]:
    return [f"{WORDS[n % 10]} {WORDS[n // 10 % 10]} number {n}" for n in range(count)]


def filled(folder: Path, count: int = 60) -> ChromaIndex:
    index = ChromaIndex(folder)
    entries = [VectorEntry(n + 1, f"paper{n % 5}") for n in range(count)]
    index.upsert(entries, ScriptedEmbedder().embed(texts(count)))
    return index


def test_it_finds_what_exact_search_finds(tmp_path: Path) -> None:
    index, exact = filled(tmp_path / "chroma"), MemoryIndex()
    vectors = ScriptedEmbedder().embed(texts(60))
    exact.upsert([VectorEntry(n + 1, f"paper{n % 5}") for n in range(60)], vectors)
    question = ScriptedEmbedder().embed(["the lamp burns at night"])[0]
    for papers in (None, {"paper1", "paper3"}, {f"paper{n}" for n in range(25_000)}):
        found, expected = index.nearest(question, count=10, paper_ids=papers), exact.nearest(question, count=10, paper_ids=papers)
        assert np.allclose([score for _, score in found], [score for _, score in expected], atol=1e-5)
        assert {key for key, score in found if score > expected[-1][1] + 1e-5} <= {key for key, _ in expected}
    assert index.nearest(question, count=10, paper_ids=[]) == []
    index.close()


def test_closing_twice_takes_no_engine_from_others(tmp_path: Path) -> None:
    """Those that share an engine by mistake lose it when one of them closes, and a question in another thread fails."""
    once = filled(tmp_path / "chroma")
    once.close()
    other = ChromaIndex(tmp_path / "chroma")
    other.warm()
    once.close()
    third = ChromaIndex(tmp_path / "chroma")
    third.warm()
    names = [name for name in SharedSystemClient._identifier_to_refcount if name.startswith(str(tmp_path))]
    assert len(names) == 2
    other.close()
    third.close()


def test_entries_are_replaced_fetched_and_forgotten(tmp_path: Path) -> None:
    index = filled(tmp_path / "chroma", 3)
    new = ScriptedEmbedder().embed(["cats sleep"])
    index.upsert([VectorEntry(2, "paper9")], new)
    index.delete([3, 999])
    assert index.count() == 2
    found = index.fetch([1, 2, 3, 999])
    assert sorted(found) == [1, 2]
    assert np.allclose(found[2], new[0], atol=1e-6)
    assert index.nearest(new[0], count=1, paper_ids=["paper9"])[0][0] == 2
    index.clear()
    assert (index.count(), index.fetch([1])) == (0, {})
    index.close()


def test_reopening_sees_what_another_process_wrote_even_while_others_are_open(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    reader, bystander = filled(folder, 3), ChromaIndex(folder)
    bystander.warm()
    question = ScriptedEmbedder().embed(["cats sleep"])[0]
    assert reader.nearest(question, count=1)[0][1] < 0.9
    subprocess.run([sys.executable, "-c", _WRITER, str(folder), "100", "cats sleep"], check=True)
    reader.reopen()
    assert reader.nearest(question, count=1)[0][0] == 100
    reader.close()
    bystander.close()


def test_clearing_leaves_nothing_of_a_reader_in_the_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "chroma"
    reader, writer = filled(folder, 3), ChromaIndex(folder)
    question = ScriptedEmbedder().embed(["cats sleep"])[0]
    for paper in ("first", "second"):
        writer.clear()
        assert writer.count() == 0
        writer.upsert([VectorEntry(7, paper)], question[np.newaxis])
        with suppress(AlignqaError):  # the folder that the reader has open is gone
            reader.nearest(question, count=1)
        reader.reopen()
        assert reader.nearest(question, count=9, paper_ids=[paper])[0][0] == 7
        assert (reader.count(), writer.count()) == (1, 1)
    assert len(list(tmp_path.iterdir())) == 1
    reader.close()
    writer.close()


def test_several_threads_use_one_index_while_it_is_reopened(tmp_path: Path) -> None:
    index = filled(tmp_path / "chroma")
    question = ScriptedEmbedder().embed(["the lamp burns at night"])[0]
    expected = index.nearest(question, count=5)
    wrong: list[object] = []

    def read() -> None:
        for turn in range(15):
            if turn % 5 == 4:
                index.reopen()
            if (found := index.nearest(question, count=5)) != expected:
                wrong.append(found)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    index.close()
    assert wrong == []


def test_a_whole_folder_with_a_graph_is_opened_again(tmp_path: Path) -> None:
    filled(tmp_path / "chroma", 1200).close()
    assert (_segment(tmp_path / "chroma") / "header.bin").exists()
    index = ChromaIndex(tmp_path / "chroma")
    question = ScriptedEmbedder().embed([texts(1200)[700]])[0]
    assert index.nearest(question, count=1)[0][0] == 701
    assert len(index.nearest(question, count=1000)) == 1000
    index.close()


def _overwrite(path: Path, at: int) -> None:
    """Writes a number that is too large for an element, with which Chroma itself crashes."""
    data = bytearray(path.read_bytes())
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    path.write_bytes(data)


def _segment(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.is_dir())


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        lambda folder: shutil.rmtree(_segment(folder)),
        lambda folder: (_segment(folder) / "data_level0.bin").write_bytes(b"x"),
        lambda folder: (_segment(folder) / "link_lists.bin").write_bytes(b""),
        lambda folder: (_segment(folder) / "length.bin").unlink(),
        lambda folder: (_segment(folder) / "header.bin").write_bytes(b""),
        lambda folder: _overwrite(_segment(folder) / "header.bin", 48),  # the first element
        lambda folder: _overwrite(_segment(folder) / "data_level0.bin", 4),  # a link of the first element
        lambda folder: _overwrite(_segment(folder) / "link_lists.bin", 0),  # the number of its links on higher levels
        lambda folder: (folder / "chroma.sqlite3").write_bytes(b"garbage" * 1000),
        lambda folder: (folder / "chroma.sqlite3").unlink(),
    ],
    ids=["folder", "graph", "data", "links", "lengths", "header", "first", "link", "levels", "garbage", "sqlite"],
)
def test_a_damaged_folder_names_the_rebuild(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    filled(tmp_path / "chroma", 1200).close()  # above a thousand entries Chroma writes its graph to files
    damage(tmp_path / "chroma")
    index = ChromaIndex(tmp_path / "chroma")
    with pytest.raises(IndexUnavailable) as caught:
        index.nearest(ScriptedEmbedder().embed(["lamp"])[0], count=5)
    assert "alignqa index rebuild" in caught.value.hint
    index.close()


def test_a_file_in_the_way_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "chroma").write_text("in the way")
    with pytest.raises(StorageError) as caught:
        filled(tmp_path / "chroma")
    assert caught.value.hint


def test_what_was_deleted_takes_no_more_room_than_what_was_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma alone keeps deleted entries in its graph, on the disk and in memory, for as long as the folder exists."""
    monkeypatch.setattr(embedded, "MAX_DELETED", 1_000)
    index, reader = filled(tmp_path / "chroma", 3), ChromaIndex(tmp_path / "chroma")
    question = ScriptedEmbedder().embed(["the lamp burns at night"])[0]
    before = dict(reader.nearest(question, count=3))
    sizes = []
    for turn in range(12):
        ids = range(1_000 * (turn + 1), 1_000 * (turn + 1) + 400)
        index.upsert([VectorEntry(at, "passing") for at in ids], np.tile(question, (len(ids), 1)))
        index.delete(ids)
        sizes.append(graph_files.elements(next(tmp_path.glob("chroma*"))))
    assert max(sizes) <= 2_400
    assert index.count() == 3
    assert dict(index.nearest(question, count=3)) == pytest.approx(before)
    assert dict(reader.nearest(question, count=3)) == pytest.approx(before), "it opened a folder that is gone"
    assert len(list(tmp_path.iterdir())) == 1
    index.close()
    reader.close()


def test_a_large_graph_is_written_less_often_and_whole_when_it_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chroma writes the ids of all entries each time, so that storing a passage would take longer the more there are."""
    monkeypatch.setattr(embedded, "_SHARE", 1)
    vectors = np.random.default_rng(0).standard_normal((4_600, 16)).astype(np.float32)
    index = ChromaIndex(tmp_path / "chroma")

    def add(first: int, last: int) -> None:
        index.upsert([VectorEntry(at + 1, "p") for at in range(first, last)], vectors[first:last])

    for first in range(0, 3_000, 1_000):
        add(first, first + 1_000)
    add(3_000, 4_600)
    assert own_tables.unstored(tmp_path / "chroma") == 1_600
    shutil.copytree(tmp_path / "chroma", tmp_path / "killed")
    index.close()
    assert own_tables.unstored(tmp_path / "chroma") == 0
    assert graph_files.elements(tmp_path / "chroma") == 4_600
    for folder in ("chroma", "killed"):
        with closing(ChromaIndex(tmp_path / folder)) as reader:
            assert reader.count() == 4_600
            assert [reader.nearest(vectors[at], count=1)[0][0] for at in (0, 2_999, 3_000, 4_599)] == [1, 3_000, 3_001, 4_600]


def test_an_interrupted_renewal_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = filled(tmp_path / "chroma", 3)
    with monkeypatch.context() as broken, pytest.raises(StorageError):
        broken.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError("interrupted")))
        index._exclusively(index._renew)
    assert index.count() == 3
    index._exclusively(index._renew)
    assert index.count() == 3
    assert [path.name for path in tmp_path.iterdir()] == ["chroma-2"]
    index.close()


@pytest.mark.parametrize(
    ("table", "column"),
    [("migrations", "sql"), ("databases", "id"), ("collections", "config_json_str"), ("segments", "scope")],
)
def test_a_text_of_chroma_that_is_no_utf_8_is_damage_and_ends_no_process(tmp_path: Path, table: str, column: str) -> None:
    """Chroma's native code panics on it, and once ended the process."""
    filled(tmp_path / "chroma", 3).close()
    with closing(sqlite3.connect(tmp_path / "chroma" / "chroma.sqlite3")) as database, database:
        database.execute(f"UPDATE {table} SET {column} = CAST(CAST({column} AS BLOB) || x'fe' AS TEXT)")  # noqa: S608 - names above
    index = ChromaIndex(tmp_path / "chroma")
    with pytest.raises(IndexUnavailable, match="damaged") as found:
        index.count()
    assert "alignqa index rebuild" in found.value.hint
    index.close()
