"""Files into the catalogue and the vector index, one paper after the other, each of them whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import numpy as np

from alignqa.errors import UnreadablePaper
from alignqa.index import integrity
from alignqa.index.catalogue_writing import WritableCatalogue
from alignqa.index.interfaces import Embedder, VectorIndex, Vectors
from alignqa.index.passages import Passage, PassagePolicy, split
from alignqa.index.records import SourceRecord
from alignqa.papers.bibliography import Entry, read_bibtex
from alignqa.papers.document import Manuscript, Paper, sha256_of
from alignqa.papers.identity import assign_key, identify
from alignqa.papers.literature import Literature
from alignqa.papers.parsing.decoding import decode
from alignqa.papers.parsing.formats import discover, parse_file


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: the paper's key where there is one, the reason and hint where it was refused."""

    path: Path
    outcome: Outcome
    paper_id: str = ""
    message: str = ""
    hint: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of all files, in the order they were taken."""

    files: tuple[FileReport, ...]

    def of(self, *outcomes: Outcome) -> tuple[FileReport, ...]:
        """The reports with one of these outcomes."""
        return tuple(report for report in self.files if report.outcome in outcomes)


Progress = Callable[[int, int, FileReport], None]
"""Called after each file with the number done, the number of all, and what became of it."""


def ignore(done: int, total: int, report: FileReport) -> None:
    """Tells nobody."""


def embedded_text(title: str | None, passage: Passage, text: str) -> str:
    """What is embedded for a passage: the title and the section path give it the context that the slice alone lacks."""
    context = ". ".join(part for part in (title or "", passage.heading.replace(" > ", ". ")) if part)
    return f"{context}\n{passage.span.of(text)}" if context else passage.span.of(text)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str
    size: int
    modified_ns: int
    sha256: str


@dataclass(slots=True)
class Ingestion:
    """One run over some paths; the catalogue's writer lock is held by the caller."""

    catalogue: WritableCatalogue
    vectors: VectorIndex
    embedder: Embedder
    policy: PassagePolicy
    literature: Literature
    _references: dict[Path, tuple[Entry, ...]] = field(default_factory=dict)

    def run(self, paths: Sequence[Path], progress: Progress) -> IngestReport:
        """Takes every paper in; what a file cannot do costs its own report only."""
        found = discover(paths)
        reports = [
            FileReport(refusal.path, Outcome.REFUSED, message=refusal.message, hint=refusal.hint) for refusal in found.refused
        ]
        total = len(found.files) + len(reports)
        for done, report in enumerate(reports, start=1):
            progress(done, total, report)
        # Files with pages come first, so that of several copies of a work the one with pages has the bare key.
        for path in sorted(found.files, key=lambda path: (path.suffix.lower() != ".pdf", path)):
            report = self._take(path)
            reports.append(report)
            progress(len(reports), total, report)
        return IngestReport(tuple(reports))

    def _take(self, path: Path) -> FileReport:
        try:
            status = path.stat()
            name = str(path.resolve())
            before = self.catalogue.source(name)
            if before and (before.size, before.modified_ns) == (status.st_size, status.st_mtime_ns):
                return FileReport(path, Outcome.UNCHANGED, before.paper_id)
            file = _File(path, name, status.st_size, status.st_mtime_ns, _sha256(path))
            if before and before.file_sha256 == file.sha256:
                self.catalogue.keep_source(_source(file, before.paper_id))
                return FileReport(path, Outcome.UNCHANGED, before.paper_id)
            return self._store(file, parse_file(path), before)
        except UnreadablePaper as error:
            return FileReport(path, Outcome.REFUSED, message=error.message, hint=error.hint)
        except OSError as error:
            return FileReport(
                path, Outcome.REFUSED, message=f"{path} cannot be read: {error.strerror}", hint="Check its permissions"
            )

    def _store(self, file: _File, manuscript: Manuscript, before: SourceRecord | None) -> FileReport:
        holders = self.catalogue.holders(manuscript.text_sha256)
        live = [key for key, state in holders if state == "committed"]
        if live and (before is None or before.paper_id not in live):
            self.catalogue.keep_source(_source(file, live[0]))
            return FileReport(file.path, Outcome.DUPLICATE, live[0], message=f"the same text as {live[0]}")
        metadata = identify(manuscript, file.path, references=self._entries_beside(file.path), literature=self.literature)
        if before:
            key = before.paper_id
        elif holders:
            key = holders[0][0]  # a removed paper that returns has its key back
        else:
            key = assign_key(metadata, file.path, self.catalogue.keys_ever())
        passages = split(manuscript, self.policy)
        if not passages:
            raise UnreadablePaper(f"{file.path} holds no prose", hint="Look for the paper in another format")
        paper = Paper(key, metadata, manuscript, file.name)
        hashes = self._embed([embedded_text(metadata.title, passage, manuscript.text) for passage in passages])
        pending = self.catalogue.begin_paper(paper, passages, hashes)
        integrity.finish(self.catalogue, self.vectors, pending, embedder=str(self.embedder.identity), source=_source(file, key))
        return FileReport(file.path, Outcome.REPLACED if before else Outcome.ADDED, key, notices=manuscript.notices)

    def _embed(self, texts: list[str]) -> list[str]:
        """Sees to it that the catalogue holds a vector for each text; returns their hashes."""
        hashes = [sha256_of(text) for text in texts]
        embedder = str(self.embedder.identity)
        known = self.catalogue.vectors(hashes, embedder)
        missing = {digest: text for digest, text in zip(hashes, texts, strict=True) if digest not in known}
        if missing:
            vectors: Vectors = np.asarray(self.embedder.embed(list(missing.values())), dtype=np.float32)
            self.catalogue.keep_vectors(list(missing), vectors, embedder)
        return hashes

    def _entries_beside(self, path: Path) -> tuple[Entry, ...]:
        """The entries of the reference lists in the paper's folder that may describe it; one that the paper itself cites does not."""
        folder = path.parent
        if folder not in self._references:
            entries: list[Entry] = []
            for name in sorted(folder.glob("*.bib")):
                if not any(name.stem in source.read_text("utf-8", "ignore") for source in folder.glob("*.tex")):
                    entries.extend(read_bibtex(decode(name.read_bytes())[0])[0])
            self._references[folder] = tuple(entries)
        return self._references[folder]


def _source(file: _File, paper_id: str) -> SourceRecord:
    return SourceRecord(file.name, paper_id, file.size, file.modified_ns, file.sha256)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
