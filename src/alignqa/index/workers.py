"""Workers prepare papers ahead of the one process that writes: they read and embed, and know no catalogue."""

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
_LOOKED_AT = 1_000  # files that are passed at most in the search for work, so that progress is seen in a run without any


class Promise(Protocol[Made_co]):
    """Something that is being made elsewhere."""

    def result(self) -> Made_co:
        """Waits for it; the errors are those of its making, and UnreadablePaper where a paper has cost too many workers."""
        ...


class Workers(Protocol):
    """Processes that prepare papers, here or on other machines.

    A worker that is lost costs its work only, which another one does again.
    """

    @property
    def ahead(self) -> int:
        """How many papers to have in their hands: enough for all to be busy, few enough for the memory."""
        ...

    def read(self, paper: UnreadPaper, reader: PaperPreparer) -> Promise[ReadPaper]:
        """Begins to read a paper."""
        ...

    def embed(self, passages: Sequence[PassageText], path: Path) -> Promise[Sequence[PassageVectors]]:
        """Begins to embed passages of the paper at `path`, exactly as one call of `embed_passages` does."""
        ...


@dataclass(frozen=True, slots=True)
class EmbeddedBatch:
    """Passages that are being embedded, by the hashes their vectors are kept by."""

    hashes: tuple[str, ...]
    vectors: Promise[Sequence[PassageVectors]]


@dataclass(frozen=True, slots=True)
class BegunPaper:
    """A paper in the hands of the workers: `file_sha256` says which content of the file it was made of."""

    file_sha256: str
    paper: Promise[ReadPaper]
    batches: tuple[EmbeddedBatch, ...] = ()


@dataclass(frozen=True, slots=True)
class PreparedAhead:
    """A file whose turn comes later, and what was begun of it: nothing where there is nothing to do, or nothing to be done."""

    path: Path
    begun: BegunPaper | None = None


class PreparationQueue:
    """Keeps workers busy with the papers whose turn is next, and hands these out in their order."""

    def __init__(
        self,
        workers: Workers,
        *,
        unread: Callable[[Path], UnreadPaper | None],
        reader: PaperPreparer,
        missing: Callable[[ReadPaper], Iterable[Sequence[tuple[str, PassageText]]]],
    ) -> None:
        """`unread` gives a file that has to be read; `missing` the batches of a paper's passages that have to be embedded."""
        self._workers = workers
        self._unread = unread
        self._reader = reader
        self._missing = missing

    def of(self, paths: Iterable[Path]) -> Iterator[PreparedAhead]:
        """The files in their order; as many papers are being read as are being embedded."""
        return self._window(map(self._embedding, self._window(map(self._reading, paths))))

    def _window(self, items: Iterator[PreparedAhead]) -> Iterator[PreparedAhead]:
        """The items, each as late as the window allows; those without work take no place in it."""
        waiting: deque[PreparedAhead] = deque()
        busy = 0
        for item in items:
            waiting.append(item)
            busy += item.begun is not None
            while waiting and (busy >= self._workers.ahead or len(waiting) >= _LOOKED_AT or waiting[0].begun is None):
                busy -= waiting[0].begun is not None
                yield waiting.popleft()
        yield from waiting

    def _reading(self, path: Path) -> PreparedAhead:
        try:
            paper = self._unread(path)
        except (OSError, UnreadablePaper):
            return PreparedAhead(path)  # when its turn comes, it is looked at again, and refused
        if paper is None:
            return PreparedAhead(path)
        return PreparedAhead(path, BegunPaper(hashlib.sha256(paper.data).hexdigest(), self._workers.read(paper, self._reader)))

    def _embedding(self, item: PreparedAhead) -> PreparedAhead:
        if item.begun is None:
            return item
        try:
            paper = item.begun.paper.result()
        except UnreadablePaper:
            return item  # the promise says so again when the paper's turn has come
        batches = tuple(
            EmbeddedBatch(tuple(digest for digest, _ in batch), self._workers.embed([passage for _, passage in batch], item.path))
            for batch in self._missing(paper)
        )
        return PreparedAhead(item.path, BegunPaper(item.begun.file_sha256, item.begun.paper, batches))
