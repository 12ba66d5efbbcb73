"""Verifies a saved answer against the catalogue alone: no model, no vectors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alignqa.answers.answer import ANSWER_SCHEMA
from alignqa.answers.facts import COUNT, FACTS, PAPER, fact_dict, fact_of
from alignqa.answers.quoting.gate import CONTEXT_CHARACTERS
from alignqa.errors import UsageError
from alignqa.index.catalogue.reading import Catalogue
from alignqa.papers.document import Locator, Manuscript, RegionKind


@dataclass(frozen=True, slots=True)
class Check:
    """The result for one citation or claim: `fault` says what does not hold, `note` what the user should know."""

    name: str
    fault: str = ""
    note: str = ""


def read_outcomes(text: str) -> list[Mapping[str, object]]:
    """Reads the answers of a file, which holds one or a list of them; raises UsageError if they are not JSON of this schema."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"This is not JSON: {error}.", hint="Give a file made by: alignqa ask QUESTION --json") from error
    outcomes = data if isinstance(data, list) and data else [data]
    if not all(isinstance(outcome, dict) and outcome.get("schema") == ANSWER_SCHEMA for outcome in outcomes):
        raise UsageError(
            f"This is not an answer of the schema {ANSWER_SCHEMA}.", hint="Give a file made by: alignqa ask QUESTION --json"
        )
    return outcomes


def verify(data: Mapping[str, object], catalogue: Catalogue) -> list[Check]:
    """Returns one check per citation, and one per claim or line of metadata that does not hold.

    If no check has a fault, every hash, span, quote, place and claim holds; a part of the wrong type is a fault, never an error.
    """
    checks: list[Check] = []
    markers: dict[int, str] = {}
    outcome = data.get("outcome")
    if outcome not in ("answered", "abstained"):
        checks.append(Check("answer", f"has the outcome {outcome!r}"))
    for number, citation in enumerate(_parts(data, "citations"), start=1):
        checks.append(_check(citation, f"citation {number}", number, catalogue))
        markers[number] = str(_part(citation, "quote").get("exact"))
        originals = [_part(work, "original") for work in _parts(citation, "names") if work.get("original") is not None]
        named = f"work named in citation {number}"
        checks.extend(_check({**original, "marker": number}, named, number, catalogue) for original in originals)
    for number, citation in enumerate(_parts(_part(data, "abstention"), "nearest"), start=1):
        checks.append(_check(citation, f"nearest passage {number}", number, catalogue))
    checks.extend(_fact_faults(data, catalogue))
    checks.extend(_claim_faults(data, markers))
    checks.extend(_value_faults(data))
    return checks


def _claim_faults(data: Mapping[str, object], markers: Mapping[int, str]) -> Iterator[Check]:
    quoted = _part(data, "trace").get("generator") is None
    claims = _parts(data, "claims")
    for number, claim in enumerate(claims, start=1):
        name, cited = f"claim {number}", claim.get("citations")
        if not isinstance(cited, list) or not cited:
            yield Check(name, "stands on no citation")
        elif unknown := [marker for marker in cited if type(marker) is not int or marker not in markers]:
            yield Check(name, f"cites {unknown[0]!r}, which does not exist")
        elif not isinstance(claim.get("text"), str):
            yield Check(name, "has no text")
        elif quoted and claim["text"] != markers[cited[0]]:
            yield Check(name, f"is not the quote of citation {cited[0]}, although no generator wrote it")
    facts = _parts(data, "facts")
    if data.get("outcome") == "answered" and not claims and not facts:
        yield Check("answer", "has no claim")
    if data.get("outcome") == "abstained" and (claims or markers or facts):
        yield Check("answer", "was declined but makes claims")


def _fact_faults(data: Mapping[str, object], catalogue: Catalogue) -> Iterator[Check]:
    """Yields a check for each line of metadata that is not what the catalogue knows now; one that holds is no proven quote."""
    facts = _parts(data, "facts")
    records = {record.paper_id: record for record in catalogue.papers()} if facts else {}
    listed = sum(fact.get("name") == PAPER for fact in facts)
    for number, fact in enumerate(facts, start=1):
        name, key = str(fact.get("name")), fact.get("paper_id")
        record = records.get(str(key))
        if name == COUNT and key is None:
            if listed and fact.get("value") != listed:
                yield Check(f"fact {number}", "is not the number of the papers listed")
        elif record is None:
            yield Check(f"fact {number} ({key})", "the catalogue has no such paper")
        elif name != PAPER and name not in FACTS:
            yield Check(f"fact {number} ({key})", f"tells {name!r}, which no metadata have")
        else:
            known = fact_dict(fact_of(record, name, catalogue))
            if other := [part for part in ("value", "title", "authors", "year") if fact.get(part) != known[part]]:
                yield Check(f"fact {number} ({key})", f"the metadata have {known[other[0]]!r} as the {other[0]}")


