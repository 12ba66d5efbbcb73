"""The user's reference lists: the metadata they give for files and ingested papers, and papers as entries of such a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.library import Library
from alignqa.index.reports import IngestOutcome, IngestReport, Progress, ignore
from alignqa.index.workers import Workers
from alignqa.papers.bibliography import ReferenceEntry, merge
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.signatures import SUFFIXES


@dataclass(frozen=True, slots=True)
class Attachments:
    """The metadata for existing files, by resolved path; the entries whose file is missing (`lost`) or not named (`bare`)."""

    declared: dict[Path, Metadata]
    lost: tuple[ReferenceEntry, ...] = ()
    bare: tuple[ReferenceEntry, ...] = ()


def attachments(entries: Iterable[ReferenceEntry], folder: Path, papers: Sequence[PaperRecord]) -> Attachments:
    """Finds the file of each entry: the first existing PDF that it names, else the first other paper.

    Relative paths start from `folder`, which holds the list.
    An entry that names no file gets that of the paper with the same arXiv identifier, DOI, address or distinctive title.
    """
    declared: dict[Path, Metadata] = {}
    lost: list[ReferenceEntry] = []
    bare: list[ReferenceEntry] = []
    works = Literature(replace(record.metadata, key=record.paper_id) for record in papers)
    by_key = {record.paper_id: record for record in papers}
    by_source = {record.source: record for record in papers}
    for entry in entries:
        if entry.files:
            path = next(_present(entry, folder), None)
            record = by_source.get(str(path))
        else:
            work = works.find(entry.metadata)
            record = by_key[work.key] if work and work.key else None
            path = Path(record.source) if record and Path(record.source).is_file() else None
        if path is not None:
            declared.setdefault(path, _metadata_of(entry, record))
        else:
            (lost if entry.files else bare).append(entry)
    return Attachments(declared, tuple(lost), tuple(bare))


def ingest_attachments(
    library: Library,
    declared: Mapping[Path, Metadata],
    *,
    progress: Progress = ignore,
    wait: float = 0.0,
    workers: Workers | None = None,
) -> IngestReport:
    """Ingests files with the metadata declared for them; a paper already in the index gets the metadata and keeps its key.

    The other arguments are those of `Library.ingest`.
    """
    report = library.ingest(list(declared), declared=declared, progress=progress, wait=wait, workers=workers)
    # A file with the text of another one was set aside: its metadata hold for the other.
    set_aside = {file.paper_id: declared[file.path] for file in report.of(IngestOutcome.DUPLICATE)}
    merged = {
        Path(record.source): _merged(set_aside[record.paper_id], record)
        for record in library.papers()
        if record.paper_id in set_aside and Path(record.source) not in declared and Path(record.source).is_file()
    }
    if merged:
        library.ingest(list(merged), declared=merged, wait=wait)
    return report


def entry_of(record: PaperRecord) -> ReferenceEntry:
    """Returns a paper as an entry under its own key, with its file."""
    return ReferenceEntry(record.paper_id, record.metadata, (record.source,) if Path(record.source).is_absolute() else ())


def _metadata_of(entry: ReferenceEntry, record: PaperRecord | None) -> Metadata:
    """The metadata that an entry gives, with the entry's key if the paper is new."""
    return _merged(entry.metadata, record) if record else replace(entry.metadata, key=entry.key)


def _merged(metadata: Metadata, record: PaperRecord) -> Metadata:
    return replace(merge(metadata, record.metadata), key=record.metadata.key)


def _present(entry: ReferenceEntry, folder: Path) -> Iterator[Path]:
    """The existing files that an entry names, PDF files first, since they have pages."""
    paths = filter(None, (_located(name, folder) for name in entry.files))
    return iter(sorted(paths, key=lambda path: path.suffix.lower() != ".pdf"))


def _located(name: str, folder: Path) -> Path | None:
    """The paper at that path, or None; a list from Windows may have backslashes, and one from Mendeley lacks the first slash."""
    slashed = name.replace("\\", "/")
    for path in (folder / name, folder / slashed, Path("/") / slashed):
        with suppress(OSError, ValueError):  # a list may contain names that no file can have
            if path.suffix.lower() in SUFFIXES and path.is_file():
                return path.resolve()
    return None
