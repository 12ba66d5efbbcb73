"""The encyclopedia page of a concept: every part made of quotes, and a part without a source says so."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Quote
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.document import Metadata
from alignqa.retrieval.terms import content_words, stems
from alignqa.retrieval.topic_words import names_of
from alignqa.summaries.credits import credited
from alignqa.summaries.defined_terms import defined_terms
from alignqa.summaries.definition_forms import mentions
from alignqa.summaries.ledger import Ledger, LedgerEntry, LedgerKeeper
from alignqa.summaries.pages import Item, PagePart, SummaryPage, file_name
from alignqa.summaries.quotes import Quoter
from alignqa.summaries.selection import Said, choose, quotable
from alignqa.summaries.statements import ClaimKind, StatementRole, claim_kind, hedges, role_strength

CONCEPT_PAGE = "concept"
_MAX_DEFINITIONS = 6
_MAX_OF_PART = 4
_MAX_RELATED = 12
_MAX_NEAREST = 6
_OF_PAPER = 2  # quotes of one paper in one part
_LOOKED_AT = 2_000  # passages that name the concept
_NO_SOURCE = "No sentence in the index says so; this part is left empty rather than invented."


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a list: its name, and other names under which it is looked for."""

    name: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names, short and long forms included."""
        return tuple(dict.fromkeys(form for name in (self.name, *self.also) for form in names_of(name)))


class ConceptPages:
    """Writes the pages of concepts from one catalogue; no model is needed."""

    def __init__(self, catalogue: Catalogue, embedder: EmbedderIdentity, *, index_name: str = "") -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._quoter = Quoter(catalogue)
        self._keeper = LedgerKeeper(catalogue, embedder, index_name=index_name)
        self._metadata = {record.paper_id: record.metadata for record in catalogue.papers()}
        self._trace = Trace(index_name, str(embedder))

    def page(self, concept: Concept, *, others: Sequence[Concept] = ()) -> SummaryPage:
        """The page of a concept; those of `others` that are named beside it are related first."""
        around = self._around(concept)
        said = [one for one in around if mentions(one.text, concept.names)]
        ledger = self._keeper.ledger(concept.name)
        if not said and not ledger.entries:
            return self._missing(concept, others)
        parts: list[PagePart] = [self._definition(ledger)]
        used = {(item.quote.paper_id, item.quote.span) for item in parts[0].items}
        for heading, strength, label in self._wanted():
            rest = [one for one in said if (one.sentence.passage.paper_id, one.sentence.span) not in used]
            found = choose(rest, strength, count=_MAX_OF_PART, of_paper=_OF_PAPER)
            parts.append(self._part(heading, found, label))
            used |= {(item.quote.paper_id, item.quote.span) for item in parts[-1].items}
        return SummaryPage(
            name=file_name(concept.name),
            kind=CONCEPT_PAGE,
            title=concept.name,
            parts=tuple(parts),
            metadata=self._metadata,
            head=(("also", ", ".join(concept.names[1:])),) if concept.names[1:] else (),
            links=self._related(concept, around, others),
            trace=self._trace,
        )

    def _around(self, concept: Concept) -> list[Said]:
        """The sentences of the passages that name a concept."""
        hits = self._catalogue.match(concept.names, count=_LOOKED_AT)
        passages = self._catalogue.passages(key for key, _ in hits).values()
        return quotable(self._catalogue, self._embedder, passages)

    def _definition(self, ledger: Ledger) -> PagePart:
        entries = [*(entry for sense in ledger.senses for entry in sense), *ledger.reports][:_MAX_DEFINITIONS]
        note = "" if entries else "No paper in the index defines it."
        return PagePart("Definition", tuple(Item(entry.citation.quote, _standing(entry)) for entry in entries), note)

    def _wanted(self) -> Sequence[tuple[str, Callable[[Said], float], Callable[[Said], str]]]:
        """The parts after the definition: heading, how much a sentence belongs there, and what is said of it."""
        return (
            ("Why it matters", _by_role(StatementRole.IMPORTANCE), _hedged),
            ("Origin", self._origin, self._who),
            ("Key results", _result, _hedged),
            ("Debates and critiques: in favour", _without(StatementRole.SUPPORT, StatementRole.CRITIQUE), _hedged),
            ("Debates and critiques: against", _by_role(StatementRole.CRITIQUE), self._answers),
            ("Open questions", _by_role(StatementRole.QUESTION), _hedged),
        )

    def _origin(self, one: Said) -> float:
        return role_strength(one.text, one.heading, StatementRole.ORIGIN) + (0.5 if self._credited(one) else 0.0) - 0.5

    def _who(self, one: Said) -> str:
        return f"credits {', '.join(self._credited(one))}" if self._credited(one) else ""

    def _answers(self, one: Said) -> str:
        """Who answers whom, where the sentence shows it."""
        named = self._credited(one)
        return "; ".join(part for part in (f"on {', '.join(named)}" if named else "", _hedged(one)) if part)

    def _credited(self, one: Said) -> tuple[str, ...]:
        metadata = self._metadata.get(one.sentence.passage.paper_id, Metadata())
        authors = frozenset(family_name(name).casefold() for name in metadata.authors)
        return tuple(dict.fromkeys(who for who in credited(one.text, authors) if who[:1].isupper() and len(who) > 2))

    def _part(self, heading: str, found: Sequence[Said], label: Callable[[Said], str]) -> PagePart:
        items = [Item(quote, label(one)) for one in found if (quote := self._quoter.quote([one.sentence]))]
        return PagePart(heading, tuple(sorted(items, key=lambda item: self._age(item.quote))), "" if items else _NO_SOURCE)

    def _age(self, quote: Quote) -> tuple[int, str, int]:
        year = self._metadata.get(quote.paper_id, Metadata()).year
        return (year or 10_000, quote.paper_id, quote.span.start)

    def _related(self, concept: Concept, around: Sequence[Said], others: Sequence[Concept]) -> tuple[str, ...]:
        """Other concepts of the set that are named beside this one, then terms that the same passages define."""
        of_set = Counter({other.name: sum(mentions(one.text, other.names) for one in around) for other in others})
        named = [
            name for name, count in sorted(of_set.items(), key=lambda item: (-item[1], item[0])) if count and name != concept.name
        ]
        terms = Counter(term for one in around for term in defined_terms(one.text))
        mine = {tuple(stems(name)) for name in (*concept.names, *(name for other in others for name in other.names))}
        more = [term for term, _ in sorted(terms.items(), key=lambda item: (-item[1], item[0])) if tuple(stems(term)) not in mine]
        return tuple(dict.fromkeys((*named, *more)))[:_MAX_RELATED]

    def _missing(self, concept: Concept, others: Sequence[Concept]) -> SummaryPage:
        """A page that says that nobody mentions the concept, with the nearest concepts."""
        near = self._nearest(concept, others)
        note = "No paper in the index mentions it." + (" The nearest concepts are named below." if near else "")
        name = file_name(concept.name)
        return SummaryPage(
            name, CONCEPT_PAGE, concept.name, (PagePart("Definition", note=note),), {}, links=near, trace=self._trace
        )

    def _nearest(self, concept: Concept, others: Sequence[Concept]) -> tuple[str, ...]:
        """Concepts of the set and headings of the papers that are spelled alike or share a word."""
        hits = self._catalogue.match(content_words(concept.name), count=50)
        headings = [record.heading.rpartition(" > ")[2] for record in self._catalogue.passages(key for key, _ in hits).values()]
        known = {name.casefold(): name for name in (*headings, *(other.name for other in others)) if 1 <= len(name.split()) <= 5}
        known.pop(concept.name.casefold(), None)
        alike = difflib.get_close_matches(concept.name.casefold(), sorted(known), n=_MAX_NEAREST, cutoff=0.6)
        asked = set(stems(concept.name))
        sharing = sorted(name for name in known if asked & set(stems(name)))
        return tuple(known[name] for name in dict.fromkeys((*alike, *sharing)))[:_MAX_NEAREST]


def _by_role(role: StatementRole) -> Callable[[Said], float]:
    return lambda one: role_strength(one.text, one.heading, role)


def _without(role: StatementRole, but: StatementRole) -> Callable[[Said], float]:
    """The strength of a role in sentences that do not have the other one: nobody is quoted on both sides."""
    return lambda one: 0.0 if role_strength(one.text, one.heading, but) else role_strength(one.text, one.heading, role)


def _result(one: Said) -> float:
    empirical = claim_kind(one.text) is ClaimKind.EMPIRICAL
    return float(empirical) + role_strength(one.text, one.heading, StatementRole.RESULT)


def _hedged(one: Said) -> str:
    found = hedges(one.text)
    return f"hedged: {', '.join(found)}" if found else ""


def _standing(entry: LedgerEntry) -> str:
    also = f"also in {', '.join(entry.also_in)}" if entry.also_in else ""
    return "; ".join(part for part in (entry.standing.value, also) if part)
