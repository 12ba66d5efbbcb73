"""Short texts: authors, citations, confidence, counts."""

from __future__ import annotations

from collections.abc import Sequence

from alignqa.answers.answer import Citation, Claim, ClaimVerdict
from alignqa.answers.trace import Step
from alignqa.index.works import Copies
from alignqa.papers.bibliography.citation_keys import family_name


def by_line(authors: Sequence[str], year: int | None) -> str:
    """Names authors and year: "Hubinger et al. 2019", "Krakovna and Shah 2020", "Christiano 2018"; unknown parts are left out."""
    # A name all in lower case is a handle or a group ("alignqa contributors"), which has no family name.
    names = [name if name == name.lower() else family_name(name, particles=True) for name in authors]
    match names:
        case []:
            who = ""
        case [one]:
            who = one
        case [one, other]:
            who = f"{one} and {other}"
        case [first, *_]:
            who = f"{first} et al."
    return " ".join(part for part in (who, str(year) if year is not None else "") if part)


def cited(citation: Citation) -> str:
    """Names the authors, year, title, section, page and key of a quote."""
    parts = (by_line(citation.authors, citation.year), citation.title, str(citation.locator), f"[{citation.paper_id}]")
    return ", ".join(part for part in parts[:3] if part) + (" " if any(parts[:3]) else "") + parts[3]


def copy_line(copies: Copies) -> str:
    """Names the papers that a paper is a copy of: "version of a, b; part of c"."""
    parts = (("version of", copies.versions), ("part of", copies.part_of))
    return "; ".join(f"{relation} {', '.join(keys)}" for relation, keys in parts if keys)


def confidence_line(confidence: float | None) -> str:
    """Writes the confidence as a line, or nothing if there is none."""
    return "" if confidence is None else f"Confidence {confidence:.2f}"


def overclaim_warning(claim: Claim) -> str:
    """Writes the warning to show beside a claim, or nothing if its quotes support it."""
    return "(goes further than its quotes)" if claim.verdict is ClaimVerdict.OVERCLAIMED else ""


def step_line(step: Step) -> str:
    """Describes a step of an agent: "search_passages(query=bells): 12 sentences"."""
    return f"{step.tool}({step.arguments}): {count_of(step.found, 'sentence')}"


def count_of(number: int, singular: str, plural: str = "") -> str:
    """Writes a number with its noun: "1 paper", "18 papers", "1,204 passages"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
