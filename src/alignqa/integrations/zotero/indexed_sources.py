"""The papers of the index and their sources, and in what these differ from what Zotero has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue.records import PaperRecord, SourceRecord
from alignqa.index.library import Library
from alignqa.index.preparation import NamedManuscript
from alignqa.integrations.zotero.import_record import FileOrigin
from alignqa.papers.bibliography import includes_facts
from alignqa.papers.document import Metadata
from alignqa.papers.identity.identification import DECLARED


@dataclass(frozen=True, slots=True)
class IndexedSources:
    """The papers by key, and the records of the sources that were asked for."""

    papers: Mapping[str, PaperRecord]
    sources: Mapping[str, SourceRecord]

    @classmethod
    def read(cls, library: Library, names: Iterable[str]) -> IndexedSources:
        """Reads them; there are none if there is no index yet, and any other fault of it is found when something is ingested."""
        try:
            with closing(library.catalogue()) as catalogue:
                papers = {record.paper_id: record for record in catalogue.papers()}
                return cls(papers, {name: found for name in names if (found := catalogue.source(name))})
        except IndexUnavailable:
            return cls({}, {})

    def paper_of(self, source: str) -> PaperRecord | None:
        """Returns the paper that a source holds."""
        found = self.sources.get(source)
        return self.papers.get(found.paper_id) if found else None

    def contain(self, declared: Mapping[Path, Metadata]) -> bool:
        """Checks that no file is new or was written since, and that each paper has the facts that are declared."""
        return all(self._is_unchanged(path, metadata, declared) for path, metadata in declared.items())

    def changed_notes(self, notes: Sequence[NamedManuscript]) -> list[NamedManuscript]:
        """Returns the texts that are new or have changed."""
        known = {name: source.file_sha256 for name, source in self.sources.items()}
        return [note for note in notes if known.get(note.name) != note.record().file_sha256]

    def without_withdrawn(
        self, declared: Mapping[Path, Metadata], now: Mapping[str, FileOrigin], before: Mapping[str, FileOrigin]
    ) -> dict[Path, Metadata]:
        """Returns the files with a fact that their item gave earlier and no longer gives, with what is declared without it."""
        empty = {item.name: item.default for item in fields(Metadata)}
        found = {}
        for path, metadata in declared.items():
            source = str(path)
            if (paper := self.paper_of(source)) is None or not (source in now and source in before):
                continue
            gone = set(before[source].facts) - set(now[source].facts)
            gone = {name for name in gone if paper.metadata.origins.get(name) == DECLARED}
            if gone:
                found[path] = replace(metadata, **{name: empty[name] for name in gone})  # type: ignore[arg-type]  # defaults
        return found

    def _is_unchanged(self, path: Path, metadata: Metadata, declared: Mapping[Path, Metadata]) -> bool:
        source, paper = self.sources.get(str(path)), self.paper_of(str(path))
        if source is None or paper is None or not source.is_of(path.stat()):
            return False
        # A file with the text of another one that is declared has no say in its metadata.
        is_copy = paper.source != str(path) and Path(paper.source) in declared
        return is_copy or includes_facts(paper.metadata, metadata)
