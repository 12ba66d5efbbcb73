"""Workers on this machine: processes read papers while earlier papers are embedded and written."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.index.interfaces import Embedder
from alignqa.index.passages.vectors import PassageText, PassageVectors, embed_passages
from alignqa.index.preparation import PaperPreparer, ReadPaper, UnreadPaper

_PAPERS_PER_PROCESS = 2  # so that no process waits for the writer
_MAX_PROCESSES = 8  # embedding and writing cannot keep up with more


@contextmanager
def local_workers(embedder: Embedder) -> Iterator[LocalWorkers]:
    """Provides workers on this machine; unfinished work is dropped when the block ends.

    The calling program's main module must be importable without side effects, as `multiprocessing` requires.
    """
    processes = min(_MAX_PROCESSES, os.cpu_count() or 1)
    readers = _readers(processes)
    embedding = ThreadPoolExecutor(1)
    try:
        yield LocalWorkers(embedder, readers, embedding, max_in_progress=_PAPERS_PER_PROCESS * processes)
    finally:
        readers.shutdown(wait=False, cancel_futures=True)
        embedding.shutdown(wait=True, cancel_futures=True)


class LocalWorkers:
    """`Workers` on this machine: processes that read, started as needed, and a thread that embeds on all cores."""

    def __init__(
        self, embedder: Embedder, readers: ProcessPoolExecutor, embedding: ThreadPoolExecutor, *, max_in_progress: int
    ) -> None:
        self._embedder = embedder
        self._readers = readers
        self._embedding = embedding
        self._max_in_progress = max_in_progress

    @property
    def max_in_progress(self) -> int:
        """The number of papers to have in progress: two per process."""
        return self._max_in_progress

    def read(self, paper: UnreadPaper, reader: PaperPreparer) -> _PaperBeingRead:
        """Begins to read a paper."""
        return _PaperBeingRead(self._readers, paper, reader)

    def embed(self, passages: Sequence[PassageText], path: Path) -> Future[list[PassageVectors]]:
        """Begins to embed passages, after those submitted before."""
        return self._embedding.submit(embed_passages, tuple(passages), self._embedder)


class _PaperBeingRead:
    """A paper that is being read; if a process dies, each paper in progress is read again in a process of its own."""

    def __init__(self, readers: ProcessPoolExecutor, paper: UnreadPaper, reader: PaperPreparer) -> None:
        self._paper = paper
        self._reader = reader
        self._read: Future[ReadPaper] | None
        try:
            self._read = readers.submit(reader.read, paper)
        except BrokenProcessPool:
            self._read = None

    def result(self) -> ReadPaper:
        """Waits for the paper; UnreadablePaper also if it ended a process of its own."""
        try:
            if self._read is not None:
                return self._read.result()
        except BrokenProcessPool:
            self._read = None
        with _readers(1) as alone:
            self._read = alone.submit(self._reader.read, self._paper)
            try:
                return self._read.result()
            except BrokenProcessPool as error:
                raise UnreadablePaper(
                    f"{self._paper.path} ended the process that read it, perhaps because it needs more memory than there is.",
                    hint="Look for the paper in another format",
                ) from error


def _readers(processes: int) -> ProcessPoolExecutor:
    # Spawned, since forking a process that computes with threads may hang.
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"), initializer=_end_quietly)


def _end_quietly() -> None:
    """Makes a process end at once and silently on Ctrl-C, which reaches it, too; its parent reports it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
