"""The results of an ingest, file by file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class IngestOutcome(StrEnum):
    """The result of ingesting a file."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    RENDERING = "rendering"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileReport:
    """The result for one file: the paper's key if there is one, the reason and a hint if it was refused."""

    path: Path
    outcome: IngestOutcome
    paper_id: str = ""
    message: str = ""
    hint: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The results for all files, in the order in which they were ingested."""

    files: tuple[FileReport, ...]

    def of(self, *outcomes: IngestOutcome) -> tuple[FileReport, ...]:
        """Returns the reports with one of these outcomes."""
        return tuple(report for report in self.files if report.outcome in outcomes)


@dataclass(frozen=True, slots=True)
class OutdatedPaper:
    """A paper that was read by another version of its parser than today's; `parser` is None if an earlier alignqa read it."""

    paper_id: str
    source: str
    parser: str | None


Progress = Callable[[int, int, FileReport], None]
"""Called after each file with the number done, the total number, and the result."""


def ignore(done: int, total: int, report: FileReport) -> None:
    """Ignores progress."""
