"""Reference lists of users: what they say of files and of papers that are here, and the papers as entries of such a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.ingestion import IngestOutcome, IngestReport, Progress, ignore
from alignqa.index.library import Library
from alignqa.index.workers import Workers
from alignqa.papers.bibliography import ReferenceEntry, merge
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.signatures import SUFFIXES


@dataclass(frozen=True, slots=True)
class Attachments:
    """What entries say of files that are there, by their resolved paths, and the entries whose file is not, or that name none."""

    declared: dict[Path, Metadata]
    lost: tuple[ReferenceEntry, ...] = ()
    bare: tuple[ReferenceEntry, ...] = ()


def attachments(entries: Iterable[ReferenceEntry], folder: Path, papers: Sequence[PaperRecord]) -> Attachments:
    """The file of each entry: the first PDF that it names and that is there, else the first other paper.

    Relative paths are those from `folder`, where the list lies.
    The file of an entry that names none is that of the paper with the same arXiv identifier, DOI, address or telling title.
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
            declared.setdefault(path, _told(entry, record))
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
    """Takes files in with what was declared of them; a paper that is here already learns it, too, and keeps its key.

    The other arguments are those of `Library.ingest`.
    """
    report = library.ingest(list(declared), declared=declared, progress=progress, wait=wait, workers=workers)
    # A file with the text of another one was set aside: what was said of it is true of the other.
    set_aside = {file.paper_id: declared[file.path] for file in report.of(IngestOutcome.DUPLICATE)}
    told = {
        Path(record.source): _merged(set_aside[record.paper_id], record)
        for record in library.papers()
        if record.paper_id in set_aside and Path(record.source) not in declared and Path(record.source).is_file()
    }
    if told:
        library.ingest(list(told), declared=told, wait=wait)
    return report


def entry_of(record: PaperRecord) -> ReferenceEntry:
    """A paper as an entry under its own key, with its file."""
    return ReferenceEntry(record.paper_id, record.metadata, (record.source,) if Path(record.source).is_absolute() else ())


def _told(entry: ReferenceEntry, record: PaperRecord | None) -> Metadata:
    """What an entry says, under its key where it is a new paper's."""
    return _merged(entry.metadata, record) if record else replace(entry.metadata, key=entry.key)


def _merged(metadata: Metadata, record: PaperRecord) -> Metadata:
    return replace(merge(metadata, record.metadata), key=record.metadata.key)


def _present(entry: ReferenceEntry, folder: Path) -> Iterator[Path]:
    """The files that are there, PDF files first, since they have pages."""
    paths = filter(None, (_located(name, folder) for name in entry.files))
    return iter(sorted(paths, key=lambda path: path.suffix.lower() != ".pdf"))


def _located(name: str, folder: Path) -> Path | None:
    """The paper of that path, where there is one; a list that was written under Windows divides it by backslashes."""
    for path in (folder / name, folder / name.replace("\\", "/")):
        with suppress(OSError, ValueError):  # a list may name what no file can be called
            if path.suffix.lower() in SUFFIXES and path.is_file():
                return path.resolve()
    return None
