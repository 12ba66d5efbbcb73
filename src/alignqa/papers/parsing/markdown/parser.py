"""Reads a Markdown file: posts, chapters, web clippings, notes, and papers that a program converted from PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.parsing.converted.repair import is_made_from_pdf, write_repaired
from alignqa.papers.parsing.manuscript import front_matter
from alignqa.papers.parsing.manuscript.decoding import decode
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.papers.parsing.markdown.blocks import BlockReader, section_headings
from alignqa.papers.parsing.markdown.headings import MarkdownHeading
from alignqa.papers.parsing.markdown.syntax import parser

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
    tokens = markdown.parse(body)
    found = section_headings(tokens)
    metadata = replace(metadata, title=metadata.title or _first_title(found))
    reader = BlockReader(markdown, writer, title=metadata.title)
    reader.read(tokens, found)
    return writer.finish(metadata) if reader.prose else None


def _read_converted(body: str, writer: ManuscriptWriter, metadata: Metadata) -> Manuscript | None:
    repaired = write_repaired(body, writer)
    return writer.finish(replace(metadata, title=metadata.title or repaired.title)) if repaired.prose else None


def _first_title(found: dict[int, MarkdownHeading]) -> str | None:
    """Returns the first heading of the outermost level, or None."""
    return next((heading.title for heading in found.values() if heading.level == 1), None)
