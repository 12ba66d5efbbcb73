"""Audits in SARIF 2.1.0, the format in which editors and code hosts show findings beside the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NotRequired
from urllib.parse import quote

from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa import __version__
from alignqa.answers.answer import CitationDict, citation_dict
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.findings import PROBLEMS, Audit, DraftPart, Finding, FindingVerdict
from alignqa.audits.reports.baseline import fingerprint
from alignqa.papers.document import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_FINGERPRINT = "alignqaFinding/v1"
_NAMED = {DraftPart.CITATION: "A citation", DraftPart.QUOTATION: "A quotation", DraftPart.CONTENT: "A cited statement"}


class SarifText(TypedDict):
    """A text in SARIF."""

    text: str


class SarifRule(TypedDict):
    """A kind of finding in SARIF."""

    id: str
    shortDescription: SarifText
    defaultConfiguration: dict[str, str]


class SarifRegion(TypedDict):
    """A range of a file in SARIF; lines and columns count from 1, and the end column is the one behind the range."""

    startLine: int
    startColumn: int
    endLine: int
    endColumn: int


class SarifPlace(TypedDict):
    """A file and a range of it in SARIF; a document of an office program has no lines."""

    artifactLocation: dict[str, str]
    region: NotRequired[SarifRegion]


class SarifLocation(TypedDict):
    """A location in SARIF."""

    physicalLocation: SarifPlace
    logicalLocations: NotRequired[list[dict[str, str]]]


class SarifResult(TypedDict):
    """A finding in SARIF."""

    ruleId: str
    ruleIndex: int
    level: str
    kind: str
    message: SarifText
    locations: list[SarifLocation]
    partialFingerprints: dict[str, str]
    properties: dict[str, list[CitationDict]]


def rule_id(part: DraftPart, verdict: FindingVerdict) -> str:
    """Returns the name of a kind of finding: "citation/wrong-year"."""
    return f"{part.value}/{verdict.value.replace(' ', '-')}"


def sarif_log(audits: Sequence[tuple[Draft, Audit]], *, every: bool = False) -> dict[str, object]:
    """Returns the problems of some drafts and the advice, or all findings with `every`, as a SARIF log."""
    found = [(draft, finding) for draft, audit in audits for finding in (audit.findings if every else audit.shown)]
    kinds = sorted({(finding.part, finding.verdict) for _, finding in found})
    results = [_result(draft, finding, kinds.index((finding.part, finding.verdict))) for draft, finding in found]
    driver = {"name": "alignqa", "version": __version__, "rules": [_rule(part, verdict) for part, verdict in kinds]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(part: DraftPart, verdict: FindingVerdict) -> SarifRule:
    return {
        "id": rule_id(part, verdict),
        "shortDescription": {"text": f"{_NAMED[part]}: {verdict.value}."},
        "defaultConfiguration": {"level": _level(verdict)},
    }


def _level(verdict: FindingVerdict) -> str:
    if verdict is FindingVerdict.NOT_FOUND:
        return "warning"  # the work may say it in words that are far from the draft's
    if verdict in {FindingVerdict.RIGHT, FindingVerdict.VERBATIM, FindingVerdict.SUPPORTED}:
        return "none"
    return "error" if verdict in PROBLEMS else "note"


def _result(draft: Draft, finding: Finding, rule: int) -> SarifResult:
    level = _level(finding.verdict)
    sources = [f"“{one.quote.exact}” ({', '.join(filter(None, (one.title, str(one.locator))))})" for one in finding.evidence]
    about = f"“{finding.about}”" if finding.about else ""
    parts = (f"{_NAMED[finding.part]}: {finding.verdict.value}.", finding.message, about, *(f"Source: {one}" for one in sources))
    return {
        "ruleId": rule_id(finding.part, finding.verdict),
        "ruleIndex": rule,
        "level": level,
        "kind": "pass" if level == "none" else "fail",
        "message": {"text": " ".join(" ".join(parts).split())},
        "locations": [_location(draft, finding)],
        "partialFingerprints": {_FINGERPRINT: fingerprint(finding)},
        "properties": {"evidence": [citation_dict(citation) for citation in finding.evidence]},
    }


def _location(draft: Draft, finding: Finding) -> SarifLocation:
    place: SarifPlace = {"artifactLocation": {"uri": _uri(draft.name)}}
    if draft.numbers:
        named = {"name": f"{draft.unit} {finding.line}", "kind": draft.unit}
        return {"physicalLocation": place, "logicalLocations": [named]}
    place["region"] = _region(draft.text, finding.span)
    return {"physicalLocation": place}


def _region(text: str, span: Span) -> SarifRegion:
    found = span.of(text)
    start = span.start + len(found) - len(found.lstrip())
    end = max(start, span.end - (len(found) - len(found.rstrip())))
    return {
        "startLine": text.count("\n", 0, start) + 1,
        "startColumn": start - (text.rfind("\n", 0, start) + 1) + 1,
        "endLine": text.count("\n", 0, end) + 1,
        "endColumn": end - (text.rfind("\n", 0, end) + 1) + 1,
    }


def _uri(name: str) -> str:
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(re.sub(r"^(?:\./)+", "", path.as_posix()))
