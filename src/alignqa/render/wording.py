"""Short texts: authors, citations, confidence, counts."""

from __future__ import annotations

from collections.abc import Sequence

from alignqa.answers.answer import Answer, Citation, Claim, ClaimVerdict, WorkInQuote
from alignqa.answers.facts import COUNT, FACTS, PAPER, Fact
from alignqa.answers.trace import Step
from alignqa.index.works import Copies
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.bibliography.entry import MORE_AUTHORS
from alignqa.papers.person_names import plain_name, plain_names

FROM_METADATA = "From the metadata of the papers, not quoted from them:"
_LISTED_FACTS = 30
_WARNINGS = {
    ClaimVerdict.OVERCLAIMED: "(goes further than its quotes)",
    ClaimVerdict.SAME_SUBJECT: "(same subject, agreement not established)",
}


def by_line(authors: Sequence[str], year: int | None) -> str:
    """Names authors and year: "Hubinger et al. 2019", "Krakovna and Shah 2020", "Christiano 2018"; unknown parts are left out."""
    # A name all in lower case is a handle or a group ("alignqa contributors"), which has no family name.
    names = [plain_name(name) if name == name.lower() else family_name(name, particles=True) for name in authors]
    match names:
        case []:
            who = ""
        case [one]:
            who = one + MORE_AUTHORS * authors[0].endswith(MORE_AUTHORS)
        case [one, other] if not authors[1].endswith(MORE_AUTHORS):
            who = f"{one} and {other}"
        case [first, *_]:
            who = f"{first} et al."
    return " ".join(part for part in (who, str(year) if year is not None else "") if part)


def cited(citation: Citation) -> str:
    """Names the authors, year, title, the works it is a part of, section, page and key of a quote; "quoted in" them if it is."""
    parts = (by_line(citation.authors, citation.year), citation.title, in_wholes(citation), str(citation.locator))
    named = ", ".join(part for part in parts if part)
    return " ".join(part for part in (quoted_in(citation), named, f"[{citation.paper_id}]") if part)


def quoted_in(citation: Citation) -> str:
    """Writes the words before a source that only quotes what is cited, or nothing if its authors said it themselves."""
    return "quoted in" if citation.quoted else ""


def in_wholes(citation: Citation) -> str:
    """Names the works that the paper of a quote is a part of: "in Chapter 2, The Book of Lamps"; nothing if there are none."""
    return f"in {', '.join(citation.wholes)}" if citation.wholes else ""


def named_line(citation: Citation) -> str:
    """Names the works that a quote reports, then those that it only cites, with their keys; nothing if there are none."""
    parts = []
    for verb, reported in (("reports", True), ("cites", False)):
        works = [work for work in citation.named if work.reported is reported]
        names = [
            " ".join(part for part in (by_line(work.authors, work.year) or work.title or work.mark, _key(work)) if part)
            for work in works
        ]
        parts += [f"{verb} {', '.join(names)}"] if names else []
    return "; ".join(parts)


def _key(work: WorkInQuote) -> str:
    return f"[{work.paper_id}]" if work.paper_id else ""


def copy_line(copies: Copies) -> str:
    """Names the papers that a paper is a copy of: "version of a, b; part of c"."""
    parts = (("version of", copies.versions), ("part of", copies.part_of))
    return "; ".join(f"{relation} {', '.join(keys)}" for relation, keys in parts if keys)


def confidence_line(confidence: float | None) -> str:
    """Writes the confidence as a line, or nothing if there is none."""
    return "" if confidence is None else f"Confidence {confidence:.2f}"


def own_claims(answer: Answer) -> tuple[Claim, ...]:
    """Returns the claims that have words of their own; one that only repeats its quote would appear twice."""
    quotes = {citation.marker: citation.quote.exact for citation in answer.citations}
    return tuple(claim for claim in answer.claims if quotes.get(claim.citations[0]) != claim.text)


def fact_lines(facts: Sequence[Fact]) -> tuple[str, ...]:
    """Writes each fact as a line, and after many how many more there are: "year of Takeoff speeds [key]: 2018 (byline)"."""
    lines = [_fact_line(fact) for fact in facts[:_LISTED_FACTS]]
    more = len(facts) - len(lines)
    return (*lines, f"and {count_of(more, 'more paper')}; alignqa papers lists all") if more else tuple(lines)


def _fact_line(fact: Fact) -> str:
    if fact.name == COUNT:
        found = count_of(fact.value, "paper") if isinstance(fact.value, int) and fact.value else "No paper"
        return " ".join(part for part in (found, fact.which, "is" if fact.value in (0, 1) else "are", "here") if part) + "."
    key = f"[{fact.paper_id}]"
    if fact.name == PAPER:
        return ", ".join(part for part in (by_line(fact.authors, fact.year), fact.title) if part) + f" {key}"
    of = by_line(fact.authors, fact.year) if fact.name == "title" else fact.title
    names = ", ".join(plain_names(fact.value)) if isinstance(fact.value, tuple) else ""
    value = names or ("unknown" if fact.value is None else str(fact.value))
    told = f"{FACTS[fact.name]} of {of} {key}: {value}" if of else f"{FACTS[fact.name]} of {key}: {value}"
    return f"{told} ({fact.origin})" if fact.origin else told


def overclaim_warning(claim: Claim) -> str:
    """Writes the warning to show beside a claim, or nothing if its quotes support it."""
    return _WARNINGS.get(claim.verdict, "")


def step_line(step: Step) -> str:
    """Describes a step of an agent: "search_passages(query=bells): 12 sentences"."""
    return f"{step.tool}({step.arguments}): {count_of(step.found, 'sentence')}"


def count_of(number: int, singular: str, plural: str = "") -> str:
    """Writes a number with its noun: "1 paper", "18 papers", "1,204 passages"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
