"""The ledger of a term: its definitions, oldest first, and separately the reports of other people's definitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers import attribution
from alignqa.answers.answer import Abstention, Answer, Citation, Outcome, OutcomeDict, Quote, Reason
from alignqa.answers.choosing import cues
from alignqa.answers.choosing.defining.forms import Standing, Strength, UseOfTerm, mentions, read
from alignqa.answers.choosing.windows import Sentence, stretches
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity, Vectors
from alignqa.papers.bibliography.citation_keys import compared_family
from alignqa.papers.document import PROSE, Metadata, RegionKind
from alignqa.retrieval.filters import NO_FILTERS, Filters, select
from alignqa.retrieval.questions.topic_words import names_of
from alignqa.retrieval.terms import content_words
from alignqa.summaries.quotes import Quoter
from alignqa.summaries.senses import group, mean
from alignqa.summaries.terms import clean_term, parts_of

_READ = PROSE | {RegionKind.FOOTNOTE}  # where authors define terms
_MAX_PASSAGES = 5_000  # passages that name the term
_MAX_OF_PAPER = 2  # definitions of one term from one paper
_UNDATED = 10_000  # sorts after every year
_SAME = 0.85  # share of all their stems that two renderings of one sentence have in common
_LONG, _CONTAINED = 12, 0.95  # minimum stems of a text, and share of them that a text containing it has
_NEAREST = 3


class ToldDict(TypedDict):
    """A ledger beyond its outcome; `senses`, `reports` and the keys of `also_in` are markers."""

    term: str
    senses: list[list[int]]
    reports: list[int]
    also_in: dict[str, list[str]]
    uses: int


class LedgerDict(OutcomeDict):
    """A ledger as JSON: an answer file that also has the senses."""

    ledger: ToldDict


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A quote that defines the term or reports a definition; `also_in` are other papers that contain the same words."""

    standing: Standing
    citation: Citation
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The definitions of a term in the papers.

    `senses` are groups of definitions, each oldest first and ordered by their oldest.
    `reports` are reports of other people's definitions.
    Markers number the senses first, then the reports.
    `uses` is the number of sentences that name the term without defining it, `used_in` the number of papers that have them.
    `nearest` are some of these sentences, if nothing defines the term.
    """

    term: str
    senses: tuple[tuple[LedgerEntry, ...], ...]
    reports: tuple[LedgerEntry, ...]
    uses: int
    used_in: int
    nearest: tuple[Citation, ...] = ()
    trace: Trace = field(default_factory=Trace)

    @property
    def entries(self) -> tuple[LedgerEntry, ...]:
        """All entries, in the order of their markers."""
        return (*(entry for sense in self.senses for entry in sense), *self.reports)

    def to_dict(self) -> LedgerDict:
        """Returns the outcome as JSON, with the markers of each sense and of the reports."""
        also = {str(entry.citation.marker): list(entry.also_in) for entry in self.entries if entry.also_in}
        senses = [[entry.citation.marker for entry in sense] for sense in self.senses]
        reports = [entry.citation.marker for entry in self.reports]
        ledger: ToldDict = {"term": self.term, "senses": senses, "reports": reports, "also_in": also, "uses": self.uses}
        return {**self.outcome().to_dict(), "ledger": ledger}

    def outcome(self) -> Outcome:
        """Returns the ledger as an answer, which can be proven like any other; an abstention if nothing defines the term."""
        question = f"define: {self.term}"
        citations = tuple(entry.citation for entry in self.entries)
        if not citations:
            message = "No paper in the index defines this term."
            reason = Reason.INSUFFICIENT_EVIDENCE if self.uses else Reason.NOT_IN_CORPUS
            return Abstention(question, reason, message, self.nearest, trace=self.trace)
        return Answer(question, attribution.quoted_claims(citations), citations, trace=self.trace)


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence that names the term: its use of the term, and the sentences to quote for it."""

    reading: UseOfTerm
    sentences: tuple[Sentence, ...]
    year: int | None
    also_in: tuple[str, ...] = ()

    @property
    def paper_id(self) -> str:
        return self.sentences[0].passage.paper_id

    @property
    def order(self) -> tuple[int, str, int, int]:
        return (self.year or _UNDATED, self.paper_id, self.reading.strength, self.sentences[0].span.start)


