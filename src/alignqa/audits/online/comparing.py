"""Compares an entry with the work that a register has: what does not belong together, and what has become of the work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from alignqa.acquisition.registers.registered_work import RegisteredWork
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.drafts.names import authors_before
from alignqa.audits.findings import FindingVerdict
from alignqa.audits.online.listed import ListedWork
from alignqa.audits.online.matching import cites_preprint, is_same_venue, venue_of
from alignqa.audits.works.faults import Fault, author_faults, entry_faults
from alignqa.audits.works.known_works import KnownWork
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.bibliography.organisations import is_organisation
from alignqa.papers.document import Metadata, Span
from alignqa.retrieval.terms import words

_TOKEN = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?<![\d./:-])(?:19|20)\d\d(?!\d|[./]\d)")


def faults_of(entry: ListedWork, found: Sequence[RegisteredWork]) -> Iterator[Fault]:
    """Yields what does not belong together in an entry; `found` are the records of its work, the one it names first."""
    yield from _retractions(found)
    work = found[0]
    # The entry may follow any record: a preprint and its published version have different years, and sometimes titles.
    faults = min((list(_metadata_faults(entry, each)) for each in found), key=len)
    yield from (replace(fault, message=f"{fault.message} ({work.register})", corrections=()) for fault in faults)
    years = {year for each in found for year in each.years}
    wrong = _years(entry) - years
    if years and _years(entry) and not _years(entry) & years:
        given = f"{min(years)}–{max(years)}" if len(years) > 1 else f"{min(years)}"
        message = f"{entry.called} gives {min(wrong)}, but the work is from {given}. ({work.register})"
        yield Fault(FindingVerdict.WRONG_YEAR, message)
    venues = [name for each in found for name in each.venues]
    written = venue_of(entry)
    if venues and written and not is_same_venue(written, venues):
        message = f"{entry.called} says “{written}”, but the work appeared in “{venues[0]}”. ({work.register})"
        yield Fault(FindingVerdict.WRONG_VENUE, message)


def published_as(entry: ListedWork, found: Sequence[RegisteredWork]) -> str:
    """Says where the work of an entry that cites the preprint has been published since; empty if it has not, or is cited so."""
    preprints = [work for work in found if work.preprint]
    published = next((work for work in found if not work.preprint), None)
    by_doi = published is not None and entry.doi.casefold() == (published.metadata.doi or "").casefold()
    if not preprints or by_doi or not cites_preprint(entry):
        return ""
    if published:
        year = f", {published.metadata.year}" if published.metadata.year else ""
        doi = f", doi:{published.metadata.doi}" if published.metadata.doi else ""
        venue = published.venues[0] if published.venues else "a publisher of books or reports"
        if entry.printed and published.venues and fold_title(venue) in fold_title(entry.printed):
            return ""
        return f"The preprint has been published since: {venue}{year}{doi}. ({published.register})"
    named = next((work for work in preprints if work.published), None)
    return f"The preprint has been published since: {named.published}. ({named.register})" if named else ""


def _retractions(found: Sequence[RegisteredWork]) -> Iterator[Fault]:
    if work := next((work for work in found if work.retraction), None):
        yield Fault(FindingVerdict.RETRACTED, f"{work.retraction} ({work.register})")
    elif work := next((work for work in found if work.concern), None):
        yield Fault(FindingVerdict.IN_DOUBT, f"{work.concern} ({work.register})")


def _metadata_faults(entry: ListedWork, work: RegisteredWork) -> Iterator[Fault]:
    """Yields the faults of the authors and the title."""
    if not entry.printed:
        # A group that signs a paper ("OpenAI") is not always among the authors that a register names.
        people = tuple(name for name in entry.known.authors if len(words(name)) > 1 and not is_organisation(name))
        yield from entry_faults(
            entry.key, replace(entry.known, authors=people), KnownWork(replace(work.metadata, year=entry.known.year))
        )
        return
    title = _title_place(entry, work.metadata)
    if title is not None:
        authors, more, *_ = authors_before(entry.printed, 0, title.start)
        yield from author_faults(Mention(title, authors, more), KnownWork(work.metadata))


def _title_place(entry: ListedWork, work: Metadata) -> Span | None:
    """Returns the place of the title of a work in a printed entry, or None."""
    wanted = fold_title(work.title or "").split()
    tokens = [(fold_title(match[0]), match.span()) for match in _TOKEN.finditer(entry.printed)]
    found = [token for token, _ in tokens]
    for at in range(len(tokens) - len(wanted) + 1):
        if wanted and found[at : at + len(wanted)] == wanted:
            return Span(tokens[at][1][0], tokens[at + len(wanted) - 1][1][1])
    return None


def _years(entry: ListedWork) -> set[int]:
    """Returns the year of an entry, or all numbers of a printed one that may be its year."""
    if not entry.printed:
        return {entry.known.year} if entry.known.year else set()
    return {int(year) for year in _YEAR.findall(entry.printed)}
