"""A paper: one canonical text, and spans over it.

Sections, pages and regions are half-open spans of code points.
Text is sliced, never searched for afterwards and never glued together.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum

from alignqa.papers.notebook import NotebookDisplay


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points, `0 <= start <= end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}:{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The slice of `text` that this span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Checks whether `other` lies inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Checks whether the two spans share a code point."""
        return self.start < other.end and other.start < self.end


class RegionKind(StrEnum):
    """The kinds of text in a paper; only BODY is quoted as the authors' own words.

    QUOTATION is prose that stands in reading order like BODY, but whose words are other people's: block quotations, transcripts.
    """

    BODY = "body"
    QUOTATION = "quotation"
    HEADING = "heading"
    FRONT_MATTER = "front matter"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    TABLE = "table"
    MATH = "math"
    CODE = "code"
    BIBLIOGRAPHY = "bibliography"
    FURNITURE = "running head or page number"


PROSE = frozenset({RegionKind.BODY, RegionKind.QUOTATION})
"""The kinds that answers quote."""


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of the text that is not body; regions are sorted and do not overlap."""

    span: Span
    kind: RegionKind


@dataclass(frozen=True, slots=True)
class Section:
    """A section as the authors divided the paper: its heading and all text under it, including its subsections.

    `number` is as printed ("3.1", "A.2"), or empty; `level` is 1 for the outermost.
    """

    title: str
    span: Span
    level: int = 1
    number: str = ""

    @property
    def heading(self) -> str:
        """The number and the title, as one would cite them: "3.1 Pseudo-alignment"."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the text that is printed on one page.

    `number` counts from 1; `label` is what the source prints, or None.
    Page numbers may fall from one stretch to the next, because a section's notes follow the section.
    """

    span: Span
    number: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Locator:
    """The place of a quote: its deepest section and the page of its first character."""

    section: str | None = None
    page: int | None = None
    page_label: str | None = None

    def __str__(self) -> str:
        page = self.page_label or (str(self.page) if self.page is not None else "")
        return ", ".join(part for part in (f"sec. {self.section}" if self.section else "", f"p. {page}" if page else "") if part)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The known facts about a paper; an unknown fact stays empty and is never invented.

    `wholes` are the titles of the works that the paper is a part of, the nearest first.
    `kind` is its type in a reference list, by BibTeX's name for it, where that does not go without saying;
    the authors of one that is `edited` are its editors; otherwise `editors` are those of the book in which it stands.
    `publisher` is known only beside another venue. An author "Ada Doe et al." stands for further ones, too.
    The words of a family name that a source states are joined by no-break spaces.
    `origins` says where a fact comes from ("front matter", "literature list"), by the name of its field.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    url: str | None = None
    licence: str | None = None
    arxiv_id: str | None = None
    doi: str | None = None
    venue: str | None = None
    key: str | None = None
    cited_as: tuple[str, ...] = ()
    wholes: tuple[str, ...] = ()
    kind: str | None = None
    edited: bool | None = None
    editors: tuple[str, ...] = ()
    publisher: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict, compare=False)

    def facts(self) -> dict[str, object]:
        """Returns the known facts by the names of their fields."""
        named = {item.name: getattr(self, item.name) for item in fields(self) if item.name != "origins"}
        return {name: value for name, value in named.items() if value is not None and value not in ("", ())}

    def told_by(self, origin: str) -> Metadata:
        """Returns the same facts; those whose origin is not known yet come from `origin`."""
        return replace(self, origins={name: self.origins.get(name, origin) for name in self.facts()})

    def told_only_by(self, origin: str) -> Metadata:
        """Returns only the facts that come from `origin`."""
        kept = {name: value for name, value in self.facts().items() if self.origins.get(name) == origin}
        return Metadata(**kept, origins=dict.fromkeys(kept, origin))  # type: ignore[arg-type]  # each is of its own field


def notes_on(title: str | None) -> Metadata:
    """Returns the metadata of somebody's notes on a work: authors, year and address that stand above them are the work's."""
    return Metadata(title=f"Notes on {title}" if title and not title.casefold().startswith("notes on") else title)


@dataclass(frozen=True, slots=True)
class Manuscript:
    r"""The result of parsing a file: its canonical text, the spans over it, and what the file says about itself.

    `notices` are sentences for the user about what could not be read, such as a missing `\input`.
    `parser` names the parser with its version; it is empty if no file was parsed.
    """

    text: str
    sections: tuple[Section, ...] = ()
    pages: tuple[Page, ...] = ()
    regions: tuple[Region, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    notices: tuple[str, ...] = ()
    parser: str = ""

    @property
    def text_sha256(self) -> str:
        """The SHA-256 of the UTF-8 canonical text, in lower-case hexadecimal."""
        return sha256_of(self.text)

    def section_at(self, position: int) -> Section | None:
        """The deepest section that contains `position`, or None."""
        index = bisect_right(self.sections, position, key=lambda section: section.span.start) - 1
        while index >= 0:
            if position < self.sections[index].span.end:
                return self.sections[index]
            index -= 1
        return None

    def section_path(self, position: int) -> tuple[Section, ...]:
        """The sections that contain `position`, outermost first."""
        return tuple(s for s in self.sections if s.span.start <= position < s.span.end)

    def page_at(self, position: int) -> Page | None:
        """The page on which the character at `position` is printed, or None."""
        index = bisect_right(self.pages, position, key=lambda page: page.span.start) - 1
        if index >= 0 and position < self.pages[index].span.end:
            return self.pages[index]
        return None

    def kind_at(self, position: int) -> RegionKind:
        """The kind of text to which the character at `position` belongs."""
        index = bisect_right(self.regions, position, key=lambda region: region.span.start) - 1
        if index >= 0 and position < self.regions[index].span.end:
            return self.regions[index].kind
        return RegionKind.BODY

    def locate(self, position: int) -> Locator:
        """The section and the page of the character at `position`."""
        section, page = self.section_at(position), self.page_at(position)
        return Locator(
            section=section.heading if section else None,
            page=page.number if page else None,
            page_label=page.label if page else None,
        )


@dataclass(frozen=True, slots=True)
class Paper(NotebookDisplay):
    """One research document: a manuscript with its citation key, its resolved metadata and its source."""

    paper_id: str
    metadata: Metadata
    manuscript: Manuscript
    source: str

    @property
    def text(self) -> str:
        """The canonical text; every quote is a slice of it."""
        return self.manuscript.text


def sha256_of(text: str) -> str:
    """The SHA-256 of the UTF-8 form of `text`, in lower-case hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
