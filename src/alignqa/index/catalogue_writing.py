"""Changes to the catalogue, each one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from alignqa.index import records
from alignqa.index.catalogue import STORED, Catalogue
from alignqa.index.interfaces import VectorEntry, Vectors
from alignqa.index.passages import Passage
from alignqa.index.records import SourceRecord
from alignqa.papers.document import Paper, sha256_of


@dataclass(frozen=True, slots=True)
class PendingPaper:
    """A paper that is written down but not yet committed; `hashes` are those of the embedded strings, one an entry."""

    row: int
    paper_id: str
    entries: tuple[VectorEntry, ...]
    hashes: tuple[str, ...]


class WritableCatalogue(Catalogue):
    """A catalogue whose writer lock is held."""

    def begin_paper(self, paper: Paper, passages: Sequence[Passage], hashes: Sequence[str]) -> PendingPaper:
        """Writes a paper down as pending; `hashes` are the SHA-256 of each passage's embedded string."""
        with self.transaction():
            digest = paper.manuscript.text_sha256
            self._connection.execute(
                "INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", (digest, paper.text, records.layout_to_json(paper.manuscript))
            )
            row = self._connection.execute(
                "INSERT INTO papers (paper_id, state, text_sha256, metadata, source) VALUES (?, 'pending', ?, ?, ?) RETURNING id",
                (paper.paper_id, digest, records.metadata_to_json(paper.metadata), paper.source),
            ).fetchone()[0]
            self._connection.executemany(
                "INSERT INTO passages (paper, start, end, kind, heading, text, sentences, embedded_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        row,
                        p.span.start,
                        p.span.end,
                        p.kind,
                        p.heading,
                        p.span.of(paper.text),
                        records.spans_to_json(p.sentences),
                        embedded,
                    )
                    for p, embedded in zip(passages, hashes, strict=True)
                ],
            )
        return self._pending(row, paper.paper_id)

    def pending(self) -> list[PendingPaper]:
        """The papers that an interrupted writer left behind, oldest first."""
        rows = self._connection.execute("SELECT id, paper_id FROM papers WHERE state = 'pending' ORDER BY id").fetchall()
        return [self._pending(row, key) for row, key in rows]

    def _pending(self, row: int, paper_id: str) -> PendingPaper:
        found = self._connection.execute(
            "SELECT id, text, embedded_sha256 FROM passages WHERE paper = ? ORDER BY id", (row,)
        ).fetchall()
        entries = tuple(VectorEntry(passage_id, paper_id, text) for passage_id, text, _ in found)
        return PendingPaper(row, paper_id, entries, tuple(digest for _, _, digest in found))

    def keep_vectors(self, hashes: Sequence[str], vectors: Vectors, embedder: str) -> None:
        """Keeps vectors by the hash of their embedded string, in half precision."""
        with self.transaction():
            self._connection.executemany(
                "INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?)",
                [
                    (digest, embedder, vector.astype(STORED).tobytes())
                    for digest, vector in zip(hashes, np.asarray(vectors), strict=True)
                ],
            )

    def commit_paper(self, pending: PendingPaper, source: SourceRecord | None) -> None:
        """Makes a pending paper the one that readers see and retires the version before it."""
        with self.transaction():
            self._retire(pending.paper_id)
            self._connection.execute(
                "INSERT INTO passages_fts (rowid, heading, text) SELECT id, heading, text FROM passages WHERE paper = ?",
                (pending.row,),
            )
            self._connection.execute("UPDATE papers SET state = 'committed' WHERE id = ?", (pending.row,))
            if source is not None:
                self._keep_source(source)
            self._next_generation()

    def discard(self, pending: PendingPaper) -> None:
        """Undoes `begin_paper`; a text that no paper refers to goes too."""
        with self.transaction():
            self._connection.execute("INSERT OR IGNORE INTO retired SELECT id FROM passages WHERE paper = ?", (pending.row,))
            self._connection.execute("DELETE FROM papers WHERE id = ?", (pending.row,))
            self._drop_unused_texts()

    def keep_source(self, source: SourceRecord) -> None:
        """Remembers a file, so that it is not read again while it is unchanged."""
        with self.transaction():
            self._keep_source(source)

    def remove(self, paper_id: str, *, purge: bool) -> None:
        """Takes a paper out of retrieval; with `purge` its texts go too, and its quotes can be verified no more."""
        with self.transaction():
            self._retire(paper_id)
            self._connection.execute("DELETE FROM sources WHERE paper_id = ?", (paper_id,))
            if purge:
                self._connection.execute("DELETE FROM papers WHERE paper_id = ? AND state = 'former'", (paper_id,))
                self._drop_unused_texts()
            self._next_generation()

    def faults(self) -> list[str]:
        """Sentences on texts whose hash, and passages whose slice, does not hold, and on a damaged full-text index."""
        found = []
        for digest, text in self._connection.execute("SELECT text_sha256, text FROM texts"):
            if sha256_of(text) != digest:
                found.append(f"The text {digest[:12]} does not have its hash.")
            rows = self._connection.execute(
                "SELECT papers.paper_id, passages.start, passages.end, passages.text FROM papers "
                "JOIN passages ON passages.paper = papers.id WHERE papers.text_sha256 = ?",
                (digest,),
            )
            for key, start, end, slice_ in rows:
                if text[start:end] != slice_:
                    found.append(f"A passage of {key} at {start}:{end} is not the slice of its text.")
        try:
            self._connection.execute("INSERT INTO passages_fts (passages_fts) VALUES ('integrity-check')")
        except sqlite3.DatabaseError as error:
            found.append(f"The full-text index is damaged: {error}.")
        return found

    def retired(self) -> list[int]:
        """Passages that the vector index must still forget."""
        return [passage_id for (passage_id,) in self._connection.execute("SELECT passage_id FROM retired ORDER BY passage_id")]

    def forget_retired(self, passage_ids: Collection[int]) -> None:
        """Notes that the vector index has forgotten these passages."""
        with self.transaction():
            self._connection.executemany(
                "DELETE FROM retired WHERE passage_id = ?", [(passage_id,) for passage_id in passage_ids]
            )

    def stored_entries(self) -> list[tuple[VectorEntry, str]]:
        """Every committed passage with the hash of its embedded string, for a rebuild."""
        rows = self._connection.execute(
            "SELECT passages.id, papers.paper_id, passages.text, passages.embedded_sha256 FROM passages "
            "JOIN papers ON papers.id = passages.paper WHERE papers.state = 'committed' ORDER BY passages.id"
        )
        return [(VectorEntry(passage_id, key, text), digest) for passage_id, key, text, digest in rows]

    def next_generation(self) -> None:
        """Tells readers that the vector index was changed."""
        with self.transaction():
            self._next_generation()

    def _retire(self, paper_id: str) -> None:
        rows = self._connection.execute(
            "SELECT id FROM papers WHERE paper_id = ? AND state = 'committed'", (paper_id,)
        ).fetchall()
        for (row,) in rows:
            self._connection.execute(
                "INSERT INTO passages_fts (passages_fts, rowid, heading, text) SELECT 'delete', id, heading, text FROM passages WHERE paper = ?",
                (row,),
            )
            self._connection.execute("INSERT OR IGNORE INTO retired SELECT id FROM passages WHERE paper = ?", (row,))
            self._connection.execute("DELETE FROM passages WHERE paper = ?", (row,))
            self._connection.execute("UPDATE papers SET state = 'former' WHERE id = ?", (row,))

    def _keep_source(self, source: SourceRecord) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?)",
            (source.path, source.paper_id, source.size, source.modified_ns, source.file_sha256),
        )

    def _drop_unused_texts(self) -> None:
        self._connection.execute("DELETE FROM texts WHERE text_sha256 NOT IN (SELECT text_sha256 FROM papers)")

    def _next_generation(self) -> None:
        self._connection.execute("UPDATE properties SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")
