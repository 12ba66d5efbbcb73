"""Reads a web page: arXiv's LaTeXML, Distill, or any article, as saved or as served."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.document import PROSE, Manuscript, Metadata, RegionKind
from alignqa.papers.parsing.html.blocks import blocks, write
from alignqa.papers.parsing.html.comments import own_part, without_comments
from alignqa.papers.parsing.html.element_blocks import ElementBlock
from alignqa.papers.parsing.html.inline import inline_text
from alignqa.papers.parsing.html.main_content import main_content
from alignqa.papers.parsing.html.metadata import metadata
from alignqa.papers.parsing.html.tree import Element, read_html
from alignqa.papers.parsing.html.visibility import visible_part
from alignqa.papers.parsing.manuscript.bylines import completed, is_button, is_source_line, is_work_line, read_byline
from alignqa.papers.parsing.manuscript.comment_sections import replies_begin
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

# Error pages are short; no paper as short as this calls itself "Not Found".
_LONGEST_ERROR = 3_000
_ERROR = re.compile(
    r"(?:\A\W*|[-–—|:]\s*|\b(?:error|http|status|code)\W{1,3})(?:40[0-9]|41[0-9]|429|50[0-9])\b"
    r"|not found|forbidden|access denied|unauthori[sz]ed|service unavailable|bad gateway"
    r"|internal server error|just a moment|attention required|are you a (?:human|robot)|captcha|rate limit|no html for",
    re.IGNORECASE,
)
_HINT = "Open the page in a browser, wait until it shows the paper, and save it again"


def parse(data: bytes, path: Path) -> Manuscript:
    """Returns the manuscript of a page's main content.

    Raises UnreadablePaper for a page that is empty, shows an error instead of a paper, or is nested too deeply to be read.
    """
    page, notice = read_html(data, path)
    page, notices = visible_part(page)
    page, more_notices = without_comments(page)
    known = metadata(own_part(page))
    content = main_content(page)
    found = [*_title_outside(page, content, known), *blocks(content, title=known.title), *_distill_references(page)]
    found, known = _told_apart(found, known)
    found, replies = _without_replies(found)
    _refuse_error_page(page, found, path)
    writer = ManuscriptWriter()
    for sentence in (*((notice,) if notice else ()), *notices, *more_notices, *replies):
        writer.notice(sentence)
    write(found, writer)
    return writer.finish(known)


def _title_outside(page: Element, content: Element, known: Metadata) -> list[ElementBlock]:
    """Returns the title if the page prints it outside its main content."""
    if known.title is None or next(content.named("h1"), None) is not None:
        return []
    folded = known.title.casefold()
    printed = (" ".join(inline_text(heading)) for heading in page.named("h1"))
    return [ElementBlock(text, RegionKind.FRONT_MATTER) for text in printed if text and text.casefold() in folded][:1]


def _told_apart(found: list[ElementBlock], known: Metadata) -> tuple[list[ElementBlock], Metadata]:
    """Returns the blocks with bylines, buttons and lines about sources as regions of their own, and what a byline tells."""
    sorted_out: list[ElementBlock] = []
    at_top = True
    names = {fold_title(name) for name in (known.title, *known.authors) if name}
    for block in found:
        byline = read_byline(block.text) if at_top and not block.item and not block.level else None
        if byline is not None and block.kind in PROSE | {RegionKind.FRONT_MATTER}:
            known = completed(known, byline)
        if block.kind in PROSE and not block.item:
            if byline is not None or (at_top and (fold_title(block.text) in names or _is_dated_name(block.text, names))):
                block = replace(block, kind=RegionKind.FRONT_MATTER)
            elif is_button(block.text):
                block = replace(block, kind=RegionKind.FURNITURE)
            elif is_work_line(block.text):
                block = replace(block, kind=RegionKind.FRONT_MATTER)
            elif is_source_line(block.text):
                block = replace(block, kind=RegionKind.CAPTION)
            else:
                at_top = False
        sorted_out.append(block)
    return sorted_out, known


def _without_replies(found: list[ElementBlock]) -> tuple[list[ElementBlock], list[str]]:
    """Returns the blocks with the replies of others below a post as furniture, and a notice for the user."""
    start = replies_begin([block.text for block in found])
    if start is None:
        return found, []
    for at, block in enumerate(found[start:], start=start):
        if block.kind in PROSE | {RegionKind.HEADING}:
            found[at] = ElementBlock(block.text, RegionKind.FURNITURE)
    return found, [f"What follows “{found[start].text}” is by others, and is not quoted."]


def _is_dated_name(text: str, names: set[str]) -> bool:
    """Checks for a byline without "by" that names the authors whom the page names elsewhere."""
    byline = read_byline(f"by {text}")
    return byline is not None and bool(byline.authors) and {fold_title(name) for name in byline.authors} <= names


def _refuse_error_page(page: Element, found: list[ElementBlock], path: Path) -> None:
    length = sum(len(block.text) for block in found)
    if length == 0:
        raise UnreadablePaper(f"{path} holds no text that would be visible.", hint=_HINT)
    title = next((element.text() for element in page.named("title")), "")
    first = found[0].text[:120]
    if length <= _LONGEST_ERROR and (_ERROR.search(title) or (not title and _ERROR.search(first))):
        raise UnreadablePaper(f'{path} is an error page and no paper: "{title or first}".', hint=_HINT)


def _distill_references(page: Element) -> Iterator[ElementBlock]:
    """Yields the reference list of a Distill page that no browser has rendered yet: the cited entries in Distill's order."""
    if any(element.text() for element in page.named("d-citation-list")):
        return
    keys = [key.strip() for cite in page.named("d-cite") for key in (cite.get("key") or cite.get("bibtex-key")).split(",")]
    entries = dict(_distill_entries(page))
    cited = [entries[key] for key in dict.fromkeys(keys) if key in entries]
    if cited:
        yield ElementBlock("References", RegionKind.HEADING, level=2)
    for number, entry in enumerate(cited, start=1):
        yield ElementBlock(f"[{number}] {entry}", RegionKind.BIBLIOGRAPHY, item=True)


def _distill_entries(page: Element) -> Iterator[tuple[str, str]]:
    for script in (script for holder in page.named("d-bibliography") for script in holder.named("script")):
        try:
            found = json.loads("".join(script.strings()))
        except (ValueError, RecursionError):
            continue
        for pair in found if isinstance(found, list) else []:
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and isinstance(pair[1], dict):
                yield pair[0], _reference(pair[1])


def _reference(fields: Mapping[str, object]) -> str:
    names = ("author", "title", "journal", "booktitle", "year", "url")
    return ". ".join(str(fields[name]) for name in names if fields.get(name))
