"""Finds the papers that say a sentence: verbatim, nearly verbatim, in other words, or the opposite of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from alignqa.answers import attribution
from alignqa.answers.answer import Quote
from alignqa.answers.choosing.copies import standing
from alignqa.answers.choosing.features import WindowWeights
from alignqa.answers.quoting.folding import fold
from alignqa.answers.trace import Trace
from alignqa.audits.comparison import Change
from alignqa.audits.evidence import Evidence, EvidenceFinder
from alignqa.audits.occurrences.occurrence import Likeness, Occurrence, Occurrences
from alignqa.audits.occurrences.same_words import EDGES, SameWords, same_words
from alignqa.audits.sources import CitedPapers
from alignqa.audits.stance import StanceReader, reversed_words
from alignqa.audits.thresholds import AuditThresholds
from alignqa.audits.wording import Wording
from alignqa.errors import UsageError
from alignqa.papers.identity.literature import Literature
from alignqa.reading.interfaces import Reader
from alignqa.reading.readings import Readable, Reading
from alignqa.retrieval.filters import NO_FILTERS, Filters, select
from alignqa.retrieval.questions.form import MAX_QUESTION_CHARACTERS
from alignqa.retrieval.snapshots import OpenIndex, Snapshot
from alignqa.retrieval.terms import words

MAX_OCCURRENCES = 50
"""Maximum of places of one likeness that can be asked for."""
_NEAREST = 3
_MIN_WORDS = 2
_READ = 14  # windows that are read with the sentence; none overlaps another
_LIKELIER = 0.5  # probability of a judgement that makes it likelier than all others
_UNDATED = 10_000  # sorts after every year
_ORDER = tuple(Likeness)
_PUNCTUATION = "The words are the same; punctuation, marks of notes, or words left out or in brackets differ."
_REVERSED = "Another place has nearly these words and says the opposite."
_LONGER = "The words are a part of a longer sentence."


@dataclass(frozen=True, slots=True)
class _Place:
    likeness: Likeness
    quote: Quote
    closeness: float
    message: str = ""
    changes: tuple[Change, ...] = ()
    also_in: tuple[str, ...] = ()


class OccurrenceFinder:
    """Finds sentences in an open index.

    `literature` tells which words are names of people, beside the authors of the papers.
    Without a `reader`, no place in other words is said to make the same claim: being near is not agreeing.
    """

    def __init__(
        self,
        index: OpenIndex,
        *,
        weights: WindowWeights,
        thresholds: AuditThresholds,
        reader: Reader | None = None,
        literature: Literature | None = None,
    ) -> None:
        self._index = index
        self._weights = weights
        self._limits = thresholds
        self._reader = reader
        self._listed = literature.works if literature else ()

    def find(self, sentence: str, *, filters: Filters = NO_FILTERS, count: int = 5) -> Occurrences:
        """Returns the places that say a sentence or its opposite, at most `count` of each likeness, and some of the same subject.

        Raises UsageError for an empty or over-long sentence, a single word, a count outside 1…50 or an unknown key.
        """
        sentence = _checked(sentence, count)
        with self._index.snapshot() as index:
            sources = CitedPapers(index)
            known = (*self._listed, *index.contents.metadata.values())
            people = frozenset(word for work in known for name in work.authors for word in words(name))
            stance = StanceReader(sources, people, thresholds=self._limits)
            search = _Search(sentence, index, sources, stance, self._limits)
            paper_ids = select(index.contents.papers, filters)
            worded = [search.worded(item) for item in same_words(sentence, index, sources, paper_ids=paper_ids)]
            near = EvidenceFinder(index, weights=self._weights).find(sentence, paper_ids=paper_ids)
            # Where a paper has the words with the opposite meaning, others that seem to agree have probably been misread.
            search = replace(search, is_reversed=any(place.likeness is Likeness.OPPOSITE_CLAIM for place in worded))
            places = [*worded, *search.in_other_words(near, but=worded, reader=self._reader)]
            places = _without_copies(sorted(places, key=search.order), index)
            kinds = {kind: [place for place in places if place.likeness is kind] for kind in Likeness}
            nearest = kinds.pop(Likeness.SAME_SUBJECT)[:_NEAREST]
            found = [place for kind in kinds.values() for place in kind[:count]]
            trace = Trace(index.name, str(index.embedder.identity), reader=self._reader.name if self._reader else None)
            return Occurrences(sentence, _cited(found, index), _cited(nearest, index), trace)


@dataclass(frozen=True, slots=True)
class _Search:
    """The search for one sentence in one state of an index; `is_reversed` if nearly its words were found with another meaning."""

    sentence: str
    index: Snapshot
    sources: CitedPapers
    stance: StanceReader
    limits: AuditThresholds
    is_reversed: bool = False

    def in_other_words(self, near: Sequence[Evidence], *, but: Sequence[_Place], reader: Reader | None) -> Iterator[_Place]:
        """Yields the judged places among the windows nearest to the sentence, strongest first; none overlaps another or `but`."""
        taken = [place.quote for place in but]
        chosen: list[tuple[Evidence, Quote]] = []
        for item in near:
            if item.strength < self.limits.absent or len(chosen) == _READ:
                break
            source = self.sources.source(item.paper_id)
            quote = source.quote_at(item.span) if source else None
            if quote and not any(one.paper_id == item.paper_id and one.span.overlaps(quote.span) for one in taken):
                taken.append(quote)
                chosen.append((item, quote))
        metadata = self.index.contents.metadata
        windows = [
            Readable(metadata[item.paper_id].title or "", item.heading, (" ".join(item.text.split()),)) for item, _ in chosen
        ]
        readings = reader.read(self.sentence, windows) if reader and windows else [None] * len(windows)
        for (item, quote), reading in zip(chosen, readings, strict=True):
            yield self._claiming(item, quote, reading)

    def worded(self, item: SameWords) -> _Place:
        """Judges a place that has nearly the same words: the few that differ may reverse what it says."""
        evidence = Evidence(item.quote.paper_id, item.place, item.text, item.heading, 1.0, 1.0, 1.0)
        if item.exact:
            longer = len(Wording(item.quote.exact)) > len(Wording(self.sentence))
            return _Place(Likeness.VERBATIM, item.quote, 1.0, _LONGER if longer else "")
        if not item.changes:
            return _Place(Likeness.NEARLY_VERBATIM, item.quote, 1.0, _PUNCTUATION)
        if contrary := self._contrary(evidence):
            return _Place(Likeness.OPPOSITE_CLAIM, item.quote, item.alike + 1.0, contrary, item.changes)
        return _Place(Likeness.NEARLY_VERBATIM, item.quote, item.alike, self._difference(evidence), item.changes)

    def _claiming(self, item: Evidence, quote: Quote, reading: Reading | None) -> _Place:
        """Judges a place in other words: the reader tells if it speaks of the claim, the checks of an audit what differs."""
        if reading is None:
            return _Place(Likeness.SAME_SUBJECT, quote, item.strength, self._contrary(item) or self._difference(item))
        closeness = 1.0 - reading.neither
        if contrary := self._contrary(item):
            likeness = Likeness.OPPOSITE_CLAIM if reading.neither < _LIKELIER else Likeness.SAME_SUBJECT
            return _Place(likeness, quote, closeness, contrary)
        differs = self._difference(item)
        agrees = reading.supports > _LIKELIER and item.strength >= self.limits.number_strength and not differs
        if agrees and self.is_reversed:
            agrees, differs = False, _REVERSED
        return _Place(Likeness.SAME_CLAIM if agrees else Likeness.SAME_SUBJECT, quote, closeness, differs)

    def _contrary(self, evidence: Evidence) -> str:
        near = evidence.strength >= self.limits.number_strength
        number = self.stance.other_number(self.sentence, evidence, among=(evidence.paper_id,))
        return _said(number or (reversed_words(self.sentence, evidence.text) if near else ""))

    def _difference(self, evidence: Evidence) -> str:
        differs = _said(self.stance.difference(self.sentence, evidence))
        return f"It may say something else: {differs}." if differs else ""

    def order(self, place: _Place) -> tuple[int, float, bool, int, str, int]:
        """Returns the key by which places are sorted: the closest first, then the oldest."""
        quote, year = place.quote, self.index.contents.metadata[place.quote.paper_id].year
        return _ORDER.index(place.likeness), -place.closeness, quote.quoted, year or _UNDATED, quote.paper_id, quote.span.start


def _checked(sentence: str, count: int) -> str:
    # A program may give what is no Unicode text: half of a surrogate pair.
    sentence = " ".join(sentence.encode("utf-8", "replace").decode().split())
    if not any(char.isalnum() for char in sentence):
        raise UsageError("The sentence is empty.", hint='Give one: alignqa find "A mesa-optimizer is itself an optimizer."')
    if len(Wording(sentence)) < _MIN_WORDS:
        raise UsageError("One word is no sentence.", hint="Give a part of a sentence, or list passages: alignqa search WORD")
    if len(sentence) > MAX_QUESTION_CHARACTERS:
        raise UsageError(
            f"The sentence has {len(sentence):,} characters; at most {MAX_QUESTION_CHARACTERS:,} can be found.",
            hint="Give one sentence, or check a whole draft: alignqa audit FILE",
        )
    if not 1 <= count <= MAX_OCCURRENCES:
        raise UsageError(f"{count} places cannot be shown.", hint=f"Ask for 1 to {MAX_OCCURRENCES}")
    return sentence


def _without_copies(places: Sequence[_Place], index: Snapshot) -> list[_Place]:
    """Returns each text once, from the paper that is best to cite, with the names of the others."""
    groups: dict[str, list[_Place]] = {}
    for place in places:
        groups.setdefault(fold(place.quote.exact.strip(EDGES)).text, []).append(place)
    records = index.contents.records
    kept = []
    for group in groups.values():
        best = max(group, key=lambda place: standing(records[place.quote.paper_id]))  # the first of the best ones
        others = dict.fromkeys(place.quote.paper_id for place in group if place.quote.paper_id != best.quote.paper_id)
        kept.append(replace(best, also_in=tuple(others)))
    return kept


def _cited(places: Sequence[_Place], index: Snapshot) -> tuple[Occurrence, ...]:
    citations = attribution.cite([place.quote for place in places], index.contents.metadata)
    return tuple(
        Occurrence(place.likeness, citation, place.message, place.changes, place.also_in)
        for place, citation in zip(places, citations, strict=True)
    )


def _said(differs: str) -> str:
    """Returns what was found to differ; an audit speaks of a draft and its statements, and here there is one sentence."""
    return differs.replace("The draft", "The sentence").replace("the statement", "the sentence")
