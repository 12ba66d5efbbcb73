"""Several processes that write one index whose vectors are at a Chroma server, and what happens when one of them dies."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from alignqa.adapters.chroma.server import ChromaServerIndex
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.errors import IndexLocked, ProviderError, StorageError
from alignqa.index.ingestion import NamedManuscript
from alignqa.index.interfaces import VectorEntry, Vectors
from alignqa.index.library import Library
from alignqa.papers.document import Manuscript, Metadata
from chroma_process import ChromaProcess, nearest, served_library
from places import REPOSITORY

pytestmark = pytest.mark.real

SAMPLES = (REPOSITORY / "tests" / "samples", REPOSITORY / "tests" / "samples" / "processes")
QUESTION = "Lamp 3 burns for 7 nights."
_INGEST = """
import json, sys, time
from pathlib import Path
from chroma_process import served_library
from alignqa.errors import AlignqaError
import chromadb.api.fastapi  # or the first writer would be done before the second has loaded it
from places import REPOSITORY
folder, papers, url, pause = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], float(sys.argv[4])
def tell(done, total, report):
    print(json.dumps([report.outcome, report.paper_id, report.message]), flush=True)
    time.sleep(pause)
print("ready", flush=True)
sys.stdin.readline()
try:
    served_library(folder, url).ingest([papers], progress=tell)
except AlignqaError as error:
    print(json.dumps(["error", type(error).__name__, f"{error.message} {error.hint}"]), flush=True)
    raise SystemExit(error.exit_code)
"""


def write_papers(folder: Path, count: int, *, about: str = "Lamp", lines: int = 12) -> Path:
    folder.mkdir(exist_ok=True)
    for number in range(count):
        sentences = " ".join(f"{about} {number} burns for {number + line} nights in room {line}." for line in range(lines))
        text = f"---\ntitle: Lamp{number}\nauthors: [Ada Lark]\nyear: 2020\n---\n\n# Oil\n\n{sentences}\n"
        (folder / f"lamp{number}.md").write_text(text, encoding="utf-8")
    return folder


def start(index: Path, *folders: Path, server: ChromaProcess, pause: float = 0.0) -> list[subprocess.Popen[str]]:
    """A writer for each folder of papers; all of them begin at the same moment, when all are loaded."""
    code = f"import sys; sys.path[:0] = {[str(folder) for folder in SAMPLES]!r}\n{_INGEST}"
    commands = [[sys.executable, "-c", code, index, papers, server.url, str(pause)] for papers in folders]
    writers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for command in commands]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    return writers


def lines(process: subprocess.Popen[str]) -> list[list[str]]:
    output, _ = process.communicate(timeout=60)
    return [json.loads(line) for line in output.splitlines() if line.endswith("]")]


def passages(library: Library) -> list[tuple[str, str]]:
    """The hash of the paper's text and the slice of every passage."""
    catalogue = library.catalogue()
    found = [(paper.text_sha256, each.text) for paper in catalogue.papers() for each in catalogue.passages_of(paper.paper_id)]
    catalogue.close()
    return sorted(found)


