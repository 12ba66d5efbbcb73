"""alignqa as a library inside somebody else's program: threads, event loops, a changing index, and nothing left behind."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import alignqa
from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.index.interfaces import Vectors
from alignqa.index.library import Library
from assistants import assistant_over

NOTE = """---
title: On {thing}s
authors: [Ada Lark]
year: 2021
---

# Uses

A {thing} is a thing that is kept in a room of its own. Nobody knows who made the first {thing}.

A {thing} that is looked after lasts for {years} years. It is sold where nobody asks for a {thing}.
"""
THINGS = ("lamp", "door", "kettle", "ladder", "mirror", "basket")


def library_at(folder: Path, embedder: ScriptedEmbedder | None = None) -> Library:
    return Library(folder, embedder=embedder or ScriptedEmbedder(), open_vectors=lambda place: ChromaIndex(place / "chroma"))


def assistant_at(folder: Path, embedder: ScriptedEmbedder | None = None) -> Assistant:
    embedder = embedder or ScriptedEmbedder()
    catalogue = library_at(folder, embedder).catalogue()
    return assistant_over(catalogue, ChromaIndex(folder / "chroma"), embedder)


def write(folder: Path, things: Sequence[str], years: int) -> list[Path]:
    paths = [folder / f"{thing}.md" for thing in things]
    for thing, path in zip(things, paths, strict=True):
        path.write_text(NOTE.format(thing=thing, years=years), encoding="utf-8")
    return paths


def told(outcome: alignqa.Answer | alignqa.Abstention) -> str:
    """An outcome as JSON, without what it took."""
    data = outcome.to_dict()
    data["trace"]["timings_ms"] = {}
    return json.dumps(data)


def quotes_of(outcome: alignqa.Answer | alignqa.Abstention) -> list[alignqa.Quote]:
    return [found.quote for found in (outcome.citations if isinstance(outcome, alignqa.Answer) else outcome.nearest)]


@pytest.mark.real
def test_many_threads_share_one_assistant_and_get_what_one_thread_gets(primer_home: Path) -> None:
    assistant = alignqa.open(primer_home)
    questions = [f"What is {topic}?" for topic in ("a mesa-optimizer", "reward hacking", "deceptive alignment", "scheming")]
    alone = {question: told(assistant.ask(question)) for question in questions}
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(lambda question: (question, told(assistant.ask(question))), questions * 6))
    assert len(together) == 24
    assert all(answer == alone[question] for question, answer in together)


@pytest.mark.real
def test_threads_read_on_while_papers_are_replaced_and_the_index_is_rebuilt(tmp_path: Path) -> None:
    things = THINGS[:2]
    library_at(tmp_path / "index").ingest(write(tmp_path, things, 1))
    assistant = assistant_at(tmp_path / "index")
    stop = threading.Event()

    def read(thing: str) -> list[alignqa.Quote]:
        quotes: list[alignqa.Quote] = []
        while not stop.is_set():
            try:
                quotes += quotes_of(assistant.ask(f"How long does a {thing} last?", min_confidence=0.0))
            except alignqa.IndexUnavailable as error:
                assert "rebuil" in error.message + error.hint
        return quotes

    with ThreadPoolExecutor(2) as threads:
        reading = [threads.submit(read, thing) for thing in things]
        try:
            for years in (2, 3):
                library_at(tmp_path / "index").ingest(write(tmp_path, things, years))
            library_at(tmp_path / "index").rebuild()
        finally:
            stop.set()
        read_quotes = [quote for done in reading for quote in done.result()]
    catalogue = library_at(tmp_path / "index").catalogue()
    texts = {digest: catalogue.manuscript(digest) for digest in {quote.text_sha256 for quote in read_quotes}}
    for quote in read_quotes:
        manuscript = texts[quote.text_sha256]
        assert manuscript is not None
        assert manuscript.text[quote.span.start : quote.span.end] == quote.exact
    latest = quotes_of(assistant.ask("How long does a lamp last?", min_confidence=0.0))
    assert any("lasts for 3 years" in quote.exact for quote in latest)


def test_whoever_asks_during_a_rebuild_is_told_so_and_answered_after_it(tmp_path: Path) -> None:
    vectors, embedder = MemoryIndex(), ScriptedEmbedder()
    library = Library(tmp_path / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest(write(tmp_path, THINGS, 1))
    catalogue = library.catalogue()
    assistant = assistant_over(catalogue, vectors, embedder)
    writer = WritableCatalogue.open(tmp_path / "index" / "catalogue.sqlite")
    writer.begin_rebuild()
    for ask in (assistant.ask, assistant.search):
        with pytest.raises(alignqa.IndexUnavailable, match="being rebuilt"):
            ask("What is a lamp?")
    writer.end_rebuild()
    assert assistant.search("What is a lamp?")
    writer.close()
    catalogue.close()


class IndexTakenAway(MemoryIndex):
    """Fails once in mid-search, as when somebody else has just rebuilt it."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] | None = None

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        if (meanwhile := self.meanwhile) is not None:
            self.meanwhile = None
            meanwhile()
            raise alignqa.StorageError("The vector index cannot be read: disk I/O error.", hint="Check the disk")
        return super().nearest(vector, count=count, paper_ids=paper_ids)


