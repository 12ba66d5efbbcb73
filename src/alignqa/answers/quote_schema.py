"""The JSON of quotes and of their places, as parts of the schema of an answer."""

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads that of typing only from Python 3.12 on


class QuoteDict(TypedDict):
    """A quote as JSON."""

    exact: str
    start: int
    end: int
    prefix: str
    suffix: str


class LocatorDict(TypedDict):
    """A locator as JSON."""

    section: str | None
    page: int | None
    page_label: str | None


class OriginalDict(TypedDict):
    """The passage of a work that a quote reports, as JSON."""

    paper_id: str
    locator: LocatorDict
    quote: QuoteDict
    text_sha256: str
