"""Finds citations by author and year: "Doe (2001)", "(Doe & Roe, 2001, 2003)", "Doe, J. (2001)", "Doe et al."."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.mention import Mention, Name
from alignqa.audits.drafts.names import FAMILY, INVERTED, MORE, NAME_LIST, inverted_people_in, people_in
from alignqa.audits.drafts.sections import section_after
from alignqa.papers.document import Span

_DATE = r"(?:19|20)\d\d"
_YEAR = rf"(?P<year>{_DATE})[a-z]?(?!\d)"
_CITED = re.compile(rf"(?<![^\W_])(?P<authors>{NAME_LIST})(?P<more>{MORE})?(?:['’]s)?(?:,?\s*[(\[]?|\s+in\s+){_YEAR}(?![-–]\d)")
_ANY_YEAR = re.compile(_DATE)
_FURTHER = re.compile(rf"(?:[,;]|\s+and)\s*(?P<year>{_DATE})[a-z]?(?=\s*[,;)\]]|\s+and\s+{_DATE})")
_INVERTED = re.compile(rf"(?<![^\W_])(?P<authors>{INVERTED})(?P<more>,?\s*et\s+al\.?)?[,.]?\s*[(\[]?{_YEAR}")
_UNDATED = re.compile(rf"(?<![^\W_])(?P<authors>{FAMILY})\s+et\s*\.?\s+al\b\.?(?!,?\s*[(\[]?{_DATE})")
_SOON = re.compile(
    rf"(?<![^\W_])(?P<authors>{NAME_LIST})(?P<more>{MORE})?,?\s*\(?(?:n\.\s?d\.|forthcoming|in\s+press|in\s+prep(?:aration|\.)|to\s+appear)"
    rf"(?=\s*[,;)])"
)
_SLUG = re.compile(rf"(?<![\w/.-])(?P<authors>[a-z]+(?:-[a-z]+){{0,2}}?)(?P<more>-et-al)?-{_YEAR}(?![\w-])")
_SECOND_HAND = re.compile(
    r"(?:\bcit(?:ing|es)|\bvia|\bquot(?:ing|ed)\s+(?:in|by)|\b(?:cf|following|building\s+on))\.?,?\s*$", re.IGNORECASE
)
_PLACED = re.compile(r"\s{0,60}(?:[)\];]|,\s*(?:pp?\.|§|sec|ch|app|fig|\d)|:\s*\d)", re.IGNORECASE)
_LOOKED_BACK = 300  # code points in which a bracket may open before a citation
# Capitalised words before a year that are not names.
_NOT_NAMES = """
january february march april may june july august september october november december spring summer autumn winter
    section chapter figure table version appendix arxiv neurips nips icml iclr aaai acl naacl emnlp cvpr iccv eccv ijcai kdd
    aistats uai colt corl facct press university since circa published
"""
_NO_NAMES = frozenset(_NOT_NAMES.split())


def named_mentions(draft: Draft, block: Span) -> Iterator[Mention]:
    """Yields the citations of a block by authors; they may overlap."""
    text = draft.spaced
    # Without a year there is nothing to find, and matching a long list of names would start again at each name.
    if _ANY_YEAR.search(text, block.start, block.end):
        for match in _INVERTED.finditer(text, block.start, block.end):
            yield _inverted(text, match)
        for match in _CITED.finditer(text, block.start, block.end):
            yield from _dated(text, block, match)
    for match in _SLUG.finditer(text, block.start, block.end):
        name = Name(match["authors"].replace("-", " ").title(), Span(*match.span("authors")))
        more, year = bool(match["more"]), int(match["year"])
        section = section_after(text, match.end())
        yield Mention(Span(*match.span()), (name,), more, year, Span(*match.span("year")), section=section, formal=True)
    for pattern in (_UNDATED, _SOON):
        for match in pattern.finditer(text, block.start, block.end):
            if authors := _people(match):
                kept = authors[-1:] if pattern is _UNDATED else authors
                more = pattern is _UNDATED or bool(match["more"])
                yield Mention(Span(kept[0].span.start, match.end()), kept, more=more, formal=True)


def _dated(text: str, block: Span, match: re.Match[str]) -> Iterator[Mention]:
    """Yields a citation with a year, then one for each further year of the same authors."""
    authors = _people(match)
    if not authors:
        return
    first = authors[0].span.start
    second_hand = _SECOND_HAND.search(text[max(block.start, first - 30) : first]) is not None
    formal = bool(match["more"]) or len(authors) > 1 or _is_bracketed(text, block, match)
    at, span, year = match.end(), Span(first, _closed(text, match.end("year"))), Span(*match.span("year"))
    while True:
        yield Mention(
            span,
            authors,
            bool(match["more"]),
            int(year.of(text)),
            year,
            section=section_after(text, year.end),
            formal=formal,
            second_hand=second_hand,
        )
        further = _FURTHER.match(text, at, block.end) if formal else None
        if further is None:
            return
        year = Span(*further.span("year"))
        at, span = further.end(), year


def _inverted(text: str, match: re.Match[str]) -> Mention:
    authors = inverted_people_in(match["authors"], match.start("authors"))
    year = Span(*match.span("year"))
    span = Span(match.start(), _closed(text, match.end("year")))
    return Mention(span, authors, bool(match["more"]), int(match["year"]), year, formal=True)


def _people(match: re.Match[str]) -> tuple[Name, ...]:
    authors = people_in(match["authors"], match.start("authors"))
    return () if any(name.text.casefold() in _NO_NAMES for name in authors) else authors


def _is_bracketed(text: str, block: Span, match: re.Match[str]) -> bool:
    """Checks whether the year is in brackets, alone or with the authors, as only that of a citation is."""
    if not _PLACED.match(text, match.end()) and not re.match(r"[,;]", text[match.end() : match.end() + 1]):
        return False
    if re.search(r"[(\[]", text[match.end("authors") : match.start("year")]):
        return True
    before = text[max(block.start, match.start() - _LOOKED_BACK) : match.start()]
    return max(before.rfind("("), before.rfind("[")) > max(before.rfind(")"), before.rfind("]"))


def _closed(text: str, end: int) -> int:
    """Returns the end of a year, or that of the bracket that closes it, as in "Greenblatt et al. (2024)"."""
    return end + 1 if text[end : end + 1] in {")", "]"} and "(" in text[max(0, end - 8) : end] else end
