"""Lists and papers as JSON; answers have their own `to_dict`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NotRequired

from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers.quote_schema import LocatorDict
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.works import Copies
from alignqa.papers.bibliography.citation_keys import stated_families
from alignqa.papers.document import Locator, Paper, Section, Span
from alignqa.papers.person_names import plain_names
from alignqa.render.printable import escaped_json
from alignqa.retrieval.retriever import RankedPassage


class PaperDict(TypedDict):
    """A paper as JSON."""

    paper_id: str
    title: str | None
    authors: list[str]
    year: int | None
    url: str | None
    licence: str | None
    source: str
    text_sha256: str
    wholes: list[str]
    families: NotRequired[list[str]]  # the family name of each author, if a source states one of several words


class ToldPaperDict(PaperDict):
    """A paper as JSON, with where its facts come from."""

    origins: dict[str, str]


class ListedPaperDict(ToldPaperDict):
    """A paper of a list as JSON, with the keys of its copies, and of the works it is a part of, in the same index."""

    versions: list[str]
    part_of: list[str]


class SpanDict(TypedDict):
    """A span as JSON."""

    start: int
    end: int


class PassageDict(TypedDict):
    """A ranked passage as JSON."""

    paper: PaperDict
    span: SpanDict
    locator: LocatorDict
    kind: str
    text: str
    score: float


class SectionDict(TypedDict):
    """A section as JSON."""

    number: str
    title: str
    level: int
    span: SpanDict
    page: int | None


class ShownDict(ToldPaperDict):
    """A span of a paper's text as JSON, with the paper and its sections."""

    sections: list[SectionDict]
    span: SpanDict
    locator: LocatorDict
    text: str


class OutlineDict(ToldPaperDict):
    """A paper as JSON: its metadata, the length of its text, and its sections."""

    characters: int
    sections: list[SectionDict]


def to_json(value: object) -> str:
    """Writes indented JSON that ends with a newline and has no character that acts on a terminal."""
    return escaped_json(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def paper_dict(record: PaperRecord) -> PaperDict:
    """Converts a paper, without its text."""
    metadata = record.metadata
    shown: PaperDict = {
        "paper_id": record.paper_id,
        "title": metadata.title,
        "authors": plain_names(metadata.authors),
        "year": metadata.year,
        "url": metadata.url,
        "licence": metadata.licence,
        "source": record.source,
        "text_sha256": record.text_sha256,
        "wholes": list(metadata.wholes),
    }
    if families := stated_families(metadata.authors):
        shown["families"] = families
    return shown


def told_paper_dict(record: PaperRecord) -> ToldPaperDict:
    """Converts a paper, without its text, with where each of the facts shown comes from."""
    shown = paper_dict(record)
    return {**shown, "origins": {name: told for name, told in record.metadata.origins.items() if name in shown}}


def listed_paper_dict(record: PaperRecord, copies: Copies) -> ListedPaperDict:
    """Converts a paper, without its text, and its copies."""
    return {**told_paper_dict(record), "versions": list(copies.versions), "part_of": list(copies.part_of)}


def passage_dict(ranked: RankedPassage, papers: Mapping[str, Paper]) -> PassageDict:
    """Converts a passage with its paper, place and score."""
    passage = ranked.passage
    paper = papers[passage.paper_id]
    return {
        "paper": paper_dict(_record(paper)),
        "span": span_dict(passage.span),
        "locator": locator_dict(paper.manuscript.locate(passage.span.start)),
        "kind": passage.kind.value,
        "text": passage.text,
        "score": ranked.score,
    }


def outline_dict(paper: Paper) -> OutlineDict:
    """Converts a paper with its sections, without its text."""
    return {
        **told_paper_dict(_record(paper)),
        "characters": len(paper.text),
        "sections": [_section_dict(paper, section) for section in paper.manuscript.sections],
    }


def shown_dict(paper: Paper, span: Span) -> ShownDict:
    """Converts a paper with its sections and the text of one span."""
    return {
        **told_paper_dict(_record(paper)),
        "sections": [_section_dict(paper, section) for section in paper.manuscript.sections],
        "span": span_dict(span),
        "locator": locator_dict(paper.manuscript.locate(span.start)),
        "text": span.of(paper.text),
    }


def _record(paper: Paper) -> PaperRecord:
    return PaperRecord(paper.paper_id, paper.metadata, paper.source, paper.manuscript.text_sha256)


def _section_dict(paper: Paper, section: Section) -> SectionDict:
    page = paper.manuscript.page_at(section.span.start)
    return {
        "number": section.number,
        "title": section.title,
        "level": section.level,
        "span": span_dict(section.span),
        "page": page.number if page else None,
    }


def span_dict(span: Span) -> SpanDict:
    """Converts a span."""
    return {"start": span.start, "end": span.end}


def locator_dict(locator: Locator) -> LocatorDict:
    """Converts a locator."""
    return {"section": locator.section, "page": locator.page, "page_label": locator.page_label}
