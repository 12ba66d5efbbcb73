"""A Chroma server process as the vector index: the same answers as embedded, and a clear word for whatever goes wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest

from alignqa.adapters.chroma.connection import connect
from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.adapters.chroma.server import ChromaServerIndex
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.errors import AlignqaError, IndexUnavailable, ProviderError
from alignqa.index.interfaces import VectorEntry
from alignqa.index.library import Library
from alignqa.index.manifest import Manifest
from alignqa.index.passages.splitting import PassagePolicy
from assistants import plain_question, retriever_over
from chroma_process import ChromaProcess, nearest, served_library
from places import REPOSITORY

pytestmark = pytest.mark.real

PRIMER = REPOSITORY / "corpus" / "primer"
QUESTIONS = ["What is a mesa-optimizer?", "How is reward hacking noticed?", "scalable oversight by debate", "corrigible agents"]
LAMP = "Lamp 7 burns for 7 nights."


def write_papers(home: Path, count: int, *, first: int = 0, lines: int = 4) -> Path:
    (home / "papers").mkdir(parents=True, exist_ok=True)
    for number in range(first, first + count):
        sentences = " ".join(f"Lamp {number} burns for {number + line} nights." for line in range(lines))
        text = f"---\ntitle: Lamp{number}\nauthors: [Ada Lark]\nyear: 2020\n---\n\n# Oil\n\n{sentences}\n"
        (home / "papers" / f"lamp{number}.md").write_text(text, encoding="utf-8")
    return home / "papers"


def raises(kind: type[AlignqaError], work: Callable[[], object], *words: str) -> None:
    with pytest.raises(kind) as caught:
        work()
    said = f"{caught.value.message} {caught.value.hint}"
    assert caught.value.hint
    for word in words:
        assert word in said, said


def alignqa(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "alignqa", "--home", str(home), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


# the same as embedded


def test_ids_and_scores_are_those_of_the_embedded_index(shared_server: ChromaProcess, tmp_path: Path) -> None:
    served = served_library(tmp_path / "served", shared_server.url)
    embedded = Library(tmp_path / "embedded", embedder=ScriptedEmbedder(), open_vectors=lambda folder: ChromaIndex(folder / "c"))
    for library in (served, embedded):
        assert len(library.ingest([PRIMER]).files) == 19
        assert library.verify() == []
    differing: set[int] = set()
    for question in QUESTIONS:
        found, expected = ({key: score for key, _, score in nearest(library, question)} for library in (served, embedded))
        differing |= found.keys() ^ expected.keys()
        assert all(abs(found[key] - expected[key]) <= 1e-4 for key in found.keys() & expected.keys())
    # Chroma's graph is drawn by chance each time it is built, and once in hundreds of times a passage cannot be reached in it.
    assert len(differing) <= 2


def test_the_command_answers_the_same_after_the_vectors_moved_to_the_server(
    shared_server: ChromaProcess, primer_home: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(primer_home, tmp_path / "home")
    question = ("ask", "What is a mesa-optimizer?", "--json")
    before = json.loads(alignqa(home, *question).stdout)
    (home / "alignqa.toml").write_text(f'index = "chroma+{shared_server.url}"\n')
    refused = alignqa(home, *question)
    assert refused.returncode == 4
    assert "alignqa index rebuild" in refused.stderr
    assert alignqa(home, "index", "rebuild").returncode == 0
    shutil.rmtree(home / "indexes" / "default" / "chroma")
    after = json.loads(alignqa(home, *question).stdout)
    for answer in (before, after):
        answer["trace"].pop("timings_ms")
    assert after == before
    assert alignqa(home, "index", "verify").stdout == "The index is consistent.\n"
    stats = json.loads(alignqa(home, "index", "stats", "--json").stdout)
    assert (stats["papers"], stats["vector_index"]) == (19, shared_server.url)
    (home / "alignqa.toml").unlink()
    refused = alignqa(home, *question)
    assert refused.returncode == 4
    assert "on a Chroma server" in refused.stderr


def test_entries_are_found_replaced_fetched_and_forgotten(shared_server: ChromaProcess, tmp_path: Path) -> None:
    texts = [f"lamp {n % 7} burns {n}" for n in range(60)]
    vectors, exact = ScriptedEmbedder().embed(texts), MemoryIndex()
    Manifest(ScriptedEmbedder().identity, PassagePolicy(), served=True).save(tmp_path / "index" / "manifest.json")
    index = ChromaServerIndex(shared_server.url, tmp_path / "index")
    assert (index.count(), index.fetch([1])) == (0, {})
    index.delete([1])
    for made in (index, exact):
        made.upsert([VectorEntry(n + 1, f"paper{n % 5}") for n in range(len(texts))], vectors)
    question = ScriptedEmbedder().embed(["lamp 3 burns"])[0]
    for papers in (None, {"paper1", "paper3"}, {f"paper{n}" for n in range(25_000)}):
        found, expected = index.nearest(question, count=9, paper_ids=papers), exact.nearest(question, count=9, paper_ids=papers)
        assert np.allclose([score for _, score in found], [score for _, score in expected], atol=1e-5)
    assert index.nearest(question, count=9, paper_ids=[]) == []
    index.upsert([VectorEntry(2, "paper9")], ScriptedEmbedder().embed(["cats"]))
    index.delete([3, 999])
    assert index.count() == 59
    assert sorted(index.fetch([1, 2, 3, 999])) == [1, 2]
    assert index.nearest(ScriptedEmbedder().embed(["cats"])[0], count=1)[0][0] == 2
    index.clear()
    index.clear()
    assert index.count() == 0
    index.close()


def test_a_reader_sees_new_papers_and_a_rebuild_without_a_restart(shared_server: ChromaProcess, tmp_path: Path) -> None:
    library = served_library(tmp_path / "index", shared_server.url)
    library.ingest([write_papers(tmp_path, 3)])
    catalogue, vectors = library.catalogue(), library.open_vectors(library.folder)
    retriever = retriever_over(catalogue, vectors, library.embedder)

    def first() -> str:
        return retriever.retrieve(plain_question(LAMP, library.embedder), count=1)[0].passage.paper_id

    assert first() != "lark2020lamp7"
    library.ingest([write_papers(tmp_path, 9)])
    assert first() == "lark2020lamp7"
    library.rebuild()
    assert first() == "lark2020lamp7"
    # The collection is another one now; a reader that has not looked at the catalogue since finds it all the same.
    other = library.open_vectors(library.folder)
    other.nearest(library.embedder.embed([LAMP])[0], count=1)
    library.rebuild()
    assert len(other.nearest(library.embedder.embed([LAMP])[0], count=3)) == 3
    for opened in (catalogue, vectors, other):
        opened.close()


# whose collection it is


def test_two_homes_on_one_server_never_mix(shared_server: ChromaProcess, tmp_path: Path) -> None:
    one, other = (served_library(tmp_path / name / "index", shared_server.url) for name in ("one", "other"))
    one.ingest([write_papers(tmp_path / "one", 3)])
    other.ingest([write_papers(tmp_path / "other", 4, first=6)])  # the same passage ids
    assert {text[:6] for _, text, _ in nearest(one, LAMP)} == {"Lamp 0", "Lamp 1", "Lamp 2"}
    assert nearest(other, LAMP)[0][1].startswith("Lamp 7")
    other.remove("lark2020lamp7")
    other.rebuild()
    assert (one.verify(), other.verify(), one.counts()["papers"], other.counts()["papers"]) == ([], [], 3, 3)


def test_a_copy_of_a_home_does_not_touch_the_vectors_of_the_original(shared_server: ChromaProcess, tmp_path: Path) -> None:
    library = served_library(tmp_path / "index", shared_server.url)
    library.ingest([write_papers(tmp_path, 3)])
    shutil.copytree(library.folder, tmp_path / "copy")
    copy = served_library(tmp_path / "copy", shared_server.url)
    raises(IndexUnavailable, lambda: nearest(copy, LAMP), "moved or copied", "alignqa index rebuild")
    raises(IndexUnavailable, lambda: copy.ingest([write_papers(tmp_path / "new", 1, first=7)]), "alignqa index rebuild")
    copy.rebuild()
    assert nearest(copy, LAMP) == nearest(library, LAMP)
    copy.remove("lark2020lamp0")
    assert (copy.verify(), library.verify()) == ([], [])


def test_a_collection_of_another_embedder_is_refused(shared_server: ChromaProcess, tmp_path: Path) -> None:
    library = served_library(tmp_path / "index", shared_server.url)
    papers = write_papers(tmp_path, 2)
    library.ingest([papers])
    path = library.folder / "manifest.json"
    made = json.loads(path.read_text())
    del made["checksum"]
    for embedder in (ScriptedEmbedder(model="another"), ScriptedEmbedder(dimension=32)):
        identity = embedder.identity
        other = {"model": identity.model, "weights_sha256": identity.weights_sha256, "precision": "fp32"}
        path.write_text(json.dumps({**made, "embedder": {**other, "dimension": identity.dimension}}))
        mismatched = served_library(library.folder, shared_server.url, embedder=embedder)
        said = ("bag-of-words@", "256 dimensions", str(identity), str(identity.dimension), "alignqa index rebuild")
        raises(IndexUnavailable, lambda library=mismatched: nearest(library, LAMP), *said)  # type: ignore[misc]
        raises(IndexUnavailable, lambda library=mismatched: library.ingest([papers]), *said)  # type: ignore[misc]


# what goes wrong at the server


def test_a_server_that_is_away_is_said_and_found_again_when_it_is_back(server: ChromaProcess, tmp_path: Path) -> None:
    library, papers = served_library(tmp_path / "index", server.url), write_papers(tmp_path, 3)
    library.ingest([papers])
    catalogue, vectors = library.catalogue(), library.open_vectors(library.folder)
    retriever = retriever_over(catalogue, vectors, library.embedder)
    expected = retriever.retrieve(plain_question(LAMP, library.embedder), count=3)
    server.kill()
    said = (server.url, "does not answer", f"chroma run --path FOLDER --port {server.port}")
    raises(ProviderError, lambda: retriever.retrieve(plain_question(LAMP, library.embedder), count=3), *said)
    raises(ProviderError, lambda: nearest(library, LAMP), *said)
    write_papers(tmp_path, 4)
    for change in (lambda: library.ingest([papers]), library.verify, library.rebuild, lambda: library.remove("lark2020lamp0")):
        raises(ProviderError, change, *said)
    server.start()
    assert retriever.retrieve(plain_question(LAMP, library.embedder), count=3) == expected
    raises(IndexUnavailable, library.papers, "alignqa index rebuild")  # a rebuild was begun while the server was away
    assert library.rebuild() == 3
    assert [file.outcome for file in library.ingest([papers]).files] == ["unchanged"] * 3 + ["added"]
    assert library.verify() == []
    catalogue.close()
    vectors.close()


def test_the_commands_end_with_5_while_the_server_is_away(
    shared_server: ChromaProcess, primer_home: Path, tmp_path: Path
) -> None:
    home = shutil.copytree(primer_home, tmp_path / "home")
    (home / "alignqa.toml").write_text(f'index = "chroma+{shared_server.url}"\n')
    assert alignqa(home, "index", "rebuild").returncode == 0
    free = ChromaProcess(tmp_path)  # never started
    (home / "alignqa.toml").write_text(f'index = "chroma+{free.url}"\n')
    note = write_papers(tmp_path, 1)
    for command in (["ask", "What is a mesa-optimizer?"], ["ingest", str(note)], ["index", "verify"]):
        result = alignqa(home, *command)
        assert result.returncode == 5, result.stderr
        assert f"Error: The Chroma server at {free.url} does not answer" in result.stderr
        assert "Hint: Start it (chroma run" in result.stderr
    assert alignqa(home, "papers").returncode == 0  # the catalogue is here


def test_a_server_that_lost_its_data_names_the_rebuild(server: ChromaProcess, tmp_path: Path) -> None:
    library, papers = served_library(tmp_path / "index", server.url), write_papers(tmp_path, 4)
    library.ingest([papers])
    before = nearest(library, LAMP)
    server.kill()
    server.start(tmp_path / "empty")
    raises(IndexUnavailable, lambda: nearest(library, LAMP), "lost its data", "alignqa index rebuild")
    raises(IndexUnavailable, lambda: library.ingest([papers]), "holds 0 of 4", "alignqa index rebuild")
    assert ["4 of 4 passages are missing" in line for line in library.verify()] == [True]
    assert library.rebuild() == 4
    assert nearest(library, LAMP) == before
    assert library.verify() == []


def test_data_lost_in_the_middle_of_an_ingest_are_not_begun_anew(server: ChromaProcess, tmp_path: Path) -> None:
    library, papers = served_library(tmp_path / "index", server.url), write_papers(tmp_path, 4)

    def lose(done: int, *_: object) -> None:
        if done == 2:
            server.kill()
            server.start(tmp_path / "empty")

    raises(IndexUnavailable, lambda: library.ingest([papers], progress=lose), "lost its data", "alignqa index rebuild")
    assert library.counts()["papers"] == 2
    library.rebuild()
    assert len(library.ingest([papers]).of("added")) == 1  # type: ignore[arg-type]
    assert library.counts()["papers"] == 4
    assert library.verify() == []


def test_a_full_disk_at_the_server_is_said_and_nothing_acknowledged_is_lost(server: ChromaProcess, tmp_path: Path) -> None:
    server.kill()
    server.start(largest_file=400_000)
    library, papers = served_library(tmp_path / "index", server.url), write_papers(tmp_path, 80, lines=60)
    acknowledged: list[str] = []

    def take(*_: object) -> None:
        library.ingest([papers], progress=lambda _1, _2, report: acknowledged.append(report.paper_id))

    raises(AlignqaError, take, server.url, "free space")  # Chroma does not always tell why it could not write
    server.kill()
    server.start()
    report = library.ingest([papers])
    assert set(acknowledged) <= {file.paper_id for file in report.files if file.outcome == "unchanged"}
    assert library.counts()["papers"] == 80
    assert library.verify() == []


@contextmanager
def answering(pages: dict[str, str]) -> Iterator[str]:
    """An HTTP server that is no Chroma of this version."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "<h1>Nothing here</h1>").encode()
            self.send_response(200 if self.path in pages else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{http.server_port}"
        finally:
            http.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        ({"/api/v2/version": '"2.0.0"'}, "has version 2.0.0 and this alignqa needs version 1."),
        ({"/api/v1/version": '"0.5.23"'}, "has version 0.5.23 and this alignqa needs version 1."),
        ({}, "is not a Chroma server: it answers with status 404"),
        ({"/api/v2/version": "<html>"}, "is not a Chroma server: it answers with status 200"),
    ],
)
def test_a_server_of_another_kind_is_refused(pages: dict[str, str], said: str) -> None:
    with answering(pages) as url:
        raises(ProviderError, lambda: connect(url), url, said)
