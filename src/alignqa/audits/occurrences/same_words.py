"""Finds the places of papers that have a sentence in the same words, or in nearly the same ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Quote
from alignqa.answers.quoting.folding import fold
from alignqa.audits.comparison import Change, Match, WordComparison, compare
from alignqa.audits.sources import CitedPaper, CitedPapers
from alignqa.audits.wording import Wording
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.document import Span
from alignqa.retrieval.snapshots import Snapshot
from alignqa.retrieval.terms import content_words

_PASSAGES = 40  # passages that are compared, of those that have the words in a row, and of those that have most of them
_TERMS = 40  # words of a long sentence that are searched for
_MIN_WORDS = 5  # a shorter sentence is only found verbatim
_ALIKE = 0.7  # minimum likeness of nearly the same words
EDGES = " \t\n.,;:!?…\"“”'‘’«»()[]"
"""What may stand around a sentence without being a part of it."""


@dataclass(frozen=True, slots=True)
class SameWords:
    """A place that has the words of a sentence; `exact` says that even the punctuation is the same.

    `quote` has the whole sentences around `place`, of which `text` is the slice.
    """

    quote: Quote
    place: Span
    text: str
    heading: str
    exact: bool
    alike: float
    changes: tuple[Change, ...]


def same_words(sentence: str, index: Snapshot, sources: CitedPapers, *, paper_ids: frozenset[str] | None) -> Iterator[SameWords]:
    """Yields the places that have the words of a sentence or nearly all of them in order, each once."""
    wanted, seen = sentence.strip(EDGES), set()
    for run in _runs(wanted, index, paper_ids):
        source = sources.source(run[0].paper_id)
        for found in _found(wanted, run, source) if source else ():
            if (found.quote.paper_id, found.quote.span) not in seen:
                seen.add((found.quote.paper_id, found.quote.span))
                yield found


def _runs(sentence: str, index: Snapshot, paper_ids: frozenset[str] | None) -> Iterator[list[PassageRecord]]:
    """Yields each passage that may have the sentence with its neighbours, since a sentence may reach into the next passage."""
    catalogue = index.catalogue
    words = Wording(sentence).words
    matches = [
        # Several words as one term are sought in a row.
        *catalogue.match([" ".join(words)], count=_PASSAGES, paper_ids=paper_ids),
        *catalogue.match(content_words(sentence)[:_TERMS] or list(words), count=_PASSAGES, paper_ids=paper_ids),
    ]
    keys = list(dict.fromkeys(key for key, _ in matches))
    around = catalogue.passages({near for key in keys for near in (key - 1, key, key + 1)})
    for key in keys:
        if this := around.get(key):
            near = [found for place in (key - 1, key, key + 1) if (found := around.get(place))]
            yield sorted((item for item in near if item.paper_id == this.paper_id), key=lambda item: item.span.start)


def _found(wanted: str, run: Sequence[PassageRecord], source: CitedPaper) -> Iterator[SameWords]:
    """Yields the places of some passages that have the words in a row, else the one that has nearly the same words."""
    start = run[0].span.start
    text = source.text[start : run[-1].span.end]
    words, wording = Wording(wanted).words, Wording(text)
    rows = [WordComparison(Match.VERBATIM, (wording.span(at, at + len(words)),), alike=1.0) for at in wording.occurrences(words)]
    for found in rows or [compare(wanted, wording, text)]:
        spliced = found.match is Match.ALTERED and len(found.places) > 1
        if found.alike < _ALIKE or spliced or (found.changes and len(words) < _MIN_WORDS):
            continue
        place = Span(start + found.places[0].start, start + found.places[-1].end)
        quote = source.quote_at(place)
        if quote is None or not quote.span.overlaps(place):
            continue
        here = place.of(source.text)
        exact = found.match is Match.VERBATIM and fold(here.strip(EDGES)).text == fold(wanted).text
        heading = next((item.heading for item in run if item.span.overlaps(place)), "")
        yield SameWords(quote, place, here, heading, exact, found.alike, found.changes)
