"""Reads the windows that the features put first, orders them by what the reader makes of them, and cuts what is not needed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from alignqa.answers.choosing.abstention import ReadCalibration
from alignqa.answers.choosing.candidates import Candidate
from alignqa.answers.choosing.premise_check import PremiseLimits
from alignqa.answers.choosing.windows import Window, is_whole
from alignqa.papers.document import Metadata
from alignqa.reading.interfaces import Reader
from alignqa.reading.readings import Readable, Reading


@dataclass(frozen=True, slots=True)
class ReadingWeights:
    """The numbers by which windows are read; the fitted ones are in `fitted.toml`.

    `passages` are retrieved, and the first `windows` that do not overlap are read.
    The score of a window is its relevance and `features` times its features' score, in log-odds, and `mentioned` times the
    certainty with which the question names its paper; a further quote is shown if its odds are at least the share `floor` of
    the best one's.
    A sentence at either end is cut if the answer needs it with a probability below `sentence`.
    """

    passages: int
    windows: int
    features: float
    mentioned: float
    floor: float
    sentence: float


@dataclass(frozen=True, slots=True)
class CloseReading:
    """A reader, how windows are read with it, and what its readings say about the confidence and about a false premise."""

    reader: Reader
    weights: ReadingWeights
    calibration: ReadCalibration
    premise: PremiseLimits


def read_closely(
    candidates: Sequence[Candidate], question: str, reader: Reader, *, weights: ReadingWeights, metadata: Mapping[str, Metadata]
) -> list[Candidate]:
    """Returns the windows that were read, cut to what is needed, best first; scores are odds against the best one, 0…1.

    Candidates that were not read have no comparable score, and are left out.
    """
    chosen = apart(candidates, weights.windows)
    readings = reader.read(question, [_readable(candidate.window, metadata) for candidate in chosen])
    odds = [
        reading.relevance + weights.features * one.score + weights.mentioned * one.features.mentioned
        for one, reading in zip(chosen, readings, strict=True)
    ]
    best = max(odds, default=0.0)
    by_span = {(one.paper_id, one.span): one for one in candidates}
    found = []
    for candidate, reading, own in zip(chosen, readings, odds, strict=True):
        cut = _cut(candidate.window, reading, weights.sentence)
        same = by_span.get((candidate.paper_id, cut.span), candidate)
        found.append(replace(same, window=cut, score=math.exp(own - best), reading=reading))
    return sorted(found, key=lambda candidate: -candidate.score)  # ties keep the order of the features


def apart(candidates: Sequence[Candidate], count: int) -> list[Candidate]:
    """Returns the first `count` candidates that do not overlap one before them."""
    found: list[Candidate] = []
    for candidate in candidates:
        if len(found) == count:
            break
        if not any(candidate.overlaps(other) for other in found):
            found.append(candidate)
    return found


def _cut(window: Window, reading: Reading, least: float) -> Window:
    """The run of sentences with the largest sum of how far each is above `least`: an end that is not needed falls away.

    A run that cannot be quoted alone is none: a lead stays with what it leads to.
    """
    gains = [needed - least for needed in reading.needed]
    pairs = [(first, last) for first in range(len(gains)) for last in range(first, len(gains))]
    runs = [(first, last) for first, last in pairs if is_whole(window.sentences[first : last + 1])]
    if window.rest or window.listed or not runs:  # a list is quoted with what introduces it
        return window
    first, last = max(runs, key=lambda run: (sum(gains[run[0] : run[1] + 1]), run[0] - run[1]))
    return window if (first, last) == (0, len(gains) - 1) else Window(window.sentences[first : last + 1])


def _readable(window: Window, metadata: Mapping[str, Metadata]) -> Readable:
    known = metadata.get(window.paper_id)
    title = (known.title or "") if known is not None else ""
    sentences = tuple(" ".join(sentence.text.split()) for sentence in window.sentences)
    return Readable(title, window.sentences[0].passage.heading, sentences)
