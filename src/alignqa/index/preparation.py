"""Preparation of a paper before the catalogue is consulted: it depends on the file alone, so any process can do it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from alignqa.index.catalogue.records import SourceRecord, metadata_to_json
from alignqa.index.passages.splitting import Passage, PassagePolicy, split
from alignqa.index.passages.vectors import PassageText, passage_text
from alignqa.papers.bibliography import ReferenceEntry
from alignqa.papers.document import Manuscript, Metadata, sha256_of
from alignqa.papers.identity.evidence import taken_for_notes
from alignqa.papers.identity.identification import identify
from alignqa.papers.identity.literature import Literature
from alignqa.papers.identity.own_words import prose_of
from alignqa.papers.parsing.confined.processes import ConfinedProcesses, shared
from alignqa.papers.parsing.formats import parse_bytes


@dataclass(frozen=True, slots=True)
class UnreadPaper:
    """A file with its content and with what is known about it.

    `references` are the entries of reference lists beside it that may describe it, `declared` is the user's metadata for it,
    `wholes` are the works of which its folder makes it a part, the nearest first, and `notices` concern the files beside it.
    """

    path: Path
    data: bytes
    references: tuple[ReferenceEntry, ...] = ()
    declared: Metadata | None = None
    wholes: tuple[Metadata, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedManuscript:
    """A manuscript not read from a file: `name` takes the place of the path, and its metadata are all that is known of it."""

    name: str
    manuscript: Manuscript

    def record(self) -> SourceRecord:
        """Returns the record by which the catalogue knows it; its hash alone decides whether it is the same."""
        digest = sha256_of(f"{metadata_to_json(self.manuscript.metadata)}\n{self.manuscript.text}")
        return SourceRecord(self.name, "", len(self.manuscript.text), 0, digest)


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A manuscript whose metadata are known, with its passages.

    `work` is the listed work for which it was taken by its signs, and `unlisted` the metadata without it; `noted` is the one on
    which it was taken for notes, and `excerpt` the metadata if it is an excerpt, as in `Identity`.
    """

    manuscript: Manuscript
    passages: tuple[Passage, ...]
    work: Metadata | None = None
    unlisted: Metadata | None = None
    noted: Metadata | None = None
    excerpt: Metadata | None = None

    def texts(self) -> list[PassageText]:
        """Returns the texts of each passage that are embedded."""
        title, text = self.manuscript.metadata.title, self.manuscript.text
        return [passage_text(title, passage, text) for passage in self.passages]

    def without_work(self, notice: str) -> ReadPaper:
        """Returns the paper as it is if it is not the listed work, with a notice that says so."""
        metadata = self.unlisted or self.manuscript.metadata
        manuscript = replace(self.manuscript, metadata=metadata, notices=(*self.manuscript.notices, notice))
        return ReadPaper(manuscript, self.passages)

    def as_excerpt(self) -> ReadPaper:
        """Returns the paper as it is if it is an excerpt of the work on which it was taken for notes."""
        if self.noted is None or self.excerpt is None:
            return self
        wrong = taken_for_notes(self.noted, prose_of(self.manuscript))
        notices = tuple(notice for notice in self.manuscript.notices if notice != wrong)
        return ReadPaper(replace(self.manuscript, metadata=self.excerpt, notices=notices), self.passages)


@dataclass(frozen=True, slots=True)
class PaperPreparer:
    """Reads papers for one index."""

    policy: PassagePolicy
    literature: Literature

    def read(self, paper: UnreadPaper) -> ReadPaper:
        """Parses, identifies and splits a paper in this process; raises UnreadablePaper as `parse_bytes` does."""
        manuscript = parse_bytes(paper.data, paper.path)
        identity = identify(
            manuscript,
            paper.path,
            references=paper.references,
            literature=self.literature,
            declared=paper.declared,
            wholes=paper.wholes,
        )
        notices = (*manuscript.notices, *identity.notices, *paper.notices)
        known = replace(manuscript, metadata=identity.metadata, notices=notices)
        return replace(
            self.split(known),
            work=identity.work,
            unlisted=identity.unlisted,
            noted=identity.noted,
            excerpt=identity.excerpt,
        )

    def read_confined(self, paper: UnreadPaper, processes: ConfinedProcesses = shared) -> ReadPaper:
        """Does the same in a process of its own; UnreadablePaper also if it takes more time or memory than its size allows."""
        return processes.call(self.read, paper, path=paper.path, size=len(paper.data))

    def split(self, manuscript: Manuscript) -> ReadPaper:
        """Splits a manuscript whose metadata are known."""
        return ReadPaper(manuscript, tuple(split(manuscript, self.policy)))
