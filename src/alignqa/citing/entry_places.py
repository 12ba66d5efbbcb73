"""Finds the places of the entries of a paper's list of references."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alignqa.audits.drafts.names import FAMILY
from alignqa.citing.author_lists import authors_at_start
from alignqa.citing.entry_dates import BRACKETED_DATE, YEAR, date_at
from alignqa.papers.document import Manuscript, RegionKind, Span

LABEL = re.compile(r"\s{0,20}(?:\[(?P<bracketed>\d{1,3})\]|(?P<listed>\d{1,3})\.(?=\s{1,9}[^\W\d_]))\s{0,20}")
"""The pattern of the number of an entry."""
_OTHER_LIST = re.compile(r"(?:external )?links|see also|related (?:pages|posts)|backlinks", re.IGNORECASE)
_BROKEN_ADDRESS = re.compile(r"(https?:/?/?\S{0,300}?[./_:-]) (?=[a-z0-9/])")
_GIVEN = r"(?:[^\W\d_a-z]\.[- ]?){1,3}"
_PERSON = rf"(?:(?:{_GIVEN}|(?:{FAMILY} ){{1,2}}(?:{_GIVEN} ?)?){FAMILY})"
# A new entry begins in mid-line where two were printed without a break: people follow an address, a page or a year.
_RUN_ON = re.compile(rf"(?<=\S)\. (?=(?P<several>(?:{_PERSON})(?:, {_PERSON}|,? and {_PERSON}))|{_PERSON}\. [A-Z])")
_ENDING = re.compile(r"[\d/_]")
_CONTINUED = re.compile(
    r"(?!(?:van|von|de|der|den|di|du|da|del|la|le|al|el)\b)[a-z]|\d|(?:URL|arXiv|In|Technical Report|ISBN|ISSN)\b"
)
_FINISHED = re.compile(r"(?:[.!?][)\]”\"’]?|[)\]”\"]|https?://\S{1,300})\s*\Z")
_OPEN_ADDRESS = re.compile(r"https?:\S{0,300}[./_:-]\s*\Z")
_REST_OF_ADDRESS = re.compile(r"[\w-]*(?:/|[._]\w)")
_NEAR = 400  # code points between the parts of an entry that is broken by the foot of a page
_LOOKED_BACK = 300  # code points; the longest address that is looked at


def entry_places(manuscript: Manuscript) -> Iterator[tuple[Span, int | None]]:
    """Yields the place and the number of each entry.

    One that goes on in the next region is put together, and two that were printed as one are divided.
    A list of links to other pages is no list of references.
    """
    text = manuscript.text
    listed = (region.span for region in manuscript.regions if region.kind is RegionKind.BIBLIOGRAPHY)
    regions = [span for span in listed if not _is_other_list(manuscript, span)]
    labels = [_number(span.of(text)) for span in regions]
    numbered = sum(label is not None for label in labels) > len(labels) / 2
    begun: Span | None = None
    number: int | None = None
    for span, label in zip(regions, labels, strict=True):
        is_new = begun is None or span.start - begun.end >= _NEAR or (numbered and label is not None)
        if (
            begun is not None
            and not is_new
            and _goes_on(begun.of(text), span.of(text), paged=bool(manuscript.pages), numbered=numbered)
        ):
            begun = Span(begun.start, span.end)
            continue
        if begun is not None:
            yield from _divided(text, begun, number)
        begun, number = span, label if numbered else None
    if begun is not None:
        yield from _divided(text, begun, number)


def joined_address(text: str) -> str:
    """Joins an address that was broken at the end of a line."""
    flat = text.replace("\n", " ")
    for _ in range(4):
        joined = _BROKEN_ADDRESS.sub(r"\1", flat)
        if joined == flat:
            break
        flat = joined
    return flat


def _is_other_list(manuscript: Manuscript, span: Span) -> bool:
    section = manuscript.section_at(span.start)
    return section is not None and _OTHER_LIST.fullmatch(section.title.strip(" :.")) is not None


def _number(text: str) -> int | None:
    label = LABEL.match(text)
    return int(label["bracketed"] or label["listed"]) if label else None


def _goes_on(before: str, text: str, *, paged: bool, numbered: bool) -> bool:
    """Checks whether a region goes on with the entry before it.

    Only on pages can an entry go on that seems to be at its end; elsewhere a paragraph of its own is an entry of its own.
    """
    if _OPEN_ADDRESS.search(before) and _CONTINUED.match(text) and _REST_OF_ADDRESS.match(text):
        return True
    if paged and numbered:
        return True
    if text.startswith(("“", '"')) or (not paged and _FINISHED.search(before)):
        return False
    if _CONTINUED.match(text):
        return True
    flat = joined_address(before)
    if YEAR.search(flat) or BRACKETED_DATE.search(flat):
        return False
    found = authors_at_start(text)
    # A venue that is broken, such as "Learning Representations. 2020", looks like one name.
    return found is None or (len(found.names) == 1 and date_at(text, found.end) is None)


def _divided(text: str, span: Span, number: int | None) -> Iterator[tuple[Span, int | None]]:
    """Yields the entries that were printed as one; those of a numbered list are never divided."""
    printed, begun = span.of(text).replace("\n", " "), 0
    for match in _RUN_ON.finditer(printed) if number is None else ():
        before = printed[max(0, match.start() - _LOOKED_BACK) : match.start()].rpartition(" ")[2]
        if before.startswith("http") or (match["several"] and _ENDING.search(before)):
            yield Span(span.start + begun, span.start + match.start() + 1), None
            begun = match.end()
    yield Span(span.start + begun, span.end), number
