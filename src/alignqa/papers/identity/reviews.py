"""Tells the review of a work, which bears the title of that work, from the work itself: the reviewer is its author."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alignqa.papers.document import Manuscript, Metadata, notes_on
from alignqa.papers.identity.addresses import same_address
from alignqa.papers.identity.evidence import bears_name, is_about, shares_author
from alignqa.papers.parsing.manuscript.bylines import Byline, bare_names, completed, read_byline, reader_byline

_HEAD = 3_000  # characters
_BLOCKS = 8
_LONGEST_LINE = 200
_REVIEWER = re.compile(
    r"(?:(?:an? )?(?:(?:book|paper|article|film) )?review(?:ed)? (?:written )?by|reviewer):?\s+(?P<rest>\S.*)", re.IGNORECASE
)
# Journals name the editor and the reviewers of their own papers.
_EDITED = re.compile(r"(?:handling |academic |associate )?edit(?:ed by|ors?)\b", re.IGNORECASE)
# A lone "Review" is the name that journals give to surveys.
_REVIEW = re.compile(r"(?:an? )?(?:book|paper|article|film|report)[ -]reviews?(?: essay)?[:.]?", re.IGNORECASE)
_REVIEW_OF = re.compile(r"(?:(?:an?|my) )?(?:(?:short|brief|critical|book|paper) )?review(?:s|ing)?(?: of\b|:).*", re.IGNORECASE)
_SAYS_REVIEW = re.compile(r"\breview", re.IGNORECASE)
_BEHIND_NAME = re.compile(r"\s{0,5}[(,|–—·]")


def as_review(manuscript: Manuscript, found: Metadata, works: Sequence[Metadata]) -> Metadata | None:
    """Returns what a review says of itself if a text is that of one of the `works`, whose title it bears; else None.

    It says so at its head: "Reviewed by Jane Doe", "Book review", "Review of …". Facts of the reviewed work are left out.
    """
    work = next((work for work in works if bears_name(work, found)), None)
    if work is None or found.key:
        return None
    lines = list(_head(manuscript))
    named = next((match["rest"] for line in lines if (match := _REVIEWER.fullmatch(line))), "")
    reviewer = _reviewer(named) if named and not any(map(_EDITED.match, lines)) else None
    if reviewer is None and not any(_is_sign(line, work) for line in lines):
        return None
    of_work = shares_author(work, found)
    authors = reviewer.authors if reviewer else () if of_work else found.authors
    year = reviewer.year if reviewer and reviewer.year else None if found.year == work.year else found.year
    title = found.title or work.title or ""
    own = found.url if found.url and not (work.url and same_address(found.url, work.url)) else None
    titled = title if _SAYS_REVIEW.search(title) else f"Review of {title}"
    return Metadata(title=titled, authors=authors, year=year, url=own).told_by("head of the text")


def as_notes(manuscript: Manuscript, title: str | None) -> Metadata:
    """Returns the metadata of somebody's notes on a work with the `title`, by the reader whom they name at their head."""
    return completed(notes_on(title), reader(manuscript) or Byline()).told_by("head of the text")


def reader(manuscript: Manuscript) -> Byline | None:
    """Returns the reader and the date that a text names at its head, as in "Notes by Jane Doe, 3 June 2022"."""
    found = filter(None, map(reader_byline, _head(manuscript)))
    return next((byline for byline in found if byline.authors), None)


def _head(manuscript: Manuscript) -> Iterator[str]:
    for block in manuscript.text[:_HEAD].split("\n\n")[:_BLOCKS]:
        yield from (line.strip(" *_") for line in block.split("\n") if len(line) <= _LONGEST_LINE)


def _is_sign(line: str, work: Metadata) -> bool:
    return bool(_REVIEW.fullmatch(line) or (_REVIEW_OF.fullmatch(line) and is_about(work, line)))


def _reviewer(named: str) -> Byline | None:
    """Reads the names and the date behind "reviewed by"; names behind which other words follow, such as a place, count, too."""
    if (found := read_byline(f"by {named}")) and found.authors:
        return found
    names = bare_names(_BEHIND_NAME.split(named)[0])
    return Byline(names) if names and all(len(name.split()) > 1 for name in names) else None
