"""The catalogue's records of papers, passages and files, and the JSON forms of layouts, metadata and spans."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from alignqa.papers.document import Manuscript, Metadata, Page, Region, RegionKind, Section, Span

UNREAD = -1
"""The size of a file that is to be read anew, whatever it contains."""


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper without its text, as lists show it."""

    paper_id: str
    metadata: Metadata
    source: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class PassageRecord:
    """A passage with its catalogue id; spans are over the paper's canonical text, `text` is the slice."""

    passage_id: int
    paper_id: str
    span: Span
    kind: RegionKind
    heading: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A file as it was when it was last ingested; `paper_id` is empty for a rendering of a paper that was read from another."""

    path: str
    paper_id: str
    size: int
    modified_ns: int
    file_sha256: str

    def is_of(self, status: os.stat_result) -> bool:
        """Checks whether the file has the size and the time of its last change that it had then."""
        return (self.size, self.modified_ns) == (status.st_size, status.st_mtime_ns)


def file_sha256(path: Path) -> str:
    """Returns the SHA-256 of a file's content, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def layout_to_json(manuscript: Manuscript) -> str:
    """Writes sections, pages and regions as compact JSON."""
    return json.dumps(
        {
            "sections": [[s.span.start, s.span.end, s.level, s.number, s.title] for s in manuscript.sections],
            "pages": [[p.span.start, p.span.end, p.number, p.label] for p in manuscript.pages],
            "regions": [[r.span.start, r.span.end, r.kind.value] for r in manuscript.regions],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def manuscript_from_json(text: str, layout: str) -> Manuscript:
    """Reads the manuscript that `layout_to_json` wrote, without metadata."""
    data = json.loads(layout)
    return Manuscript(
        text=text,
        sections=tuple(Section(title, Span(start, end), level, number) for start, end, level, number, title in data["sections"]),
        pages=tuple(Page(Span(start, end), number, label) for start, end, number, label in data["pages"]),
        regions=tuple(Region(Span(start, end), RegionKind(kind)) for start, end, kind in data["regions"]),
    )


def metadata_to_json(metadata: Metadata) -> str:
    """Writes all known fields as JSON, and where they come from."""
    origins = {"origins": dict(metadata.origins)} if metadata.origins else {}
    return json.dumps({**metadata.facts(), **origins}, ensure_ascii=False)


def metadata_from_json(text: str) -> Metadata:
    """Reads the metadata that `metadata_to_json` wrote; fields that a later version added are ignored."""
    fields = json.loads(text)
    for name in ("authors", "cited_as", "wholes", "editors"):
        fields[name] = tuple(fields.get(name, ()))
    return Metadata(**{name: value for name, value in fields.items() if name in Metadata.__slots__})


def spans_to_json(spans: tuple[Span, ...]) -> str:
    """Writes spans as a flat list of starts and ends."""
    return json.dumps([edge for span in spans for edge in (span.start, span.end)], separators=(",", ":"))


def spans_from_json(text: str) -> tuple[Span, ...]:
    """Reads the spans that `spans_to_json` wrote."""
    edges: list[int] = json.loads(text)
    return tuple(Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True))
