"""The encyclopedia page of a concept: every part consists of quotes, and a part without a source says so."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alignqa.answers.choosing.defining.forms import Standing
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.papers.identity.literature import Literature
from alignqa.retrieval.questions.topic_words import names_of
from alignqa.retrieval.terms import content_words, stems
from alignqa.summaries.concepts.filling import ConceptFiller, ConceptPart
from alignqa.summaries.concepts.fitness import coins
from alignqa.summaries.defined_terms import defined_terms
from alignqa.summaries.digest.points import leans
from alignqa.summaries.ledger import Ledger, LedgerEntry, LedgerKeeper
from alignqa.summaries.pages import Item, PagePart, SummaryPage, file_name
from alignqa.summaries.quotes import Quoter
from alignqa.summaries.subjects.accounts import Account, AccountReader, without_copies
from alignqa.summaries.subjects.naming import NamePattern
from alignqa.summaries.subjects.reported import ReportedWorks
from alignqa.summaries.terms import parts_of

CONCEPT_PAGE = "concept"
_MAX_DEFINITIONS = 4
_LINES = 3
_UNDATED = 10_000  # sorts after every year
_MAX_RELATED = 12
_MAX_NEAREST = 6
_SAME = 0.6  # of the stems of the shorter of two definitions
_NO_SOURCE = "No sentence in the index covers this, so the part is left empty rather than invented."
_SAID_ABOVE = "No further sentence says it."


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept: its name, and other names by which papers may call it."""

    name: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, including their short and long forms."""
        return tuple(dict.fromkeys(form for name in (self.name, *self.also) for form in names_of(name)))


class ConceptPages:
    """Makes the pages of concepts from one catalogue; no model is needed.

    `literature` lends the addresses of works that papers report and the index lacks.
    """

    def __init__(
        self, catalogue: Catalogue, embedder: EmbedderIdentity, *, index_name: str = "", literature: Literature | None = None
    ) -> None:
        self._catalogue = catalogue
        self._quoter = Quoter(catalogue)
        self._keeper = LedgerKeeper(catalogue, embedder, index_name=index_name)
        records = catalogue.papers()
        self._metadata = {record.paper_id: record.metadata for record in records}
        self._reader = AccountReader(catalogue, embedder, ReportedWorks(records, literature))
        self._trace = Trace(index_name, str(embedder))

    def page(self, concept: Concept, *, others: Sequence[Concept] = ()) -> SummaryPage:
        """Returns the page of a concept, or of those that its name joins; the `others` named near it lead the related ones."""
        subjects = self._subjects(concept)
        names = tuple(dict.fromkeys(form for one in subjects for form in one.names))
        pattern = NamePattern(names)
        around = without_copies(self._reader.around(names, pattern, titled=True))
        accounts = [one for one in around if one.on_it or pattern.within(one.text)]
        ledgers = [self._keeper.ledger(one.name) for one in subjects]
        if not accounts and not any(ledger.entries or ledger.uses for ledger in ledgers):
            return self._missing(concept, others)
        return SummaryPage(
            name=file_name(concept.name),
            kind=CONCEPT_PAGE,
            title=concept.name,
            parts=tuple(self._parts(names, accounts, ledgers)),
            metadata=self._metadata,
            head=(("also", ", ".join(concept.names[1:])),) if concept.names[1:] else (),
            links=self._related(concept, around, others),
            trace=self._trace,
        )

    def _subjects(self, concept: Concept) -> tuple[Concept, ...]:
        """Returns the concept, or those that it joins if nothing defines it whole: "outer and inner alignment" has two."""
        parts = parts_of(concept.name)
        if len(parts) < 2 or self._keeper.ledger(concept.name).entries:
            return (concept,)
        last = parts[-1].split()
        whole = (" ".join((*part.split(), *last[1:])) for part in parts[:-1])
        named = [one if len(last) > 1 and self._is_named(one) else part for one, part in zip(whole, parts, strict=False)]
        return (*(Concept(name, concept.also) for name in named), Concept(parts[-1], concept.also))

    def _is_named(self, name: str) -> bool:
        pattern = NamePattern([name])
        hits = self._catalogue.passages(key for key, _ in self._catalogue.match([name], count=_MAX_NEAREST))
        return any(pattern.within(passage.text) for passage in hits.values())

    def _parts(self, names: tuple[str, ...], accounts: Sequence[Account], ledgers: Sequence[Ledger]) -> Iterator[PagePart]:
        """Yields three lines (a definition, why it matters, a result), and then the parts with what else there is.

        Each concept that is named has its ledger; where nothing else tells the origin, the oldest definition that names it does.
        """
        defined = [_distinct(ledger) for ledger in ledgers]
        lines = [entries[0] for entries in defined if entries][:_LINES]
        naming = [
            entry for ledger in ledgers for entry in ledger.entries if entry not in lines and coins(entry.citation.quote.exact)
        ]
        naming.sort(key=lambda entry: entry.citation.year or _UNDATED)
        shown = [*(entry for entries in defined for entry in entries), *naming[:1]]
        defining = [one for one in accounts if any(_overlap(one, entry) for entry in shown)]
        filler = ConceptFiller([one for one in accounts if one not in defining], names, list(defining))
        wanted = (ConceptPart.WHY, ConceptPart.RESULTS)[: _LINES - len(lines)]
        brief = {part: one for part in wanted if (one := filler.strongest(part))}
        filled = filler.fill()
        named = [] if filled[ConceptPart.ORIGIN] else naming[:1]
        further = [entry for entries in defined for entry in entries if entry not in lines and entry not in named][
            :_MAX_DEFINITIONS
        ]
        yield PagePart(
            "In three lines", (*map(_defining, lines), *self._items(brief.values())), "" if lines or brief else _NO_SOURCE
        )
        note = (
            ""
            if further
            else "The definition is above; no other paper has one."
            if lines
            else "No paper in the index defines it."
        )
        yield PagePart("Definition", tuple(map(_defining, further)), note)
        for part, chosen in filled.items():
            items = self._items(chosen) or tuple(_defining(entry) for entry in named if part is ConceptPart.ORIGIN)
            yield PagePart(part.heading, items, "" if items else _SAID_ABOVE if part in brief else _NO_SOURCE)

    def _items(self, chosen: Iterable[Account]) -> tuple[Item, ...]:
        quotes = ((one, self._quoter.quote(one.sentences)) for one in chosen)
        return tuple(Item(quote, _label(one), reported=() if one.own else one.reported) for one, quote in quotes if quote)

    def _related(self, concept: Concept, around: Sequence[Account], others: Sequence[Concept]) -> tuple[str, ...]:
        """Returns other concepts of the batch named near this one, then terms that the same passages define."""
        patterns = {other.name: NamePattern(other.names) for other in others}
        beside = [one.text for one in around if one.names.within(one.text)]
        in_batch = Counter({name: sum(map(pattern.within, beside)) for name, pattern in patterns.items()})
        named = [
            name
            for name, count in sorted(in_batch.items(), key=lambda item: (-item[1], item[0]))
            if count and name != concept.name
        ]
        defined = dict.fromkeys(term for one in around for term in defined_terms(one.text))
        terms = Counter({term: sum(map(NamePattern([term]).within, beside)) for term in defined})
        mine = {tuple(stems(name)) for name in (*concept.names, *(name for other in others for name in other.names))}
        more = [
            term
            for term, count in sorted(terms.items(), key=lambda item: (-item[1], item[0]))
            if count and tuple(stems(term)) not in mine
        ]
        return tuple(dict.fromkeys((*named, *more)))[:_MAX_RELATED]

    def _missing(self, concept: Concept, others: Sequence[Concept]) -> SummaryPage:
        """Returns a page which says that no paper mentions the concept, with the nearest concepts."""
        near = self._nearest(concept, others)
        note = "No paper in the index mentions it." + (" The nearest concepts are listed below." if near else "")
        name = file_name(concept.name)
        return SummaryPage(
            name, CONCEPT_PAGE, concept.name, (PagePart("Definition", note=note),), {}, links=near, trace=self._trace
        )

    def _nearest(self, concept: Concept, others: Sequence[Concept]) -> tuple[str, ...]:
        """Returns concepts of the batch and headings of papers that are spelled alike or share a word."""
        hits = self._catalogue.match(content_words(concept.name), count=50)
        headings = [record.heading.rpartition(" > ")[2] for record in self._catalogue.passages(key for key, _ in hits).values()]
        known = {name.casefold(): name for name in (*headings, *(other.name for other in others)) if 1 <= len(name.split()) <= 5}
        known.pop(concept.name.casefold(), None)
        alike = difflib.get_close_matches(concept.name.casefold(), sorted(known), n=_MAX_NEAREST, cutoff=0.6)
        asked = set(stems(concept.name))
        sharing = sorted(name for name in known if asked & set(stems(name)))
        return tuple(known[name] for name in dict.fromkeys((*alike, *sharing)))[:_MAX_NEAREST]


def _distinct(ledger: Ledger) -> list[LedgerEntry]:
    """Returns the definitions, those that stand alone first, and reports last; none says what another one says.

    The name of the concept in the first sentence tells that a definition needs no other sentence.
    """
    pattern = NamePattern(names_of(ledger.term))

    def order(entry: LedgerEntry) -> tuple[bool, bool, int, int]:
        quote = entry.citation.quote
        alone = pattern.within(re.split(r"(?<=[.!?])\s", quote.exact)[0]) and not leans(quote.exact)
        return entry.standing is Standing.REPORT, not alone, entry.citation.year or _UNDATED, ledger.entries.index(entry)

    whole = [entry for entry in ledger.entries if not leans(entry.citation.quote.exact)]
    kept: list[LedgerEntry] = []
    for entry in sorted(whole or ledger.entries, key=order):
        mine = set(stems(entry.citation.quote.exact))
        others = (set(stems(other.citation.quote.exact)) for other in kept)
        if len(kept) < _MAX_DEFINITIONS and not any(len(mine & other) >= _SAME * min(len(mine), len(other)) for other in others):
            kept.append(entry)
    return kept


def _overlap(one: Account, entry: LedgerEntry) -> bool:
    quote = entry.citation.quote
    return one.paper_id == quote.paper_id and one.span.overlaps(quote.span)


def _defining(entry: LedgerEntry) -> Item:
    return Item(entry.citation.quote, entry.standing.value)


def _label(one: Account) -> str:
    """Tells whom a statement reports."""
    named = ", ".join(map(str, one.reported)) or "others"
    return "" if one.own else f"reports {named}"
