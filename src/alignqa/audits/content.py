"""Whether a paper says what a draft says it says: the best evidence for each statement, and a verdict on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alignqa.audits import contradiction
from alignqa.audits.contradiction import Quantity
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.statements import Statement
from alignqa.audits.evidence import Evidence, EvidenceFinder
from alignqa.audits.findings import DraftPart, Finding, FindingVerdict
from alignqa.audits.sources import CitedPapers
from alignqa.audits.terms import mentions, named_terms
from alignqa.audits.works.citations import Cited, name_of
from alignqa.audits.works.known_works import KnownWorks
from alignqa.papers.document import Span

_NEAR = 12  # windows of a paper that are looked at for a contradiction


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Strengths of evidence, in 0…1, between which verdicts change; fitted as docs/audit.md says.

    From `supported` on a window speaks for a statement, below `absent` nothing does.
    A section lacks what its paper says elsewhere when it is below `section` and the other place stronger by `lead`;
    and what no window of it covers to more than `thin`.
    A number is compared with that of a window of at least `counted` that covers `covered` of the statement.
    Another paper has it when it is `elsewhere` there and the cited one is below `supported`.
    """

    supported: float = 0.5
    absent: float = 0.33
    section: float = 0.45
    thin: float = 0.25
    lead: float = 0.1
    elsewhere: float = 0.62
    counted: float = 0.42
    covered: float = 0.4


@dataclass(frozen=True, slots=True)
class _Judged:
    verdict: FindingVerdict
    message: str
    evidence: tuple[Evidence, ...] = ()


