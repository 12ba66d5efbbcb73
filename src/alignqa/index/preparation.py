"""Preparation of a paper before the catalogue is consulted: it depends on the file alone, so any process can do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from alignqa.index.passages.splitting import Passage, PassagePolicy, split
from alignqa.index.passages.vectors import PassageText, passage_text
from alignqa.papers.bibliography import ReferenceEntry
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.identity.identification import identify
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.formats import parse_bytes


@dataclass(frozen=True, slots=True)
class UnreadPaper:
    """A file with its content and the entries of reference lists beside it that may describe it."""

    path: Path
    data: bytes
    references: tuple[ReferenceEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A manuscript whose metadata are known, with its passages."""

    manuscript: Manuscript
    passages: tuple[Passage, ...]

    def texts(self) -> list[PassageText]:
        """Returns the texts of each passage that are embedded."""
        title, text = self.manuscript.metadata.title, self.manuscript.text
        return [passage_text(title, passage, text) for passage in self.passages]


@dataclass(frozen=True, slots=True)
class PaperPreparer:
    """Reads papers for one index; `declared` is metadata that the user gives for files, by resolved path."""

    policy: PassagePolicy
    literature: Literature
    declared: Mapping[Path, Metadata] = field(default_factory=dict)

    def read(self, paper: UnreadPaper) -> ReadPaper:
        """Parses, identifies and splits a paper; raises UnreadablePaper as `parse_bytes` does."""
        manuscript = parse_bytes(paper.data, paper.path)
        metadata = identify(
            manuscript,
            paper.path,
            references=paper.references,
            literature=self.literature,
            declared=self.declared.get(paper.path.resolve()),
        )
        return self.split(replace(manuscript, metadata=metadata))

    def split(self, manuscript: Manuscript) -> ReadPaper:
        """Splits a manuscript whose metadata are known."""
        return ReadPaper(manuscript, tuple(split(manuscript, self.policy)))
