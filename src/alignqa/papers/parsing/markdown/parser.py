"""Reads a Markdown file: posts, chapters, web clippings, notes, and papers that a program converted from PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from markdown_it.token import Token

from alignqa.errors import UnreadablePaper
from alignqa.papers import section_names
from alignqa.papers.bibliography import merge
from alignqa.papers.document import Manuscript, Metadata, notes_on
from alignqa.papers.parsing.converted.repair import is_made_from_pdf, write_repaired
from alignqa.papers.parsing.manuscript import front_matter
from alignqa.papers.parsing.manuscript.author_lines import AuthorLines
from alignqa.papers.parsing.manuscript.coverage import times
from alignqa.papers.parsing.manuscript.decoding import decode
from alignqa.papers.parsing.manuscript.front_matter import metadata_of
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.papers.parsing.markdown.blocks import BlockReader
from alignqa.papers.parsing.markdown.headings import MarkdownHeading
from alignqa.papers.parsing.markdown.lines import section_headings
from alignqa.papers.parsing.markdown.masthead import Masthead
from alignqa.papers.parsing.markdown.raised_names import write_raised_names
from alignqa.papers.parsing.markdown.raw_html import hidden_tags
from alignqa.papers.parsing.markdown.syntax import parser

_SECTION_NAME = re.compile(
    rf"{section_names.ABSTRACT}|{section_names.BODY}|{section_names.CONCLUSION}|{section_names.NOTES}", re.IGNORECASE
)
_STRUCK = re.compile(r"<(?:del|s|strike)\b", re.IGNORECASE)
_LONGEST = 20_000_000
"""Characters; the longest books stay far below, and parsing takes about a hundred times the memory of the text."""


def parse(data: bytes, path: Path) -> Manuscript:
    """Returns the manuscript of a Markdown file.

    Raises UnreadablePaper if the file is empty, has no prose (an index of links, a picture), or is far longer than any book.
    """
    text, notice = decode(data)
    if not text.strip():
        raise UnreadablePaper(f"{path} is empty.", hint="Fetch or copy the file again")
    if len(text) > _LONGEST:
        message = f"{path} has {len(text):,} characters; a paper in Markdown may have {_LONGEST:,}."
        raise UnreadablePaper(message, hint="Split the file into its papers or chapters")
    found, body = front_matter.split(text)
    writer = ManuscriptWriter()
    for sentence in (*((notice,) if notice else ()), *found.notices):
        writer.notice(sentence)
    read = _read_converted if is_made_from_pdf(body, found.source_format) else _read
    manuscript = read(body, writer, found.metadata)
    if manuscript is None:
        message = f"{path} holds no prose: only headings, links, tables, pictures or code."
        raise UnreadablePaper(message, hint="Ingest the files it points to")
    return manuscript


def _read(body: str, writer: ManuscriptWriter, metadata: Metadata) -> Manuscript | None:
    markdown = parser()
    left_out: dict[str, int] = {}
    tokens = markdown.parse(body, left_out)
    marks = write_raised_names(tokens, body)
    for sentence in _notices(tokens, left_out):
        writer.notice(sentence)
    found = section_headings(tokens)
    titled = metadata.title is not None
    metadata = replace(metadata, title=metadata.title or _first_title(found))
    masthead = Masthead(metadata, body, titled=titled)
    reader = BlockReader(markdown, writer, masthead)
    reader.marks = marks
    reader.read(tokens, found)
    if metadata.title is None or metadata != notes_on(metadata.title):  # the fields of notes are about what they are on
        metadata = merge(metadata, metadata_of(reader.fields))
    return writer.finish(masthead.completed(metadata)) if reader.prose else None


def _notices(tokens: Sequence[Token], left_out: Mapping[str, int]) -> Iterator[str]:
    """Yields a sentence for each kind of text that the parser left out."""
    inline = [child for token in tokens for child in token.children or ()]
    struck = sum(
        child.type == "s_open" or (child.type == "html_inline" and _STRUCK.match(child.content) is not None) for child in inline
    )
    if struck:
        yield f"Struck-out text was left out ({times(struck)})."
    sources = [token.content for token in (*inline, *tokens) if token.type in {"html_inline", "html_block"}]
    if hidden := sum(hidden_tags(source) for source in sources):
        yield f"Hidden text was left out ({times(hidden)})."
    if count := left_out.get("comments", 0):
        yield f"Hidden comments were left out ({times(count)})."
    if count := left_out.get("embeds", 0):
        yield f"Other notes are embedded and were not read here ({times(count)})."


def _read_converted(body: str, writer: ManuscriptWriter, metadata: Metadata) -> Manuscript | None:
    repaired = write_repaired(body, writer)
    head = AuthorLines(body, metadata)
    head.below_title()
    for line in repaired.title_page:
        head.read((line,))
    return writer.finish(head.completed(replace(metadata, title=metadata.title or repaired.title))) if repaired.prose else None


def _first_title(found: dict[int, MarkdownHeading]) -> str | None:
    """Returns the first heading of the outermost level, or None if it is the name of a section ("Introduction")."""
    first = next((heading for heading in found.values() if heading.level == 1), None)
    if first is None or (not first.number and _SECTION_NAME.fullmatch(first.title.strip(" :."))):
        return None
    return first.title
