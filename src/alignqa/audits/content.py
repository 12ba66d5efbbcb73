"""Judges whether a paper says what a draft says it says, by the best evidence for each statement."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.statements import Statement
from alignqa.audits.evidence import Evidence, EvidenceFinder
from alignqa.audits.findings import DraftPart, Finding, FindingVerdict
from alignqa.audits.sources import CitedPaper, CitedPapers
from alignqa.audits.stance import MAX_READ, StanceReader, reversed_words
from alignqa.audits.terms import mentions, named_terms
from alignqa.audits.thresholds import AuditThresholds
from alignqa.audits.wording import Wording
from alignqa.audits.works.citations import Cited, name_of
from alignqa.audits.works.known_works import KnownWorks
from alignqa.papers.document import Span

_QUOTED = "The cited work only quotes this: the words are not its author's own."
_NEAREST = 3  # windows whose wording is compared as a whole
_FEWEST_WORDS = 6  # of a sentence that is found word for word
_KEYS_BEHIND = re.compile(r"\s?\[[^\[\]@]{0,200}@[^\[\]]{0,300}\][^\w\[]{0,3}\Z")
_NEAR = 12  # windows checked for a contradiction


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: FindingVerdict
    message: str
    evidence: tuple[Evidence, ...] = ()


class ContentJudge:
    """Judges statements against the papers cited for them, and against other papers if those do not support them."""

    def __init__(self, finder: EvidenceFinder, sources: CitedPapers, works: KnownWorks, *, thresholds: AuditThresholds) -> None:
        self._finder = finder
        self._sources = sources
        self._works = works
        self._limits = thresholds
        self._stance = StanceReader(sources, works.people, thresholds=thresholds)

    def judge(self, statement: Statement, draft: Draft) -> Finding:
        """Returns the verdict on a statement, with the quotes it rests on."""
        judged = self._judged(statement)
        quotes = [source.quote_at(item.span) for item in judged.evidence if (source := self._sources.source(item.paper_id))]
        called = "; ".join(dict.fromkeys(item.called or draft.prose(item.mention.span) for item in statement.cited))
        return Finding(
            DraftPart.CONTENT,
            judged.verdict,
            statement.span,
            draft.line(statement.span.start + _indent(draft, statement.span)),
            draft.prose(statement.span),
            called,
            judged.message or (_QUOTED if quotes and all(quote and quote.quoted for quote in quotes) else ""),
            self._sources.cite(quotes),
        )

    def _judged(self, statement: Statement) -> _Judged:
        if not statement.paper_ids:
            return _Judged(FindingVerdict.NOT_AT_HAND, "")
        if verbatim := self._verbatim(statement):
            return _Judged(FindingVerdict.SUPPORTED, "", (verbatim,))
        found = self._finder.find(statement.claim, paper_ids=statement.paper_ids)
        best = found[0] if found else None
        saying = self._saying(statement, found)
        if saying is None and (contrary := self._contrary(statement, found)):
            return contrary
        if not statement.at_hand:
            # The work whose text is missing may say it.
            return _Judged(FindingVerdict.SUPPORTED, "", (saying,)) if saying else _Judged(FindingVerdict.NOT_AT_HAND, "")
        if missing := self._unmentioned(statement):
            return self._with_elsewhere(statement, f"The cited work never mentions {_joined(missing)}.", best)
        if lacking := self._lacking_section(statement, found):
            return lacking
        if saying is not None:
            return _Judged(FindingVerdict.SUPPORTED, "", (saying,))
        if best is None or best.strength < self._limits.absent:
            return self._with_elsewhere(statement, "Nothing in the cited work says so.", best)
        return _Judged(FindingVerdict.SAME_SUBJECT, self._unsettled(statement, best), (best,))

    def _verbatim(self, statement: Statement) -> Evidence | None:
        """Returns the place where a cited paper has the statement word for word as its sentences; None if none has."""
        said = {Wording(text).words for text in (statement.text, _KEYS_BEHIND.sub("", statement.whole))}
        for key in sorted(statement.paper_ids)[:MAX_READ]:
            source = self._sources.source(key)
            placed = [item for item in statement.cited if item.mention.section and key in item.paper_ids]
            found = (_as_sentences(words, source) for words in said if source and len(words) >= _FEWEST_WORDS)
            if place := next((one for one in found if one and all(self._is_in(one, item) for item in placed)), None):
                return place
        return None

    def _saying(self, statement: Statement, found: Sequence[Evidence]) -> Evidence | None:
        """Returns the strongest window that has all words of a statement in their relations; None if there is none."""
        called = [item.called for item in statement.cited]
        return next((item for item in found[:_NEAR] if self._stance.says(statement.claim, item, called=called)), None)

    def _unsettled(self, statement: Statement, best: Evidence) -> str:
        """Says what keeps the nearest passage from supporting a statement."""
        if differs := self._difference(statement, best):
            return f"The nearest passage may say something else: {differs}."
        return f"The nearest passage does not plainly say “{self._stance.unsaid(statement.claim, best)}”; read it."

    def _difference(self, statement: Statement, evidence: Evidence) -> str:
        return self._stance.difference(statement.claim, evidence, called=[item.called for item in statement.cited])

    def _contrary(self, statement: Statement, found: Sequence[Evidence]) -> _Judged | None:
        """Finds evidence in nearly the same words with another number or the opposite meaning."""
        near = [item for item in found[:_NEAR] if item.strength >= self._limits.number_strength]
        for item in near:
            if message := self._stance.other_number(statement.claim, item, among=statement.paper_ids):
                return _Judged(FindingVerdict.CONTRADICTED, message, (item,))
        for item in found[:_NEAR]:
            if message := reversed_words(statement.claim, item.text, whole=item in near[:_NEAREST]):
                return _Judged(FindingVerdict.CONTRADICTED, message, (item,))
        return None

    def _unmentioned(self, statement: Statement) -> list[str]:
        """Returns the named techniques that none of the cited papers mentions."""
        if len(statement.paper_ids) > MAX_READ:
            return []
        sources = [source for key in sorted(statement.paper_ids) if (source := self._sources.source(key))]
        terms = named_terms(statement.claim, self._works.people)
        return [term for term in terms if not any(mentions(source, term) for source in sources)]

    def _lacking_section(self, statement: Statement, found: Sequence[Evidence]) -> _Judged | None:
        """Judges a statement that cites sections only, if they lack what another place of the paper has; else None."""
        named = [item for item in statement.cited if item.mention.section]
        if not found or len(named) < len(statement.cited):
            return None
        inside = [item for item in found if any(self._is_in(item, cited) for cited in named)]
        best, here = found[0], inside[0].strength if inside else 0.0
        thin = (
            best not in inside
            and here < self._limits.supported
            and all(item.coverage < self._limits.poor_coverage for item in inside)
        )
        if not thin and (here >= self._limits.section or best.strength < here + self._limits.margin):
            return None
        sections = _joined(dict.fromkeys(item.mention.section for item in named))
        if best.strength < self._limits.supported:
            return _Judged(
                FindingVerdict.NOT_FOUND,
                f"Section {sections} does not say so; the nearest passage is in {_place(best)}.",
                (best,),
            )
        return _Judged(FindingVerdict.NOT_FOUND, f"It is not in section {sections}, but in {_place(best)}.", (best,))

    def _is_in(self, evidence: Evidence, cited: Cited) -> bool:
        """Checks whether a window is in the section that a citation names, or below it; true if the paper has no such number."""
        source = self._sources.source(evidence.paper_id)
        if source is None or evidence.paper_id not in cited.paper_ids:
            return False
        numbers = [section.number for section in source.manuscript.sections if section.number]
        path = source.manuscript.section_path(evidence.span.start)
        return cited.mention.section not in numbers or any(section.number == cited.mention.section for section in path)

    def _with_elsewhere(self, statement: Statement, message: str, best: Evidence | None) -> _Judged:
        """Returns "not found" with evidence from another paper, if there is any, and the nearest passage of the cited one."""
        nearest = (best,) if best is not None else ()
        others = [item for item in self._finder.find(statement.claim) if item.paper_id not in statement.paper_ids]
        if others and others[0].strength >= max(self._limits.elsewhere, (best.strength if best else 0.0)):
            work = self._works.by_key(others[0].paper_id)
            called = name_of(work) if work else others[0].paper_id
            return _Judged(FindingVerdict.NOT_FOUND, f"{message} It is in {called} instead.", (others[0], *nearest))
        return _Judged(FindingVerdict.NOT_FOUND, message, nearest)


def _as_sentences(words: tuple[str, ...], source: CitedPaper) -> Evidence | None:
    """Returns the place where whole sentences of a paper have these words and no others."""
    for at in source.wording.occurrences(words):
        span = source.wording.span(at, at + len(words))
        quote = source.quote_at(span)
        if quote is not None and Wording(quote.exact).words == words:
            heading = " > ".join(section.heading for section in source.manuscript.section_path(span.start))
            return Evidence(source.paper_id, span, quote.exact, heading, 1.0, 1.0, 1.0)
    return None


def _place(evidence: Evidence) -> str:
    return f"section “{evidence.heading.rpartition(' > ')[2]}”" if evidence.heading else "the text before the first section"


def _joined(names: Collection[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _indent(draft: Draft, span: Span) -> int:
    text = span.of(draft.text)
    return len(text) - len(text.lstrip())
