"""Finds the citations in a draft: authors, year and section, and where each of them is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alignqa.audits.drafts.draft import Draft, Form
from alignqa.papers.document import Span
from alignqa.retrieval.terms import STOP_WORDS

_PARTICLE = r"(?:(?:van|von|der|den|de|di|del|la|le|al|Van|Von|De|Di)\s+(?:der\s+|den\s+|la\s+)?)"
_FAMILY = rf"{_PARTICLE}?[A-Z][^\W\d_]*(?:[-’'][^\W\d_]+)*"
# Atomic: else the matcher would try every way of dividing a long list of names.
_NAME = rf"(?>(?:(?:[A-Z]\.-?\s?|{_FAMILY}\s+){{0,3}})?{_FAMILY})"
_MORE = r"(?:,?\s+(?:et\s*\.?\s+al\b\.?|and\s+(?:colleagues|collaborators|coauthors|others)\b|u\.\s?a\.))"
_AND = r"(?:,?\s+(?:and|&|\\&)\s+)"
_LIST = rf"{_NAME}(?:,\s+{_NAME}){{0,12}}?(?:{_AND}{_NAME})?"
_YEAR = r"(?P<year>(?:19|20)\d\d)[a-z]?(?!\d)"
_CITED = re.compile(rf"(?<![^\W_])(?P<authors>{_LIST})(?P<more>{_MORE})?(?:['’]s)?(?:,?\s*[(\[]?|\s+in\s+){_YEAR}(?![-–]\d)")
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_UNDATED = re.compile(rf"(?<![^\W_])(?P<authors>{_FAMILY})\s+et\s*\.?\s+al\b\.?(?!,?\s*[(\[]?(?:19|20)\d\d)")
_SLUG = re.compile(rf"(?<![\w/.-])(?P<authors>[a-z]+(?:-[a-z]+){{0,2}}?)(?P<more>-et-al)?-{_YEAR}(?![\w-])")
_TEX = re.compile(r"\\[a-zA-Z]*cite[a-zA-Z]*\*?(?P<notes>(?:\[[^\]]*\]){0,2})\{(?P<keys>[^{}]{1,500})\}")
_PANDOC = re.compile(r"(?<![\w@.])@(?P<keys>[A-Za-z][\w:.-]*[A-Za-z0-9])")
_WHOLE = re.compile(_NAME)
_SECTION = re.compile(
    r"(?:§{1,2}|\b[Ss]ec(?:tion|t?\.)|\b[Aa]ppendix|\b[Ss]ection\s+§)[\s~]*(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}\b)"
)
_AFTER = 60  # code points after a citation in which its section may be named
_SECOND_HAND = re.compile(
    r"(?:\bcit(?:ing|es)|\bvia|\bquot(?:ing|ed)\s+(?:in|by)|\b(?:cf|following|building\s+on))\.?,?\s*$", re.IGNORECASE
)
_NO_GIVEN_NAMES = frozenset({"see", "following", "like", "e.g", "cites", "citing", "via", "compare", "cf"})
# Capitalised words before a year that are not names.
_NOT_NAMES = """
january february march april may june july august september october november december spring summer autumn winter
    section chapter figure table version appendix arxiv neurips icml iclr aaai press university since circa published
"""
_NO_NAMES = frozenset(_NOT_NAMES.split())


# Words that may stand between the authors and the title of a work.
_LINK = (
    r"(?:\s*[(\[]?(?P<year>(?:19|20)\d\d)[a-z]?[)\]]?)?[\s,.:;(\u2060]*(?:(?:wrote|published|introduced\s+\w+)\s+)?(?:(?:in|on)\s+)?(?:(?:a|an|the|their|his|her)\s+)?"
    r"(?:(?P<later>(?:19|20)\d\d)\s+)?(?:paper|post|article|report|essay|book|preprint|work)?[\s,:]*(?:titled|called|entitled)?"
    r"[\s,:\u2060*_“\"‘'`\[{\\]*$"
)
_AUTHORS_BEFORE = re.compile(rf"(?<![^\W_])(?P<authors>{_LIST})(?P<more>,?{_MORE})?{_LINK}")
_AUTHORS_AFTER = re.compile(rf"[”\"'’*_\u2060}}\]]*,?\s*\(?by\s+(?P<authors>{_LIST})(?P<more>{_MORE})?")
# Between a title and its year there may be a venue: capitalised words, with function words among them.
_YEAR_AFTER = re.compile(
    r"[”\"’'*_\u2060}\]]*[,.\s\u2060*_”\"]*(?:(?:appeared|was\s+published)\s+)?(?:(?:[A-Z][\w.]*|arXiv\S*|of|on|in|and|the|for)[,.\s]+){0,8}"
    r"[(\[]?(?P<year>(?:19|20)\d\d)(?!\d|[-–]\d|\.\d)"
)
_LOOKED_BACK = 400


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an author as it is written, with its span."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation in a draft, by `key` or by authors and year.

    `more` says whether "et al." follows the authors; `section` is the number of a section named with it.
    `second_hand` says that the work is cited through another one.
    `formal` says that its form alone makes it a citation; a single name before a year ("Tokyo 2019") may be anything.
    """

    span: Span
    authors: tuple[Name, ...] = ()
    more: bool = False
    year: int | None = None
    year_span: Span | None = None
    key: str = ""
    section: str = ""
    second_hand: bool = False
    formal: bool = False


