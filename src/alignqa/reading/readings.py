"""Readings: what is read, and what a reader says of it."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """The outputs of a reader for one window; `relevance` and `answered` are log-odds, higher is more.

    `relevance` orders windows of one question. `answered` says how surely what was asked is said here.
    `supports`, `contradicts` and `neither` are the probabilities of the three judgements, together 1.
    `needed` is the probability, for each sentence, that the answer needs it.
    """

    relevance: float
    answered: float
    supports: float
    contradicts: float
    neither: float
    needed: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Readable:
    """A window as it is read: its paper's title, its section path, and its sentences."""

    title: str
    heading: str
    sentences: tuple[str, ...]


def probability(log_odds: float) -> float:
    """Turns log-odds into a probability; any size is safe."""
    return 1.0 / (1.0 + math.exp(-log_odds)) if log_odds >= 0 else math.exp(log_odds) / (1.0 + math.exp(log_odds))
