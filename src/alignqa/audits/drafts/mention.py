"""A citation in a draft, and the names in it."""

from __future__ import annotations

from dataclasses import dataclass

from alignqa.papers.document import Span


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an author as it is written, with its span."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """A citation in a draft: by authors and year, by the `key` of a reference list, by `link`, or by a `mark`.

    `more` says whether "et al." follows the authors; `section` is the number of a section named with it, `page`
    that of a page.
    `second_hand` says that the work is cited through another one, or only put on the list.
    `formal` says that its form alone makes it a citation; a single name before a year ("Tokyo 2019") may be anything.
    `link` is an address, an arXiv identifier or a DOI. `mark` points to an entry or a note of the draft itself: "[3]", "[^a]",
    or "ibid." for the citation before it.
    """

    span: Span
    authors: tuple[Name, ...] = ()
    more: bool = False
    year: int | None = None
    year_span: Span | None = None
    key: str = ""
    section: str = ""
    page: int | None = None
    second_hand: bool = False
    formal: bool = False
    link: str = ""
    mark: str = ""
