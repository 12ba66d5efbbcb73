"""Brings a part of a Zotero library into the index, and brings it up to date when it is done again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.library import Library
from alignqa.index.preparation import NamedManuscript
from alignqa.index.references import Attachments, attachments, ingest_attachments
from alignqa.index.reports import Progress, ignore
from alignqa.index.workers import Workers
from alignqa.integrations.zotero.data_folder import DataFolder
from alignqa.integrations.zotero.database import read_items
from alignqa.integrations.zotero.import_record import FileOrigin, ImportRecord, PastImport, read_record, write_record
from alignqa.integrations.zotero.indexed_sources import IndexedSources
from alignqa.integrations.zotero.items import ZoteroItem
from alignqa.integrations.zotero.reader_notes import notes_of, print_of_notes
from alignqa.integrations.zotero.selection import ChosenPart, ZoteroSelection
from alignqa.papers.bibliography import ReferenceEntry
from alignqa.papers.bibliography.zotero_json import entry_of_item
from alignqa.papers.document import Metadata


class SeveralFiles(NamedTuple):
    """An item with several files: the entry's key, the name of the file that is read, and those of the others."""

    key: str
    main: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoteroReport:
    """The result of an import.

    `unchanged_files` counts the files if none of them was read, since nothing had changed.
    `missing` has the entries whose main file is not on this machine, and those without a file whose paper is not in the index.
    `gone` are papers that came with an earlier import of the same part and are no longer in it, `pruned` those removed now.
    """

    part: str
    unchanged_files: int = 0
    unchanged_notes: int = 0
    missing: Attachments = field(default_factory=lambda: Attachments({}))
    several: tuple[SeveralFiles, ...] = ()
    gone: tuple[PaperRecord, ...] = ()
    pruned: tuple[PaperRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """The items of a part, with their entries, the origins of the files that are there, and the prints of their notes."""

    part: ChosenPart
    items: dict[str, tuple[ZoteroItem, ReferenceEntry]]
    origins: dict[str, FileOrigin]
    notes: dict[str, str]

    @property
    def entries(self) -> list[ReferenceEntry]:
        return [entry for item, entry in self.items.values() if item.kind != "note"]


@dataclass(frozen=True, slots=True)
class ZoteroImport:
    """An import of a part of a library; `workers` are made if there is a file to read."""

    library: Library
    folder: DataFolder
    selection: ZoteroSelection
    workers: Callable[[], AbstractContextManager[Workers | None]] = nullcontext
    wait: float = 0.0

    def run(self, *, prune: bool = False, progress: Progress = ignore, note_progress: Progress = ignore) -> ZoteroReport:
        """Takes in what is new and what has changed, and nothing else; with `prune`, what is gone is removed from the index."""
        found = _found(*read_items(self.folder, self.selection))
        record = read_record(self.library.folder)
        self._follow_moved_files(found, record)
        indexed = self._indexed(found, record)
        taken = attachments(found.entries, self.folder.path, list(indexed.papers.values()))
        anew = indexed.without_withdrawn(taken.declared, found.origins, record.files)
        others = {path: metadata for path, metadata in taken.declared.items() if path not in anew}
        changed = bool(anew) or not indexed.contain(others)
        if changed:
            with self.workers() as workers:
                ingest_attachments(self.library, others, progress=progress, wait=self.wait, workers=workers)
                if anew:
                    self.library.ingest(list(anew), declared=anew, again=True, progress=progress, wait=self.wait, workers=workers)
        texts = self._texts(found, record, indexed)
        notes = {address: made_of for address, made_of in found.notes.items() if texts.get(address, True)}
        if new_notes := indexed.changed_notes([text for text in texts.values() if text]):
            self.library.ingest_manuscripts(new_notes, progress=note_progress, wait=self.wait)
        if changed or new_notes:
            indexed = self._indexed(found, record)
        gone, pruned = self._settle(replace(found, notes=notes), record, indexed, prune=prune)
        return ZoteroReport(
            found.part.name or "the library",
            unchanged_files=0 if changed else len(taken.declared),
            unchanged_notes=len(notes) - len(new_notes),
            missing=taken,
            several=tuple(_several(found)),
            gone=gone,
            pruned=pruned,
        )

    def _indexed(self, found: _Found, record: ImportRecord) -> IndexedSources:
        return IndexedSources.read(self.library, {*found.origins, *found.notes, *_known(record)})

    @staticmethod
    def _texts(found: _Found, record: ImportRecord, indexed: IndexedSources) -> dict[str, NamedManuscript | None]:
        """Returns the texts of notes that have changed or are not in the index; None for one without a word of the reader's."""
        return {
            address: notes_of(*found.items[address])
            for address, made_of in found.notes.items()
            if record.notes.get(address) != made_of or address not in indexed.sources
        }

    def _follow_moved_files(self, found: _Found, record: ImportRecord) -> None:
        """Lets the file of an item that was renamed or exchanged in Zotero keep the paper, and with it the key."""
        now = {(origin.group, origin.item): source for source, origin in found.origins.items()}
        moved = {
            old: new
            for old, origin in record.files.items()
            if old not in found.origins and (new := now.get((origin.group, origin.item)))
        }
        indexed = IndexedSources.read(self.library, {*moved, *moved.values()}) if moved else IndexedSources({}, {})
        for old, new in moved.items():
            if old in indexed.sources and new not in indexed.sources:
                self.library.move_source(Path(old), Path(new), wait=self.wait)

    def _settle(
        self, found: _Found, record: ImportRecord, indexed: IndexedSources, *, prune: bool
    ) -> tuple[tuple[PaperRecord, ...], tuple[PaperRecord, ...]]:
        """Keeps the record of the import; returns the papers that are gone from the part, or those that were removed."""
        made = PastImport(str(self.folder.path), found.part.group, found.part.key, self.selection.tags)
        before = next((one for one in record.imports if one.is_of(made)), made)
        items = {(item.group, item.key) for item, _ in found.items.values()}
        # A file that is missing on this machine is not gone, as long as its item is there.
        waiting = {source for source, one in record.files.items() if (one.group, one.item) in items}
        sources = {source for source in (*found.origins, *found.notes, *waiting) if source in indexed.sources}
        elsewhere = {source for one in record.imports if not one.is_of(made) for source in one.sources}
        left = {*before.sources, *before.gone} - sources - elsewhere
        gone = {source: paper for source in sorted(left) if (paper := indexed.paper_of(source)) and paper.source == source}
        if prune:
            for paper in gone.values():
                self.library.remove(paper.paper_id, wait=self.wait)
        live = indexed.sources.keys() - (gone.keys() if prune else ())
        kept = ImportRecord(
            {source: one for source, one in {**record.files, **found.origins}.items() if source in live},
            {source: one for source, one in {**record.notes, **found.notes}.items() if source in live},
            record.imports,
        )
        if indexed.papers or record.imports:  # otherwise there may be no index to keep it in
            made = replace(made, sources=tuple(sorted(sources)), gone=() if prune else tuple(gone))
            write_record(self.library.folder, kept.with_import(made))
        papers = tuple(gone.values())
        return ((), papers) if prune else (papers, ())


def _found(part: ChosenPart, items: list[ZoteroItem]) -> _Found:
    pairs = {item.address: (item, _entry(item)) for item in items}
    notes = {address: made_of for address, pair in pairs.items() if (made_of := print_of_notes(*pair))}
    origins: dict[str, FileOrigin] = {}
    for item, entry in pairs.values():
        if item.files and item.files[0].path is not None:
            facts = tuple(sorted(name for name in entry.metadata.facts() if name != "key"))
            origins.setdefault(str(item.files[0].path), FileOrigin(item.key, item.files[0].key, item.group, facts))
    return _Found(part, pairs, origins, notes)


def _entry(item: ZoteroItem) -> ReferenceEntry:
    """Returns an item as an entry with its main file; a file that belongs to no item says itself what it is."""
    main = item.files[0] if item.files else None
    path = (str(main.path or main.name),) if main else ()
    if item.kind == "attachment":
        return ReferenceEntry("" if main and main.path else item.key, Metadata(), path)
    return replace(entry_of_item(item.facts), files=path)


def _several(found: _Found) -> Iterator[SeveralFiles]:
    for item, entry in found.items.values():
        main, *others = item.files or (None,)
        alike = tuple(file.name for file in others if file and main and file.content_type == main.content_type)
        if main and alike:
            yield SeveralFiles(entry.key, main.name, alike)


def _known(record: ImportRecord) -> Iterator[str]:
    yield from record.files
    for one in record.imports:
        yield from (*one.sources, *one.gone)
