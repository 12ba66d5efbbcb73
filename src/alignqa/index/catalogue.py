"""The catalogue: one SQLite file that is the truth about papers, passages and vectors.

Readers see committed papers only.
Every writing method is one transaction; the order of writing is the library's business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import numpy as np

from alignqa.errors import IndexUnavailable, StorageError
from alignqa.index import records, schema
from alignqa.index.interfaces import Vectors
from alignqa.index.records import PaperRecord, PassageRecord, SourceRecord
from alignqa.papers.document import Manuscript, Paper, RegionKind, Span

# Vectors are kept in half precision: the catalogue is half as large, and the vector index gets exactly what is kept.
STORED = np.dtype("<f2")
_MANY = 500  # bound parameters a statement, well under SQLite's limit


class Catalogue:
    """An open catalogue, for reading; `WritableCatalogue` adds the changes."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Opens the catalogue at `path`; without `create` a missing one is IndexUnavailable."""
        exists = path.exists()
        if not exists and not create:
            raise IndexUnavailable(
                f"There is no index at {path.parent}.", hint="Make one: alignqa ingest PATH, or alignqa ingest --primer"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            catalogue = cls(connection, path)
            if create:
                connection.execute("PRAGMA journal_mode = WAL")
                catalogue._create_tables()
            catalogue._check_version()
        except (sqlite3.Error, OSError) as error:
            raise _translated(error, path) from error
        return catalogue

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; a full disk becomes a StorageError."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise _translated(error, self._path) from error
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _create_tables(self) -> None:
        with self.transaction():
            if self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'properties'").fetchone():
                return
            for statement in schema.SCHEMA.split(";\n"):
                if statement.strip():
                    self._connection.execute(statement)
            self._connection.execute("INSERT INTO properties VALUES ('schema', ?), ('generation', '0')", (str(schema.VERSION),))

    def _check_version(self) -> None:
        try:
            found = self._property("schema")
        except sqlite3.OperationalError as error:
            raise IndexUnavailable(
                f"The index at {self._path.parent} was never finished.",
                hint="Run alignqa ingest PATH, or alignqa ingest --primer",
            ) from error
        if found != str(schema.VERSION):
            raise IndexUnavailable(
                f"The index at {self._path.parent} has schema {found}; this version of alignqa reads {schema.VERSION}.",
                hint="Make it anew: delete that folder and run alignqa ingest PATH",
            )

    def _property(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM properties WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    # reading

    @property
    def generation(self) -> int:
        """Grows with every committed change, so that a reader knows when to reopen the vector index."""
        return int(self._property("generation") or 0)

    def papers(self) -> list[PaperRecord]:
        """All committed papers, sorted by key."""
        rows = self._connection.execute(
            "SELECT paper_id, metadata, source, text_sha256 FROM papers WHERE state = 'committed' ORDER BY paper_id"
        )
        return [PaperRecord(key, records.metadata_from_json(metadata), source, digest) for key, metadata, source, digest in rows]

    def paper(self, paper_id: str) -> Paper | None:
        """The committed paper of that key, with its text."""
        row = self._connection.execute(
            "SELECT metadata, source, text_sha256 FROM papers WHERE paper_id = ? AND state = 'committed'", (paper_id,)
        ).fetchone()
        if row is None:
            return None
        manuscript = self.manuscript(row[2])
        return None if manuscript is None else Paper(paper_id, records.metadata_from_json(row[0]), manuscript, row[1])

    def manuscript(self, text_sha256: str) -> Manuscript | None:
        """The text of that hash with its layout, also of a paper's earlier version."""
        row = self._connection.execute("SELECT text, layout FROM texts WHERE text_sha256 = ?", (text_sha256,)).fetchone()
        return records.manuscript_from_json(*row) if row else None

    def holders(self, text_sha256: str) -> list[tuple[str, str]]:
        """Pairs (paper key, state) of the papers that have or had this text; state is `committed` or `former`."""
        rows = self._connection.execute(
            "SELECT paper_id, state FROM papers WHERE text_sha256 = ? AND state != 'pending'", (text_sha256,)
        )
        return [(key, state) for key, state in rows]

    def keys_ever(self) -> set[str]:
        """All citation keys that were ever given."""
        return {key for (key,) in self._connection.execute("SELECT DISTINCT paper_id FROM papers")}

    def source(self, path: str) -> SourceRecord | None:
        """The file at `path` as it was last ingested."""
        row = self._connection.execute(
            "SELECT path, paper_id, size, modified_ns, file_sha256 FROM sources WHERE path = ?", (path,)
        ).fetchone()
        return SourceRecord(*row) if row else None

    def passages(self, passage_ids: Iterable[int]) -> dict[int, PassageRecord]:
        """The committed passages among `passage_ids`, by id."""
        found: dict[int, PassageRecord] = {}
        wanted = list(passage_ids)
        for first in range(0, len(wanted), _MANY):
            batch = wanted[first : first + _MANY]
            for row in self._connection.execute(f"{_PASSAGES} AND passages.id IN ({_marks(batch)})", batch):  # noqa: S608 - only question marks are inserted
                record = _passage(row)
                found[record.passage_id] = record
        return found

    def passages_of(self, paper_id: str) -> list[PassageRecord]:
        """The passages of a committed paper in the order of its text."""
        rows = self._connection.execute(f"{_PASSAGES} AND papers.paper_id = ? ORDER BY passages.start, passages.id", (paper_id,))
        return [_passage(row) for row in rows]

    def passage_ids(self) -> set[int]:
        """The ids of all committed passages."""
        rows = self._connection.execute(
            "SELECT passages.id FROM passages JOIN papers ON papers.id = passages.paper WHERE state = 'committed'"
        )
        return {passage_id for (passage_id,) in rows}

    def match(self, terms: Sequence[str], *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """At most `count` pairs (passage id, BM25 score), best first, of passages with any of the terms.

        `terms` are plain words; FTS5 stems them as it stemmed the text.
        """
        if not terms or (paper_ids is not None and not paper_ids):
            return []
        query = " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
        chosen = sorted(paper_ids) if paper_ids is not None else []
        of_papers = f"AND papers.paper_id IN ({_marks(chosen)})" if chosen else ""
        rows = self._connection.execute(
            "SELECT passages_fts.rowid, -bm25(passages_fts, 0.4, 1.0) AS score FROM passages_fts "  # noqa: S608 - only question marks are inserted
            "JOIN passages ON passages.id = passages_fts.rowid JOIN papers ON papers.id = passages.paper "
            f"WHERE passages_fts MATCH ? AND papers.state = 'committed' {of_papers} ORDER BY score DESC, passages_fts.rowid LIMIT ?",
            (query, *chosen, count),
        )
        return [(passage_id, score) for passage_id, score in rows]

    def document_frequency(self, stem: str) -> int:
        """How many passages hold a stemmed term."""
        row = self._connection.execute("SELECT doc FROM passages_terms WHERE term = ?", (stem,)).fetchone()
        return row[0] if row else 0

    def counts(self) -> dict[str, int]:
        """How many papers, passages, texts and vectors there are, and how many are unfinished."""
        return {
            name: self._connection.execute(query).fetchone()[0]
            for name, query in {
                "papers": "SELECT count(*) FROM papers WHERE state = 'committed'",
                "passages": "SELECT count(*) FROM passages JOIN papers ON papers.id = passages.paper WHERE state = 'committed'",
                "texts": "SELECT count(*) FROM texts",
                "vectors": "SELECT count(*) FROM embeddings",
                "pending": "SELECT count(*) FROM papers WHERE state = 'pending'",
                "retired": "SELECT count(*) FROM retired",
            }.items()
        }

    def vectors(self, hashes: Sequence[str], embedder: str) -> dict[str, Vectors]:
        """The kept vectors among `hashes` of embedded strings, as float32."""
        found: dict[str, Vectors] = {}
        for first in range(0, len(hashes), _MANY):
            batch = list(hashes[first : first + _MANY])
            rows = self._connection.execute(
                f"SELECT embedded_sha256, vector FROM embeddings WHERE embedder = ? AND embedded_sha256 IN ({_marks(batch)})",  # noqa: S608
                (embedder, *batch),
            )
            for digest, blob in rows:
                found[digest] = np.frombuffer(blob, dtype=STORED).astype(np.float32)
        return found


_PASSAGES = (
    "SELECT passages.id, papers.paper_id, passages.start, passages.end, passages.kind, passages.heading, passages.text, passages.sentences "
    "FROM passages JOIN papers ON papers.id = passages.paper WHERE papers.state = 'committed'"
)


def _passage(row: tuple[int, str, int, int, str, str, str, str]) -> PassageRecord:
    passage_id, paper_id, start, end, kind, heading, text, spans = row
    return PassageRecord(passage_id, paper_id, Span(start, end), RegionKind(kind), heading, text, records.spans_from_json(spans))


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)


def _translated(error: Exception, path: Path) -> StorageError:
    return StorageError(
        f"The catalogue {path} cannot be used: {error}.",
        hint="Check free disk space and that the folder can be written, then run the command again",
    )
