"""Divides a document into front matter, table of contents, text and reference list, by its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.pdf.headings import PdfHeading
from alignqa.papers.parsing.pdf.lines import PdfLine
from alignqa.papers.parsing.pdf.norms import Norms, is_prose

REFERENCE_HEADINGS = re.compile(
    r"(?:references(?: and notes)?|bibliography|works cited|literature cited|reference list)[.:]?", re.IGNORECASE
)
CONTENTS_HEADINGS = re.compile(r"(?:table of )?contents|list of (?:figures|tables)", re.IGNORECASE)
_ABSTRACT = re.compile(r"abstract|summary", re.IGNORECASE)
_LEADER = re.compile(r"(?:(?:\s?\.){4,}|\s{2,})\s*(?:\d+|[ivxl]+)$")
_Kinds = list[list[RegionKind]]


def text_headings(found: Sequence[PdfHeading], pages: Sequence[Sequence[PdfLine]]) -> list[PdfHeading]:
    """The headings of the text: those of the title page, of the table of contents and of the reference list are left out."""
    opening = next((i for i, heading in enumerate(found) if heading.certain), None)
    if opening is None:  # nothing is certain: what is biggest on the first page is the title, the rest are headings
        opening = min(1, len(found))
    kept: list[PdfHeading] = []
    zone: PdfHeading | None = None
    for heading in found[opening:]:
        if (zone is not None and not _ends(zone, heading, pages)) or _is_out_of_order(heading, kept):
            continue
        zone = heading if CONTENTS_HEADINGS.fullmatch(heading.title) or REFERENCE_HEADINGS.fullmatch(heading.title) else None
        kept.append(heading)
    return [replace(heading, level=_level(heading, kept)) for heading in kept]


def _is_out_of_order(heading: PdfHeading, before: Sequence[PdfHeading]) -> bool:
    """Whether a number cannot follow those before it: bold list items are numbered too, but start again from 1."""
    if not heading.number or heading.outlined:
        return False
    level = heading.number.count(".") + 1
    alike = [h for h in before if h.number and h.number.count(".") + 1 == level]
    if any(h.size - heading.size > 0.3 for h in alike):
        return True
    last = next((h.number for h in reversed(before) if h.number), "")
    return last[:1].isdigit() and heading.number[0].isdigit() and _digits(heading.number) <= _digits(last)


def _digits(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdigit())


def _ends(zone: PdfHeading, heading: PdfHeading, pages: Sequence[Sequence[PdfLine]]) -> bool:
    """Whether `heading` ends the table of contents or the reference list that `zone` opens."""
    if REFERENCE_HEADINGS.fullmatch(heading.title):
        return True
    if CONTENTS_HEADINGS.fullmatch(zone.title) and _LEADER.search(pages[heading.page][heading.last].text):
        return False
    return (abs(heading.size - zone.size) <= 0.3 and heading.bold == zone.bold) or (heading.certain and heading.size >= zone.size)


def _level(heading: PdfHeading, all_headings: Sequence[PdfHeading]) -> int:
    """The level of a heading: its own, else that of numbered headings set like it, else one below the smallest bigger one."""
    if heading.level is not None:
        return heading.level
    alike = [h.level for h in all_headings if h.level and abs(h.size - heading.size) <= 0.3 and h.bold == heading.bold]
    if alike:
        return max(set(alike), key=alike.count)
    bigger = [h.level for h in all_headings if h.level and h.size > heading.size]
    return max(bigger) + 1 if bigger else 1


def mark_zones(pages: Sequence[Sequence[PdfLine]], kinds: _Kinds, headings: Sequence[PdfHeading], norms: Norms) -> None:
    """Marks headings, front matter, tables of contents and reference lists in `kinds`."""
    at = {(heading.page, heading.first): heading for heading in headings}
    before = [list(page_kinds) for page_kinds in kinds]
    zone: RegionKind | None = RegionKind.FRONT_MATTER
    for number, page in enumerate(pages):
        place = 0
        while place < len(page):
            heading = at.get((number, place))
            if heading is not None:
                contents, references = CONTENTS_HEADINGS.fullmatch(heading.title), REFERENCE_HEADINGS.fullmatch(heading.title)
                zone = RegionKind.FRONT_MATTER if contents else RegionKind.BIBLIOGRAPHY if references else None
                kind = RegionKind.FRONT_MATTER if contents else RegionKind.HEADING
                kinds[number][heading.first : heading.last + 1] = [kind] * (heading.last + 1 - heading.first)
                place = heading.last
            elif zone is not None and kinds[number][place] in _absorbed(zone):
                kinds[number][place] = zone
            place += 1
        if (
            zone is RegionKind.FRONT_MATTER
            and number == 0
            and not any(CONTENTS_HEADINGS.fullmatch(h.title) for h in headings if h.page == 0)
        ):
            zone = None if not headings or headings[0].page > 2 else zone
    _free_prose(pages, kinds, before, headings=headings, norms=norms)


def _absorbed(zone: RegionKind) -> frozenset[RegionKind]:
    """What a zone takes in; its running heads, notes and captions stay what they are."""
    loose = {RegionKind.BODY, RegionKind.TABLE, RegionKind.MATH, RegionKind.CODE}
    return frozenset(loose if zone is RegionKind.BIBLIOGRAPHY else {*loose, RegionKind.CAPTION})


def _free_prose(
    pages: Sequence[Sequence[PdfLine]], kinds: _Kinds, before: _Kinds, *, headings: Sequence[PdfHeading], norms: Norms
) -> None:
    """Gives the front matter's running sentences back to the text: an abstract without a heading, a text without sections."""
    first = headings[0] if headings else None
    for number, page in enumerate(pages):
        block: list[int] = []
        for at in range(len(page) + 1):
            past = first is not None and (number, at) >= (first.page, first.first)
            fits = at < len(page) and not past and kinds[number][at] is RegionKind.FRONT_MATTER and not page[at].drawn
            if fits and (not block or norms.gap(page[block[-1]], page[at]) <= 1.35):
                block.append(at)
                continue
            if len(block) >= 3 and is_prose([page[b] for b in block]):
                for b in block:
                    kinds[number][b] = before[number][b]
            block = [at] if fits else []
