"""The processors of this machine: papers are read in processes of their own while earlier ones are embedded and written."""

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

_IN_HAND = 2  # papers a process, so that none waits for the writer
_MAX_READERS = 8  # processes: embedding and writing keep up with no more


@contextmanager
def local_workers(embedder: Embedder) -> Iterator[LocalWorkers]:
    """Workers of this machine for as long as the context; what they were at is dropped at its end.

    The calling program's main module must be importable without effect, as `multiprocessing` asks.
    """
    processes = min(_MAX_READERS, os.cpu_count() or 1)
    readers = _readers(processes)
    embedding = ThreadPoolExecutor(1)
    try:
        yield LocalWorkers(embedder, readers, embedding, ahead=_IN_HAND * processes)
    finally:
        readers.shutdown(wait=False, cancel_futures=True)
        embedding.shutdown(wait=True, cancel_futures=True)


class LocalWorkers:
    """`Workers` of this machine: processes that read, started as they are needed, and a thread that embeds on all cores."""

    def __init__(self, embedder: Embedder, readers: ProcessPoolExecutor, embedding: ThreadPoolExecutor, *, ahead: int) -> None:
        self._embedder = embedder
        self._readers = readers
        self._embedding = embedding
        self._ahead = ahead

    @property
    def ahead(self) -> int:
        """Two papers a process."""
        return self._ahead

    def read(self, paper: UnreadPaper, reader: PaperPreparer) -> _Reading:
        """Begins to read a paper."""
        return _Reading(self._readers, paper, reader)

    def embed(self, passages: Sequence[PassageText], path: Path) -> Future[list[PassageVectors]]:
        """Begins to embed passages, after those that were asked for before."""
        return self._embedding.submit(embed_passages, tuple(passages), self._embedder)


class _Reading:
    """A paper that is being read; where a process dies, all that were being read are read again, each in one of its own."""

    def __init__(self, readers: ProcessPoolExecutor, paper: UnreadPaper, reader: PaperPreparer) -> None:
        self._paper = paper
        self._reader = reader
        self._read: Future[ReadPaper] | None
        try:
            self._read = readers.submit(reader.read, paper)
        except BrokenProcessPool:
            self._read = None

    def result(self) -> ReadPaper:
        """Waits for it; UnreadablePaper also where the paper has ended a process of its own."""
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
                    f"{self._paper.path} ended the process that read it",
                    hint="It may need more memory than there is; look for the paper in another format",
                ) from error


def _readers(processes: int) -> ProcessPoolExecutor:
    # Spawned, since a fork of a process that computes with threads may hang.
    return ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"), initializer=_end_quietly)


def _end_quietly() -> None:
    """Ctrl-C reaches the readers, too: they end at once, and leave it to their parent to say so."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