def alone(tmp_path: Path, *folders: Path) -> list[tuple[str, str]]:
    """The passages that one writer alone makes of the folders."""
    library = Library(tmp_path / "alone", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
    library.ingest(folders)
    return passages(library)


def test_three_processes_ingest_different_folders_at_once(shared_server: ChromaProcess, tmp_path: Path) -> None:
    index, library = tmp_path / "index", served_library(tmp_path / "index", shared_server.url)
    library.ingest([write_papers(tmp_path / "first", 1, about="Door")])
    catalogue, vectors = library.catalogue(), library.open_vectors(index)
    question = library.embedder.embed([QUESTION])[0]
    # The titles are the same in all three folders, so that the writers contend for the keys, too.
    folders = [write_papers(tmp_path / about, 8, about=about) for about in ("Lamp", "Wick", "Flame")]
    writers = start(index, *folders, server=shared_server)
    seen = set()
    while any(writer.poll() is None for writer in writers):
        found = [key for key, _ in vectors.nearest(question, count=5)]  # without reopening anything
        seen.add(len({record.paper_id for record in catalogue.passages(found).values()}))
        time.sleep(0.01)
    assert [(writer.returncode, {line[0] for line in lines(writer)}) for writer in writers] == [(0, {"added"})] * 3
    assert len(seen) > 1  # a reader saw the papers come in
    expected = {f"lark2020lamp{number}{letter}" for number in range(8) for letter in ("", "b", "c")} | {"lark2020lamp0d"}
    assert {record.paper_id for record in library.papers()} == expected
    assert library.counts()["pending"] == library.counts()["retired"] == 0
    assert passages(library) == alone(tmp_path, tmp_path / "first", *folders)
    assert library.verify() == []
    catalogue.close()
    vectors.close()


def test_three_processes_ingest_the_same_folder_at_once(shared_server: ChromaProcess, tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers", 6)
    writers = start(tmp_path / "index", papers, papers, papers, server=shared_server)
    outcomes = [line[0] for writer in writers for line in lines(writer)]
    assert [writer.returncode for writer in writers] == [0, 0, 0]
    assert (outcomes.count("added"), outcomes.count("unchanged")) == (6, 12)
    library = served_library(tmp_path / "index", shared_server.url)
    assert [record.paper_id for record in library.papers()] == [f"lark2020lamp{number}" for number in range(6)]
    assert passages(library) == alone(tmp_path, papers)
    assert library.verify() == []


def test_a_server_killed_in_mid_ingest_costs_no_paper_and_changes_no_id(server: ChromaProcess, tmp_path: Path) -> None:
    papers = write_papers(tmp_path / "papers", 12)
    undisturbed = served_library(tmp_path / "undisturbed", server.url)
    undisturbed.ingest([papers])
    index, library = tmp_path / "index", served_library(tmp_path / "index", server.url)
    acknowledged: list[str] = []
    for stop_after in (2, 3, 3):
        (writer,) = start(index, papers, server=server, pause=0.05)
        assert writer.stdout is not None
        said = [json.loads(writer.stdout.readline()) for _ in range(stop_after + len(acknowledged))]
        server.kill()
        said += lines(writer)
        assert said[-1][:2] == ["error", "ProviderError"], said[-1]
        assert f"{server.url} does not answer" in said[-1][2]
        assert writer.returncode == 5
        acknowledged = [key for _, key, _ in said[:-1]]
        server.start()
        assert set(acknowledged) <= {record.paper_id for record in library.papers()}
    (writer,) = start(index, papers, server=server)
    assert {key for outcome, key, _ in lines(writer) if outcome == "unchanged"} >= set(acknowledged)
    assert writer.returncode == 0
    assert library.verify() == []
    assert [record.paper_id for record in library.papers()] == [record.paper_id for record in undisturbed.papers()]
    assert nearest(library, QUESTION, count=12) == nearest(undisturbed, QUESTION, count=12)


def test_a_killed_writer_holds_nobody_up_and_its_paper_is_finished(shared_server: ChromaProcess, tmp_path: Path) -> None:
    index = tmp_path / "index"
    folders = [write_papers(tmp_path / about, 10, about=about) for about in ("Wick", "Lamp")]
    victim, other = start(index, *folders, server=shared_server)
    assert victim.stdout is not None
    acknowledged = [json.loads(victim.stdout.readline())[1] for _ in range(3)]
    victim.kill()
    acknowledged += [key for _, key, _ in lines(victim)]
    assert {line[0] for line in lines(other)} == {"added"}
    assert other.returncode == 0
    library = served_library(index, shared_server.url)
    assert set(acknowledged) <= {record.paper_id for record in library.papers()}
    library.ingest(folders)
    assert (library.counts()["papers"], library.counts()["pending"]) == (20, 0)
    assert passages(library) == alone(tmp_path, *folders)
    assert library.verify() == []


class _BreaksOff(ChromaServerIndex):
    """Leaves a paper pending, as a writer does that dies after it wrote it down."""

    def upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        raise StorageError("Broken off.", hint="Run it again")


def test_a_living_writer_finishes_what_a_dead_one_left_before_its_own_next_paper(
    shared_server: ChromaProcess, tmp_path: Path
) -> None:
    index, library = tmp_path / "index", served_library(tmp_path / "index", shared_server.url)
    dying = Library(
        index, embedder=ScriptedEmbedder(), open_vectors=lambda folder: _BreaksOff(shared_server.url, folder), served=True
    )
    shared = write_papers(tmp_path / "papers", 3)

    def die(done: int, *_: object) -> None:
        if done == 1:
            with pytest.raises(StorageError):
                dying.ingest([shared / "lamp1.md"])
            assert library.counts()["pending"] == 1

    report = library.ingest([shared], progress=die)
    assert [file.outcome for file in report.files] == ["added", "unchanged", "added"]
    assert (library.counts()["papers"], library.counts()["pending"]) == (3, 0)
    assert library.verify() == []


def test_a_rebuild_between_two_papers_does_not_stop_an_ingest(shared_server: ChromaProcess, tmp_path: Path) -> None:
    library = served_library(tmp_path / "index", shared_server.url)
    other = served_library(tmp_path / "index", shared_server.url)
    report = library.ingest([write_papers(tmp_path / "papers", 4)], progress=lambda *_: other.rebuild() and None)
    assert [file.outcome for file in report.files] == ["added"] * 4
    assert library.verify() == []


def test_a_paper_changed_and_one_removed_by_others_in_between(shared_server: ChromaProcess, tmp_path: Path) -> None:
    library = served_library(tmp_path / "index", shared_server.url)
    other = served_library(tmp_path / "index", shared_server.url)
    papers = write_papers(tmp_path / "papers", 4)
    library.ingest([papers])
    write_papers(papers, 4, about="Wick")

    def disturb(done: int, *_: object) -> None:
        if done == 1:
            assert other.ingest([papers / "lamp2.md"]).files[0].outcome == "replaced"
            other.remove("lark2020lamp3")

    report = library.ingest([papers], progress=disturb)
    assert [(file.outcome, file.paper_id) for file in report.files] == [
        ("replaced", "lark2020lamp0"),
        ("replaced", "lark2020lamp1"),
        ("unchanged", "lark2020lamp2"),
        ("added", "lark2020lamp3b"),
    ]
    assert library.verify() == []


def test_manuscripts_are_taken_by_two_writers_in_turn(shared_server: ChromaProcess, tmp_path: Path) -> None:
    library = served_library(tmp_path / "index", shared_server.url)
    items = [
        NamedManuscript(f"set/{n}", Manuscript(f"Lamp {n} burns for {n} nights.", metadata=Metadata(title=f"Lamp {n}")))
        for n in range(140)  # more than one batch
    ]
    other = served_library(tmp_path / "index", shared_server.url)
    other.ingest_manuscripts(items[130:])
    report = library.ingest_manuscripts(items)
    assert [file.outcome for file in report.files] == ["added"] * 130 + ["unchanged"] * 10
    assert library.counts()["papers"] == 140
    assert library.verify() == []


def test_whoever_waits_in_vain_for_a_paper_is_told_so(
    shared_server: ChromaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alignqa.index import library as module
    from alignqa.index.lock import writer_lock

    monkeypatch.setattr(module, "_MIN_WAIT", 0.1)
    library = served_library(tmp_path / "index", shared_server.url)
    papers = write_papers(tmp_path / "papers", 1)
    with writer_lock(library.folder), pytest.raises(IndexLocked, match=r"process \d+"):
        library.ingest([papers])
    assert library.ingest([papers]).files[0].outcome == "added"


def test_an_index_whose_server_was_never_there_is_finished_when_it_is(tmp_path: Path) -> None:
    server = ChromaProcess(tmp_path / "server")
    library, papers = served_library(tmp_path / "index", server.url), write_papers(tmp_path / "papers", 2)
    with pytest.raises(ProviderError):
        library.ingest([papers])
    server.start()
    try:
        assert [file.outcome for file in library.ingest([papers]).files] == ["added", "added"]
        assert library.verify() == []
    finally:
        server.kill()
