"""The works that a paper is a part of: found by what its text announces and by its address, and what it inherits from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from alignqa.papers.bibliography.citation_keys import compared_family, fold_title
from alignqa.papers.bibliography.entry import merge
from alignqa.papers.document import Metadata
from alignqa.papers.identity.addresses import normal_address
from alignqa.papers.identity.literature import MIN_DISTINCTIVE_WORDS

_BEGINNING = 1_500  # characters in which a post says of which series it is a part
_ORDINAL = r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final|\d{1,2}(?:st|nd|rd|th)"
_PIECE = r"posts?|parts?|chapters?|articles?|essays?|instal?lments?|entry|entries|sections?"
_SERIES = r"sequence|series|book|textbook|anthology"
# "This is the first of five posts in the Risks from … Sequence", "Part 2 of the series “…”", "a chapter of the book …"
_ANNOUNCEMENT = re.compile(
    rf"\b(?:(?:{_ORDINAL})\s+(?:{_PIECE})?|parts?\s+\w+|chapter\s+\w+|this\s+(?:post|article|essay|chapter)\s+is\s+(?:a\s+)?(?:part|chapter|section))"
    rf"\s*(?:(?:of|in)\s+(?:\w+\s+)?(?:{_PIECE})\s*)?(?:of|in|from)\s+(?:the|our|my|a)\s+(?P<named>[^.;()\n]{{3,200}})",
    re.IGNORECASE,
)
_NAMED_BEFORE = re.compile(rf"\A[“\"‘']?(?P<name>[^“”\"]+?)[”\"’']?,?(?<!\s)\s++(?:{_SERIES})\b", re.IGNORECASE)
_NAMED_AFTER = re.compile(
    rf"\A(?:\w+[- ])?(?:{_SERIES})\s*(?:,|:|called|titled|entitled)?\s*[“\"‘'](?P<name>[^“”\"]+)[”\"’']", re.IGNORECASE
)
# A series about a work is no part of it.
_ABOUT = re.compile(
    r"\b(?:about|on|reviews?|reviewing|summar\w+|respon\w+|repl(?:y|ies|ying)|critiques?|critici\w+|notes|comment\w*|discuss\w*|reading)\b",
    re.IGNORECASE,
)
_MIN_SERIES_WORDS = 3
_PART_OF = "part of "


def inherited(known: Metadata, wholes: Sequence[Metadata]) -> Metadata:
    """Returns the metadata of a part, completed from its wholes, the nearest first: authors and year, nothing else."""
    for whole in wholes:
        # A chapter may itself have its year from the book.
        told = {name: origin for name, origin in whole.origins.items() if origin.startswith(_PART_OF)}
        lent = Metadata(authors=whole.authors, year=whole.year, origins=told)
        known = merge(known, lent.told_by(f"{_PART_OF}{whole.title}"))
    titles = (*known.wholes, *(whole.title for whole in wholes if whole.title))
    return replace(known, wholes=tuple(dict.fromkeys(titles)))


def stands_alone(known: Metadata, wholes: Sequence[Metadata]) -> bool:
    """Checks for an identifier, or for an address that is not below that of a whole: no chapter of its folder has one."""
    if known.arxiv_id or known.doi:
        return True
    return known.url is not None and not any(whole.url and _is_below(known.url, whole.url) for whole in wholes)


def announced_whole(text: str, works: Sequence[Metadata]) -> Metadata | None:
    """Returns the listed work as a part of which a text announces itself at its beginning, or None.

    The name of the series must be the title of the work, or its first words while the announcement names an author, too.
    A series about a work, such as reviews of it, is no part of it.
    """
    beginning = text[:_BEGINNING]
    announced = _ANNOUNCEMENT.search(beginning)
    if announced is None:
        return None
    named = _NAMED_BEFORE.match(announced["named"]) or _NAMED_AFTER.match(announced["named"])
    paragraph = beginning[beginning.rfind("\n\n", 0, announced.start()) + 1 :].strip().split("\n\n")[0]
    name = fold_title(named["name"]) if named else ""
    if named is None or len(name.split()) < _MIN_SERIES_WORDS or _ABOUT.search(announced["named"][: named.end("name")]):
        return None
    found = [work for work in works if _is_named(work, name, paragraph)]
    # Several works may begin with the name of the series: the one that the announcement names in full is meant.
    full = [work for work in found if f" {fold_title(work.title or '')} " in f" {fold_title(paragraph)} "]
    return full[0] if full else found[0] if len(found) == 1 else None


def whole_by_address(known: Metadata, stem: str, works: Sequence[Metadata]) -> Metadata | None:
    """Returns the listed work below whose address a paper has its own, if its venue or its file's name gives the work's title."""
    for work in works:
        if work.url and work.title and known.url and _is_below(known.url, work.url):
            title = fold_title(work.title)
            if fold_title(known.venue or "") == title or f"{fold_title(stem)} ".startswith(f"{title} "):
                return work
    return None


def _is_named(work: Metadata, name: str, announcement: str) -> bool:
    title = fold_title(work.title or "")
    if title == name:
        return True
    words = set(fold_title(announcement).split())
    author = any(set(fold_title(compared_family(author)).split()) <= words for author in work.authors)
    return author and len(name.split()) >= MIN_DISTINCTIVE_WORDS and f"{title} ".startswith(f"{name} ")


def _is_below(url: str, whole: str) -> bool:
    return normal_address(url).startswith(normal_address(whole) + "/")
