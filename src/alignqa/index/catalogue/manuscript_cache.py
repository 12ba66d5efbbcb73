"""A cache of the texts read last, bounded in size."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from alignqa.papers.document import Manuscript

MAX_CACHED_CHARACTERS = 20_000_000
"""The number of code points kept, about 80 MB with their layouts: a few hundred papers of usual length."""


class ManuscriptCache:
    """Keeps manuscripts of the newest state requested so far, and drops the least recently read ones.

    A layout may change while the hash of its text stays the same, and a text may be purged: a newer state drops all
    manuscripts of an older one.
    Safe to use from several threads.
    """

    def __init__(self, *, maximum: int = MAX_CACHED_CHARACTERS) -> None:
        self._maximum = maximum
        self._kept: OrderedDict[str, Manuscript] = OrderedDict()
        self._characters = 0
        self._generation = -1
        self._lock = threading.Lock()

    @property
    def characters(self) -> int:
        """The number of code points kept now."""
        return self._characters

    def get(self, text_sha256: str, generation: int, read: Callable[[], Manuscript | None]) -> Manuscript | None:
        """Returns the manuscript with that hash in the state `generation`; `read` reads it if it is not kept."""
        with self._lock:
            if generation == self._generation and (kept := self._kept.get(text_sha256)):
                self._kept.move_to_end(text_sha256)
                return kept
        found = read()
        if found is not None:
            self._keep(text_sha256, generation, found)
        return found

    def _keep(self, text_sha256: str, generation: int, found: Manuscript) -> None:
        with self._lock:
            if generation < self._generation or (generation == self._generation and text_sha256 in self._kept):
                return
            if generation > self._generation:
                self._kept.clear()
                self._characters, self._generation = 0, generation
            self._kept[text_sha256] = found
            self._characters += len(found.text)
            while self._characters > self._maximum and len(self._kept) > 1:
                _, oldest = self._kept.popitem(last=False)
                self._characters -= len(oldest.text)
