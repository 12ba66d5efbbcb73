"""Counts what was not judged in a draft, by reason."""

from __future__ import annotations

from collections.abc import Iterable

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.findings import Finding, FindingVerdict, NotJudged, WhyNot
from alignqa.papers.document import Span

_LINES = 5  # lines that are named for each reason
_REASONS = {FindingVerdict.NOT_AT_HAND: WhyNot.NOT_AT_HAND, FindingVerdict.UNKNOWN_WORK: WhyNot.UNKNOWN_WORK}


class Remainder:
    """The parts of one draft that were not judged."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._places: dict[WhyNot, dict[Span, int]] = {}

    def add(self, reason: WhyNot, span: Span) -> None:
        """Adds a part; each counts once for a reason."""
        start = span.start + len(span.of(self._draft.text)) - len(span.of(self._draft.text).lstrip())
        self._places.setdefault(reason, {}).setdefault(span, self._draft.line(start))

    def add_findings(self, findings: Iterable[Finding]) -> None:
        """Adds the findings whose verdict is that there was nothing to judge by."""
        for finding in findings:
            if reason := _REASONS.get(finding.verdict):
                self.add(reason, finding.span)

    def counted(self) -> tuple[NotJudged, ...]:
        """Returns the counts, in the order of the reasons."""
        found = ((reason, self._places[reason]) for reason in WhyNot if reason in self._places)
        return tuple(NotJudged(reason, len(places), tuple(dict.fromkeys(places.values()))[:_LINES]) for reason, places in found)
