"""The encyclopedia page of a concept: every part consists of quotes, and a part without a source says so."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Quote
from alignqa.answers.choosing.defining.credits import credited
from alignqa.answers.choosing.defining.forms import mentions
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.document import Metadata
from alignqa.retrieval.questions.topic_words import names_of
from alignqa.retrieval.terms import content_words, stems
from alignqa.summaries.defined_terms import defined_terms
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
_MAX_OF_PAPER = 2  # quotes from one paper in one part
_MAX_PASSAGES = 2_000  # passages that name the concept
_NO_SOURCE = "No sentence in the index covers this, so the part is left empty rather than invented."


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
    """Makes the pages of concepts from one catalogue; no model is needed."""

    def __init__(self, catalogue: Catalogue, embedder: EmbedderIdentity, *, index_name: str = "") -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._quoter = Quoter(catalogue)
        self._keeper = LedgerKeeper(catalogue, embedder, index_name=index_name)
        self._metadata = {record.paper_id: record.metadata for record in catalogue.papers()}
        self._trace = Trace(index_name, str(embedder))

    def page(self, concept: Concept, *, others: Sequence[Concept] = ()) -> SummaryPage:
        """Returns the page of a concept; the `others` that are named near it lead its related concepts."""
        around = self._around(concept)
        said = [one for one in around if mentions(one.text, concept.names)]
        ledger = self._keeper.ledger(concept.name)
        if not said and not ledger.entries:
            return self._missing(concept, others)
        parts: list[PagePart] = [self._definition(ledger)]
        used = {(item.quote.paper_id, item.quote.span) for item in parts[0].items}
        for heading, strength, label in self._later_parts():
            rest = [one for one in said if (one.sentence.passage.paper_id, one.sentence.span) not in used]
            found = choose(rest, strength, count=_MAX_OF_PART, of_paper=_MAX_OF_PAPER)
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
        """Returns the sentences of the passages that name a concept."""
        hits = self._catalogue.match(concept.names, count=_MAX_PASSAGES)
        passages = self._catalogue.passages(key for key, _ in hits).values()
        return quotable(self._catalogue, self._embedder, passages)

    def _definition(self, ledger: Ledger) -> PagePart:
        entries = [*(entry for sense in ledger.senses for entry in sense), *ledger.reports][:_MAX_DEFINITIONS]
        note = "" if entries else "No paper in the index defines it."
        return PagePart("Definition", tuple(Item(entry.citation.quote, _standing(entry)) for entry in entries), note)

    def _later_parts(self) -> Sequence[tuple[str, Callable[[Said], float], Callable[[Said], str]]]:
        """Returns the parts after the definition: heading, strength of a sentence for the part, and label of a sentence."""
        return (
            ("Why it matters", _by_role(StatementRole.IMPORTANCE), _hedged),
            ("Origin", self._origin, self._credits),
            ("Key results", _result, _hedged),
            ("Debates and critiques: in favour", _without(StatementRole.SUPPORT, StatementRole.CRITIQUE), _hedged),
            ("Debates and critiques: against", _by_role(StatementRole.CRITIQUE), self._critique_label),
            ("Open questions", _by_role(StatementRole.QUESTION), _hedged),
        )

    def _origin(self, one: Said) -> float:
        return role_strength(one.text, one.heading, StatementRole.ORIGIN) + (0.5 if self._credited(one) else 0.0) - 0.5

    def _credits(self, one: Said) -> str:
        return f"credits {', '.join(self._credited(one))}" if self._credited(one) else ""

    def _critique_label(self, one: Said) -> str:
        """Labels a critique with the authors it addresses, if the sentence names them, and with its hedges."""
        named = self._credited(one)
        return "; ".join(part for part in (f"on {', '.join(named)}" if named else "", _hedged(one)) if part)

    def _credited(self, one: Said) -> tuple[str, ...]:
        metadata = self._metadata.get(one.sentence.passage.paper_id, Metadata())
        authors = frozenset(family_name(name).casefold() for name in metadata.authors)
        return tuple(dict.fromkeys(name for name in credited(one.text, authors) if name[:1].isupper() and len(name) > 2))

    def _part(self, heading: str, found: Sequence[Said], label: Callable[[Said], str]) -> PagePart:
        items = [Item(quote, label(one)) for one in found if (quote := self._quoter.quote([one.sentence]))]
        return PagePart(heading, tuple(sorted(items, key=lambda item: self._age(item.quote))), "" if items else _NO_SOURCE)

    def _age(self, quote: Quote) -> tuple[int, str, int]:
        year = self._metadata.get(quote.paper_id, Metadata()).year
        return (year or 10_000, quote.paper_id, quote.span.start)

    def _related(self, concept: Concept, around: Sequence[Said], others: Sequence[Concept]) -> tuple[str, ...]:
        """Returns other concepts of the batch named near this one, then terms that the same passages define."""
        in_batch = Counter({other.name: sum(mentions(one.text, other.names) for one in around) for other in others})
        named = [
            name
            for name, count in sorted(in_batch.items(), key=lambda item: (-item[1], item[0]))
            if count and name != concept.name
        ]
        terms = Counter(term for one in around for term in defined_terms(one.text))
        mine = {tuple(stems(name)) for name in (*concept.names, *(name for other in others for name in other.names))}
        more = [term for term, _ in sorted(terms.items(), key=lambda item: (-item[1], item[0])) if tuple(stems(term)) not in mine]
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


def _by_role(role: StatementRole) -> Callable[[Said], float]:
    return lambda one: role_strength(one.text, one.heading, role)


def _without(role: StatementRole, but: StatementRole) -> Callable[[Said], float]:
    """Returns the strength of one role, 0 if a sentence has the other: no sentence is quoted on both sides."""
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
