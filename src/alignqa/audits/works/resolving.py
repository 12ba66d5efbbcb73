"""Resolves the citations of a draft to works."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace

from alignqa.audits.drafts.mention import Mention
from alignqa.audits.drafts.names import authors_after, authors_before, year_after
from alignqa.audits.findings import Correction, FindingVerdict
from alignqa.audits.works import titles
from alignqa.audits.works.citations import Cited, name_of
from alignqa.audits.works.faults import TYPO, Fault, author_faults, entry_faults, is_name_of, title_faults, year_faults
from alignqa.audits.works.known_works import KnownWork, KnownWorks, folded_family
from alignqa.audits.works.references import ReferenceList
from alignqa.audits.works.titles import TitleFinder, TitleMention
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.document import Metadata, Span
from alignqa.retrieval.terms import words

_SHOWN = 3  # works of an author that a message names
# Names of so many authors that one of them and a year do not tell which work is meant.
_COMMON_NAMES = """
wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin luo gao lu wei tang deng xie han cao peng jiang ye
feng yu dong yuan pan song shi yao ren zheng shen liang kim lee park choi jung kang cho smith jones brown johnson williams
miller davis wilson taylor anderson thomas martin clark lewis nguyen tran singh kumar sharma gupta garcia lopez
"""
_COMMON = frozenset(words(_COMMON_NAMES))
_YEARS_APART = 3  # maximum difference of a wrong year from the right one, if two authors agree
_LONG = 6  # minimum letters of a family name in which a typing error can be distinguished from another name


class Resolver:
    """Resolves citations to works; `references` are the reference lists beside the draft."""

    def __init__(self, works: KnownWorks, references: ReferenceList) -> None:
        self._works = works
        self._titles = TitleFinder(works)
        self.references = references

    def resolve(self, mention: Mention, text: str) -> Cited:
        """Resolves a citation; `text` is that of the draft, in which the title may follow the citation."""
        if mention.key:
            return self._by_key(mention)
        if mention.link:
            work = self._works.by_link(mention.link)
            return Cited(mention, (work,) if work else ())
        if not mention.authors:
            return Cited(mention)
        written = titles.written_title(text, mention.span.end)
        known = self._works.by_family(mention.authors[0].text)
        candidates = [work for work in known if _fits(mention, work)]
        if written and (meant := [work for work in candidates if titles.is_title_of(written[0], work.metadata.title or "")]):
            return Cited(mention, tuple(meant[:1]), tuple(year_faults(mention, meant[0])))
        if mention.year is None:
            return Cited(mention, tuple(candidates))
        exact = _with_as_many_authors(mention, [work for work in candidates if work.metadata.year == mention.year])
        if exact:
            return Cited(mention, tuple(exact), tuple(title_faults(written, exact)))
        also = [work for work in candidates if mention.year in work.years]
        # Two names that agree leave little doubt which work is meant.
        common = folded_family(mention.authors[0].text) in _COMMON
        apart = _YEARS_APART if len(mention.authors) > 1 else 0 if common else 1
        near = [work for work in candidates if mention.year and 0 < abs((work.metadata.year or 0) - mention.year) <= apart]
        if also or (len(near) == 1 and len(candidates) == 1):
            meant = also or near
            return Cited(mention, tuple(meant), tuple(year_faults(mention, meant[0])))
        return self._misspelt(mention) or Cited(mention, hint=_known_of(mention, known))

    def titles_in(self, text: str, block: Span) -> list[Cited]:
        """Returns the works whose titles a block has."""
        return [self._of_title(title, text, block) for title in self._titles.find(text, block)]

    def of_text(self, mention: Mention, printed: str) -> Cited:
        """Resolves the entry of a reference list as it is printed: by its identifier, else by its title."""
        if work := self._works.by_link(printed):
            return Cited(mention, (work,))
        found = self.titles_in(printed, Span(0, len(printed)))
        faults = [replace(fault, corrections=()) for item in found[:1] for fault in item.faults]
        return Cited(mention, found[0].works, tuple(faults)) if found else Cited(mention)

    def _of_title(self, title: TitleMention, text: str, block: Span) -> Cited:
        """Resolves a title in the draft, with the authors and the year next to it."""
        authors, more, year, year_span = authors_before(text, block.start, title.span.start)
        end = title.span.end
        if not authors:
            authors, more, end = authors_after(text, end, block.end)
        if year is None:
            year, year_span = year_after(text, end, block.end)
        span = Span(min([title.span.start, *(name.span.start for name in authors)]), end)
        mention = Mention(span, authors, more, year, year_span)
        faults = [*author_faults(mention, title.work), *year_faults(mention, title.work)]
        return Cited(mention, (title.work,), tuple(faults), titled=True)

    def _by_key(self, mention: Mention) -> Cited:
        key, listed = mention.key, self.references
        twice = [Fault(FindingVerdict.DEFINED_TWICE, f"The key {key} is defined twice in the reference list.")]
        twice = twice if key in listed.repeated else []
        if entry := listed.entries.get(key):
            work, leading = self._of_entry(key, entry)
            faults = [*twice, *leading, *(entry_faults(key, entry, work) if work else ())]
            return Cited(mention, (work,) if work else (), tuple(faults))
        if key in listed.texts:
            return self.of_text(mention, listed.texts[key])
        work = self._works.by_key(key)
        why = "has an entry that cannot be read" if key in listed.broken else "is not defined in the reference list"
        missing = Fault(FindingVerdict.NO_ENTRY, f"The key {key} {why}.")
        return Cited(mention, (work,) if work else (), (missing,) if listed.complete else ())

    def _of_entry(self, key: str, entry: Metadata) -> tuple[KnownWork | None, list[Fault]]:
        """Returns the work of an entry, and a fault if its identifier is that of another work than its title and authors."""
        own = self._works.papers.get(key)
        if own is not None and (own.title, own.year) == (entry.title, entry.year):
            # A paper of the index under its own key, whatever else has its title.
            work = self._works.by_key(key)
            same = work is not None and (work.metadata.title, work.metadata.year) == (own.title, own.year)
            return (work if same else KnownWork(own, (key,))), []
        work = self._works.like(entry)
        titled = self._works.titles.get(fold_title(entry.title)) if entry.title else None
        if titled is None or not entry.authors or folded_family(entry.authors[0]) != titled.family:
            return work, []
        known = titled.metadata
        if work is not None and work is not titled:
            message = f"The identifier of the entry {key} leads to another work: {name_of(work)}."
        elif entry.arxiv_id and known.arxiv_id and entry.arxiv_id.casefold() != known.arxiv_id.casefold():
            message = f"The entry {key} gives arXiv:{entry.arxiv_id}, but the work is arXiv:{known.arxiv_id}."
        else:
            return titled, []
        return titled, [Fault(FindingVerdict.WRONG_LINK, message)]

    def _misspelt(self, mention: Mention) -> Cited | None:
        """Resolves a citation in which the name of an author is misspelt; None if no work of that year is near enough."""
        family = folded_family(mention.authors[0].text)
        if same := self._works.by_family(mention.authors[0].text):
            for work in same:
                alike = work.metadata.year == mention.year and len(work.metadata.authors) == len(mention.authors) > 1
                faults = tuple(author_faults(mention, work)) if alike else ()
                if faults and all(fault.corrections for fault in faults):
                    return Cited(mention, (work,), faults)
                if work.metadata.year == mention.year and _shares_coauthor(mention, work):
                    return Cited(mention, (work,), tuple(author_faults(mention, work)))
            return None
        if len(family) < _LONG:
            return None
        near = [
            work
            for work in self._works.all
            if work.metadata.year == mention.year
            and difflib.SequenceMatcher(a=family, b=work.family).ratio() >= TYPO
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


def _known_of(mention: Mention, works: Sequence[KnownWork]) -> str:
    """Says which works of the first author are known, if the one that is cited is not."""
    names = [f"{work.metadata.year or 'no year'}, “{work.metadata.title}”" for work in works if work.metadata.title]
    more = " and others" if len(names) > _SHOWN else ""
    family = mention.authors[0].text.split()[-1]
    return f"Known works of {family}: {'; '.join(names[:_SHOWN])}{more}." if names else ""


def _fits(mention: Mention, work: KnownWork, *, first: bool = True) -> bool:
    """Checks whether a work can be cited with these authors.

    "et al." needs at least two authors, and every name after the first must be among them.
    """
    authors = work.metadata.authors
    if mention.more and len(authors) < 2:
        return False
    if not first:
        return True
    return all(any(is_name_of(name.text, author) for author in authors) for name in mention.authors[1:])


def _shares_coauthor(mention: Mention, work: KnownWork) -> bool:
    """Checks whether an author besides the first is one of the work, although another is not."""
    others = mention.authors[1:]
    agreeing = [name for name in others if any(is_name_of(name.text, author) for author in work.metadata.authors)]
    return 0 < len(agreeing) < len(others)


def _with_as_many_authors(mention: Mention, works: list[KnownWork]) -> list[KnownWork]:
    """Narrows works of one author and year to those with as many authors as the citation has, if there are any."""
    if mention.more:
        return [work for work in works if len(work.metadata.authors) > 2] or works
    return [work for work in works if len(work.metadata.authors) == len(mention.authors)] or works
