"""A clock that runs only when somebody waits."""

from __future__ import annotations


class FakeClock:
    """A clock that runs only when somebody waits."""

    def __init__(self) -> None:
        self.time = 1_700_000_000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 2))
        self.time += seconds
