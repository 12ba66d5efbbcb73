"""Chroma, processes, signals and a full disk, all real; the embedder is scripted, since it has no part in this."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.adapters.scripted.index import ScriptedEmbedder
from alignqa.errors import IndexUnavailable
from alignqa.index.library import Library

pytestmark = pytest.mark.real

# Ingests a folder, saying each acknowledged key; it may be slowed, given a limit on the size of files, or told to wait.
_INGEST = """
import json, resource, sys, time
from pathlib import Path
from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.adapters.scripted.index import ScriptedEmbedder
from alignqa.errors import AlignqaError
from alignqa.index.library import Library
home, limit, pause = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
library = Library(home / "index", embedder=ScriptedEmbedder(), open_vectors=lambda folder: ChromaIndex(folder / "chroma"))
def tell(done, total, report):
    print(json.dumps([report.outcome, report.paper_id, report.message]), flush=True)
    time.sleep(pause)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    library.ingest([home / "papers"], progress=tell)
except AlignqaError as error:
    print(json.dumps(["error", type(error).__name__, f"{error.message} {error.hint}"]), flush=True)
    raise SystemExit(error.exit_code)
"""


def library_of(home: Path, *, fails: bool = False) -> Library:
    return Library(
        home / "index", embedder=ScriptedEmbedder(fails=fails), open_vectors=lambda folder: ChromaIndex(folder / "chroma")
    )


def write_papers(home: Path, count: int, *, turn: int = 0) -> None:
    (home / "papers").mkdir(exist_ok=True)
    for number in range(count):
        sentences = " ".join(f"Lamp {number} burns for {turn + line} nights in room {line}." for line in range(60))
        text = f"---\ntitle: Lamp{number}\nauthors: [Ada Lark]\nyear: 2020\n---\n\n# Oil\n\n{sentences}\n"
        (home / "papers" / f"lamp{number}.md").write_text(text, encoding="utf-8")


def start(home: Path, *, limit: int = 0, pause: float = 0.0) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", _INGEST, str(home), str(limit), str(pause)], stdout=subprocess.PIPE, text=True)


def lines(process: subprocess.Popen[str]) -> list[list[str]]:
    output, _ = process.communicate(timeout=60)
    return [json.loads(line) for line in output.splitlines() if line.endswith("]")]


def answers(library: Library) -> list[tuple[str, float]]:
    vectors = ChromaIndex(library.folder / "chroma")
    catalogue = library.catalogue()
    found = vectors.nearest(ScriptedEmbedder().embed(["Lamp 3 burns for 7 nights in room 7."])[0], count=8)
    records = catalogue.passages(key for key, _ in found)
    catalogue.close()
    vectors.close()
    return sorted((records[key].text, round(score, 4)) for key, score in found)


def test_of_two_ingests_at_once_one_works_and_one_is_told_who_does(tmp_path: Path) -> None:
    write_papers(tmp_path, 6)
    first = start(tmp_path, pause=0.5)
    assert first.stdout is not None
    first.stdout.readline()  # the first paper is in, so the lock is held
    second = start(tmp_path)
    said = lines(second)
    assert second.returncode == 6
    assert said[0][:2] == ["error", "IndexLocked"]
    assert f"process {first.pid}" in said[0][2]
    assert [line[0] for line in lines(first)] == ["added"] * 5
    assert first.returncode == 0
    library = library_of(tmp_path)
    assert library.counts()["papers"] == 6
    assert library.verify() == []


def test_killed_ten_times_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    chance = random.Random(20260)  # noqa: S311 - moments, not secrets
    acknowledged: dict[str, int] = {}
    cut_short = 0
    for turn in range(10):
        write_papers(tmp_path, 8, turn=turn)
        process = start(tmp_path)
        assert process.stdout is not None
        # Wait for some papers, then strike somewhere within the time that one takes.
        for _ in range(chance.randint(1, 6)):
            _, key, _ = json.loads(process.stdout.readline())
            acknowledged[key] = turn
        time.sleep(chance.uniform(0.0, 0.06))
        process.send_signal(signal.SIGKILL)
        for _, key, _ in lines(process):
            acknowledged[key] = turn
        cut_short += process.returncode == -signal.SIGKILL
        library = library_of(tmp_path)
        for key, last in acknowledged.items():
            # What was acknowledged in some turn holds the text of that turn or of a later one.
            assert int(library.paper(key).text.split(" nights")[0].rsplit(" ", 1)[1]) >= last
    assert cut_short >= 8
    process = start(tmp_path)
    said = lines(process)
    assert process.returncode == 0
    assert {line[0] for line in said} <= {"added", "replaced", "unchanged"}
    library = library_of(tmp_path)
    assert [int(library.paper(f"lark2020lamp{n}").text.split(" nights")[0].rsplit(" ", 1)[1]) for n in range(8)] == [9] * 8
    assert library.verify() == []


def test_a_deleted_vector_index_is_rebuilt_to_the_same_answers(tmp_path: Path) -> None:
    write_papers(tmp_path, 10)
    library = library_of(tmp_path)
    library.ingest([tmp_path / "papers"])
    before = answers(library)
    shutil.rmtree(library.folder / "chroma")
    with pytest.raises(IndexUnavailable) as caught:
        answers(library)
    assert "alignqa index rebuild" in caught.value.hint
    with pytest.raises(IndexUnavailable, match="holds 0 of"):
        library.ingest([tmp_path / "papers"])
    shutil.rmtree(tmp_path / "papers")
    assert library_of(tmp_path, fails=True).rebuild() == library.counts()["passages"] >= 10
    assert answers(library) == before
    assert library.verify() == []


@pytest.mark.parametrize("limit", [20_000, 120_000, 300_000, 700_000])
def test_a_full_disk_is_said_and_nothing_acknowledged_is_lost(tmp_path: Path, limit: int) -> None:
    write_papers(tmp_path, 60)
    process = start(tmp_path, limit=limit)
    said = lines(process)
    assert said[-1][:2] == ["error", "StorageError"], said[-1]
    assert process.returncode == 1
    assert "disk space" in said[-1][2]
    acknowledged = {key for _, key, _ in said[:-1]}
    library = library_of(tmp_path)
    report = library.ingest([tmp_path / "papers"])
    assert {file.outcome for file in report.files} <= {"added", "unchanged"}
    assert acknowledged <= {file.paper_id for file in report.files if file.outcome == "unchanged"}
    assert library.counts()["papers"] == 60
    assert library.verify() == []


def test_a_reader_goes_on_while_another_process_writes(tmp_path: Path) -> None:
    write_papers(tmp_path, 2)
    library = library_of(tmp_path)
    library.ingest([tmp_path / "papers"])
    catalogue, vectors = library.catalogue(), ChromaIndex(library.folder / "chroma")
    question = ScriptedEmbedder().embed(["Lamp 7 burns for 7 nights."])[0]
    write_papers(tmp_path, 8)
    process = start(tmp_path, pause=0.05)
    generations, found = set(), 0
    while process.poll() is None:
        if catalogue.generation not in generations:
            generations.add(catalogue.generation)
            vectors.reopen()
        known = catalogue.passages(key for key, _ in vectors.nearest(question, count=5))
        assert len(known) > 0
        found += 1
    lines(process)
    vectors.reopen()
    records = catalogue.passages(key for key, _ in vectors.nearest(question, count=1))
    assert "lark2020lamp7" in {record.paper_id for record in records.values()}
    assert len(generations) > 1 and found > 1
    catalogue.close()
    vectors.close()
