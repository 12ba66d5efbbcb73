"""Divides a document into front matter, table of contents, text and reference list, by its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from alignqa.papers import section_names as names
from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.pdf.headings import PdfHeading
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import Norms, is_prose, words
from alignqa.papers.parsing.pdf.metadata import is_byline

REFERENCE_HEADINGS = re.compile(rf"(?:{names.REFERENCE_LIST})[.:]?", re.IGNORECASE)
CONTENTS_HEADINGS = re.compile(names.CONTENTS, re.IGNORECASE)
_ABSTRACT = re.compile(names.ABSTRACT, re.IGNORECASE)
_ABSTRACT_RUN_IN = re.compile(r"abstract\s?[—–.:-]\s?\S", re.IGNORECASE)
_NUMERALS = frozenset("IVX")  # letters that may be numerals
_LEADER = re.compile(r"(?:(?:\s?\.){4}\s{0,20}|\s{2})(?:\d{1,9}|[ivxl]{1,9})$")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MIN_ENTRY_SIZE = 0.65  # times the text size; the type of references
_LINES_READ = 12
_MIN_YEARS = 0.25  # for each line of a reference list
_OF_SENTENCES = re.compile(r"is|are|was|were|be|been|has|have|had|can|may|will|would|we|that|this|which|it|not|do|does")
_MIN_OF_SENTENCES, _MIN_OF_SURE_SENTENCES = 0.08, 0.09  # of the words of running text
_OWN_REFERENCE = re.compile(r"ACM Reference [Ff]ormat\b")
_MAX_GAP_IN_PARAGRAPH = 1.2  # leadings
_Kinds = list[list[RegionKind]]


def text_headings(found: Sequence[PdfHeading], pages: Sequence[Sequence[PdfLine]]) -> list[PdfHeading]:
    """The headings of the text, without those of the title page and those inside the table of contents and the reference list."""
    opening = next((i for i, heading in enumerate(found) if heading.certain), None)
    if opening is None:  # no heading is certain: the first one is the title, the others are headings of the text
        opening = min(1, len(found))
        while opening < len(found) and _names_authors(found[opening], pages):
            opening += 1
    kept: list[PdfHeading] = []
    zone: PdfHeading | None = None
    for heading in found[opening:]:
        below = _lines_below(heading, found, pages)
        if (zone is not None and not _ends_zone(zone, heading, kept, pages, below)) or _is_out_of_order(heading, kept):
            continue
        zone = heading if CONTENTS_HEADINGS.fullmatch(heading.title) or REFERENCE_HEADINGS.fullmatch(heading.title) else None
        kept.append(heading)
    return [replace(heading, level=_level(heading, kept)) for heading in _with_letters_below_numerals(kept)]


def _names_authors(heading: PdfHeading, pages: Sequence[Sequence[PdfLine]]) -> bool:
    """Checks whether an apparent heading on the first page is the byline below the title."""
    return heading.page == 0 and is_byline(pages[0][heading.first].text)


def _with_letters_below_numerals(found: Sequence[PdfHeading]) -> list[PdfHeading]:
    """Lowers sections "A." and "B." by one level in a document that numbers its sections "I.", "II." and "III."."""
    if not {"II", "III"} <= {heading.number for heading in found}:
        return list(found)
    lowered: list[PdfHeading] = []
    letter = ""  # the last one since the last numeral
    for heading in found:
        number = heading.number
        follows = bool(letter) and len(number) == 1 and ord(number) == ord(letter) + 1
        if len(number) == 1 and number.isupper() and (follows or number not in _NUMERALS):
            letter = number
            heading = replace(heading, level=2)
        elif number or heading.level == 1:
            letter = ""
        lowered.append(heading)
    return lowered


def _is_out_of_order(heading: PdfHeading, before: Sequence[PdfHeading]) -> bool:
    """Checks whether a number cannot follow those before it: bold list items are numbered too, but start again from 1."""
    if not heading.number or heading.in_outline:
        return False
    level = heading.number.count(".") + 1
    appendix = heading.number[0].isalpha() and any(REFERENCE_HEADINGS.fullmatch(h.title) for h in before)
    same_level = [h for h in before if h.number and h.number.count(".") + 1 == level and not (appendix and h.number[0].isdigit())]
    if any(h.size - heading.size > 0.3 for h in same_level):
        return True
    last = next((h.number for h in reversed(before) if h.number), "")
    return last[:1].isdigit() and heading.number[0].isdigit() and _digits(heading.number) <= _digits(last)


def _digits(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdigit())


def _lines_below(heading: PdfHeading, found: Sequence[PdfHeading], pages: Sequence[Sequence[PdfLine]]) -> list[PdfLine]:
    """The first lines below a heading on its page, up to the next heading."""
    following = min((h.first for h in found if h.page == heading.page and h.first > heading.last), default=None)
    return [line for line in pages[heading.page][heading.last + 1 : following] if not line.out_of_flow][:_LINES_READ]


def _read_as_sentences(lines: Sequence[PdfLine]) -> bool:
    """Checks whether lines are surely running text."""
    return is_prose(lines) and _share_of_sentence_words(lines) >= _MIN_OF_SURE_SENTENCES and not _read_as_references(lines)


def _share_of_sentence_words(lines: Sequence[PdfLine]) -> float:
    found = [word.casefold() for line in lines for word in words(line.text)]
    return sum(_OF_SENTENCES.fullmatch(word) is not None for word in found) / max(len(found), 1)


def _read_as_references(lines: Sequence[PdfLine]) -> bool:
    """Checks whether lines are entries of a reference list: they state years and are no sentences."""
    years = sum(len(_YEAR.findall(line.text)) for line in lines)
    return years >= _MIN_YEARS * len(lines) > 0 and _share_of_sentence_words(lines) < _MIN_OF_SENTENCES


def _ends_zone(
    zone: PdfHeading,
    heading: PdfHeading,
    before: Sequence[PdfHeading],
    pages: Sequence[Sequence[PdfLine]],
    below: Sequence[PdfLine],
) -> bool:
    """Checks whether `heading` ends the table of contents or the reference list that `zone` opens."""
    if REFERENCE_HEADINGS.fullmatch(heading.title):
        return True
    if CONTENTS_HEADINGS.fullmatch(zone.title) and _LEADER.search(pages[heading.page][heading.last].text):
        return False
    after_references = not CONTENTS_HEADINGS.fullmatch(zone.title)
    if after_references and (_read_as_sentences(below) or (heading.certain and not _read_as_references(below))):
        return True  # an appendix may have smaller headings than the reference list
    if _is_alike(heading, zone) or (heading.certain and heading.size >= zone.size):
        return True
    # A title in its own style, such as "Table of Contents", is followed by headings in the style of the other sections.
    return heading.certain and any(_is_alike(heading, other) and other.number for other in before)


def _is_alike(one: PdfHeading, other: PdfHeading) -> bool:
    return abs(one.size - other.size) <= 0.3 and one.bold == other.bold


def _level(heading: PdfHeading, all_headings: Sequence[PdfHeading]) -> int:
    """The level of a heading: its own, else the usual one of its style, else one below the deepest in larger type."""
    if heading.level is not None:
        return heading.level
    same_style = [h.level for h in all_headings if h.level and abs(h.size - heading.size) <= 0.3 and h.bold == heading.bold]
    if same_style:
        return max(set(same_style), key=same_style.count)
    larger = [h.level for h in all_headings if h.level and h.size > heading.size]
    return max(larger) + 1 if larger else 1


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
            elif (
                zone is not None
                and kinds[number][place] in _absorbable_kinds(zone)
                and not _is_in_figure(page[place], kinds[number][place], norms)
            ):
                kinds[number][place] = zone
            place += 1
        if (
            zone is RegionKind.FRONT_MATTER
            and number == 0
            and not any(CONTENTS_HEADINGS.fullmatch(h.title) for h in headings if h.page == 0)
        ):
            zone = None if not headings or headings[0].page > 2 else zone
    _restore_prose(pages, kinds, before, headings=headings, norms=norms)
    for page, page_kinds in zip(pages[:2], kinds[:2], strict=True):
        _mark_own_reference(page, page_kinds, norms)


def _mark_own_reference(page: Sequence[PdfLine], kinds: list[RegionKind], norms: Norms) -> None:
    """Marks the entry by which a paper of the ACM wants to be cited, up to the end of its paragraph, as front matter."""
    start = next((at for at, line in enumerate(page) if _OWN_REFERENCE.match(line.text)), len(page))
    for at in range(start, len(page)):
        apart = at > start and norms.gap(page[at - 1], page[at]) > _MAX_GAP_IN_PARAGRAPH
        if kinds[at] is not RegionKind.BODY or apart or (at > start and page[at].group != page[at - 1].group):
            break
        kinds[at] = RegionKind.FRONT_MATTER


def _absorbable_kinds(zone: RegionKind) -> frozenset[RegionKind]:
    """The kinds of lines that become part of a zone; running heads, notes, and captions in a reference list keep their kind."""
    loose = {RegionKind.BODY, RegionKind.TABLE, RegionKind.MATH, RegionKind.CODE}
    return frozenset(loose if zone is RegionKind.BIBLIOGRAPHY else {*loose, RegionKind.CAPTION})


def _is_in_figure(line: PdfLine, kind: RegionKind, norms: Norms) -> bool:
    """Checks whether a line is the label of a figure between the references, in type too small for them."""
    return kind is RegionKind.TABLE and line.size < _MIN_ENTRY_SIZE * norms.size


def _restore_prose(
    pages: Sequence[Sequence[PdfLine]], kinds: _Kinds, before: _Kinds, *, headings: Sequence[PdfHeading], norms: Norms
) -> None:
    """Gives running sentences in the front matter back to the text: an abstract without a heading, a text without sections.

    A text without sections has no front matter after its first sentences.
    """
    first = headings[0] if headings else None
    begun = False
    for number, page in enumerate(pages):
        block: list[int] = []
        for at in range(len(page) + 1):
            past = first is not None and (number, at) >= (first.page, first.first)
            fits = at < len(page) and not past and kinds[number][at] is RegionKind.FRONT_MATTER and not page[at].out_of_flow
            opens = fits and _ABSTRACT_RUN_IN.match(page[at].text) is not None
            if fits and not (opens and block) and (not block or norms.gap(page[block[-1]], page[at]) <= 1.35):
                block.append(at)
                continue
            is_abstract = bool(block) and _ABSTRACT_RUN_IN.match(page[block[0]].text) is not None
            if block and (is_abstract or (len(block) >= 2 and is_prose([page[b] for b in block])) or (begun and first is None)):
                begun = True
                for b in block:
                    kinds[number][b] = before[number][b]
            block = [at] if fits else []
