"""The interface of a model that reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from alignqa.reading.readings import Readable, Reading


class Reader(Protocol):
    """Reads windows for a question or claim; the same window gets the same reading, whatever it is read with."""

    @property
    def name(self) -> str:
        """The name that a trace gives it: the model, and what distinguishes its weights from others."""
        ...

    def read(self, question: str, windows: Sequence[Readable]) -> list[Reading]:
        """Returns one reading per window, in their order; ModelError if the model is missing or damaged."""
        ...
