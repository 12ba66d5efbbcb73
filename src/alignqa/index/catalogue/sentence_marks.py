"""Marks of sentences: they reveal the copies of a text in several papers, whatever their formats."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from alignqa.index.catalogue import properties
from alignqa.index.catalogue.checksums import insertion, summed
from alignqa.index.catalogue.database import Database
from alignqa.index.catalogue.records import spans_from_json

_MIN_LETTERS = 40  # a shorter sentence ("See the appendix.") occurs in papers that have nothing to do with each other
_MIN_SHARED = 5  # sentences: fewer are a quotation, or a licence
_MAX_HOLDERS = 20  # papers: a sentence in more is from a checklist or a licence, and pairing takes quadratic time
_AT_ONCE = 100  # papers per transaction; each transaction waits for the disk


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two papers that have `shared` sentences in common, and the number that each has; short ones are not counted."""

    one: str
    other: str
    shared: int
    size_of_one: int
    size_of_other: int


@lru_cache(maxsize=4_096)  # quotes are compared window by window, and a sentence is in several of them
def mark(sentence: str) -> int | None:
    """Returns a number that is the same for a sentence in every rendering; None if it is too short to be distinctive.

    The number depends on the letters alone, without case and accents,
    so that spaces, hyphenation, glued footnote marks, quotation marks and maths do not change it.
    It has 64 bits: among ten million sentences two are mistaken for one with a probability of one in 370,000.
    """
    letters = "".join(filter(str.isalpha, unicodedata.normalize("NFKD", sentence).casefold()))
    if len(letters) < _MIN_LETTERS:
        return None
    return int.from_bytes(hashlib.blake2b(letters.encode(), digest_size=8).digest(), "big", signed=True)


def keep_marks(database: Database) -> None:
    """Stores the marks of all committed papers that have none yet: new ones, and those of an index made before marks existed."""
    query = "SELECT id FROM papers WHERE state = 'committed' AND id NOT IN (SELECT paper FROM marked_papers) ORDER BY id"
    waiting = [row for (row,) in database.rows(query)]
    for first in range(0, len(waiting), _AT_ONCE):
        with database.transaction():
            for paper in waiting[first : first + _AT_ONCE]:
                marks = set(_marks_of(database, paper))
                database.many("INSERT INTO sentence_marks VALUES (?, ?)", [(kept, paper) for kept in marks])
                database.rows(insertion("marked_papers", replace=True), summed(paper, len(marks)))
            properties.change(database, marks="")


def overlaps(database: Database) -> list[Overlap]:
    """Returns all pairs of papers with enough sentences in common to be compared; none if no marks were ever stored."""
    if not database.row("SELECT 1 FROM sqlite_master WHERE name = 'sentence_marks'"):
        return []
    return [Overlap(*row) for row in database.rows(_OVERLAPS, (_MAX_HOLDERS, _MIN_SHARED))]


def overlap_of(database: Database, one: str, other: str) -> Overlap | None:
    """Returns the sentences that two committed papers have in common, however few; None if one of them has no marks."""
    if not database.row("SELECT 1 FROM sqlite_master WHERE name = 'sentence_marks'"):
        return None
    query = (
        "SELECT papers.id, sentences FROM papers JOIN marked_papers ON marked_papers.paper = papers.id "
        "WHERE papers.paper_id = ? AND papers.state = 'committed'"
    )
    found, others = database.row(query, (one,)), database.row(query, (other,))
    if found is None or others is None:
        return None
    shared = database.rows(
        "SELECT count(*) FROM sentence_marks AS a JOIN sentence_marks AS b ON b.mark = a.mark WHERE a.paper = ? AND b.paper = ?",
        (found[0], others[0]),
    )
    return Overlap(one, other, shared[0][0], found[1], others[1])


def _marks_of(database: Database, paper: int) -> Iterator[int]:
    query = "SELECT start, text, sentences FROM passages WHERE paper = ? AND kind IN ('body', 'quotation')"
    for start, text, sentences in database.rows(query, (paper,)):
        for span in spans_from_json(sentences):
            if (kept := mark(text[span.start - start : span.end - start])) is not None:
                yield kept


_OVERLAPS = """
WITH held AS (
  SELECT mark, paper FROM sentence_marks
  WHERE mark IN (SELECT mark FROM sentence_marks GROUP BY mark HAVING count(*) BETWEEN 2 AND ?)
), pairs AS (
  SELECT one.paper AS one, other.paper AS other, count(*) AS shared
  FROM held AS one JOIN held AS other ON other.mark = one.mark AND other.paper > one.paper
  GROUP BY one.paper, other.paper HAVING count(*) >= ?
)
SELECT first.paper_id, second.paper_id, shared, first_size.sentences, second_size.sentences FROM pairs
JOIN papers AS first ON first.id = one JOIN papers AS second ON second.id = other
JOIN marked_papers AS first_size ON first_size.paper = one JOIN marked_papers AS second_size ON second_size.paper = other
ORDER BY first.paper_id, second.paper_id
"""
