"""A question sees one state of the index, whatever is ingested, removed or rebuilt while it is asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import alignqa
from alignqa.answers.assistant import Assistant
from asking import QUESTIONS, ask_often, faults_of, library_at
from assistants import assistant_over
from places import REPOSITORY

THREADS, PROCESSES, EACH = 3, 2, 400  # 2,000 questions


def _write(folder: Path, key: str, edition: int) -> Path:
    sentences = (
        f"A lantern of edition {edition} weighs {edition} stones.",
        f"The keeper of edition {edition} carries the lantern up the stairs.",
        f"The lantern of edition {edition} burns longest in winter.",
    )
    text = "".join(f"## Part {number}\n\n{key.title()}: {sentence}\n\n" for number, sentence in enumerate(sentences, start=1))
    path = folder / f"{key}.md"
    path.write_text(f"---\nkey: {key}\ntitle: The {key} of edition {edition}\nyear: 2020\n---\n{text}", encoding="utf-8")
    return path


@contextmanager
def _assistant(index: Path) -> Iterator[Assistant]:
    library = library_at(index)
    with closing(library.catalogue()) as catalogue:
        search = library.search(catalogue)
        yield assistant_over(catalogue, search, library.embedder)


@pytest.mark.real
def test_2000_questions_from_threads_and_processes_during_ingest_remove_and_rebuild(tmp_path):
    index = tmp_path / "index"
    library = library_at(index)
    library.ingest([_write(tmp_path, "post", 1), _write(tmp_path, "copy", 1)])
    command = [sys.executable, REPOSITORY / "tests" / "samples" / "asking.py", index, str(EACH)]
    others = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    with _assistant(index) as assistant, ThreadPoolExecutor(THREADS) as threads:
        asking = [threads.submit(ask_often, assistant, EACH) for _ in range(THREADS)]
        edition = 1
        while edition < 6 or any(other.poll() is None for other in others) or not all(done.done() for done in asking):
            edition += 1
            for key in ("post", "copy"):
                library.ingest([_write(tmp_path, key, edition)])
            library.ingest([_write(tmp_path, f"guest{edition}", edition)])
            library.remove(f"guest{edition}")
            if edition % 5 == 0:
                library.rebuild()
        faults = [fault for done in asking for fault in done.result()]
    for other in others:
        faults += other.communicate()[0].splitlines()
        assert other.returncode == 0
    assert faults == []


def test_what_is_committed_meanwhile_is_not_seen_by_a_pinned_assistant(tmp_path):
    index = tmp_path / "index"
    library = library_at(index)
    library.ingest([_write(tmp_path, "post", 1), _write(tmp_path, "copy", 1)])
    with _assistant(index) as assistant:
        with assistant.pinned() as pinned:
            before = [pinned.ask(question, min_confidence=0.0) for question in QUESTIONS]
            library.ingest([_write(tmp_path, "post", 2), _write(tmp_path, "copy", 2), _write(tmp_path, "guest", 2)])
            after = [pinned.ask(question, min_confidence=0.0) for question in QUESTIONS]
            assert [_quoted(outcome) for outcome in after] == [_quoted(outcome) for outcome in before]
            assert [record.paper_id for record in pinned.papers()] == ["copy", "post"]
            text = pinned.paper("post")
            assert text is not None
            assert "edition 1" in text.text
        now = assistant.ask(QUESTIONS[0], min_confidence=0.0)
        assert all("edition 2" in quote for quote in _quoted(now))
        assert faults_of(assistant, QUESTIONS[0]) == []
        assert len(assistant.papers()) == 3


def _quoted(outcome: alignqa.Answer | alignqa.Abstention) -> list[str]:
    assert isinstance(outcome, alignqa.Answer)
    return [citation.quote.exact for citation in outcome.citations]
