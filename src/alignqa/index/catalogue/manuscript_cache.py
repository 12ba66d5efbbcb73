"""The texts that were read last, kept in memory up to a bound."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from alignqa.papers.document import Manuscript

MAX_CACHED_CHARACTERS = 20_000_000
"""Code points kept, about 80 MB with their layouts: some hundred papers of usual length."""


class ManuscriptCache:
    """Keeps manuscripts of the newest state that anybody asked for, and forgets those that were not read for longest.

    A layout may change under the hash of its text, and a text may be purged: a newer state forgets all of the older one.
    Safe to use from several threads.
    """

    def __init__(self, *, maximum: int = MAX_CACHED_CHARACTERS) -> None:
        self._maximum = maximum
        self._kept: OrderedDict[str, Manuscript] = OrderedDict()
        self._characters = 0
        self._generation = -1
        self._turn = threading.Lock()

    @property
    def characters(self) -> int:
        """How many code points are kept now."""
        return self._characters

    def get(self, text_sha256: str, generation: int, read: Callable[[], Manuscript | None]) -> Manuscript | None:
        """The manuscript of that hash in the state `generation`, which `read` reads where it is not kept."""
        with self._turn:
            if generation == self._generation and (kept := self._kept.get(text_sha256)):
                self._kept.move_to_end(text_sha256)
                return kept
        found = read()
        if found is not None:
            self._keep(text_sha256, generation, found)
        return found

    def _keep(self, text_sha256: str, generation: int, found: Manuscript) -> None:
        with self._turn:
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
