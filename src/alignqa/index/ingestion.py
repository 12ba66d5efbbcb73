"""Ingests files into the catalogue and the vector index, one paper after another, each as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.index import integrity
from alignqa.index.catalogue.records import SourceRecord, file_sha256
from alignqa.index.catalogue.writing import NewPaper, PendingPaper, WritableCatalogue
from alignqa.index.comparing.renderings import ReadAlready, rendered_paper
from alignqa.index.comparing.rivals import weighed
from alignqa.index.folder_indexes import FolderIndexes
from alignqa.index.interfaces import Embedder, VectorIndex
from alignqa.index.known_files import KnownFiles
from alignqa.index.passages.embedding import PassageEmbedding
from alignqa.index.passages.splitting import PassagePolicy
from alignqa.index.passages.vectors import PassageText
from alignqa.index.preparation import NamedManuscript, PaperPreparer, ReadPaper, UnreadPaper
from alignqa.index.reference_lists import ReferenceLists
from alignqa.index.reports import FileReport, IngestOutcome, IngestReport, Progress
from alignqa.index.workers import BegunPaper, PreparationQueue, PreparedAhead, Workers
from alignqa.papers.document import Manuscript, Metadata, Paper
from alignqa.papers.identity.identification import assign_key
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.discovery import discover
from alignqa.papers.parsing.files import read_bytes, require_readable

_MANUSCRIPTS_AT_ONCE = 128


HoldLock = Callable[[], AbstractContextManager[None]]
"""Holds the writer lock for one change of catalogue and vector index; does nothing if it is held all the time."""


@dataclass(slots=True)
class Ingestion:
    """One run over some paths.

    The catalogue changes only within `hold_lock`; the slow work, parsing and embedding, is done before.
    Other writers may hold the lock in between, so whatever was read from the catalogue before is read again.
    """

    catalogue: WritableCatalogue
    vectors: VectorIndex
    embedder: Embedder
    policy: PassagePolicy
    literature: Literature
    hold_lock: HoldLock
    workers: Workers | None = None
    declared: Mapping[Path, Metadata] = field(default_factory=dict)
    again: bool = False
    _references: ReferenceLists = field(default_factory=ReferenceLists)
    _folders: FolderIndexes = field(init=False)
    _vectors_of: PassageEmbedding = field(init=False)
    _files: KnownFiles = field(init=False)

    def __post_init__(self) -> None:
        self._folders = FolderIndexes(self.literature)
        self._vectors_of = PassageEmbedding(self.catalogue, self.embedder)
        self._files = KnownFiles(self.catalogue, self.declared, self.again)

    def run(self, paths: Sequence[Path], progress: Progress) -> IngestReport:
        """Ingests every paper; a file that fails affects only its own report.

        Workers, if there are any, prepare papers in advance; everything else is done here, in the same order as without them.
        With `again`, unchanged files are read anew; a paper keeps its key, and its former text can still be verified.
        """
        found = discover(paths)
        reports = [_refused(refusal.path, refusal.message, refusal.hint) for refusal in found.refused]
        total = len(found.files) + len(found.renderings) + len(reports)
        for done, report in enumerate(reports, start=1):
            progress(done, total, report)
        # Files with pages come first, so that of several copies of a work the one with pages has the key without a suffix.
        # A file that gave a paper its text is read anew before the file of a copy.
        kept = {record.source for record in self.catalogue.papers()} if self.again else set()
        files = sorted(found.files, key=lambda path: (str(path.resolve()) not in kept, path.suffix.lower() != ".pdf", path))
        by_stem: dict[Path, list[FileReport]] = {}
        for item in self._prepared_ahead(files):
            by_stem[item.path] = [self._ingest_file(item.path, item.begun)]
            reports += by_stem[item.path]
            self._tell(progress, reports, total)
        for rendering in found.renderings:
            others = by_stem[rendering.kept]
            reports.append(self._ingest_other(rendering.other, others))
            others.append(reports[-1])
            self._tell(progress, reports, total)
        return IngestReport(tuple(reports))

    def _tell(self, progress: Progress, reports: Sequence[FileReport], total: int) -> None:
        """Tells of the last report, and ingests the papers that its text has made doubtful."""
        progress(len(reports), total, reports[-1])
        while self._files.doubtful:
            report = self._ingest_file(Path(self._files.doubtful[0]))
            del self._files.doubtful[0]
            progress(len(reports), total, report)

    def run_manuscripts(self, items: Sequence[NamedManuscript], progress: Progress) -> IngestReport:
        """Ingests manuscripts that have no file; one that is known under its name and unchanged costs no work."""
        reports: list[FileReport] = []
        for first in range(0, len(items), _MANUSCRIPTS_AT_ONCE):
            batch = [(item, item.record()) for item in items[first : first + _MANUSCRIPTS_AT_ONCE]]
            changed = [item.manuscript for item, file in batch if not self._files.is_known(file)]
            # The texts of many short papers are embedded together, which takes a fraction of the time.
            self._vectors_of.embed([text for manuscript in changed for text in self._reader.split(manuscript).texts()])
            begun: dict[str, PendingPaper] = {}
            with self.hold_lock():
                for item, file in batch:
                    if item.manuscript.text_sha256 in begun:
                        self._finish(begun)  # otherwise the duplicate would not be noticed
                    report = self._ingest_manuscript(item, file, begun)
                    reports.append(report)
                    progress(len(reports), len(items), report)
                self._finish(begun)
        return IngestReport(tuple(reports))

    def _ingest_manuscript(self, item: NamedManuscript, file: SourceRecord, begun: dict[str, PendingPaper]) -> FileReport:
        """Ingests one manuscript; a paper that is made of it is added to `begun`, by the hash of its text."""
        path, before = Path(item.name), self.catalogue.source(item.name)
        if before and before.file_sha256 == file.file_sha256:
            return FileReport(path, IngestOutcome.UNCHANGED, before.paper_id)
        try:
            if duplicate := self._duplicate(path, file, item.manuscript, before):
                return duplicate
            report, begun[item.manuscript.text_sha256] = self._begin(path, file, self._reader.split(item.manuscript), before)
            return report
        except UnreadablePaper as error:
            return _refused(path, error.message, error.hint)

    def _prepared_ahead(self, files: Sequence[Path]) -> Iterator[PreparedAhead]:
        if self.workers is None:
            return map(PreparedAhead, files)
        return PreparationQueue(self.workers, unread=self._unread, reader=self._reader, missing=self._missing_of).of(files)

    def _unread(self, path: Path) -> UnreadPaper | None:
        """Returns the file to be read; None if it was ingested as it is now."""
        status, before = path.stat(), self._files.source(str(path.resolve()))
        if before and before.is_of(status):
            return None
        require_readable(path, status)
        if before and before.file_sha256 == file_sha256(path):
            return None
        return self._unread_file(path)

    def _unread_file(self, path: Path) -> UnreadPaper:
        """Returns a file with what is known about it."""
        data, listed = read_bytes(path), self._references.beside(path)
        declared, wholes = self._files.declared_for(path.resolve()), self._folders.wholes_of(path.absolute())
        return UnreadPaper(path, data, listed.entries, declared=declared, wholes=wholes, notices=listed.notices)

    def _ingest_other(self, path: Path, others: Sequence[FileReport]) -> FileReport:
        """Ingests a file with the stem of other files: a rendering of one of their papers is only recorded, under no key."""
        name = str(path.resolve())
        if all(report.outcome is IngestOutcome.UNCHANGED for report in others):
            self._files.settled.add(name)
        before = self._files.source(name)
        if before and before.paper_id:
            return self._ingest_file(path)
        try:
            status = path.stat()
            if (unread := self._unread(path)) is None:
                return self._ingest_file(path)
            self._files.settled.discard(name)  # it is another file now
            read = self._reader.read_confined(unread)
        except (OSError, UnreadablePaper):
            return self._ingest_file(path)  # which tells the reason
        digest = hashlib.sha256(unread.data).hexdigest()
        with self.hold_lock():
            if key := rendered_paper(read.manuscript.text, [report.paper_id for report in others], self.catalogue):
                self.catalogue.keep_source(SourceRecord(name, "", status.st_size, status.st_mtime_ns, digest))
                return FileReport(path, IngestOutcome.RENDERING, key, message=f"another rendering of {key}")
        return self._ingest_file(path, BegunPaper(digest, ReadAlready(read)))

    def _ingest_file(self, path: Path, begun: BegunPaper | None = None) -> FileReport:
        try:
            status = path.stat()
            name = str(path.resolve())
            before = self._files.source(name)
            if before and before.is_of(status):
                return FileReport(path, IngestOutcome.UNCHANGED, before.paper_id)
            require_readable(path, status)  # before the whole file is hashed
            file = SourceRecord(name, "", status.st_size, status.st_mtime_ns, file_sha256(path))
        except OSError as error:
            return _refused(path, f"{path} cannot be read: {error.strerror or error}.", "Check its permissions")
        except UnreadablePaper as error:
            return _refused(path, error.message, error.hint)
        try:
            if begun and begun.file_sha256 != file.file_sha256:
                begun = None  # the file has changed since
            paper = None if self._files.is_known(file) else self._prepared(path, begun)
            with self.hold_lock():
                before = self._files.source(name)
                if before and before.file_sha256 == file.file_sha256:
                    self.catalogue.keep_source(replace(file, paper_id=before.paper_id))
                    return FileReport(path, IngestOutcome.UNCHANGED, before.paper_id)
                paper = paper or self._prepared(path, begun)  # the paper of a known file was removed in between
                return self._duplicate(path, file, paper.manuscript, before) or self._store(path, file, paper, before)
        except UnreadablePaper as error:
            return _refused(path, error.message, error.hint)

    def _prepared(self, path: Path, begun: BegunPaper | None) -> ReadPaper:
        """Returns a file's paper, from the workers or read here, and stores the vectors of a new text."""
        paper = begun.paper.result() if begun else self._reader.read_confined(self._unread_file(path))
        source = str(path.resolve())
        paper, doubtful = weighed(paper, source, self.catalogue)
        others = (record.source for record in doubtful if record.source != source)
        self._files.doubtful.extend(other for other in others if Path(other).is_file())
        if not self._files.holders(paper.manuscript):
            self._vectors_of.embed(paper.texts(), begun.batches if begun else ())
        return paper

    def _duplicate(
        self, path: Path, file: SourceRecord, manuscript: Manuscript, before: SourceRecord | None
    ) -> FileReport | None:
        """Records a file whose text another paper already has; its own former paper is retired, unless another file holds it."""
        held = self._files.holders(manuscript)
        former = before.paper_id if before else ""
        if held and former in held and self._files.is_copy(file.path, former):
            self.catalogue.keep_source(replace(file, paper_id=former))
            return FileReport(path, IngestOutcome.DUPLICATE, former, message=f"the same text as {former}")
        if not held or former in held:
            return None
        orphan = former if former and not self._files.has_other_file(former, file.path) else ""
        self.catalogue.keep_source(replace(file, paper_id=held[0]), orphan=orphan)
        integrity.forget_retired(self.catalogue, self.vectors)
        return FileReport(path, IngestOutcome.DUPLICATE, held[0], message=f"the same text as {held[0]}")

    def _store(self, path: Path, file: SourceRecord, paper: ReadPaper, before: SourceRecord | None) -> FileReport:
        report, pending = self._begin(path, file, paper, before)
        self._finish({paper.manuscript.text_sha256: pending})
        return report

    def _begin(
        self, path: Path, file: SourceRecord, read: ReadPaper, before: SourceRecord | None
    ) -> tuple[FileReport, PendingPaper]:
        """Records a prepared paper as pending."""
        manuscript, metadata = read.manuscript, read.manuscript.metadata
        if not read.passages:
            raise UnreadablePaper(f"{path} holds no prose.", hint="Look for the paper in another format")
        if before and (
            before.paper_id in self._files.holders(manuscript)
            or not self._files.has_other_file(before.paper_id, file.path)
            or (self._files.anew(file.path) and not self._files.is_copy(file.path, before.paper_id))
        ):
            key, outcome = before.paper_id, IngestOutcome.REPLACED
        else:
            returning = self.catalogue.former_key(manuscript.text_sha256)
            key, outcome = returning or assign_key(metadata, path, self.catalogue.keys_ever()), IngestOutcome.ADDED
        # Usually they are stored already; those of a text that another writer has retired meanwhile are computed again.
        hashes = self._vectors_of.embed(read.texts())
        paper = Paper(key, metadata, manuscript, file.path)
        pending = self.catalogue.begin_paper(NewPaper(paper, read.passages, hashes, replace(file, paper_id=key)))
        return FileReport(path, outcome, key, notices=manuscript.notices), pending

    def _finish(self, begun: dict[str, PendingPaper]) -> None:
        """Commits the papers in `begun`, and empties it."""
        integrity.finish(self.catalogue, self.vectors, list(begun.values()), embedder=self.embedder.identity)
        begun.clear()

    def _missing_of(self, paper: ReadPaper) -> Iterator[list[tuple[str, PassageText]]]:
        """Yields the passages of a paper whose vectors are not stored; nothing if another paper already has its text."""
        return iter(()) if self._files.holders(paper.manuscript) else self._vectors_of.missing(paper.texts())

    @property
    def _reader(self) -> PaperPreparer:
        return PaperPreparer(self.policy, self.literature)


def _refused(path: Path, message: str, hint: str) -> FileReport:
    return FileReport(path, IngestOutcome.REFUSED, message=message, hint=hint)