class ContentJudge:
    """Judges statements against the papers cited for them, and against the others where those do not have it."""

    def __init__(
        self, finder: EvidenceFinder, sources: CitedPapers, works: KnownWorks, *, thresholds: Thresholds | None = None
    ) -> None:
        self._finder = finder
        self._sources = sources
        self._works = works
        self._limits = thresholds or Thresholds()

    def judge(self, statement: Statement, draft: Draft) -> Finding:
        """The verdict on a statement, with the quotes it rests on."""
        judged = self._judged(statement)
        if judged.verdict is FindingVerdict.NOT_FOUND and statement.points:
            judged = _Judged(
                FindingVerdict.UNSETTLED, "It points to what is not searched: a note, a table, or words of the draft."
            )
        quotes = [source.quote_at(item.span) for item in judged.evidence if (source := self._sources.source(item.paper_id))]
        called = "; ".join(dict.fromkeys(item.called or draft.prose(item.mention.span) for item in statement.cited))
        return Finding(
            DraftPart.CONTENT,
            judged.verdict,
            statement.span,
            draft.line(statement.span.start + _indent(draft, statement.span)),
            draft.prose(statement.span),
            called,
            judged.message,
            self._sources.cite(quotes),
        )

    def _judged(self, statement: Statement) -> _Judged:
        if not statement.paper_ids:
            return _Judged(FindingVerdict.NOT_IN_CORPUS, "")
        found = self._finder.find(statement.text, paper_ids=statement.paper_ids)
        best = found[0] if found else None
        if contrary := self._contrary(statement, found):
            return contrary
        if not statement.at_hand:
            # What the paper at hand does not say, the other one may.
            if best is not None and best.strength >= self._limits.supported:
                return _Judged(FindingVerdict.SUPPORTED, "", (best,))
            return _Judged(FindingVerdict.NOT_IN_CORPUS, "", ())
        if missing := self._unmentioned(statement):
            return self._with_elsewhere(statement, f"It never mentions {_joined(missing)}.", best)
        if lacking := self._lacking_section(statement, found):
            return lacking
        if best is None or best.strength < self._limits.absent:
            return self._with_elsewhere(statement, "Nothing in it says so.", best)
        if best.strength >= self._limits.supported:
            return _Judged(FindingVerdict.SUPPORTED, "", (best,))
        return _Judged(FindingVerdict.UNSETTLED, "The nearest passage may say so; read it.", (best,))

    def _contrary(self, statement: Statement, found: Sequence[Evidence]) -> _Judged | None:
        """Evidence of nearly the same words that has another number, or the opposite sense."""
        near = [item for item in found[:_NEAR] if item.strength >= self._limits.counted]
        for item in near:
            pair = contradiction.other_number(statement.text, item.text) if item.coverage >= self._limits.covered else None
            if pair is not None and not self._counts(statement, pair[0]):
                said, there = pair
                return _Judged(
                    FindingVerdict.CONTRADICTED, f"The draft has {said.shown} where the paper has {there.shown}.", (item,)
                )
        for item in near[:3]:
            if turned := contradiction.turned(statement.text, item.text):
                mine, theirs = (f"“{word}”" if word else "no negation" for word in turned)
                return _Judged(FindingVerdict.CONTRADICTED, f"The draft has {mine} where the paper has {theirs}.", (item,))
        return None

    def _counts(self, statement: Statement, quantity: Quantity) -> bool:
        """Whether a cited paper has the statement's number anywhere, beside what is counted."""
        sources = (self._sources.source(key) for key in sorted(statement.paper_ids)[:_MAX_READ])
        return any(source is not None and contradiction.has_quantity(source.text, quantity, statement.text) for source in sources)

    def _unmentioned(self, statement: Statement) -> list[str]:
        """The named techniques that no cited paper ever mentions."""
        if len(statement.paper_ids) > _MAX_READ:
            return []
        sources = [source for key in sorted(statement.paper_ids) if (source := self._sources.source(key))]
        terms = named_terms(statement.text, self._works.people)
        return [term for term in terms if not any(mentions(source, term) for source in sources)]

    def _lacking_section(self, statement: Statement, found: Sequence[Evidence]) -> _Judged | None:
        """Where each citation names a section, and none of these sections has what another place of the paper has."""
        named = [item for item in statement.cited if item.mention.section]
        if not found or len(named) < len(statement.cited):
            return None
        inside = [item for item in found if any(self._is_in(item, cited) for cited in named)]
        best, there = found[0], inside[0].strength if inside else 0.0
        thin = best not in inside and there < self._limits.supported and all(item.coverage < self._limits.thin for item in inside)
        if not thin and (there >= self._limits.section or best.strength < there + self._limits.lead):
            return None
        sections = _joined(dict.fromkeys(item.mention.section for item in named))
        if best.strength < self._limits.supported:
            return _Judged(
                FindingVerdict.NOT_FOUND,
                f"Section {sections} does not say so; the nearest passage is in {_place(best)}.",
                (best,),
            )
        return _Judged(FindingVerdict.NOT_FOUND, f"Not in section {sections}, but in {_place(best)}.", (best,))

    def _is_in(self, evidence: Evidence, cited: Cited) -> bool:
        """Whether a window stands in the section that a citation names, or in one below it; true where no section is numbered."""
        source = self._sources.source(evidence.paper_id)
        if source is None or evidence.paper_id not in cited.paper_ids:
            return False
        numbers = [section.number for section in source.manuscript.sections if section.number]
        path = source.manuscript.section_path(evidence.span.start)
        return cited.mention.section not in numbers or any(section.number == cited.mention.section for section in path)

    def _with_elsewhere(self, statement: Statement, message: str, best: Evidence | None) -> _Judged:
        """Not found, with what another paper has, or else with the nearest passage of the one cited."""
        nearest = (best,) if best is not None else ()
        others = [item for item in self._finder.find(statement.text) if item.paper_id not in statement.paper_ids]
        if others and others[0].strength >= max(self._limits.elsewhere, (best.strength if best else 0.0)):
            work = self._works.by_key(others[0].paper_id)
            called = name_of(work) if work else others[0].paper_id
            return _Judged(FindingVerdict.NOT_FOUND, f"{message} Not there, but in {called}.", (others[0], *nearest))
        return _Judged(FindingVerdict.NOT_FOUND, message, nearest)


_MAX_READ = 8  # papers of a work in which a name is looked for; a textbook of many chapters mentions nearly all


def _place(evidence: Evidence) -> str:
    return f"section “{evidence.heading.rpartition(' > ')[2]}”" if evidence.heading else "the text before the first section"


def _joined(names: Collection[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last


def _indent(draft: Draft, span: Span) -> int:
    text = span.of(draft.text)
    return len(text) - len(text.lstrip())
