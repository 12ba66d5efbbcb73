"""Changes to the catalogue, each in one transaction, and the queries that only a writer needs."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from alignqa.index.catalogue import properties, records, repair, schema, seals, sentence_marks, space, upgrade
from alignqa.index.catalogue.checks import CatalogueFault, faults
from alignqa.index.catalogue.checksums import insertion, readable, resum, summed
from alignqa.index.catalogue.database import Database
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import SourceRecord
from alignqa.index.interfaces import EmbedderIdentity, VectorEntry
from alignqa.index.passages.splitting import Passage
from alignqa.index.passages.vectors import PassageVectors
from alignqa.papers.document import Paper

_PAGE = 2_000  # passages read at a time: about 3 MB of vectors


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper about to be recorded; `hashes` has one hash of embedded strings per passage, whose vectors are stored already."""

    paper: Paper
    passages: tuple[Passage, ...]
    hashes: tuple[str, ...]
    file: SourceRecord


@dataclass(frozen=True, slots=True)
class PendingPaper:
    """A paper that is recorded but not yet committed."""

    row: int
    paper_id: str


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage's entry for the vector index, and the hash under which its vector is stored."""

    entry: VectorEntry
    embedded_sha256: str


class WritableCatalogue(Catalogue):
    """A catalogue whose writer lock is held; only `keep_vectors` needs no lock."""

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Opens the catalogue at `path` and adds the tables that it lacks; raises the errors of `Database.open`."""
        catalogue = super().open(path, create=create)
        for statement in schema.ADDITIONS:
            catalogue._database.rows(statement)
        return catalogue

    # files

    def sources_of(self, paper_id: str) -> list[str]:
        """Returns the paths of the files that hold this paper, sorted."""
        return [path for (path,) in self._database.rows("SELECT path FROM sources WHERE paper_id = ? ORDER BY path", (paper_id,))]

    def keep_source(self, source: SourceRecord, *, orphan: str = "", former: str = "") -> None:
        """Records a file, so that it is not read again while unchanged; the paper `orphan`, which it held before, is retired.

        The file at the path `former`, whose place it takes, is forgotten.
        """
        with self._database.transaction():
            self._keep_source(source)
            if former:
                self._database.rows("DELETE FROM sources WHERE path = ?", (former,))
            if orphan:
                self._retire(orphan)
                self._database.rows("DELETE FROM sources WHERE paper_id = ?", (orphan,))
                self._next_generation()

    # keys

    def keys_ever(self) -> Container[str]:
        """Returns the citation keys that were ever assigned; they are looked up one by one, since there may be many."""
        return _KeysEver(self._database)

    def former_key(self, text_sha256: str) -> str | None:
        """Returns the key of a removed paper that had this text, or None; a key that a paper has now does not count."""
        row = self._database.row(
            "SELECT paper_id FROM papers WHERE text_sha256 = ? AND state IN ('former', 'purged') "
            "AND paper_id NOT IN (SELECT paper_id FROM papers WHERE state IN ('pending', 'committed')) ORDER BY id LIMIT 1",
            (text_sha256,),
        )
        return row[0] if row else None

    # the order of writing: vectors, pending paper, vector index, committed paper

    def keep_vectors(self, hashes: Sequence[str], vectors: Sequence[PassageVectors], embedder: EmbedderIdentity) -> None:
        """Stores the vectors of passages under the hashes of their strings."""
        with self._database.transaction():
            self._database.many(
                "INSERT OR IGNORE INTO embeddings VALUES (?, ?, ?)",
                [(digest, str(embedder), kept.to_bytes(digest)) for digest, kept in zip(hashes, vectors, strict=True)],
            )

    def begin_paper(self, new: NewPaper) -> PendingPaper:
        """Records a paper as pending, with its file, so that the next process that opens the catalogue can finish it."""
        paper, file = new.paper, new.file
        digest = paper.manuscript.text_sha256
        with self._database.transaction():
            layout = records.layout_to_json(paper.manuscript)
            self._database.rows(
                "INSERT INTO texts (text_sha256, text, layout, checksum) VALUES (?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET layout = excluded.layout, checksum = excluded.checksum",
                (digest, paper.text, *summed(digest, layout)[1:]),
            )
            row = self._next_id("papers")
            self._database.rows(
                insertion("papers"),
                summed(
                    *(row, paper.paper_id, "pending", digest, records.metadata_to_json(paper.metadata)),
                    *(file.path, file.size, file.modified_ns, file.file_sha256, len(new.passages)),
                ),
            )
            self._database.rows(insertion("parsers", replace=True), summed(row, paper.manuscript.parser))
            self._database.many(
                insertion("passages"),
                [
                    summed(
                        *(passage_id, row, p.span.start, p.span.end, p.kind.value, p.heading),
                        *(p.span.of(paper.text), records.spans_to_json(p.sentences), embedded),
                    )
                    for passage_id, (p, embedded) in enumerate(
                        zip(new.passages, new.hashes, strict=True), start=self._next_id("passages")
                    )
                ],
            )
            self._changed(papers=1)
        return PendingPaper(row, paper.paper_id)

    def _next_id(self, table: str) -> int:
        """Returns the id that AUTOINCREMENT would give: checksums depend on it."""
        highest = f"SELECT max(id) FROM {table} UNION ALL SELECT seq FROM sqlite_sequence WHERE name = '{table}'"  # noqa: S608
        with readable(f"the last number of the table {table}"):
            return max((value for (value,) in self._database.rows(highest) if value is not None), default=0) + 1

    def pending(self) -> list[PendingPaper]:
        """Returns the papers that an interrupted writer left behind, oldest first."""
        return [PendingPaper(*row) for row in self._database.rows(_PENDING)]

    def commit_paper(self, pending: PendingPaper) -> None:
        """Makes a pending paper the one that readers see and retires the version before it."""
        with self._database.transaction():
            self._retire(pending.paper_id)
            self._database.rows("UPDATE papers SET state = 'committed' WHERE id = ?", (pending.row,))
            resum(self._database, "papers", "id = ?", (pending.row,))
            query = "SELECT source, paper_id, size, modified_ns, file_sha256 FROM papers WHERE id = ?"
            self._database.many(
                insertion("sources", replace=True), [summed(*row) for row in self._database.rows(query, (pending.row,))]
            )
            self._next_generation()

    # removal

    def remove(self, paper_id: str, *, purge: bool) -> None:
        """Removes a paper from retrieval; with `purge` its texts are deleted too, and its quotes can no longer be verified.

        Its key and the hash of its text are remembered: a paper that returns gets its old key.
        What was purged stays on the disk until `sweep`.
        """
        with self._database.transaction():
            self._retire(paper_id)
            self._database.rows("DELETE FROM sources WHERE paper_id = ?", (paper_id,))
            if purge:
                self._database.rows(
                    "UPDATE papers SET state = 'purged', metadata = '{}', source = '' WHERE paper_id = ? AND state = 'former'",
                    (paper_id,),
                )
                resum(self._database, "papers", "paper_id = ? AND state = 'purged'", (paper_id,))
                space.forget_texts(self._database)
                properties.change(self._database, unswept=True)
            self._next_generation()

    def retired(self) -> list[int]:
        """Returns the passages that the vector index has yet to delete."""
        return [passage_id for (passage_id,) in self._database.rows("SELECT passage_id FROM retired ORDER BY passage_id")]

    def forget_retired(self, passage_ids: Collection[int]) -> None:
        """Records that the vector index has deleted these passages."""
        with self._database.transaction():
            self._database.many("DELETE FROM retired WHERE passage_id = ?", [(passage_id,) for passage_id in passage_ids])

    def keep_marks(self) -> None:
        """Stores the sentence marks, by which copies of a text are recognised, of all papers that have none yet."""
        sentence_marks.keep_marks(self._database)

    def seal(self) -> None:
        """Computes the checksums of what has none for each record, after the last change."""
        seals.seal(self._database)

    def _retire(self, paper_id: str) -> None:
        for (row,) in self._database.rows("SELECT id FROM papers WHERE paper_id = ? AND state = 'committed'", (paper_id,)):
            self._database.rows("INSERT OR IGNORE INTO retired SELECT id FROM passages WHERE paper = ?", (row,))
            self._database.rows(
                "DELETE FROM embeddings WHERE embedded_sha256 IN (SELECT embedded_sha256 FROM passages WHERE paper = ?) "
                "AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.embedded_sha256 = embeddings.embedded_sha256 AND paper != ?)",
                (row, row),
            )
            for table in ("passages", "sentence_marks", "marked_papers", "parsers"):
                self._database.rows(f"DELETE FROM {table} WHERE paper = ?", (row,))  # noqa: S608 - one of four names
            self._database.rows("UPDATE papers SET state = 'former' WHERE id = ?", (row,))
            resum(self._database, "papers", "id = ?", (row,))
            self._changed(papers=-space.forget_old(self._database, paper_id))

    def _keep_source(self, source: SourceRecord) -> None:
        values = (source.path, source.paper_id, source.size, source.modified_ns, source.file_sha256)
        self._database.rows(insertion("sources", replace=True), summed(*values))

    # the vector index

    def stored_of(self, pending: PendingPaper) -> Iterator[list[StoredPassage]]:
        """Yields the passages of a pending paper, a page at a time."""
        return self._stored(f"{_STORED} WHERE passages.paper = ?", pending.row)

    def stored(self) -> Iterator[list[StoredPassage]]:
        """Yields all committed passages, a page at a time, so that a million need no more memory than a thousand."""
        return self._stored(f"{_STORED} WHERE papers.state = ?", "committed")

    def _stored(self, query: str, parameter: int | str) -> Iterator[list[StoredPassage]]:
        last = 0
        while rows := self._database.rows(f"{query} AND passages.id > ? ORDER BY passages.id LIMIT {_PAGE}", (parameter, last)):
            yield [StoredPassage(VectorEntry(passage_id, key), digest) for passage_id, key, digest in rows]
            last = rows[-1][0]

    # upkeep

    def faults(self, embedder: EmbedderIdentity) -> Iterator[CatalogueFault]:
        """Yields the problems within the catalogue itself."""
        return faults(self._database, embedder)

    def repair(self, found: Sequence[CatalogueFault], embedder: EmbedderIdentity) -> list[str]:
        """Repairs what was found; returns the keys of the papers whose passages must be made again."""
        return repair.repair(self._database, found, embedder)

    def upgrade(self, embedder: EmbedderIdentity) -> None:
        """Adds checksums to a catalogue that an earlier alignqa wrote."""
        upgrade.upgrade(self._database, embedder.dimension)

    def keep_manifest(self, manifest: str) -> None:
        """Stores a copy of the manifest, unless it is stored already."""
        if self.kept_manifest != manifest:
            with self._database.transaction():
                properties.change(self._database, manifest=manifest)

    @property
    def unswept(self) -> bool:
        """Checks whether words of purged papers may still be on the disk."""
        return properties.read(self._database).unswept

    @property
    def documents(self) -> bool:
        """Checks whether the vector index may hold words of papers, as that of an earlier alignqa does."""
        return properties.read(self._database).documents

    def sweep(self) -> None:
        """Gives unused space back to the disk; no word of a purged paper remains in the file."""
        space.sweep(self._database)

    def begin_rebuild(self) -> None:
        """Records that the vector index is incomplete; readers are refused until `end_rebuild`."""
        with self._database.transaction():
            properties.change(self._database, rebuilding=True)

    def end_rebuild(self) -> None:
        """Records that the vector index is complete again, and makes readers reopen it."""
        with self._database.transaction():
            properties.change(self._database, rebuilding=False, documents=False)
            self._next_generation()

    def _changed(self, *, papers: int) -> None:
        """Records a change, which is not sealed yet, and how many records of papers it added: counting takes too long."""
        found = properties.read(self._database)
        properties.write(self._database, replace(found, records=found.records + papers, words="", marks=""))

    def _next_generation(self) -> None:
        found = properties.read(self._database)
        properties.write(self._database, replace(found, generation=found.generation + 1, words="", marks=""))


@dataclass(frozen=True, slots=True)
class _KeysEver:
    database: Database

    def __contains__(self, key: object) -> bool:
        return self.database.row("SELECT 1 FROM papers WHERE paper_id = ? LIMIT 1", (str(key),)) is not None


_PENDING = "SELECT id, paper_id FROM papers WHERE state = 'pending' ORDER BY id"
_STORED = "SELECT passages.id, papers.paper_id, passages.embedded_sha256 FROM passages JOIN papers ON papers.id = passages.paper"
