"""The whole audit of a draft, from its citations to its statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from alignqa.acquisition.registers.registers import Registers
from alignqa.answers.choosing.features import WindowWeights
from alignqa.audits import quotations
from alignqa.audits.content import ContentJudge
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.language import is_english
from alignqa.audits.drafts.marks import place_of_all
from alignqa.audits.drafts.statements import Skipped, Statement, statements_in
from alignqa.audits.evidence import EvidenceFinder
from alignqa.audits.findings import Audit, Finding, FindingVerdict, WhyNot
from alignqa.audits.online.listed import listed_works
from alignqa.audits.online.registered import RegisterCheck
from alignqa.audits.remainder import Remainder
from alignqa.audits.sources import CitedPapers
from alignqa.audits.thresholds import AuditThresholds
from alignqa.audits.works.citations import Cited, citation_findings, place_faults
from alignqa.audits.works.cited_blocks import CitedBlock, cited_blocks
from alignqa.audits.works.known_works import KnownWorks
from alignqa.audits.works.references import ReferenceList
from alignqa.audits.works.resolving import Resolver
from alignqa.papers.document import Metadata, sha256_of
from alignqa.papers.identity.literature import Literature
from alignqa.retrieval.snapshots import OpenIndex

_T = TypeVar("_T")
MAX_JUDGED = 500
"""Maximum of quotations, and of statements, per draft; more would take many minutes and make a report that nobody reads."""
_NO_CITATION = (
    "The draft cites no work by author and year, by key, by number, by link or by title, so there is nothing to check it against."
)
_NOT_ENGLISH = "The draft does not seem to be in English, so its statements were not judged, only its citations and quotations."
_NAMED = 8  # entries of a reference list that a note names


class Auditor:
    """Checks drafts against an open index and a literature list; each draft against one state of the index."""

    def __init__(self, index: OpenIndex, literature: Literature, *, weights: WindowWeights, thresholds: AuditThresholds) -> None:
        self._index = index
        self._literature = literature
        self._weights = weights
        self._thresholds = thresholds

    def audit(
        self,
        draft: Draft,
        *,
        references: Mapping[str, Metadata] | ReferenceList | None = None,
        registers: Registers | None = None,
        before_each: Callable[[], None] = lambda: None,
    ) -> Audit:
        """Returns the findings on a draft, in the order of its text.

        `references` are the reference lists beside the draft, or their entries by key; with a list, undefined keys are faults.
        With `registers`, its entries are also looked up there, over the network.
        `before_each` is called before the quotations of each block and before each statement; an exception in it ends the audit.
        """
        listed = references if isinstance(references, ReferenceList) else ReferenceList(references or {})
        with self._index.snapshot() as index:
            sources, works = CitedPapers(index), KnownWorks(index.contents.papers, self._literature)
            finder = EvidenceFinder(index, weights=self._weights)
            judge = ContentJudge(finder, sources, works, thresholds=self._thresholds)
            return _SnapshotAuditor(sources, judge, registers).audit(draft, Resolver(works, listed), before_each)


class _SnapshotAuditor:
    """Checks a draft against one state of an index."""

    def __init__(self, sources: CitedPapers, content: ContentJudge, registers: Registers | None) -> None:
        self._sources = sources
        self._content = content
        self._registers = registers

    def audit(self, draft: Draft, resolver: Resolver, before_each: Callable[[], None]) -> Audit:
        """Returns the findings on a draft, as `Auditor.audit` does."""
        blocks = cited_blocks(draft, resolver)
        rest = Remainder(draft)
        findings = [*self._citations(draft, blocks)]
        rest.add_findings(findings)
        prose = [found for found in blocks if not found.is_entry and not found.block.heading]
        judged = [*self._quotations(_each(prose, before_each), rest), *self._statements(draft, prose, rest, before_each)]
        rest.add_findings(judged)
        for item in (item for found in blocks for item in found.cited if not (item.works or item.faults or item.mention.formal)):
            rest.add(WhyNot.NO_ENTRY, item.mention.span)
        cites = any(found.cited for found in blocks)
        notes = [*draft.notices, *([] if cites or resolver.references.cited else [_NO_CITATION])]
        notes += [_NOT_ENGLISH] if not _mostly_english(draft) else []
        notes += _list_notes(draft, blocks, resolver.references)
        if self._registers is not None:
            check = RegisterCheck(self._registers)
            known = {(finding.verdict, finding.span) for finding in findings}
            looked_up = check.findings(listed_works(draft, blocks, resolver.references))
            findings += [finding for finding in looked_up if (finding.verdict, finding.span) not in known]
            for reason, span in check.missed:
                rest.add(reason, span)
            notes += check.notes
        findings = sorted((*findings, *judged), key=lambda finding: (finding.span.start, finding.part))
        return Audit(draft.name, sha256_of(draft.text), tuple(findings), tuple(notes), rest.counted(), draft.unit)

    def _citations(self, draft: Draft, blocks: Sequence[CitedBlock]) -> Iterator[Finding]:
        """Yields the findings on each citation once, with the other lines that repeat it."""
        same: dict[tuple[object, ...], list[tuple[Draft, Cited]]] = {}
        for found in blocks:
            for item in found.cited:
                if (item.pointed and not item.faults) or not (item.works or item.faults or item.mention.formal):
                    continue
                mention, faults = item.mention, tuple((fault.verdict, fault.message) for fault in item.faults)
                written = (*(name.text for name in mention.authors), mention.link)
                # Another place in the same work is another citation only if the work lacks it.
                misplaced = tuple(fault.message for fault in place_faults(item, self._sources))
                known = (mention.key, mention.year, misplaced, faults, () if item.works else written)
                same.setdefault((item.called, *known), []).append((found.draft, item))
        for items in same.values():
            lines = [*dict.fromkeys(draft.line(item.mention.span.start) for _, item in items)]
            view, first = items[0]
            for finding in citation_findings(first, self._sources, view, lines[1:]):
                fixes = [fix for _, item in items[1:] for fault in item.faults for fix in fault.corrections]
                yield replace(finding, corrections=(*finding.corrections, *fixes)) if finding.corrections else finding

    def _quotations(self, blocks: Iterable[CitedBlock], rest: Remainder) -> Iterator[Finding]:
        judged = 0
        for found in blocks:
            by_mention = {item.mention: item for item in found.cited}
            mentions = [item.mention for item in found.cited]
            for quotation in quotations.quotations_in(found.draft, found.block.span, mentions):
                if not quotation.mentions:
                    rest.add(WhyNot.UNCITED_QUOTATION, quotation.span)
                elif judged >= MAX_JUDGED:
                    rest.add(WhyNot.LIMIT, quotation.span)
                else:
                    works = []
                    for mention in quotation.mentions:
                        item = by_mention[mention]
                        name = item.called or found.draft.prose(mention.span)
                        works.extend([(work, name) for work in item.works] or [(quotations.UNKNOWN, name)])
                    if finding := quotations.judge_quotation(quotation, works, self._sources, found.draft):
                        judged += 1
                        yield finding

    def _statements(
        self, draft: Draft, blocks: Sequence[CitedBlock], rest: Remainder, before_each: Callable[[], None]
    ) -> Iterator[Finding]:
        rows: dict[int, list[Cited]] = {}
        for found in blocks:
            rows.setdefault(found.block.row, []).extend(found.cited)
        rows[-1] = []
        whole, judged = _mostly_english(draft), 0
        for found in blocks:
            english = whole and is_english(found.draft.prose(found.block.span))
            for item in statements_in(found.draft, found.block.span, found.cited, row=rows[found.block.row]):
                if isinstance(item, Skipped):
                    rest.add(item.reason, item.span)
                elif not english or judged >= MAX_JUDGED:
                    rest.add(WhyNot.LIMIT if english else WhyNot.LANGUAGE, item.span)
                else:
                    before_each()
                    judged += 1
                    yield from self._judged(item, found, rest)

    def _judged(self, statement: Statement, found: CitedBlock, rest: Remainder) -> Iterator[Finding]:
        """Yields the finding on a statement; none where nothing found may mean that the wrong thing was looked for."""
        finding = self._content.judge(statement, found.draft)
        if finding.verdict is FindingVerdict.NOT_FOUND and (statement.points or found.block.row >= 0):
            rest.add(WhyNot.POINTS if statement.points else WhyNot.TABLE, statement.span)
        else:
            yield finding


def _mostly_english(draft: Draft) -> bool:
    return is_english(draft.marked)


def _list_notes(draft: Draft, blocks: Sequence[CitedBlock], listed: ReferenceList) -> list[str]:
    """Returns the notes on the reference lists: files that are missing, what could not be read, entries that nothing cites."""
    used = {item.mention.key for found in blocks for item in found.cited if item.mention.key} | listed.cited
    notes = [f"{name}, which the draft names, is not in its folder." for name in listed.missing] + list(listed.notices)
    unused = sorted(listed.keys - used)
    if used and unused and place_of_all(draft) is None:
        more = " and others" if len(unused) > _NAMED else ""
        what = "One entry of the reference list is" if len(unused) == 1 else f"{len(unused)} entries of the reference list are"
        notes.append(f"{what} never cited: {', '.join(unused[:_NAMED])}{more}.")
    return notes


def _each(items: Iterable[_T], before: Callable[[], None]) -> Iterator[_T]:
    for item in items:
        before()
        yield item
