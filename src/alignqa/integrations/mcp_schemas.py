"""What the tools of the Model Context Protocol take and give: notes and limits that a model reads, and structured content."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field
from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers.answer import CitationDict, LocatorDict
from alignqa.render.json_text import PassageDict, SpanDict
from alignqa.summaries.ledger import LedgerDict

Key = Annotated[str, Field(description="The paper's key, as the other tools give it.", max_length=200)]
Keys = Annotated[tuple[Key, ...], Field(description="Only these papers, by key.", max_length=100)]
Authors = Annotated[
    tuple[Annotated[str, Field(max_length=200)], ...], Field(description="Only papers by one of these authors.", max_length=20)
]
Years = Annotated[
    str, Field(description="Only papers of these years: 2019, 2019..2022, 2019.. or ..2022; empty for all.", max_length=20)
]


Question = Annotated[str, Field(description="One question, as a sentence.", max_length=2_000)]
Query = Annotated[str, Field(description="Words, or a sentence.", max_length=2_000)]
Term = Annotated[str, Field(description="A term, or several joined by commas or 'and'.", max_length=200)]
DraftText = Annotated[str, Field(description="The draft, or a part of it: Markdown, LaTeX or plain text.", max_length=20_000)]
DraftName = Annotated[
    str,
    Field(description="What the report calls it; .md, .tex or .txt at its end tells how it is written.", max_length=200),
]


class QuotedText(BaseModel):
    """A text that is said to stand in a paper."""

    text: Annotated[str, Field(description="The quotation, without its quotation marks.", max_length=2_000)]
    paper_id: Annotated[
        str, Field(description="The key of the paper it is said to be from; empty if unknown.", max_length=200)
    ] = ""


class FoundPassages(TypedDict):
    """Passages, nearest first."""

    passages: list[PassageDict]


class SectionText(TypedDict):
    """A section's text; `next_start` is where to go on reading, or null at its end."""

    paper_id: str
    section: str
    span: SpanDict
    locator: LocatorDict
    text: str
    text_sha256: str
    next_start: int | None


class CheckedQuote(TypedDict):
    """Whether a text stands word for word in a paper, with the whole sentences that hold it."""

    text: str
    stands: bool
    citation: CitationDict | None


class CheckedQuotes(TypedDict):
    """One result a quote, in their order."""

    results: list[CheckedQuote]


class Definitions(TypedDict):
    """A ledger a term."""

    ledgers: list[LedgerDict]
