"""The catalogue: one SQLite file that is the source of truth about papers, passages and vectors.

Readers see committed papers only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue import checksums, kept_vectors, properties, records, schema, seals, sentence_marks
from alignqa.index.catalogue.database import Database, Row, Value, batches, placeholders
from alignqa.index.catalogue.manuscript_cache import ManuscriptCache
from alignqa.index.catalogue.records import UNREAD, PaperRecord, PassageRecord, SourceRecord
from alignqa.index.catalogue.seals import Inspected
from alignqa.index.catalogue.sentence_marks import Overlap
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.index.passages.vectors import PassageVectors, WholeVectors
from alignqa.papers.document import Manuscript, Metadata, Paper, RegionKind, Span, sha256_of

REBUILD = "Rebuild it from the catalogue: alignqa index rebuild"
_HEADING_WEIGHT = 0.4  # in BM25, against 1 for the text: a heading is repeated in all passages of its section


@dataclass(frozen=True, slots=True)
class Holder:
    """A paper that has or had a text: `state` is `committed`, `former` or `purged`."""

    paper_id: str
    state: str


class Catalogue:
    """An open catalogue that any thread may read; `WritableCatalogue` adds the changes.

    Each call sees what is committed at that moment; a question reads a `snapshot`.
    """

    def __init__(self, database: Database, texts: ManuscriptCache | None = None, inspected: Inspected | None = None) -> None:
        self._database = database
        self._texts = texts or ManuscriptCache()
        self._inspected = inspected or Inspected()

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Opens the catalogue at `path`; raises the errors of `Database.open`."""
        return cls(Database.open(path, create=create))

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    @contextmanager
    def snapshot(self) -> Iterator[Catalogue]:
        """Opens the catalogue as it is now; nothing that is committed during the block is seen."""
        with self._database.snapshot() as database:
            yield Catalogue(database, self._texts, self._inspected)

    @property
    def generation(self) -> int:
        """A number that grows with every committed change, so that a reader knows when to reopen the vector index."""
        return properties.read(self._database).generation

    @property
    def rebuilding(self) -> bool:
        """Checks whether a rebuild of the vector index was begun and not finished."""
        return properties.read(self._database).rebuilding

    @property
    def kept_manifest(self) -> str:
        """The copy of the manifest; empty if an earlier alignqa made the index."""
        return properties.read(self._database).manifest

    @property
    def checked(self) -> bool:
        """Checks whether records and vectors have checksums; those of an earlier alignqa have none before the next change."""
        return self._database.checked

    def require_whole(self) -> None:
        """Raises IndexUnavailable while the vector index is being rebuilt, since an incomplete one would give half an answer.

        It is raised, too, if rows were lost or a full-text index was changed: every state is looked at once.
        """
        found = properties.read(self._database)
        if found.rebuilding:
            raise IndexUnavailable("The index is being rebuilt, or a rebuild was interrupted.", hint=REBUILD)
        self._inspected.require_sound(self._database, found)

    def papers(self) -> list[PaperRecord]:
        """Returns all committed papers, sorted by key."""
        return self._records("paper_id != ?", "")

    def record(self, paper_id: str) -> PaperRecord | None:
        """Returns the committed paper with that key, without its text, or None."""
        return next(iter(self._records("paper_id = ?", paper_id)), None)

    def taken_for(self, work: Metadata) -> list[PaperRecord]:
        """Returns the committed papers that are, by their metadata, the listed work with the key of `work`, sorted by key."""
        return self._records(f"{schema.WORK_FACTS['work']} = ?", work.key or "")

    def identified_by(self, metadata: Metadata) -> list[PaperRecord]:
        """Returns the committed papers that have the arXiv number or the DOI of `metadata`, sorted by key."""
        found = [
            *(self._records(f"{schema.WORK_FACTS['arxiv']} = ?", metadata.arxiv_id) if metadata.arxiv_id else ()),
            *(self._records(f"{schema.WORK_FACTS['doi']} = lower(?)", metadata.doi) if metadata.doi else ()),
        ]
        return [record for _, record in sorted({record.paper_id: record for record in found}.items())]

    def _records(self, condition: str, value: str) -> list[PaperRecord]:
        rows = self._checked_rows(
            "papers",
            "paper_id, metadata, source, text_sha256",
            f"papers WHERE state = 'committed' AND {condition} ORDER BY paper_id",
            (value,),
        )
        with checksums.readable("the metadata of a paper"):
            return [
                PaperRecord(key, records.metadata_from_json(metadata), source, digest) for key, metadata, source, digest in rows
            ]

    def _checked_rows(self, table: str, selected: str, source: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Selects from records of a table, and maybe others; raises IndexUnavailable if one of them was changed."""
        if not self._database.checked:
            return self._database.rows(f"SELECT {selected} FROM {source}", parameters)  # noqa: S608 - fixed texts are inserted
        width = selected.count(",") + 1
        rows = self._database.rows(
            f"SELECT {selected}, {checksums.columns(table)} FROM {source}",  # noqa: S608 - fixed texts are inserted
            parameters,
        )
        checksums.require_sound(table, [row[width:] for row in rows])
        return [row[:width] for row in rows]

    def paper(self, paper_id: str) -> Paper | None:
        """Returns the committed paper with that key and its text, or None."""
        record = self.record(paper_id)
        if record is None:
            return None
        text = self.manuscript(record.text_sha256)
        if text is None:
            raise checksums.damaged(f"the text of {paper_id} is missing")
        return Paper(paper_id, record.metadata, text, record.source)

    def manuscript(self, text_sha256: str) -> Manuscript | None:
        """Returns the text with that hash and its layout, also of a paper's earlier version; those read last are cached."""
        return self._texts.get(text_sha256, self.generation, lambda: self._manuscript(text_sha256))

    def _manuscript(self, text_sha256: str) -> Manuscript | None:
        rows = self._checked_rows("texts", "text, layout", "texts WHERE text_sha256 = ?", (text_sha256,))
        with checksums.readable(f"the text {text_sha256[:12]}"):
            if rows and sha256_of(rows[0][0]) != text_sha256:
                raise checksums.damaged(f"the text {text_sha256[:12]} was changed")
            return records.manuscript_from_json(*rows[0]) if rows else None

    def holders(self, text_sha256: str) -> list[Holder]:
        """Returns the papers that have or had this text, each once, sorted by key."""
        # 'committed' < 'former' < 'purged': the alphabetically first state of a paper is the one that counts.
        rows = self._database.rows(
            "SELECT paper_id, min(state) FROM papers WHERE text_sha256 = ? AND state != 'pending' GROUP BY paper_id",
            (text_sha256,),
        )
        return [Holder(key, state) for key, state in rows]

    def passages(self, passage_ids: Iterable[int]) -> dict[int, PassageRecord]:
        """Returns the committed passages among `passage_ids`, by id."""
        found: dict[int, PassageRecord] = {}
        for batch in batches(list(passage_ids)):
            found.update(
                (record.passage_id, record) for record in self._passages(f"passages.id IN ({placeholders(batch)})", batch)
            )
        return found

    def passages_of(self, paper_id: str) -> list[PassageRecord]:
        """Returns the passages of a committed paper in the order of its text."""
        return self._passages("papers.paper_id = ? ORDER BY passages.start, passages.id", (paper_id,))

    def _passages(self, condition: str, parameters: Sequence[Value]) -> list[PassageRecord]:
        joined = f"passages JOIN papers ON papers.id = passages.paper WHERE papers.state = 'committed' AND {condition}"
        with checksums.readable("a passage"):
            return [_passage(row) for row in self._checked_rows("passages", _PASSAGE, joined, parameters)]

    def match(self, terms: Sequence[str], *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Returns at most `count` pairs (passage id, BM25 score), best first, of passages with any of the terms.

        `terms` are plain words; FTS5 stems them as it stemmed the text.
        """
        if not terms or (paper_ids is not None and not paper_ids):
            return []
        query = _any_of(terms)
        # The filter is one bound JSON list, since a year may leave more papers than SQLite allows parameters.
        chosen = "AND papers.paper_id IN (SELECT value FROM json_each(?)) " if paper_ids is not None else ""
        parameters = (query, count) if paper_ids is None else (query, json.dumps(sorted(paper_ids)), count)
        # Looking up the paper of each passage that has a common word would take longer than the search itself.
        first = f"ORDER BY score DESC, rowid LIMIT {count} + ({_UNCOMMITTED})" if paper_ids is None else ""
        rows = self._database.rows(
            "SELECT found.id, found.score FROM "  # noqa: S608 - constants, a number and fixed clauses are inserted
            f"(SELECT rowid AS id, -bm25(passages_fts, {_HEADING_WEIGHT}, 1.0) AS score FROM passages_fts "
            f"WHERE passages_fts MATCH ? {first}) AS found "
            "JOIN passages ON passages.id = found.id JOIN papers ON papers.id = passages.paper "
            f"WHERE papers.state = 'committed' {chosen}ORDER BY found.score DESC, found.id LIMIT ?",
            parameters,
        )
        return [(passage_id, score) for passage_id, score in rows]

    def match_papers(self, terms: Sequence[str], *, count: int) -> list[tuple[str, float]]:
        """Returns at most `count` pairs (paper key, BM25 score of title and whole text), best first, with any of the terms."""
        if not terms:
            return []
        rows = self._database.rows(
            "SELECT papers.paper_id, -bm25(papers_fts) AS score FROM papers_fts JOIN papers ON papers.id = papers_fts.rowid "
            "WHERE papers_fts MATCH ? ORDER BY score DESC, papers.paper_id LIMIT ?",
            (_any_of(terms), count),
        )
        return [(paper_id, score) for paper_id, score in rows]

    def document_frequency(self, stem: str) -> int:
        """Returns the number of passages that contain a stemmed term."""
        row = self._database.row("SELECT doc FROM passages_terms WHERE term = ?", (stem,))
        return int(row[0]) if row else 0

    def counts(self) -> dict[str, int]:
        """Counts papers, passages, texts and vectors, pending papers and retired passages; counting vectors takes the longest."""
        return {name: self._count(name) for name in _COUNTS}

    @property
    def size(self) -> int:
        """The number of committed passages."""
        return self._count("passages")

    def _count(self, name: str) -> int:
        return int(self._database.rows(_COUNTS[name])[0][0])

    def overlaps(self) -> list[Overlap]:
        """Returns the pairs of papers that have many sentences in common, sorted by keys."""
        seals.require_marks(self._database, properties.read(self._database))
        return sentence_marks.overlaps(self._database)

    def overlap_of(self, one: str, other: str) -> Overlap | None:
        """Returns the sentences that two papers have in common, however few; None if one of them has no marks yet."""
        return sentence_marks.overlap_of(self._database, one, other)

    def parsers(self) -> dict[str, str | None]:
        """Returns the parser that read each committed paper, by key: "" if there was no file, None if it is not known."""
        known = bool(self._database.row("SELECT 1 FROM sqlite_master WHERE name = 'parsers'"))
        joined = ("parsers.parser", "LEFT JOIN parsers ON parsers.paper = papers.id") if known else ("NULL", "")
        query = "SELECT paper_id, {} FROM papers {} WHERE state = 'committed' ORDER BY paper_id"
        return dict(self._database.rows(query.format(*joined)))

    def passage_vectors(self, passage_ids: Iterable[int], embedder: EmbedderIdentity) -> dict[int, PassageVectors]:
        """Returns the stored vectors of passages, by passage id."""
        return kept_vectors.of_passages(self._database, list(passage_ids), embedder)

    def whole_vectors(self, embedder: EmbedderIdentity, *, maximum: int) -> WholeVectors | None:
        """Returns the vectors of all committed passages, in the order of their ids; None if there are more than `maximum`."""
        return kept_vectors.whole(self._database, embedder, maximum=maximum)

    def vectors(self, hashes: Iterable[str], embedder: EmbedderIdentity) -> dict[str, PassageVectors]:
        """Returns the stored vectors by the hashes of the embedded strings; unknown hashes are left out."""
        return kept_vectors.by_hash(self._database, list(dict.fromkeys(hashes)), embedder)

    def source(self, path: str) -> SourceRecord | None:
        """Returns the file at `path` as it was last ingested, or None."""
        return next(iter(self._sources("path = ?", path)), None)

    def unread(self) -> list[SourceRecord]:
        """Returns the files that are to be read anew, since a rebuild took their papers out."""
        return self._sources("size = ?", UNREAD)

    def _sources(self, condition: str, value: Value) -> list[SourceRecord]:
        names = "path, paper_id, size, modified_ns, file_sha256"
        return [SourceRecord(*row) for row in self._checked_rows("sources", names, f"sources WHERE {condition}", (value,))]


_PASSAGE = (
    "passages.id, papers.paper_id, passages.start, passages.end, passages.kind, passages.heading, passages.text, "
    "passages.sentences"
)
_UNCOMMITTED = "SELECT count(*) FROM passages JOIN papers ON papers.id = passages.paper WHERE papers.state = 'pending'"
_COUNTS = {
    "papers": "SELECT count(*) FROM papers WHERE state = 'committed'",
    "passages": "SELECT count(*) FROM passages JOIN papers ON papers.id = passages.paper WHERE state = 'committed'",
    "texts": "SELECT count(*) FROM texts",
    "vectors": "SELECT count(*) FROM embeddings",
    "pending": "SELECT count(*) FROM papers WHERE state = 'pending'",
    "retired": "SELECT count(*) FROM retired",
}


def _passage(row: Row) -> PassageRecord:
    passage_id, paper_id, start, end, kind, heading, text, spans = row
    return PassageRecord(passage_id, paper_id, Span(start, end), RegionKind(kind), heading, text, records.spans_from_json(spans))


def _any_of(terms: Sequence[str]) -> str:
    """Returns an FTS5 query for any of the terms; quotation marks keep them from being read as operators."""
    return " OR ".join('"' + term.replace('"', '""') + '"' for term in terms)
