"""Filters that limit a question to some papers: by key, by author, by year."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.errors import UnknownPaper, UsageError
from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.retrieval.terms import words


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions that a paper must all meet: one of the papers, one of the authors, a range of years (inclusive)."""

    papers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None

    def __bool__(self) -> bool:
        return bool(self.papers or self.authors or self.years)


NO_FILTERS = Filters()


def parse_years(text: str) -> tuple[int | None, int | None]:
    """Reads a range of years from "2019", "2019..2022", "2019.." or "..2022"; raises UsageError for anything else."""
    match = re.fullmatch(r"\s*(?:(\d{4})|(\d{4})?\s*\.\.\s*(\d{4})?)\s*", text)
    if match is None or not any(match.groups()):
        raise UsageError(f"{text!r} is not a year or a range of years.", hint="Write 2019, 2019..2022, 2019.. or ..2022")
    single, first, last = (int(group) if group else None for group in match.groups())
    if first and last and first > last:
        raise UsageError(f"The range {text!r} runs backwards.", hint=f"Write {last}..{first}")
    return (single, single) if single else (first, last)


def select(records: Sequence[PaperRecord], filters: Filters) -> frozenset[str] | None:
    """Returns the keys of the papers that the filters leave, or None if there are no filters.

    Raises UnknownPaper for a key, an author or a combination that no paper has, and suggests existing ones.
    """
    if not filters:
        return None
    keys = {record.paper_id for record in records}
    for paper_id in filters.papers:
        if paper_id not in keys:
            raise _unknown(f"There is no paper {paper_id!r} in the index.", paper_id, sorted(keys))
    chosen = [record for record in records if not filters.papers or record.paper_id in filters.papers]
    if filters.authors:
        for author in filters.authors:
            if not any(is_by(record, author) for record in records):
                families = sorted({family_name(name) for record in records for name in record.metadata.authors})
                raise _unknown(f"No paper in the index is by {author!r}.", author, families)
        chosen = [record for record in chosen if any(is_by(record, author) for author in filters.authors)]
    if filters.years:
        chosen = [record for record in chosen if any(_within(year, filters.years) for year in years_of(record))]
    if not chosen:
        existing = sorted({str(year) for record in records for year in years_of(record)})
        raise UnknownPaper(
            "No paper in the index has this combination of key, author and year.",
            hint=f"Choose among the years {', '.join(existing)}" if existing else "See the papers: alignqa papers",
        )
    return frozenset(record.paper_id for record in chosen)


def is_by(record: PaperRecord, author: str) -> bool:
    """Checks whether one of the paper's authors has all the words of `author`, or the paper is cited under that name."""
    wanted = set(words(author))
    names = (*record.metadata.authors, *record.metadata.cited_as)
    return bool(wanted) and any(wanted <= set(words(name)) for name in names)


def years_of(record: PaperRecord) -> set[int]:
    """The paper's year and the years under which it is cited."""
    cited = {int(year) for name in record.metadata.cited_as for year in re.findall(r"\b(?:19|20)\d\d\b", name)}
    return cited | ({record.metadata.year} if record.metadata.year is not None else set())


def _within(year: int, years: tuple[int | None, int | None]) -> bool:
    first, last = years
    return (first is None or first <= year) and (last is None or year <= last)


def _unknown(message: str, wanted: str, existing: Sequence[str]) -> UnknownPaper:
    folded = {name.casefold(): name for name in existing}
    near = [folded[name] for name in difflib.get_close_matches(wanted.casefold(), list(folded), n=3, cutoff=0.5)]
    return UnknownPaper(message, hint=f"Did you mean {', '.join(near)}?" if near else "See the papers: alignqa papers")
