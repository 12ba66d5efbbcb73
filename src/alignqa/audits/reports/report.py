"""Audits as JSON, in the schema `alignqa.audit/1`."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers.answer import CitationDict, citation_dict
from alignqa.audits.findings import UNCITED, Audit, DraftPart, Finding
from alignqa.audits.reports.baseline import AUDIT_SCHEMA, fingerprint


class ChangeDict(TypedDict):
    """A difference as JSON."""

    quoted: str
    source: str


class CorrectionDict(TypedDict):
    """A correction as JSON."""

    start: int
    end: int
    by: str


class FindingDict(TypedDict):
    """A finding as JSON; `start` and `end` are code points in the text of the draft, `known` says that a baseline has it."""

    fingerprint: str
    known: bool
    part: str
    verdict: str
    problem: bool
    line: int
    start: int
    end: int
    about: str
    work: str
    message: str
    evidence: list[CitationDict]
    changes: list[ChangeDict]
    corrections: list[CorrectionDict]


class NotJudgedDict(TypedDict):
    """A count of what was not judged for one reason, as JSON."""

    reason: str
    cites: bool
    count: int
    lines: list[int]


class DraftDict(TypedDict):
    """The audit of one draft as JSON."""

    file: str
    text_sha256: str
    unit: str
    problems: int
    counts: dict[str, dict[str, int]]
    notes: list[str]
    not_judged: list[NotJudgedDict]
    findings: list[FindingDict]


class ReportDict(TypedDict):
    """The audits of all drafts as JSON."""

    schema: str
    clean: bool
    drafts: list[DraftDict]


def report_dict(audits: Sequence[Audit]) -> ReportDict:
    """Returns the audits of some drafts as JSON."""
    return {
        "schema": AUDIT_SCHEMA,
        "clean": not any(audit.problems for audit in audits),
        "drafts": [_draft_dict(audit) for audit in audits],
    }


def _draft_dict(audit: Audit) -> DraftDict:
    return {
        "file": audit.name,
        "text_sha256": audit.text_sha256,
        "unit": audit.unit,
        "problems": len(audit.problems),
        "counts": {part.value: {verdict.value: count for verdict, count in audit.count(part).items()} for part in DraftPart},
        "notes": list(audit.notes),
        "not_judged": [
            {"reason": item.reason.value, "cites": item.reason not in UNCITED, "count": item.count, "lines": list(item.lines)}
            for item in audit.not_judged
        ],
        "findings": [_finding_dict(finding, finding in audit.known) for finding in audit.all_findings],
    }


def _finding_dict(finding: Finding, known: bool) -> FindingDict:
    return {
        "fingerprint": fingerprint(finding),
        "known": known,
        "part": finding.part.value,
        "verdict": finding.verdict.value,
        "problem": finding.is_problem,
        "line": finding.line,
        "start": finding.span.start,
        "end": finding.span.end,
        "about": finding.about,
        "work": finding.work,
        "message": finding.message,
        "evidence": [citation_dict(citation) for citation in finding.evidence],
        "changes": [{"quoted": change.quoted, "source": change.source} for change in finding.changes],
        "corrections": [{"start": fix.span.start, "end": fix.span.end, "by": fix.by} for fix in finding.corrections],
    }
