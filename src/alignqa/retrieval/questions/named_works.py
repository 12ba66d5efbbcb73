"""Works that a question cites by author and year ("Hubinger et al. 2019"), and whether they are in an index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.retrieval.filters import years_of
from alignqa.retrieval.terms import STOP_WORDS, words

_NAME = r"[A-Z](?:[’'](?!s\b))?[\w-]{0,40}[a-z][\w-]{0,40}"
_GIVEN = r"(?:[A-Z][\w.-]*\s+){0,2}"
_OTHER_AUTHORS = r"\s+(?:et\.?\s+al\b\.?|and\s+(?:colleagues|others|co-?authors)\b)"
_YEAR = r"(?:19|20)\d\d"
_CITED = re.compile(
    rf"(?P<before>\b\w+\s+)?\b(?P<first>{_GIVEN}{_NAME})"
    rf"(?:,?\s+(?:and|&)\s+(?P<second>{_NAME})|(?P<others>{_OTHER_AUTHORS}))?(?:['’]s)?,?\s*\(?\b(?P<year>{_YEAR})[a-z]?\b"
)
_LOWER_CASE = re.compile(
    rf"(?<![\w-])(?P<first>[a-z][\w’'-]*?[a-z])(?P<others>{_OTHER_AUTHORS})?(?:['’]s)?,?\s*\(?(?P<year>{_YEAR})\b"
)
_WITHOUT_YEAR = re.compile(rf"\b(?P<first>{_NAME}){_OTHER_AUTHORS}(?!\.?(?:['’]s)?,?\s*\(?{_YEAR})")
_NOT_CITING = frozenset(
    {"the", "a", "an", "this", "at", "since", "during", "until", "before", "after", "from", "early", "late", "mid", "year"}
)
"""Words before a name and a year that do not cite: "at Dartmouth 1956", "the Dutch 2020 standard"."""
_MONTHS = "january february march april may june july august september october november december"
_SHORT_MONTHS = "jan feb mar apr jun jul aug sep sept oct nov dec"
_DATES = frozenset(f"{_MONTHS} {_SHORT_MONTHS} spring summer autumn fall winter".split())
_COINED = re.compile(r"(?<!^Mc)(?<!^Mac)(?<=[a-z])[A-Z]|\d")
"""A venue, an organisation or a model ("NeurIPS 2023"), which is an author only where it is cited as one."""
_LISTED = 3  # other works by the same authors


@dataclass(frozen=True, slots=True)
class NamedWork:
    """A work as a question cites it: its first author or two, as they are written there, and its year, if one is given."""

    authors: tuple[str, ...]
    year: int | None = None

    def __str__(self) -> str:
        return " and ".join(self.authors) + (f" of {self.year}" if self.year else "")

    @property
    def families(self) -> tuple[frozenset[str], ...]:
        """The words of each author's family name, in lower case."""
        return tuple(frozenset(words(name.split()[-1])) for name in self.authors)


def named_works(question: str, papers: Sequence[PaperRecord]) -> list[NamedWork]:
    """Returns the works that a question cites by author and year, or with "et al."; none twice.

    A name in lower case is that of an author only if one of the papers' authors has it.
    """
    found = [work for match in _CITED.finditer(question) if (work := _cited(match)) is not None]
    found += [NamedWork((match["first"],)) for match in _WITHOUT_YEAR.finditer(question)]
    for match in _LOWER_CASE.finditer(question):
        work = NamedWork((match["first"].capitalize(),), int(match["year"]))
        a_name = match["others"] or match["first"] not in _DATES | STOP_WORDS | _NOT_CITING
        if a_name and papers_of(work, papers, any_year=True):
            found.append(work)
    return list(dict.fromkeys(found))


def _cited(match: re.Match[str]) -> NamedWork | None:
    """The work that a name and a year cite; None for a date or an event."""
    names = match["first"].split()
    before = (match["before"] or "").strip().casefold()
    while len(names) > 1 and names[0].casefold() in STOP_WORDS:  # the first word of a sentence
        before = names.pop(0).casefold()
    plain = not match["others"] and not match["second"] and "(" not in match[0]
    name = names[-1].casefold()
    if name in STOP_WORDS | _NOT_CITING or (plain and (before in _NOT_CITING or name in _DATES or _COINED.search(names[-1]))):
        return None
    return NamedWork(tuple(name for name in (" ".join(names), match["second"]) if name), int(match["year"]))


def papers_of(work: NamedWork, papers: Iterable[PaperRecord], *, any_year: bool = False) -> list[PaperRecord]:
    """Returns the papers that all authors of a work wrote, of its year unless `any_year` will do."""
    by_them = (paper for paper in papers if all(_wrote(family, paper) for family in work.families))
    return [paper for paper in by_them if any_year or work.year is None or work.year in years_of(paper)]


def meant(works: Sequence[NamedWork], papers: Sequence[PaperRecord]) -> frozenset[str]:
    """Returns the keys of the papers that a question cites by author and year."""
    return frozenset(paper.paper_id for work in works if work.year for paper in papers_of(work, papers))


def absence(work: NamedWork, papers: Sequence[PaperRecord]) -> str:
    """Says that a work is not here, and which works by its authors are; "" if it is here."""
    if papers_of(work, papers):
        return ""
    said = f"No paper by {work} is here."
    others = papers_of(work, papers, any_year=True)
    if not others:
        return said
    listed = ", ".join(f"{paper.paper_id} ({paper.metadata.year or 'no year'})" for paper in others[:_LISTED])
    more = f", and {len(others) - _LISTED} more" if len(others) > _LISTED else ""
    return f"{said} By {' and '.join(work.authors)} there are: {listed}{more}."


def reports(text: str, work: NamedWork) -> bool:
    """Checks whether a text names a work by all its authors, and by its year if one is given."""
    found = frozenset(words(text))
    return all(family <= found for family in work.families) and (work.year is None or str(work.year) in found)


def _wrote(family: frozenset[str], paper: PaperRecord) -> bool:
    names = (*map(family_name, paper.metadata.authors), *paper.metadata.cited_as)
    return bool(family) and any(family <= frozenset(words(name)) for name in names)
