"""Seals: one checksum over what has none for each record, made at the end of a writer's work, and the look at each new state."""

# ruff: noqa: S608 - only names from this package are put into statements

from __future__ import annotations

import threading
from zlib import crc32

from alignqa.index.catalogue import properties
from alignqa.index.catalogue.checksums import damaged, readable
from alignqa.index.catalogue.database import Database, Row
from alignqa.index.catalogue.properties import Properties

MAX_INSPECTED_PASSAGES = 20_000
"""The number of passages up to which the full-text indexes are read before the first question: 25 ms, as `index verify` does."""

_UNEQUAL = (
    "SELECT papers.id, paper_id, papers.passages, count(passages.id) FROM papers "
    "LEFT JOIN passages ON passages.paper = papers.id WHERE state IN ('pending', 'committed') "
    "GROUP BY papers.id HAVING papers.passages IS NOT count(passages.id)"
)
_MARKS = "SELECT count(*), sum(mark & 4294967295), sum((mark >> 32) & 4294967295), sum(paper) FROM sentence_marks"
_SIZES_AT_ONCE = 50_000


class Inspected:
    """The newest state of a catalogue that was found to be sound; safe to use from several threads."""

    def __init__(self) -> None:
        self._generation = -1
        self._lock = threading.Lock()

    def require_sound(self, database: Database, found: Properties) -> None:
        """Raises IndexUnavailable if papers or passages are lost, or if the full-text index of a small catalogue was changed."""
        with self._lock:
            if found.generation == self._generation or not database.checked:
                return
            if properties.records(database) != found.records:
                raise damaged("records of papers are lost")
            if lost := database.row(_UNEQUAL):
                raise damaged(f"{lost[1]} has {lost[3]} of its {lost[2]} passages")
            few = database.rows("SELECT count(*) FROM passages")[0][0] <= MAX_INSPECTED_PASSAGES
            if few:
                require_words(database, found)
            self._generation = found.generation


def require_words(database: Database, found: Properties) -> None:
    """Raises IndexUnavailable if a full-text index was changed since it was sealed."""
    with readable("its full-text index"):
        if found.words and words_of(database) != found.words:
            raise damaged("its full-text index was changed")


def require_marks(database: Database, found: Properties) -> None:
    """Raises IndexUnavailable if sentence marks were changed since they were sealed."""
    with readable("its sentence marks"):
        if found.marks and marks_of(database) != found.marks:
            raise damaged("its sentence marks were changed")


def unequal(database: Database) -> list[Row]:
    """Returns the papers whose number of passages is not the recorded one: row, key, recorded number, number."""
    return database.rows(_UNEQUAL)


def seal(database: Database) -> None:
    """Seals what the last changes left open."""
    with database.transaction():
        found = properties.read(database)
        if not found.words or not found.marks:
            properties.change(database, words=words_of(database), marks=marks_of(database))


def words_of(database: Database) -> str:
    """Computes the checksum of the full-text indexes, over the tables in which SQLite keeps them."""
    total = 0
    for index in ("passages_fts", "papers_fts"):
        last = -1
        while blocks := database.rows(
            f"SELECT id, block FROM {index}_data WHERE id > ? ORDER BY id LIMIT 1000",
            (last,),
        ):
            for last, block in blocks:
                total = crc32(block, crc32(str(last).encode(), total))
        for query in (
            f"SELECT segid, term, pgno FROM {index}_idx",
            f"SELECT k, v FROM {index}_config",
            f"SELECT id / {_SIZES_AT_ONCE}, CAST(group_concat(id || ' ' || hex(sz)) AS BLOB) FROM "
            f"(SELECT id, sz FROM {index}_docsize ORDER BY id) GROUP BY 1",
        ):
            for row in database.rows(query):
                total = crc32(repr(row).encode("utf-8", "surrogateescape"), total)
    return str(total)


def marks_of(database: Database) -> str:
    """Computes a checksum of the sentence marks that does not depend on their order."""
    sums = database.row(_MARKS)
    papers = database.rows("SELECT paper, sentences FROM marked_papers ORDER BY paper")
    return str(crc32(repr((sums, papers)).encode()))