class LedgerKeeper:
    """Makes ledgers of terms from one catalogue; no model is needed, since the catalogue has the vectors of the sentences."""

    def __init__(self, catalogue: Catalogue, embedder: EmbedderIdentity, *, index_name: str = "") -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._quoter = Quoter(catalogue)
        self._metadata = {record.paper_id: record.metadata for record in catalogue.papers()}
        self._trace = Trace(index_name, str(embedder))

    def ledger(self, term: str, *, paper_ids: frozenset[str] | None = None) -> Ledger:
        """Returns the ledger of one term, from the papers in `paper_ids` or from all."""
        names = names_of(term)
        naming = list(self._sentences_naming(names, paper_ids))
        defining = _distinct([found for found in naming if found.reading.standing is Standing.DEFINITION])
        reporting = _distinct([found for found in naming if found.reading.standing is Standing.REPORT], but=defining)
        senses = [self._entries(sense) for sense in self._senses(_first_of_papers(defining), term)]
        reports = self._entries(_first_of_papers(reporting))
        uses = [found for found in naming if found.reading.standing is Standing.USE]
        return Ledger(
            term,
            *_numbered([entries for entries in senses if entries], reports),
            uses=len(uses),
            used_in=len({found.paper_id for found in uses}),
            nearest=() if any(senses) or reports else self._nearest(uses, names),
            trace=self._trace,
        )

    def ledgers(self, phrase: str, *, filters: Filters = NO_FILTERS) -> list[Ledger]:
        """Returns the ledger of a phrase, or the ledgers of the terms that it joins if nothing defines it as a whole.

        UnknownPaper if a filter matches nothing.
        """
        paper_ids = select(self._catalogue.papers(), filters)
        whole = self.ledger(clean_term(phrase), paper_ids=paper_ids)
        parts = parts_of(whole.term)
        if whole.entries or parts in ((), (whole.term,)):
            return [whole]
        return [self.ledger(part, paper_ids=paper_ids) for part in parts]

    def _sentences_naming(self, names: Sequence[str], paper_ids: frozenset[str] | None) -> Iterator[_Found]:
        """Yields every sentence that names the term, with what it does with the term."""
        hits = self._catalogue.match(names, count=_MAX_PASSAGES, paper_ids=paper_ids)
        for run in stretches(self._catalogue.passages(key for key, _ in hits).values(), _READ):
            for place, sentence in enumerate(run):
                if mentions(sentence.text, names) and not cues.in_apparatus(sentence.passage.heading):
                    yield self._found(run, place, names)

    def _found(self, run: Sequence[Sentence], place: int, names: Sequence[str]) -> _Found:
        sentence = run[place]
        metadata = self._metadata.get(sentence.passage.paper_id, Metadata())
        authors = frozenset(compared_family(name).casefold() for name in metadata.authors)
        readings = [read(sentence.text, name, authors=authors) for name in names]
        reading = next((found for found in readings if found.standing is not Standing.USE), readings[0])
        if reading.standing is Standing.DEFINITION and sentence.passage.kind is RegionKind.QUOTATION:
            reading = replace(reading, standing=Standing.REPORT)
        leans = reading.standing is not Standing.USE and reading.strength is Strength.LEANING
        first = place - 1 if leans and place else place
        if leans and first == place:
            reading = UseOfTerm(Standing.USE)  # the sentence it depends on is missing
        last = place + 1
        while run[last - 1].text.endswith(":") and last < len(run) and last - first < 3:
            last += 1
        return _Found(reading, tuple(run[first:last]), metadata.year)

    def _entries(self, found: Iterable[_Found]) -> tuple[LedgerEntry, ...]:
        """Returns the entries, oldest first, without sentences that the gate does not let through."""
        kept = [(item, quote) for item in sorted(found, key=lambda item: item.order) if (quote := self._quote(item))]
        citations = attribution.cite([quote for _, quote in kept], self._metadata)
        return tuple(
            LedgerEntry(item.reading.standing, citation, item.also_in)
            for (item, _), citation in zip(kept, citations, strict=True)
        )

    def _quote(self, found: _Found) -> Quote | None:
        whole = self._quoter.quote(found.sentences)
        return whole or (None if found.reading.strength is Strength.LEANING else self._quoter.quote(found.sentences[:1]))

    def _senses(self, defining: Sequence[_Found], term: str) -> list[list[_Found]]:
        vectors = [self._vector(found) for found in defining]
        texts = [" ".join(sentence.text for sentence in found.sentences) for found in defining]
        return [[defining[place] for place in places] for places in group(vectors, texts, term=term)]

    def _vector(self, found: _Found) -> Vectors | None:
        passages = {sentence.passage.passage_id: sentence.passage for sentence in found.sentences}
        kept = self._catalogue.passage_vectors(sorted(passages), self._embedder)
        return mean(
            [
                vectors.sentences[sentence.passage.sentences.index(sentence.span)]
                for sentence in found.sentences
                if (vectors := kept.get(sentence.passage.passage_id))
            ]
        )

    def _nearest(self, uses: Sequence[_Found], names: Sequence[str]) -> tuple[Citation, ...]:
        """Returns some uses of the term, one per paper; those with the most content words first."""
        first: dict[str, _Found] = {}
        for found in sorted(uses, key=lambda item: (-len(content_words(item.sentences[0].text)), item.order)):
            first.setdefault(found.paper_id, found)
        quotes = [quote for found in first.values() if (quote := self._quote(found))]
        return attribution.cite(quotes[:_NEAREST], self._metadata)


