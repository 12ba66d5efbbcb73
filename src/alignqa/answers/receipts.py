"""Proves an answer again, later, against the catalogue alone: no model, no vectors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alignqa.answers.answer import SCHEMA
from alignqa.answers.quoting import CONTEXT
from alignqa.errors import UsageError
from alignqa.index.catalogue import Catalogue
from alignqa.papers.document import sha256_of


@dataclass(frozen=True, slots=True)
class Check:
    """What became of one citation: `fault` says what does not hold, `note` what the reader should know."""

    name: str
    fault: str = ""
    note: str = ""


def read_outcome(text: str) -> Mapping[str, object]:
    """An answer file; what is no JSON object of this schema is a UsageError."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UsageError(f"This is not JSON: {error}.", hint="Give a file made by: alignqa ask QUESTION --json") from error
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise UsageError(
            f"This is not an answer of the schema {SCHEMA}.", hint="Give a file made by: alignqa ask QUESTION --json"
        )
    return data


def verify(data: Mapping[str, object], catalogue: Catalogue) -> list[Check]:
    """One check a citation, and one for each claim that does not stand; all faultless means that every hash, span and quote holds."""
    checks: list[Check] = []
    markers: dict[object, str] = {}
    for citation in _list(data, "citations"):
        check = _check(citation, f"citation {citation.get('marker')}", catalogue)
        checks.append(check)
        markers[citation.get("marker")] = str(_part(citation, "quote").get("exact"))
    for citation in _list(_part(data, "abstention"), "nearest"):
        checks.append(_check(citation, f"nearest passage {citation.get('marker')}", catalogue))
    checks.extend(_claim_faults(data, markers))
    return checks


def _claim_faults(data: Mapping[str, object], markers: Mapping[object, str]) -> Iterator[Check]:
    generator = _part(data, "trace").get("generator")
    for number, claim in enumerate(_list(data, "claims"), start=1):
        cited = claim.get("citations")
        cited = cited if isinstance(cited, list) else []
        if not cited:
            yield Check(f"claim {number}", "stands on no citation")
        elif unknown := [marker for marker in cited if marker not in markers]:
            yield Check(f"claim {number}", f"cites {unknown[0]}, which is not there")
        elif generator is None and claim.get("text") != markers[cited[0]]:
            yield Check(f"claim {number}", f"is not the quote of citation {cited[0]}, although no generator wrote it")
    if data.get("outcome") == "answered" and not _list(data, "claims"):
        yield Check("answer", "has no claim")


def _check(citation: Mapping[str, object], name: str, catalogue: Catalogue) -> Check:
    key, digest, quote = citation.get("paper_id"), citation.get("text_sha256"), _part(citation, "quote")
    name = f"{name} ({key})"
    manuscript = catalogue.manuscript(str(digest))
    if manuscript is None:
        return Check(name, f"the catalogue has no text with the hash {str(digest)[:12]}")
    if sha256_of(manuscript.text) != digest:
        return Check(name, "the text in the catalogue does not have its hash any more")
    holders = dict(catalogue.holders(str(digest)))
    if key not in holders:
        return Check(name, f"that text is of {', '.join(sorted(holders)) or 'no paper'}")
    start, end, exact = quote.get("start"), quote.get("end"), quote.get("exact")
    if not (
        isinstance(start, int) and isinstance(end, int) and isinstance(exact, str) and 0 <= start < end <= len(manuscript.text)
    ):
        return Check(name, "the span or the quote is malformed")
    if fault := _difference(manuscript.text[start:end], exact):
        return Check(name, f"the quote differs from the source {fault}")
    prefix, suffix = manuscript.text[max(0, start - CONTEXT) : start], manuscript.text[end : end + CONTEXT]
    if (quote.get("prefix"), quote.get("suffix")) != (prefix, suffix):
        return Check(name, "the text around the quote differs from the source")
    locator, found = _part(citation, "locator"), manuscript.locate(start)
    if (locator.get("section"), locator.get("page"), locator.get("page_label")) != (found.section, found.page, found.page_label):
        return Check(name, f"the quote stands elsewhere: {found}")
    return Check(name, note="" if holders[str(key)] == "committed" else "older version")


def _difference(source: str, quoted: str) -> str:
    """Where two texts begin to differ, in words; empty where they are equal."""
    if source == quoted:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(source, quoted, strict=False)) if a != b), min(len(source), len(quoted)))
    return f"at character {at + 1}: {quoted[at : at + 24]!r} instead of {source[at : at + 24]!r}"


def _part(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _list(data: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    value = data.get(name)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
