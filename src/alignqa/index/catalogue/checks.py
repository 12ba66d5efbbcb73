"""Checks a catalogue against itself and its checksums, whatever its bytes have become."""

# ruff: noqa: S608 - only names from this package are put into statements

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from hashlib import sha256

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue import properties, records, seals
from alignqa.index.catalogue.checksums import RECORDS, UNREADABLE, columns, is_sound
from alignqa.index.catalogue.database import START_AGAIN, Database, Row, Value
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.index.passages.vectors import PassageVectors, with_checksums
from alignqa.papers.document import RegionKind

_LIVE = ("pending", "committed")
_ABOUT_RECORDS = ("NULL value", "CHECK constraint", "NUMERIC value", "TEXT value")  # which are checked one by one
_MAX_ID = 2**53


class Damage(StrEnum):
    """The kinds of damage, by their cures."""

    FILE = START_AGAIN
    RECORD = "alignqa index rebuild takes it out and reads its file anew"
    TEXT = "alignqa index rebuild takes its papers out and reads their files anew; quotes from it can then be verified again"
    PASSAGES = "alignqa index rebuild makes them again from the text"
    VECTORS = "alignqa index rebuild computes them again from the text"
    DERIVED = "alignqa index rebuild makes it again"


@dataclass(frozen=True, slots=True)
class CatalogueFault:
    """A problem: its kind, what it is, and the rows, hashes or keys of embeddings that are damaged."""

    damage: Damage
    message: str
    subjects: tuple[tuple[Value, ...], ...] = ()

    def __str__(self) -> str:
        return f"{self.message} {self.damage.value}."


def faults(database: Database, embedder: EmbedderIdentity) -> Iterator[CatalogueFault]:
    """Yields the problems; one text and a few hundred vectors are in memory at a time."""
    looks: dict[Callable[[Database], Iterator[CatalogueFault]], Damage] = {
        _file: Damage.FILE,
        _properties: Damage.DERIVED,
        _papers: Damage.FILE,
        _texts: Damage.FILE,
        _passages: Damage.FILE,
        partial(_vectors, embedder=embedder): Damage.FILE,
        _small_tables: Damage.DERIVED,
        _full_text: Damage.DERIVED,
    }
    with database.tolerant():
        for look, damage in looks.items():
            try:
                yield from look(database)
            except IndexUnavailable as error:
                what = "The full-text index is damaged: " if look is _full_text else ""
                yield CatalogueFault(damage, what + error.message)


def _file(database: Database) -> Iterator[CatalogueFault]:
    try:
        lines = [str(line) for (line,) in database.rows("PRAGMA integrity_check(20)")]
    except IndexUnavailable as error:
        # An index over broken JSON cannot be checked; the record is found below.
        lines = [] if "JSON" in error.message else [error.message]
    for line in lines:
        if " index " in line:
            yield CatalogueFault(Damage.DERIVED, f"SQLite says of the catalogue: {line}.")
        elif line != "ok" and not any(words in line for words in _ABOUT_RECORDS):
            yield CatalogueFault(Damage.FILE, f"SQLite says of the catalogue: {line}.")


def _properties(database: Database) -> Iterator[CatalogueFault]:
    expected, present = properties.read(database).records, properties.records(database)
    if database.checked and present != expected:
        yield CatalogueFault(Damage.DERIVED, f"{present} of {expected} records of papers are there.")


def _rows(
    database: Database, table: str, key: str, rest: str = "", parameters: Sequence[Value] = ()
) -> Iterator[tuple[Row, bool]]:
    """Yields the records of a table after their `key`, and whether each is sound; without checksums all are taken to be."""
    checked = database.checked
    selected = columns(table) if checked else ", ".join(name for name in RECORDS[table] if name != "passages")
    for row in database.each(f"SELECT {key}, {selected} FROM {table} {rest}", parameters):
        yield row, not checked or is_sound(row[1:])


def _papers(database: Database) -> Iterator[CatalogueFault]:
    for (row, _, key, state, _, metadata, *_), sound in _rows(database, "papers", "id"):
        if not sound or (state in _LIVE and not _reads(partial(records.metadata_from_json, metadata))):
            yield CatalogueFault(Damage.RECORD, f"The record of the paper {key!r} was changed.", ((row,),))


def _texts(database: Database) -> Iterator[CatalogueFault]:
    for (text, digest, layout, *_), sound in _rows(database, "texts", "text"):
        if not isinstance(text, str) or sha256(text.encode()).hexdigest() != digest:
            yield CatalogueFault(Damage.TEXT, f"The text {str(digest)[:12]} does not match its hash.", ((digest,),))
        elif not sound or not _fits(text, layout):
            yield CatalogueFault(Damage.TEXT, f"The layout of the text {digest[:12]} was changed.", ((digest,),))
    missing = (
        "SELECT DISTINCT paper_id, text_sha256 FROM papers WHERE state != 'purged' "
        "AND text_sha256 NOT IN (SELECT text_sha256 FROM texts)"
    )
    for key, digest in database.rows(missing):
        yield CatalogueFault(Damage.TEXT, f"A text of {key} is missing.", ((digest,),))


def _fits(text: str, layout: str) -> bool:
    try:
        manuscript = records.manuscript_from_json(text, layout)
        spans = [part.span for parts in (manuscript.sections, manuscript.pages, manuscript.regions) for part in parts]
        return all(span.end <= len(text) for span in spans)
    except UNREADABLE:
        return False


