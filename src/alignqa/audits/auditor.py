"""The whole audit of a draft, from its citations to its statements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from alignqa.answers.choosing.features import WindowWeights
from alignqa.audits import quotations
from alignqa.audits.content import ContentJudge
from alignqa.audits.drafts.draft import Draft, DraftBlock, is_english
from alignqa.audits.drafts.mentions import mentions_in
from alignqa.audits.drafts.statements import statements_in
from alignqa.audits.evidence import EvidenceFinder
from alignqa.audits.findings import Audit, Finding
from alignqa.audits.sources import CitedPapers
from alignqa.audits.thresholds import AuditThresholds
from alignqa.audits.works.citations import Cited, Resolver, citation_findings, with_section
from alignqa.audits.works.known_works import KnownWorks
from alignqa.audits.works.titles import TitleFinder
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Metadata, Span, sha256_of
from alignqa.papers.identity.literature import Literature
from alignqa.retrieval.snapshots import OpenIndex

_T = TypeVar("_T")
MAX_JUDGED = 500
"""Maximum of quotations, and of statements, per draft; more would take many minutes and make a report that nobody reads."""
_NO_CITATION = "The draft cites no work by author and year, by key or by title, so there is nothing to check it against."
_NOT_ENGLISH = "The draft does not seem to be in English, so its statements were not judged, only its citations and quotations."


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
        references: Mapping[str, Metadata] | None = None,
        before_each: Callable[[], None] = lambda: None,
    ) -> Audit:
        """Returns the findings on a draft, in the order of its text.

        `references` are the entries of the reference lists beside the draft, by key.
        `before_each` is called before the quotations of each block and before each statement; an exception in it ends the audit.
        """
        with self._index.snapshot() as index:
            sources, works = CitedPapers(index), KnownWorks(index.contents.papers, self._literature)
            finder = EvidenceFinder(index, weights=self._weights)
            judge = ContentJudge(finder, sources, works, thresholds=self._thresholds)
            return _SnapshotAuditor(sources, works, judge).audit(draft, references, before_each)


class _SnapshotAuditor:
    """Checks a draft against one state of an index."""

    def __init__(self, sources: CitedPapers, works: KnownWorks, content: ContentJudge) -> None:
        self._sources = sources
        self._works = works
        self._titles = TitleFinder(works)
        self._content = content

    def audit(self, draft: Draft, references: Mapping[str, Metadata] | None, before_each: Callable[[], None]) -> Audit:
        """Returns the findings on a draft, as `Auditor.audit` does."""
        resolver = Resolver(self._works, references)
        cited = [(block, self._cited(draft, block, resolver)) for block in draft.blocks if not block.heading]
        titled = {id(item.works[0]) for _, items in cited for item in items if item.titled}
        cited = [(block, [item.among(titled) for item in items]) for block, items in cited]
        prose = [(block, items) for block, items in cited if items and not block.listing]
        findings = [*self._citations(draft, [item for _, items in cited for item in items])]
        quoted = (found for block, items in _each(prose, before_each) for found in self._quotations(draft, block, items))
        judged = list(islice(quoted, MAX_JUDGED))
        notes = [] if any(items for _, items in cited) else [_NO_CITATION]
        if left := next(quoted, None):
            notes.append(f"Only the first {MAX_JUDGED:,} quotations were judged, and none from line {left.line} on.")
        if not is_english(draft):
            notes.append(_NOT_ENGLISH)
        else:
            statements = (statement for block, items in prose for statement in statements_in(draft, block.span, items))
            judged += [self._content.judge(item, draft) for item in _each(islice(statements, MAX_JUDGED), before_each)]
            if rest := next(statements, None):
                line = draft.line(rest.span.start)
                notes.append(f"Only the first {MAX_JUDGED:,} statements were judged, and none from line {line} on.")
        findings = sorted((*findings, *judged), key=lambda finding: (finding.span.start, finding.part))
        return Audit(draft.name, sha256_of(draft.text), tuple(findings), tuple(notes))

    def _cited(self, draft: Draft, block: DraftBlock, resolver: Resolver) -> list[Cited]:
        """Returns the citations of a block in order; a title includes the authors and the year next to it."""
        text = draft.marked
        by_title = [resolver.of_title(title, text, block.span) for title in self._titles.find(text, block.span)]
        others = [
            resolver.resolve(mention, text)
            for mention in mentions_in(draft, block.span)
            if not any(mention.span.overlaps(item.mention.span) for item in by_title)
        ]
        found = sorted(
            (*by_title, *(item for item in others if item.works or item.mention.formal)), key=lambda item: item.mention.span.start
        )
        spans = sentences(draft.marked, block.span)
        return [self._with_section(item, found, draft, spans) for item in found]

    def _with_section(self, item: Cited, found: Sequence[Cited], draft: Draft, spans: Sequence[Span]) -> Cited:
        sentence = next((span for span in spans if span.overlaps(item.mention.span)), item.mention.span)
        alone = sum(sentence.overlaps(other.mention.span) for other in found) == 1
        return replace(item, mention=replace(item.mention, section=with_section(item, draft, sentence, alone)))

    def _citations(self, draft: Draft, cited: Sequence[Cited]) -> Iterator[Finding]:
        """Yields the findings on each citation once, with the other lines that repeat it."""
        same: dict[tuple[object, ...], list[Cited]] = {}
        for item in cited:
            faults = tuple((fault.verdict, fault.message) for fault in item.faults)
            names = tuple(name.text for name in item.mention.authors)
            key = (item.called, item.mention.key, item.mention.year, item.mention.section, faults, () if item.works else names)
            same.setdefault(key, []).append(item)
        for items in same.values():
            lines = dict.fromkeys(draft.line(item.mention.span.start) for item in items)
            for finding in citation_findings(items[0], self._sources, draft, [*lines][1:]):
                corrections = [fix for item in items[1:] for fault in item.faults for fix in fault.corrections]
                yield replace(finding, corrections=(*finding.corrections, *corrections)) if finding.corrections else finding

    def _quotations(self, draft: Draft, block: DraftBlock, cited: Sequence[Cited]) -> Iterator[Finding]:
        by_mention = {item.mention: item for item in cited}
        for quotation in quotations.quotations_in(draft, block.span, [item.mention for item in cited]):
            works = []
            for mention in quotation.mentions:
                item = by_mention[mention]
                name = item.called or draft.prose(mention.span)
                works.extend([(work, name) for work in item.works] or [(quotations.UNKNOWN, name)])
            if finding := quotations.judge_quotation(quotation, works, self._sources, draft):
                yield finding


def _each(items: Iterable[_T], before: Callable[[], None]) -> Iterator[_T]:
    for item in items:
        before()
        yield item