def _distinct(found: Sequence[_Found], *, but: Sequence[_Found] = ()) -> list[_Found]:
    """Returns the findings oldest first, the same words in several papers only once, without any that are in `but`."""
    kept: list[_Found] = []
    others = [_words(item) for item in but]
    for item in sorted(found, key=lambda item: item.order):
        if any(_alike(_words(item), other) for other in others):
            continue
        at = next((place for place, other in enumerate(kept) if _alike(_words(item), _words(other))), None)
        if at is None:
            kept.append(item)
        elif item.paper_id not in (kept[at].paper_id, *kept[at].also_in):
            kept[at] = replace(kept[at], also_in=(*kept[at].also_in, item.paper_id))
    return kept


def _first_of_papers(found: Sequence[_Found]) -> list[_Found]:
    """Returns at most two findings from each paper, its plainest, ordered oldest first."""
    taken: dict[str, int] = {}
    chosen = []
    for item in sorted(found, key=lambda item: (item.reading.strength, item.order)):
        taken[item.paper_id] = taken.get(item.paper_id, 0) + 1
        if taken[item.paper_id] <= _MAX_OF_PAPER:
            chosen.append(item)
    return sorted(chosen, key=lambda item: item.order)


def _words(found: _Found) -> frozenset[str]:
    return frozenset(stem for sentence in found.sentences for stem in sentence.stems)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Checks whether two texts are renderings of the same text, or one contains the other."""
    shared, minimum = len(one & other), min(len(one), len(other))
    return shared >= _SAME * len(one | other) or (minimum >= _LONG and shared >= _CONTAINED * minimum)


def _numbered(
    senses: Sequence[tuple[LedgerEntry, ...]], reports: tuple[LedgerEntry, ...]
) -> tuple[tuple[tuple[LedgerEntry, ...], ...], tuple[LedgerEntry, ...]]:
    """Returns the senses and the reports, their entries numbered in one sequence."""
    marker = 0
    groups = []
    for entries in (*senses, reports):
        numbered = []
        for entry in entries:
            marker += 1
            numbered.append(replace(entry, citation=replace(entry.citation, marker=marker)))
        groups.append(tuple(numbered))
    return tuple(groups[:-1]), groups[-1]
