"""Finds which papers of a home say a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alignqa.answers.assistant import Assistant
from alignqa.audits.occurrences.finder import OccurrenceFinder
from alignqa.audits.occurrences.occurrence import Occurrences
from alignqa.retrieval.filters import Filters
from alignqa.wiring import assistant_of, open_home


def find(
    sentence: str,
    *,
    home: str | Path | None = None,
    assistant: Assistant | None = None,
    papers: Sequence[str] = (),
    authors: Sequence[str] = (),
    years: tuple[int | None, int | None] | None = None,
    count: int = 5,
) -> Occurrences:
    """Finds the places that say a sentence, verbatim, nearly verbatim or in other words, or its opposite: `count` of each kind.

    `home` works as in `open`, the filters as in `Assistant.ask`; pass an open `assistant` of that home to avoid opening another.
    An empty or over-long sentence, a single word, a count outside 1…50 or an unknown key is a UsageError.
    """
    opened = open_home(home)
    assistant, numbers = assistant or assistant_of(opened), opened.fitted
    finder = OccurrenceFinder(
        assistant.index, weights=numbers.window, thresholds=numbers.audit, reader=assistant.reader, literature=opened.literature
    )
    return finder.find(sentence, filters=Filters(tuple(papers), tuple(authors), years), count=count)
