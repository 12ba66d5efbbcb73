"""Arguments and results of the tools for the Model Context Protocol: descriptions and limits that a model reads, and types."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field
from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers.answer import CitationDict
from alignqa.answers.quote_schema import LocatorDict
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
SentenceText = Annotated[str, Field(description="A sentence, or a part of one.", max_length=2_000)]
ClaimText = Annotated[str, Field(description="A claim, or a question that asks for yes or no.", max_length=500)]
Term = Annotated[str, Field(description="A term, or several joined by commas or 'and'.", max_length=200)]
DraftText = Annotated[str, Field(description="The draft, or a part of it: Markdown, LaTeX or plain text.", max_length=20_000)]
DraftName = Annotated[
    str,
    Field(description="The name of the draft in the report; its ending .md, .tex or .txt tells the format.", max_length=200),
]


class QuotedText(BaseModel):
    """A text that is claimed to be in a paper."""

    text: Annotated[str, Field(description="The quotation, without its quotation marks.", max_length=2_000)]
    paper_id: Annotated[
        str, Field(description="The key of the paper that it is claimed to be from; empty if unknown.", max_length=200)
    ] = ""


class FoundPassages(TypedDict):
    """Passages, nearest first."""

    passages: list[PassageDict]


class SectionText(TypedDict):
    """The text of a section; `next_start` is where to continue reading, or null at the end."""

    paper_id: str
    section: str
    span: SpanDict
    locator: LocatorDict
    text: str
    text_sha256: str
    next_start: int | None


class CheckedQuote(TypedDict):
    """The result for a quotation: `stands` is true if it is in a paper word for word, then with the whole sentences around it."""

    text: str
    stands: bool
    citation: CitationDict | None


class CheckedQuotes(TypedDict):
    """One result per quotation, in their order."""

    results: list[CheckedQuote]


class Definitions(TypedDict):
    """One ledger per term."""

    ledgers: list[LedgerDict]
