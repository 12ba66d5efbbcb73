"""The files of papers as they were last ingested, and whether they are to be read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from alignqa.index.catalogue.records import SourceRecord
from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.papers.bibliography import includes_facts
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.identity.identification import DECLARED


@dataclass(frozen=True, slots=True)
class KnownFiles:
    """Knows the files of a catalogue, for a run with metadata that are `declared` now; with `again`, all are read anew.

    `doubtful` are the files of papers that a longer text has shown not to be the work that they were taken for.
    `settled` are files with the stem of papers that are unchanged: those that were found to be renderings of one still are.
    """

    catalogue: WritableCatalogue
    declared: Mapping[Path, Metadata]
    again: bool
    doubtful: list[str] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)

    def declared_for(self, path: Path) -> Metadata | None:
        """Returns the user's metadata for a file: those given now, or those given when it was last ingested."""
        if given := self.declared.get(path):
            return given
        before = self.catalogue.source(str(path))
        record = self.catalogue.record(before.paper_id) if before else None
        return record.metadata.told_only_by(DECLARED) if record and record.source == str(path) else None

    def source(self, name: str) -> SourceRecord | None:
        """Returns a file as it was last ingested.

        It counts as changed if different metadata are declared for it now, or if it is to be read anew;
        and as never ingested if it was a rendering of a paper, and may be none now.
        """
        before, declared = self.catalogue.source(name), self.declared.get(Path(name))
        if before and not before.paper_id and name not in self.settled:
            return None
        paper = self.catalogue.record(before.paper_id) if before and declared else None
        if before and (self.anew(name) or (declared and paper and not includes_facts(paper.metadata, declared))):
            return replace(before, size=-1, file_sha256="")
        return before

    def anew(self, name: str) -> bool:
        """Checks whether a file is to be read anew although it is unchanged."""
        return self.again or name in self.doubtful

    def is_known(self, file: SourceRecord) -> bool:
        """Checks whether a file was ingested as it is now."""
        before = self.source(file.path)
        return before is not None and before.file_sha256 == file.file_sha256

    def holders(self, manuscript: Manuscript) -> list[str]:
        """Returns the committed papers that have this text."""
        return [holder.paper_id for holder in self.catalogue.holders(manuscript.text_sha256) if holder.state == "committed"]

    def has_other_file(self, paper_id: str, path: str) -> bool:
        """Checks whether another file that still exists holds this paper: then a change of this file must not remove it."""
        return any(other != path and Path(other).exists() for other in self.catalogue.sources_of(paper_id))

    def is_copy(self, path: str, paper_id: str) -> bool:
        """Checks whether a file that is read anew is a copy of the one that gave the paper its text."""
        record = self.catalogue.record(paper_id) if self.anew(path) and Path(path) not in self.declared else None
        return record is not None and record.source != path and Path(record.source).is_file()
