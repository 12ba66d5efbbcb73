"""Thresholds that figures must reach, as in `--fail-under "nDCG@10=0.74"`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from alignqa.errors import UsageError
from alignqa.evaluation.statistics import Figure


@dataclass(frozen=True, slots=True)
class Threshold:
    """The minimum value of a figure."""

    name: str
    minimum: float


def parse_thresholds(texts: Iterable[str], *, known: Collection[str]) -> tuple[Threshold, ...]:
    """Parses thresholds from "NAME=VALUE"; an unknown name, or a value that is not a number from 0 to 1, is a UsageError."""
    found = []
    for text in texts:
        name, _, value = (part.strip() for part in text.partition("="))
        if name not in known:
            raise UsageError(f"There is no measure {name!r}.", hint=f"Choose one of {', '.join(known)}")
        try:
            minimum = float(value)
        except ValueError:
            minimum = -1.0
        if not 0.0 <= minimum <= 1.0:
            raise UsageError(f"The threshold {text!r} has no value from 0 to 1.", hint=f"Write {name}=0.74")
        found.append(Threshold(name, minimum))
    return tuple(found)


def missed(thresholds: Iterable[Threshold], figures: Sequence[Figure]) -> list[str]:
    """Returns a sentence for each figure that is below its threshold or has no value."""
    values = {figure.name: figure.value for figure in figures}
    sentences = []
    for threshold in thresholds:
        value = values.get(threshold.name)
        if value is None:
            sentences.append(f"{threshold.name} could not be measured and should be at least {threshold.minimum:g}.")
        elif value < threshold.minimum:
            sentences.append(f"{threshold.name} is {value:.4f} and should be at least {threshold.minimum:g}.")
    return sentences