def test_a_search_that_a_rebuild_takes_the_index_from_is_made_again_and_other_failures_are_told(tmp_path: Path) -> None:
    vectors, embedder = IndexTakenAway(), ScriptedEmbedder()
    library = Library(tmp_path / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest(write(tmp_path, THINGS, 1))
    catalogue = library.catalogue()
    assistant = assistant_over(catalogue, vectors, embedder)
    expected = assistant.search("What is a lamp?")
    writer = WritableCatalogue.open(tmp_path / "index" / "catalogue.sqlite")
    vectors.meanwhile = writer.end_rebuild
    assert assistant.search("What is a lamp?") == expected
    vectors.meanwhile = lambda: None
    with pytest.raises(alignqa.StorageError, match="disk I/O"):
        assistant.search("What is a lamp?")
    vectors.meanwhile = writer.begin_rebuild
    with pytest.raises(alignqa.IndexUnavailable, match="being rebuilt"):
        assistant.search("What is a lamp?")
    writer.close()
    catalogue.close()


class WaitingEmbedder(ScriptedEmbedder):
    """Does not go on before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def embed(self, texts: Sequence[str]) -> Vectors:
        assert self.go_on.wait(30), "the event loop was blocked"
        return super().embed(texts)


def test_an_event_loop_goes_on_while_a_question_is_answered_in_a_thread(tmp_path: Path) -> None:
    vectors = MemoryIndex()
    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    library.ingest(write(tmp_path, THINGS, 1))
    embedder, catalogue = WaitingEmbedder(), library.catalogue()
    assistant = assistant_over(catalogue, vectors, embedder)

    async def program() -> alignqa.Answer | alignqa.Abstention:
        asked = asyncio.create_task(asyncio.to_thread(assistant.ask, "What is a lamp?", min_confidence=0.0))
        await asyncio.sleep(0)
        embedder.go_on.set()  # reached only if the loop is free
        return await asked

    assert isinstance(asyncio.run(program()), alignqa.Answer)


def test_progress_is_told_through_a_callback(tmp_path: Path) -> None:
    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
    seen: list[tuple[int, int, str]] = []
    library.ingest(
        write(tmp_path, ["lamp", "door"], 1), progress=lambda done, total, report: seen.append((done, total, report.outcome))
    )
    assert seen == [(1, 2, "added"), (2, 2, "added")]


@pytest.mark.real
def test_a_text_is_located_word_for_word_or_not_at_all(primer_home: Path) -> None:
    assistant = alignqa.open(primer_home)
    quote = quotes_of(assistant.ask("What is a mesa-optimizer?"))[0]
    part = quote.exact[: len(quote.exact) // 2].rsplit(" ", 1)[0]
    for found in (assistant.locate(part), assistant.locate(part, paper=quote.paper_id)):
        assert found is not None
        assert found.paper_id == quote.paper_id
        assert part in found.exact
    assert assistant.locate(f"{part} zebras") is None
    assert assistant.locate("… ?!") is None
    other = next(record.paper_id for record in assistant.papers() if record.paper_id != quote.paper_id)
    assert assistant.locate(part, paper=other) is None
    with pytest.raises(alignqa.UnknownPaper):
        assistant.locate(part, paper="nobody1900nothing")


@pytest.mark.real
def test_an_answer_is_proven_again_by_the_assistant(primer_home: Path) -> None:
    assistant = alignqa.open(primer_home)
    outcome = assistant.ask("What is reward hacking?")
    assert [check.fault for check in assistant.verify(outcome)] == [""] * len(quotes_of(outcome))
    saved = outcome.to_dict()
    saved["citations"][0]["quote"]["exact"] += "!"
    assert any("differs from the source" in check.fault for check in assistant.verify(saved))


@pytest.mark.real
def test_the_host_program_is_left_as_it_was(primer_home: Path) -> None:
    program = """
        import asyncio, io, logging, os, signal, sys, warnings

        logged = io.StringIO()
        logging.basicConfig(stream=logged, level=logging.WARNING)
        logging.captureWarnings(True)

        def state():
            root = logging.getLogger()
            handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
            return root.handlers[:], root.level, handlers, dict(os.environ), sys.stdout, sys.excepthook, os.getcwd()

        before = state()
        import alignqa

        async def main():
            loop = asyncio.get_running_loop()
            assistant = await asyncio.to_thread(alignqa.open, sys.argv[1])
            await asyncio.gather(*(asyncio.to_thread(assistant.ask, "What is scheming?") for _ in range(3)))
            assert asyncio.get_running_loop() is loop and not loop.is_closed()

        asyncio.run(main())
        assert alignqa.open_library(sys.argv[1]).verify() == []
        assert state() == before
        assert logged.getvalue() == "", logged.getvalue()
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(program), primer_home], capture_output=True, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