def _passages(database: Database) -> Iterator[CatalogueFault]:
    query = "SELECT papers.id, paper_id, text FROM papers JOIN texts USING (text_sha256) WHERE papers.id = ?"
    for (paper,) in database.rows("SELECT id FROM papers WHERE state IN ('pending', 'committed') ORDER BY id"):
        for row, key, text in database.rows(query, (paper,)):
            wrong = [
                found
                for found, sound in _rows(database, "passages", "id", "WHERE paper = ?", (row,))
                if not sound or not _is_slice(found, text)
            ]
            if wrong:
                places = ", ".join(f"{found[3]}:{found[4]}" for found in wrong[:3])
                yield CatalogueFault(
                    Damage.PASSAGES,
                    f"{_number(len(wrong))} of {key} {'was' if len(wrong) == 1 else 'were'} changed, at {places}.",
                    ((row,),),
                )
    if database.checked:
        for row, key, expected, present in seals.unequal(database):
            yield CatalogueFault(Damage.PASSAGES, f"{key} has {present} of its {expected} passages.", ((row,),))
    lost = "SELECT count(*) FROM passages WHERE paper NOT IN (SELECT id FROM papers WHERE state IN ('pending', 'committed'))"
    if count := database.rows(lost)[0][0]:
        yield CatalogueFault(Damage.DERIVED, f"{count} passages belong to no paper.")


def _is_slice(row: Row, text: str) -> bool:
    _, _, _, start, end, kind, heading, slice_, spans, *_ = row
    try:
        return (
            text[start:end] == slice_ and bool(records.spans_from_json(spans)) and bool(RegionKind(kind)) and heading is not None
        )
    except UNREADABLE:
        return False


def _vectors(database: Database, embedder: EmbedderIdentity) -> Iterator[CatalogueFault]:
    """Looks at all vectors, also those of papers that are not there yet."""
    holders = (
        "SELECT DISTINCT papers.id, paper_id FROM papers JOIN passages ON passages.paper = papers.id WHERE embedded_sha256 = ?"
    )
    damaged: dict[str, list[tuple[Value, ...]]] = defaultdict(list)
    checked = database.checked
    for digest, name, blob in database.each("SELECT embedded_sha256, embedder, vectors FROM embeddings"):
        if name != str(embedder) or not _are_vectors(blob, embedder.dimension, digest, checked=checked):
            key = next((f"of {paper}" for _, paper in database.rows(holders, (digest,))), "that no paper uses")
            damaged[key].append((digest, name))
    for key, keys in sorted(damaged.items()):
        yield CatalogueFault(Damage.VECTORS, f"The vectors of {_number(len(keys))} {key} were changed.", tuple(keys))
    for row, key, count in without_vectors(database, embedder):
        yield CatalogueFault(Damage.PASSAGES, f"The vectors of {_number(count)} of {key} are missing.", ((row,),))


def _number(count: int) -> str:
    """Writes a number of passages."""
    return "1 passage" if count == 1 else f"{count} passages"


def without_vectors(database: Database, embedder: EmbedderIdentity) -> list[Row]:
    """Returns the papers with passages whose vectors are missing: row, key, number."""
    return database.rows(
        "SELECT papers.id, paper_id, count(*) FROM papers JOIN passages ON passages.paper = papers.id "
        "LEFT JOIN embeddings ON embeddings.embedded_sha256 = passages.embedded_sha256 AND embeddings.embedder = ? "
        "WHERE state IN ('pending', 'committed') AND embeddings.embedder IS NULL GROUP BY papers.id",
        (str(embedder),),
    )


def _are_vectors(blob: bytes, dimension: int, digest: str, *, checked: bool) -> bool:
    try:
        if not checked:
            with_checksums(blob, dimension, digest)  # which refuses what cannot be right
        else:
            PassageVectors.from_bytes(blob, dimension, digest, checked=True)
    except UNREADABLE:
        return False
    return True


def _small_tables(database: Database) -> Iterator[CatalogueFault]:
    for table, name in {"sources": "files", "parsers": "parsers", "marked_papers": "sentence marks"}.items():
        if not database.row("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)):
            continue  # an earlier alignqa had none
        if wrong := [row for row, sound in _rows(database, table, RECORDS[table][0]) if not sound]:
            changed = "record of {} was" if len(wrong) == 1 else "records of {} were"
            yield CatalogueFault(Damage.DERIVED, f"{len(wrong)} {changed.format(name)} changed.")
    if database.checked:
        seals.require_marks(database, properties.read(database))
    if database.row("SELECT 1 FROM retired JOIN passages ON passages.id = passage_id"):
        yield CatalogueFault(Damage.DERIVED, "The list of passages to delete names some that are in use.")
    highest = "SELECT coalesce(max(id), 0) FROM {0} UNION ALL SELECT seq FROM sqlite_sequence WHERE name = '{0}'"
    for table in ("papers", "passages"):
        used, *kept = [value for (value,) in database.rows(highest.format(table))]
        if used and not (len(kept) == 1 and isinstance(kept[0], int) and used <= kept[0] < _MAX_ID):
            yield CatalogueFault(Damage.DERIVED, f"The last number of the table {table} was changed.")


def _full_text(database: Database) -> Iterator[CatalogueFault]:
    # Rank 1 makes FTS5 compare itself with the passages, too.
    database.rows("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
    database.rows("INSERT INTO papers_fts (papers_fts) VALUES ('integrity-check')")
    if database.checked:
        seals.require_words(database, properties.read(database))
    yield from ()


def _reads(read: Callable[[], object]) -> bool:
    try:
        read()
    except UNREADABLE:
        return False
    return True
