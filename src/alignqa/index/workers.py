"""Workers that prepare papers for the one process that writes: they read and embed, and know no catalogue."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from alignqa.errors import UnreadablePaper
from alignqa.index.passages.vectors import PassageText, PassageVectors
from alignqa.index.preparation import PaperPreparer, ReadPaper, UnreadPaper

Made_co = TypeVar("Made_co", covariant=True)
_MAX_WAITING = 1_000  # files that may be skipped in the search for work, so that a run without any still shows progress


class Promise(Protocol[Made_co]):
    """A result that is being computed elsewhere."""

    def result(self) -> Made_co:
        """Waits for the result; raises the errors of its computation, and UnreadablePaper if a paper cost too many workers."""
        ...


class Workers(Protocol):
    """Processes that prepare papers, here or on other machines.

    If a worker is lost, only its current work is lost, and another worker does it again.
    """

    @property
    def max_in_progress(self) -> int:
        """The number of papers to have in progress: enough to keep all workers busy, few enough to fit into memory."""
        ...

    def read(self, paper: UnreadPaper, reader: PaperPreparer) -> Promise[ReadPaper]:
        """Begins to read a paper."""
        ...

    def embed(self, passages: Sequence[PassageText], path: Path) -> Promise[Sequence[PassageVectors]]:
        """Begins to embed passages of the paper at `path`, exactly as one call of `embed_passages` does."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddedBatch:
    """Passages that are being embedded, by the hashes under which their vectors are stored."""

    hashes: tuple[str, ...]
    vectors: Promise[Sequence[PassageVectors]]


@dataclass(frozen=True, slots=True)
class BegunPaper:
    """A paper that workers are preparing; `file_sha256` is the hash of the file's content that it is made from."""

    file_sha256: str
    paper: Promise[ReadPaper]
    batches: tuple[EmbeddedBatch, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedAhead:
    """A file to be taken in later, and the work begun on it: None if there is nothing to do, or the file cannot be read."""

    path: Path
    begun: BegunPaper | None = None


class PreparationQueue:
    """Keeps workers busy with the papers that come next, and hands the papers out in order."""

    def __init__(
        self,
        workers: Workers,
        *,
        unread: Callable[[Path], UnreadPaper | None],
        reader: PaperPreparer,
        missing: Callable[[ReadPaper], Iterable[Sequence[tuple[str, PassageText]]]],
    ) -> None:
        """Takes two functions: `unread` returns a file if it must be read, `missing` a paper's passages to embed, in batches."""
        self._workers = workers
        self._unread = unread
        self._reader = reader
        self._missing = missing

    def of(self, paths: Iterable[Path]) -> Iterator[PreparedAhead]:
        """Yields the files in their order; `Workers.max_in_progress` bounds the papers being read, and those being embedded."""
        return self._window(map(self._begin_embedding, self._window(map(self._begin_reading, paths))))

    def _window(self, items: Iterator[PreparedAhead]) -> Iterator[PreparedAhead]:
        """Yields each item as late as the window allows; items without work take no place in it."""
        waiting: deque[PreparedAhead] = deque()
        busy = 0
        for item in items:
            waiting.append(item)
            busy += item.begun is not None
            while waiting and (busy >= self._workers.max_in_progress or len(waiting) >= _MAX_WAITING or waiting[0].begun is None):
                busy -= waiting[0].begun is not None
                yield waiting.popleft()
        yield from waiting

    def _begin_reading(self, path: Path) -> PreparedAhead:
        try:
            paper = self._unread(path)
        except (OSError, UnreadablePaper):
            return PreparedAhead(path)  # it is tried again, and refused, when it is taken in
        if paper is None:
            return PreparedAhead(path)
        return PreparedAhead(path, BegunPaper(hashlib.sha256(paper.data).hexdigest(), self._workers.read(paper, self._reader)))

    def _begin_embedding(self, item: PreparedAhead) -> PreparedAhead:
        if item.begun is None:
            return item
        try:
            paper = item.begun.paper.result()
        except UnreadablePaper:
            return item  # the promise raises this again when the paper is taken in
        batches = tuple(
            EmbeddedBatch(tuple(digest for digest, _ in batch), self._workers.embed([passage for _, passage in batch], item.path))
            for batch in self._missing(paper)
        )
        return PreparedAhead(item.path, BegunPaper(item.begun.file_sha256, item.begun.paper, batches))