def mentions_in(draft: Draft, block: Span) -> list[Mention]:
    """Returns the citations of a block, in order, none inside another."""
    found: list[Mention] = []
    for mention in sorted((*_named(draft, block), *_keyed(draft, block)), key=lambda item: (item.span.start, -item.span.end)):
        if not found or mention.span.start >= found[-1].span.end:
            found.append(mention)
    return found


def people_in(text: str, start: int) -> tuple[Name, ...]:
    """Returns the names in a list of authors; `start` is the position of the list in the draft."""
    names = []
    for match in _WHOLE.finditer(text):
        parts = match.group().split()
        # Words at the start of a sentence look like given names: "In Hubinger et al. 2019".
        dropped = 0
        while len(parts) > 1 and parts[0].casefold().rstrip(".") in STOP_WORDS | _NO_GIVEN_NAMES:
            dropped += text[match.start() + dropped :].index(parts[1], len(parts[0])) if len(parts) > 1 else 0
            parts = parts[1:]
        if parts and parts[0].casefold() not in STOP_WORDS:
            names.append(Name(" ".join(parts), Span(start + match.start() + dropped, start + match.end())))
    return tuple(names)


def authors_before(text: str, start: int, title: int) -> tuple[tuple[Name, ...], bool, int | None, Span | None]:
    """Returns the authors right before a title, whether "et al." follows them, and the year before the title with its span."""
    begin = max(start, title - _LOOKED_BACK)
    for match in _AUTHORS_BEFORE.finditer(text[begin:title]):
        authors = people_in(match["authors"], begin + match.start("authors"))
        if not authors:
            continue
        group = "year" if match["year"] else "later"
        year = (int(match[group]), Span(begin + match.start(group), begin + match.end(group))) if match[group] else (None, None)
        return authors, bool(match["more"]), *year
    return (), False, None, None


def authors_after(text: str, title: int, end: int) -> tuple[tuple[Name, ...], bool, int]:
    """Returns the authors after a title ("by …"), whether "et al." follows, and the end of the whole.

    Without such authors, the end is that of the title.
    """
    match = _AUTHORS_AFTER.match(text, title, end)
    if match is None:
        return (), False, title
    return people_in(match["authors"], match.start("authors")), bool(match["more"]), match.end()


def year_after(text: str, title: int, end: int) -> tuple[int | None, Span | None]:
    """Returns the year within a few words after a title that ends at `title`, with its span."""
    match = _YEAR_AFTER.match(text, title, end)
    return (int(match["year"]), Span(*match.span("year"))) if match else (None, None)


def section_after(text: str, end: int) -> str:
    """Returns the number of the section that is named right after a citation, or an empty string."""
    after = re.split(r"[;)\]\n]|\.\s", text[end : end + _AFTER], maxsplit=1)[0]
    match = _SECTION.search(after)
    return match["number"] if match else ""


def sections_in(text: str, span: Span) -> list[str]:
    """Returns the numbers of the sections that a span names."""
    return [match["number"] for match in _SECTION.finditer(text, span.start, span.end)]


def _named(draft: Draft, block: Span) -> Iterator[Mention]:
    text = draft.spaced
    # Without a year there is nothing to find, and matching a long list of names would start again at each name.
    dated = block.end if _ANY_YEAR.search(text, block.start, block.end) else block.start
    for match in _CITED.finditer(text, block.start, dated):
        authors = people_in(match["authors"], match.start("authors"))
        if not authors or any(name.text.casefold() in _NO_NAMES for name in authors):
            continue
        yield Mention(
            Span(authors[0].span.start, _closed(text, match.end("year"))),
            authors,
            bool(match["more"]),
            int(match["year"]),
            Span(*match.span("year")),
            section=section_after(text, match.end("year")),
            formal=bool(match["more"]) or len(authors) > 1,
            second_hand=_SECOND_HAND.search(text[max(block.start, authors[0].span.start - 30) : authors[0].span.start])
            is not None,
        )
    for match in _SLUG.finditer(text, block.start, block.end):
        name = Name(match["authors"].replace("-", " ").title(), Span(*match.span("authors")))
        section = section_after(text, match.end())
        yield Mention(
            Span(*match.span()),
            (name,),
            bool(match["more"]),
            int(match["year"]),
            Span(*match.span("year")),
            section=section,
            formal=True,
        )
    for match in _UNDATED.finditer(text, block.start, block.end):
        authors = people_in(match["authors"], match.start("authors"))
        if authors:
            yield Mention(Span(*match.span()), authors[-1:], more=True, formal=True)


def _closed(text: str, end: int) -> int:
    """Returns the end of a year, or that of the bracket that closes it, as in "Greenblatt et al. (2024)"."""
    return end + 1 if text[end : end + 1] in {")", "]"} and "(" in text[max(0, end - 8) : end] else end


def _keyed(draft: Draft, block: Span) -> Iterator[Mention]:
    for match in (_TEX if draft.form is Form.LATEX else _PANDOC).finditer(draft.text, block.start, block.end):
        notes = match.groupdict().get("notes") or draft.text[match.end() : match.end() + _AFTER].split("]")[0].split(";")[0]
        found = _SECTION.search(notes)
        for key in match["keys"].split(","):
            if key.strip():
                yield Mention(Span(*match.span()), key=key.strip(), section=found["number"] if found else "", formal=True)