def _value_faults(data: Mapping[str, object]) -> Iterator[Check]:
    """Yields a check for each value of a table's cell that is no slice of its quote, or is not what the cell shows."""
    quotes = [_part(citation, "quote") for citation in _parts(data, "citations")]
    for part in _parts(_part(data, "page"), "parts"):
        for number, item in enumerate(_parts(part, "items")):
            if "value" not in item:
                continue
            value, marker = _part(item, "value"), item.get("citation")
            quote = quotes[marker - 1] if type(marker) is int and 0 < marker <= len(quotes) else {}
            said = _slice(quote.get("exact"), quote.get("start"), value.get("start"), value.get("end"))
            shown = [item.get("label"), *([part.get("value")] if number == 0 and part.get("value") != "not stated" else [])]
            if said is None or any(one != said for one in (value.get("exact"), *shown)):
                yield Check(f"value of “{part.get('heading')}”", "is no slice of its quote")


def _slice(exact: object, begun: object, start: object, end: object) -> str | None:
    """Returns the slice of a quote between two positions of its paper; None if there is none."""
    if not isinstance(exact, str) or not isinstance(begun, int) or not isinstance(start, int) or not isinstance(end, int):
        return None
    return exact[start - begun : end - begun] if begun <= start < end <= begun + len(exact) else None


def _check(citation: Mapping[str, object], name: str, number: int, catalogue: Catalogue) -> Check:
    key, digest, quote = citation.get("paper_id"), citation.get("text_sha256"), _part(citation, "quote")
    name = f"{name} ({key})"
    marker = citation.get("marker")
    if type(marker) is not int or marker != number:
        return Check(name, f"has the marker {marker!r}")
    if not isinstance(key, str) or not isinstance(digest, str):
        return Check(name, "has no paper or no hash")
    states = {holder.paper_id: holder.state for holder in catalogue.holders(_storable(digest))}
    if states.get(key) == "purged":
        return Check(name, "the text was purged and can no longer be verified")
    manuscript = catalogue.manuscript(_storable(digest))
    if manuscript is None:
        return Check(name, f"the catalogue has no text with the hash {digest[:12]}")
    if manuscript.text_sha256 != digest:
        return Check(name, "the text in the catalogue no longer matches its hash")
    if key not in states:
        return Check(name, f"that text belongs to {', '.join(sorted(states)) or 'no paper'}")
    fault = _quote_fault(quote, manuscript) or _place_fault(citation, quote, manuscript)
    if fault:
        return Check(name, fault)
    quoted, claimed = manuscript.kind_at(int(str(quote["start"]))) is RegionKind.QUOTATION, citation.get("quoted")
    if claimed is not None and claimed is not quoted:
        return Check(name, f"the words are {'quoted there' if quoted else 'not quoted there'}, and it says otherwise")
    # Answers that were saved before quotations were told apart do not say so.
    notes = ("older version" if states[key] == "former" else "", "" if quoted is bool(claimed) else "quoted there")
    return Check(name, note=", ".join(filter(None, notes)))


def _quote_fault(quote: Mapping[str, object], manuscript: Manuscript) -> str:
    start, end, exact = quote.get("start"), quote.get("end"), quote.get("exact")
    if type(start) is not int or type(end) is not int or not isinstance(exact, str):
        return "the span or the quote is malformed"
    if not 0 <= start < end <= len(manuscript.text):
        return f"the span {start}:{end} does not lie in the text"
    if fault := _difference(manuscript.text[start:end], exact):
        return f"the quote differs from the source {fault}"
    prefix, suffix = manuscript.text[max(0, start - CONTEXT_CHARACTERS) : start], manuscript.text[end : end + CONTEXT_CHARACTERS]
    if (quote.get("prefix"), quote.get("suffix")) != (prefix, suffix):
        return "the text around the quote differs from the source"
    return ""


def _place_fault(citation: Mapping[str, object], quote: Mapping[str, object], manuscript: Manuscript) -> str:
    start, locator = quote["start"], _part(citation, "locator")
    found = manuscript.locate(start) if isinstance(start, int) else Locator()
    claimed = (locator.get("section"), locator.get("page"), locator.get("page_label"))
    if claimed == (found.section, found.page, found.page_label) and type(locator.get("page")) is type(found.page):
        return ""
    return f"the quote is elsewhere: {found or 'in no section'}"


def _difference(source: str, quoted: str) -> str:
    """Describes the first difference between two texts; empty if they are equal."""
    if source == quoted:
        return ""
    at = next((i for i, (a, b) in enumerate(zip(source, quoted, strict=False)) if a != b), min(len(source), len(quoted)))
    return f"at character {at + 1}: {quoted[at : at + 24]!r} instead of {source[at : at + 24]!r}"


def _storable(text: str) -> str:
    """Returns `text` as SQLite accepts it: JSON may contain lone surrogates, which UTF-8 cannot encode."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _part(data: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def _parts(data: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    """Returns the members of a list; one that is not an object counts as an empty object, so that it is reported as a fault."""
    value = data.get(name)
    if value is None:
        return []
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else [{}]
