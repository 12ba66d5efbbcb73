"""Workers on this machine: processes read papers while earlier papers are embedded and written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from alignqa.index.interfaces import Embedder
from alignqa.index.passages.vectors import PassageText, PassageVectors, embed_passages
from alignqa.index.preparation import PaperPreparer, ReadPaper, UnreadPaper
from alignqa.papers.parsing.confined.processes import ConfinedProcesses

_PAPERS_PER_PROCESS = 2  # so that no process waits for the writer
_MAX_PROCESSES = 8  # embedding and writing cannot keep up with more


@contextmanager
def local_workers(embedder: Embedder) -> Iterator[LocalWorkers]:
    """Provides workers on this machine; unfinished work is dropped when the block ends."""
    workers = LocalWorkers(embedder, processes=min(_MAX_PROCESSES, os.cpu_count() or 1))
    try:
        yield workers
    finally:
        workers.close()


class LocalWorkers:
    """`Workers` on this machine: processes that read, started as needed, and a thread that embeds on all cores."""

    def __init__(self, embedder: Embedder, *, processes: int) -> None:
        self._embedder = embedder
        self._confined = ConfinedProcesses()
        # Each thread waits for one process.
        self._reading = ThreadPoolExecutor(processes)
        self._embedding = ThreadPoolExecutor(1)
        self._max_in_progress = _PAPERS_PER_PROCESS * processes

    @property
    def max_in_progress(self) -> int:
        """The number of papers to have in progress: two per process."""
        return self._max_in_progress

    def read(self, paper: UnreadPaper, reader: PaperPreparer) -> Future[ReadPaper]:
        """Begins to read a paper."""
        return self._reading.submit(reader.read_confined, paper, self._confined)

    def embed(self, passages: Sequence[PassageText], path: Path) -> Future[list[PassageVectors]]:
        """Begins to embed passages, after those submitted before."""
        return self._embedding.submit(embed_passages, tuple(passages), self._embedder)

    def close(self) -> None:
        """Ends the processes, busy or not; passages that are being embedded are waited for."""
        self._reading.shutdown(wait=False, cancel_futures=True)
        self._confined.close()
        self._embedding.shutdown(wait=True, cancel_futures=True)
