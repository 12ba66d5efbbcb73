"""Resolves the citations of a draft to works, and checks their authors, year, title and section."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.mentions import Mention, Name, authors_after, authors_before, sections_in, year_after
from alignqa.audits.findings import Correction, DraftPart, Finding, FindingVerdict
from alignqa.audits.sources import CitedPapers
from alignqa.audits.works import titles
from alignqa.audits.works.known_works import KnownWork, KnownWorks, folded_family
from alignqa.audits.works.titles import TitleMention
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.document import Metadata, Span
from alignqa.retrieval.terms import words

_TYPO = 0.82  # minimum likeness of a misspelt family name
_NICKNAME = 4  # maximum letters of a given name that may be short for a longer one: Joe, Zac, Alex
_LONG = 6  # minimum letters of a family name in which a typing error can be distinguished from another name


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a citation, with its corrections."""

    verdict: FindingVerdict
    message: str
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with the works that it may mean, the likeliest first, and its faults.

    `titled` says whether the draft cites the work by its title.
    """

    mention: Mention
    works: tuple[KnownWork, ...] = ()
    faults: tuple[Fault, ...] = ()
    titled: bool = False

    def among(self, titled: Collection[int]) -> Cited:
        """Narrows several works to those whose titles the draft has anywhere, given by identity; keeps all if it has none."""
        meant = tuple(work for work in self.works if id(work) in titled) if len(self.works) > 1 else ()
        return replace(self, works=meant) if meant else self

    @property
    def called(self) -> str:
        """The name of the likeliest work in a report; empty if no work is known."""
        return name_of(self.works[0]) if self.works else ""

    @property
    def paper_ids(self) -> tuple[str, ...]:
        """The keys of the papers in the corpus that have the text of these works."""
        return tuple(dict.fromkeys(key for work in self.works for key in work.paper_ids))


def name_of(work: KnownWork) -> str:
    """Returns a short name for a work: authors, year and title."""
    known = work.metadata
    # A name in lower case is a handle or a group, which has no family name.
    families = [name if name == name.lower() else family_name(name, particles=True) for name in known.authors]
    who = f"{families[0]} et al." if len(families) > 2 else " and ".join(families)
    facts = " ".join(part for part in (who, str(known.year or "")) if part)
    return ", ".join(part for part in (facts, known.title or "") if part) or (work.paper_ids[0] if work.paper_ids else "")


class Resolver:
    """Resolves citations to works; `references` are the entries of the reference lists beside the draft, by key."""

    def __init__(self, works: KnownWorks, references: Mapping[str, Metadata] | None = None) -> None:
        self._works = works
        self._references = references or {}

    def resolve(self, mention: Mention, text: str) -> Cited:
        """Resolves a citation; `text` is that of the draft, in which the title may follow the citation."""
        if mention.key:
            return self._by_key(mention)
        written = titles.written_title(text, mention.span.end)
        candidates = [work for work in self._works.by_family(mention.authors[0].text) if _fits(mention, work)]
        if written and (meant := [work for work in candidates if titles.is_title_of(written[0], work.metadata.title or "")]):
            return Cited(mention, tuple(meant[:1]), tuple(_year_faults(mention, meant[0])))
        if mention.year is None:
            return Cited(mention, tuple(candidates))
        exact = _with_as_many_authors(mention, [work for work in candidates if work.metadata.year == mention.year])
        if exact:
            return Cited(mention, tuple(exact), tuple(_title_faults(written, exact)))
        also = [work for work in candidates if mention.year in work.years]
        near = [work for work in candidates if mention.year and abs((work.metadata.year or 0) - mention.year) == 1]
        if also or (len(near) == 1 and len(candidates) == 1):
            meant = also or near
            return Cited(mention, tuple(meant), tuple(_year_faults(mention, meant[0])))
        return self._misspelt(mention) or Cited(mention)

    def of_title(self, title: TitleMention, text: str, block: Span) -> Cited:
        """Resolves a title in the draft, with the authors and the year next to it."""
        authors, more, year, year_span = authors_before(text, block.start, title.span.start)
        end = title.span.end
        if not authors:
            authors, more, end = authors_after(text, end, block.end)
        if year is None:
            year, year_span = year_after(text, end, block.end)
        span = Span(min([title.span.start, *(name.span.start for name in authors)]), end)
        mention = Mention(span, authors, more, year, year_span)
        faults = [*_author_faults(mention, title.work), *_year_faults(mention, title.work)]
        return Cited(mention, (title.work,), tuple(faults), titled=True)

    def _by_key(self, mention: Mention) -> Cited:
        entry = self._references.get(mention.key)
        if entry is None:
            work = self._works.by_key(mention.key)
            return Cited(mention, (work,) if work else ())
        work = self._works.like(entry)
        return Cited(mention, (work,), tuple(_entry_faults(mention.key, entry, work))) if work else Cited(mention)

    def _misspelt(self, mention: Mention) -> Cited | None:
        """Resolves a citation in which the name of an author is misspelt; None if no work of that year is near enough."""
        family = folded_family(mention.authors[0].text)
        if same := self._works.by_family(mention.authors[0].text):
            for work in same:
                alike = work.metadata.year == mention.year and len(work.metadata.authors) == len(mention.authors) > 1
                faults = tuple(_author_faults(mention, work)) if alike else ()
                if faults and all(fault.corrections for fault in faults):
                    return Cited(mention, (work,), faults)
            return None
        if len(family) < _LONG:
            return None
        near = [
            work
            for work in self._works.all
            if work.metadata.year == mention.year
            and difflib.SequenceMatcher(a=family, b=work.family).ratio() >= _TYPO
            and _fits(mention, work, first=False)
        ]
        if not near:
            return None
        right = near[0].metadata.authors[0].split()[-1]
        name = mention.authors[0]
        last = Span(name.span.end - len(name.text.split()[-1]), name.span.end)
        fault = Fault(
            FindingVerdict.WRONG_AUTHORS,
            f"The author's name is {right}, not {name.text.split()[-1]}.",
            (Correction(last, right),),
        )
        return Cited(mention, tuple(near), (fault,))


def _fits(mention: Mention, work: KnownWork, *, first: bool = True) -> bool:
    """Checks whether a work can be cited with these authors.

    "et al." needs at least two authors, and every name after the first must be among them.
    """
    authors = work.metadata.authors
    if mention.more and len(authors) < 2:
        return False
    if not first:
        return True
    return all(any(_is_name_of(name.text, author) for author in authors) for name in mention.authors[1:])


def _with_as_many_authors(mention: Mention, works: list[KnownWork]) -> list[KnownWork]:
    """Narrows works of one author and year to those with as many authors as the citation has, if there are any."""
    if mention.more:
        return [work for work in works if len(work.metadata.authors) > 2] or works
    return [work for work in works if len(work.metadata.authors) == len(mention.authors)] or works


def _is_name_of(written: str, author: str) -> bool:
    """Checks whether a name is that of an author: same family name, and no contradicting given name or initial."""
    if folded_family(written) != folded_family(author):
        return False
    given, known = words(written)[:-1], words(author)[:-1]
    if not given or not known:
        return True
    one, other = given[0], known[0]
    return one.startswith(other) or other.startswith(one) or (min(len(one), len(other)) <= _NICKNAME and one[:2] == other[:2])


def _author_faults(mention: Mention, work: KnownWork) -> Iterator[Fault]:
    """Yields a fault for each name that is not an author of the work, with the author who is probably meant."""
    authors = work.metadata.authors
    if not mention.authors or not authors:
        return
    wrong = [name for name in mention.authors if not any(_is_name_of(name.text, author) for author in authors)]
    free = [author for author in authors if not any(_is_name_of(name.text, author) for name in mention.authors)]
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
    near = difflib.get_close_matches(folded_family(name.text), list(families), n=1, cutoff=_TYPO)
    return next(iter([*same, *(families[family] for family in near)]), None)


def _year_faults(mention: Mention, work: KnownWork) -> Iterator[Fault]:
    year = work.metadata.year
    if mention.year is None or year is None or mention.year == year:
        return
    also = ", although some cite the latter" if mention.year in work.years else ""
    corrections = (
        (Correction(Span(mention.year_span.start, mention.year_span.start + 4), str(year)),) if mention.year_span else ()
    )
    yield Fault(FindingVerdict.WRONG_YEAR, f"The work is from {year}, not {mention.year}{also}.", corrections)


def _title_faults(written: tuple[str, Span] | None, works: Sequence[KnownWork]) -> Iterator[Fault]:
    """Yields a fault for a title after the citation that belongs to none of the works but resembles the title of one."""
    if written is None:
        return
    near = [work for work in works if titles.is_meant(written[0], work.metadata.title or "")]
    if near and near[0].metadata.title:
        title = near[0].metadata.title
        yield Fault(FindingVerdict.WRONG_TITLE, f"The title of the work is “{title}”.", (Correction(written[1], title),))


def _entry_faults(key: str, entry: Metadata, work: KnownWork) -> Iterator[Fault]:
    """Yields the differences between an entry of a reference list and the known work."""
    known = work.metadata
    if entry.year and known.year and entry.year != known.year:
        yield Fault(FindingVerdict.WRONG_YEAR, f"The entry {key} gives {entry.year}, but the work is from {known.year}.")
    wrong = [name for name in entry.authors if known.authors and not any(_is_name_of(name, author) for author in known.authors)]
    wrong = [name for name in wrong if name.casefold() != "others"]
    if wrong:
        yield Fault(
            FindingVerdict.WRONG_AUTHORS,
            f"The entry {key} names {', '.join(wrong)}, but the work is by {_listed(known.authors)}.",
        )
    if entry.title and known.title and not titles.is_title_of(entry.title, known.title):
        yield Fault(
            FindingVerdict.WRONG_TITLE, f"The entry {key} has a different title; the title of the work is “{known.title}”."
        )


def section_faults(cited: Cited, sources: CitedPapers) -> Iterator[Fault]:
    """Yields a fault for a section that no text of the work has; none if its sections are not numbered."""
    if not cited.mention.section:
        return
    numbers: set[str] = set()
    for paper_id in cited.paper_ids:
        if source := sources.source(paper_id):
            numbers |= {section.number for section in source.manuscript.sections if section.number}
    if len(numbers) > 1 and cited.mention.section not in numbers:
        outermost = sorted((number for number in numbers if "." not in number), key=_order)
        message = f"The work has no section {cited.mention.section}; its sections are {', '.join(outermost)}."
        yield Fault(FindingVerdict.WRONG_SECTION, message)


def citation_findings(cited: Cited, sources: CitedPapers, draft: Draft, others: Sequence[int]) -> Iterator[Finding]:
    """Yields one finding per fault, or one that says "right"; `others` are the other lines with the same citation."""
    span = cited.mention.span
    about = draft.prose(span) or cited.mention.key
    lines = f"line{'s' if len(others) > 1 else ''} {', '.join(map(str, others))}"
    again = f" The citation is repeated on {lines}." if others else ""

    def finding(verdict: FindingVerdict, message: str, corrections: tuple[Correction, ...] = ()) -> Finding:
        line = draft.line(span.start)
        return Finding(DraftPart.CITATION, verdict, span, line, about, cited.called, message, corrections=corrections)

    if not cited.works:
        yield finding(FindingVerdict.UNKNOWN_WORK, f"The work is neither in the corpus nor in the literature list.{again}")
        return
    faults = [*cited.faults, *section_faults(cited, sources)]
    for fault in faults:
        yield finding(fault.verdict, fault.message + again, fault.corrections)
    if not faults:
        yield finding(FindingVerdict.RIGHT, again.strip())


def with_section(cited: Cited, draft: Draft, sentence: Span, alone: bool) -> str:
    """Returns the section that a citation names, after it or anywhere in the sentence if it is the only citation there."""
    if cited.mention.section or not alone:
        return cited.mention.section
    named = sections_in(draft.text, sentence)
    return named[0] if len(named) == 1 else ""


def _listed(authors: Sequence[str]) -> str:
    return ", ".join(authors[:6]) + (" and others" if len(authors) > 6 else "")


def _order(number: str) -> tuple[int, str]:
    match = re.match(r"\d+", number)
    return (int(match.group()) if match else 1_000, number)
