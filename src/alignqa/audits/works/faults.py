"""The faults of a citation: wrong authors, year, title or section, each with what corrects it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from alignqa.audits.drafts.mention import Mention, Name
from alignqa.audits.findings import Correction, FindingVerdict
from alignqa.audits.sources import CitedPapers
from alignqa.audits.works import titles
from alignqa.audits.works.known_works import KnownWork, folded_family
from alignqa.papers.bibliography.entry import MORE_AUTHORS
from alignqa.papers.document import Metadata, Span
from alignqa.papers.person_names import plain_name, plain_names
from alignqa.retrieval.terms import words

TYPO = 0.82
"""The least likeness of a misspelt family name."""
_NICKNAME = 4  # maximum letters of a given name that may be short for a longer one: Joe, Zac, Alex


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a citation, with its corrections."""

    verdict: FindingVerdict
    message: str
    corrections: tuple[Correction, ...] = ()


def is_name_of(written: str, author: str) -> bool:
    """Checks whether a name is that of an author: same family name, and no contradicting given name or initial."""
    author = author.removesuffix(MORE_AUTHORS)
    if folded_family(written) != folded_family(author):
        return False
    given, known = words(written)[:-1], words(author)[:-1]
    # "García Márquez" of "Gabriel García Márquez" has no given name.
    if not given or not known or known[-len(given) :] == given:
        return True
    one, other = given[0], known[0]
    return one.startswith(other) or other.startswith(one) or (min(len(one), len(other)) <= _NICKNAME and one[:2] == other[:2])


def author_faults(mention: Mention, work: KnownWork) -> Iterator[Fault]:
    """Yields a fault for each name that is not an author of the work, with the author who is probably meant."""
    authors = work.metadata.authors
    if not mention.authors or not authors:
        return
    # In "Lark, Ada, and Bruno Field", the given name of the first author stands alone.
    given = {part for author in authors for part in words(author)[:-1]} | set("abcdefghijklmnopqrstuvwxyz")
    names = [name for name in mention.authors if len(words(name.text)) > 1 or not set(words(name.text)) <= given]
    wrong = [name for name in names if not any(is_name_of(name.text, author) for author in authors)]
    free = [plain_name(author) for author in authors if not any(is_name_of(name.text, author) for name in mention.authors)]
    for name in wrong:
        meant = _likeliest(name, free)
        if meant:
            free.remove(meant)
        right = f"; {meant} is probably meant" if meant else f", which is by {_listed(authors)}"
        corrections = (Correction(name.span, meant),) if meant else ()
        yield Fault(FindingVerdict.WRONG_AUTHORS, f"{name.text} is not an author of the work{right}.", corrections)


def _likeliest(name: Name, authors: Sequence[str]) -> str | None:
    """Returns the author with the same given name or with nearly the same family name; None if there is none."""
    given = words(name.text)[:1]
    same = [author for author in authors if len(words(name.text)) > 1 and words(author)[:1] == given]
    families = {folded_family(author): author for author in authors}
    near = difflib.get_close_matches(folded_family(name.text), list(families), n=1, cutoff=TYPO)
    return next(iter([*same, *(families[family] for family in near)]), None)


def year_faults(mention: Mention, work: KnownWork) -> Iterator[Fault]:
    """Yields a fault if the year of a citation is not that of the work."""
    year = work.metadata.year
    if mention.year is None or year is None or mention.year == year:
        return
    also = ", although some cite the latter" if mention.year in work.years else ""
    corrections = (
        (Correction(Span(mention.year_span.start, mention.year_span.start + 4), str(year)),) if mention.year_span else ()
    )
    yield Fault(FindingVerdict.WRONG_YEAR, f"The work is from {year}, not {mention.year}{also}.", corrections)


def title_faults(written: tuple[str, Span] | None, works: Sequence[KnownWork]) -> Iterator[Fault]:
    """Yields a fault for a title after the citation that belongs to none of the works but resembles the title of one."""
    if written is None:
        return
    near = [work for work in works if titles.is_meant(written[0], work.metadata.title or "")]
    if near and near[0].metadata.title:
        title = near[0].metadata.title
        yield Fault(FindingVerdict.WRONG_TITLE, f"The title of the work is “{title}”.", (Correction(written[1], title),))


def entry_faults(key: str, entry: Metadata, work: KnownWork) -> Iterator[Fault]:
    """Yields the differences between an entry of a reference list and the known work."""
    known = work.metadata
    if entry.year and known.year and entry.year != known.year:
        yield Fault(FindingVerdict.WRONG_YEAR, f"The entry {key} gives {entry.year}, but the work is from {known.year}.")
    names = [name.removesuffix(MORE_AUTHORS) for name in entry.authors if name.casefold() != "others"]
    wrong = [name for name in names if known.authors and not any(is_name_of(name, author) for author in known.authors)]
    if wrong:
        yield Fault(
            FindingVerdict.WRONG_AUTHORS,
            f"The entry {key} names {', '.join(plain_names(wrong))}, but the work is by {_listed(known.authors)}.",
        )
    if entry.title and known.title and not titles.is_title_of(entry.title, known.title):
        yield Fault(
            FindingVerdict.WRONG_TITLE, f"The entry {key} has a different title; the title of the work is “{known.title}”."
        )


def section_faults(section: str, paper_ids: Collection[str], sources: CitedPapers) -> Iterator[Fault]:
    """Yields a fault for a section that no text of the work has; none if its sections are not numbered."""
    if not section:
        return
    numbers: set[str] = set()
    for paper_id in paper_ids:
        if source := sources.source(paper_id):
            numbers |= {part.number for part in source.manuscript.sections if part.number}
    if len(numbers) > 1 and section not in numbers:
        outermost = sorted((number for number in numbers if "." not in number), key=_order)
        message = f"The work has no section {section}; its sections are {', '.join(outermost)}."
        yield Fault(FindingVerdict.WRONG_SECTION, message)


def page_faults(page: int | None, works: Sequence[KnownWork], sources: CitedPapers) -> Iterator[Fault]:
    """Yields a fault for a page that the texts of a work do not have; none if it may have been printed with other pages."""
    for work in works if page is not None else ():
        if work.metadata.venue and not work.metadata.venue.casefold().startswith("arxiv"):
            continue
        found = [source.manuscript.pages for key in work.paper_ids if (source := sources.source(key))]
        pages = [part for one in found for part in one]
        labels = [int(part.label) for part in pages if part.label and part.label.isdecimal()]
        last = max([*(part.number for part in pages), *labels], default=0)
        if page is not None and last and all(found) and page > last:
            yield Fault(FindingVerdict.WRONG_PAGE, f"The work has {last} pages, and page {page} is cited.")


def _listed(authors: Sequence[str]) -> str:
    return ", ".join(plain_names(authors[:6])) + (" and others" if len(authors) > 6 else "")


def _order(number: str) -> tuple[int, str]:
    match = re.match(r"\d+", number)
    return (int(match.group()) if match else 1_000, number)
