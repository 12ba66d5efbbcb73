"""Fetches works into the downloads, skips those that are there, and reports why the others could not be fetched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from alignqa.acquisition.arxiv.identifiers import ArxivId
from alignqa.acquisition.arxiv.interface import ArxivRecord, licence_of, look_up
from alignqa.acquisition.doi_services import DoiServices
from alignqa.acquisition.downloads import Downloads, Fetched
from alignqa.acquisition.failures import HostUnavailable
from alignqa.acquisition.licences import licence_name
from alignqa.acquisition.network.pace import Clock
from alignqa.acquisition.network.web import BY_HAND, LATER, Web
from alignqa.acquisition.renderings import Copy, copies_of, copy_at, rendered
from alignqa.acquisition.works import FetchableWork
from alignqa.errors import ProviderError, UnreadablePaper
from alignqa.papers.bibliography import merge
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.parsing.formats import parse_file


class FetchOutcome(StrEnum):
    """The outcome of fetching a work."""

    GOT = "got"
    HERE = "already here"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FetchReport:
    """The outcome for one work.

    `paper` is the paper as downloaded now; `notes` say which better copies could not be fetched, and what else is missing.
    """

    work: FetchableWork
    outcome: FetchOutcome
    message: str = ""
    hint: str = ""
    paper: Fetched | None = None
    notes: tuple[str, ...] = ()


Progress = Callable[[int, int, FetchReport], None]
"""Called after each work with the number done, the number of all, and its report."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A work to fetch: its known metadata, the paper that is already downloaded, and the wanted version."""

    work: FetchableWork
    known: Metadata
    here: Fetched | None = None
    arxiv: ArxivId | None = None


Records = dict[ArxivId, ArxivRecord]


class Fetcher:
    """Fetches works into the downloads; a run that was interrupted can be repeated, and continues."""

    def __init__(self, web: Web, downloads: Downloads, *, clock: Clock, services: DoiServices | None = None) -> None:
        self._web = web
        self._downloads = downloads
        self._clock = clock
        self._services = services

    def fetch(self, works: Sequence[FetchableWork], progress: Progress, *, update: bool = False) -> list[FetchReport]:
        """Fetches each work that is not yet downloaded, and with `update` also newer versions of those that are.

        A work that cannot be fetched is reported and the run continues; StorageError, and any error of the downloads, ends it.
        """
        wanted = list({work.name: work for work in works}.values())
        records, error = self._look_up([work for work in wanted if not self._is_here(work, update=update)])
        reports: list[FetchReport] = []
        for work in wanted:
            reports.append(self._report(work, records, error, update=update))
            progress(len(reports), len(wanted), reports[-1])
        return reports

    def _is_here(self, work: FetchableWork, *, update: bool) -> bool:
        """Checks whether a work needs no request."""
        here = self._downloads.find(work.name)
        if here is None:
            return False
        if work.arxiv is not None and work.arxiv.version is not None:
            return here.version == work.arxiv.version
        return not update

    def _look_up(self, works: Sequence[FetchableWork]) -> tuple[Records, ProviderError | None]:
        """Looks up all papers of arXiv at once; returns their records, or the error if arXiv cannot be asked."""
        try:
            return look_up(self._web, [work.arxiv for work in works if work.arxiv]), None
        except ProviderError as error:
            return {}, error

    def _report(self, work: FetchableWork, records: Records, arxiv_error: ProviderError | None, *, update: bool) -> FetchReport:
        here = self._downloads.find(work.name)
        if here is not None and self._is_here(work, update=update):
            return FetchReport(work, FetchOutcome.HERE, paper=here)
        try:
            if work.arxiv is not None:
                if arxiv_error is not None:
                    return _failed(work, arxiv_error)
                return self._from_arxiv(work, records.get(work.arxiv), here)
            if work.url is not None:
                return self._first_of([copy_at(work.url)], _Task(work, work.known, here))
        except ProviderError as error:
            return _failed(work, error)
        doi = f" at https://doi.org/{work.known.doi}" if work.known.doi else ""
        return FetchReport(
            work,
            FetchOutcome.SKIPPED,
            "no address is known that it can be fetched from",
            hint=f"Look for it{doi} and ingest the file: alignqa ingest FILE",
        )

    def _from_arxiv(self, work: FetchableWork, record: ArxivRecord | None, here: Fetched | None) -> FetchReport:
        if record is None:
            return FetchReport(work, FetchOutcome.FAILED, f"arXiv has no paper {work.arxiv}", hint="Check the identifier")
        if here is not None and here.version == record.arxiv.version:
            return FetchReport(work, FetchOutcome.HERE, "the newest version", paper=here)
        copies = copies_of(record.arxiv, first=here.rendering if here else "")
        known = merge(record.metadata, Metadata(doi=work.known.doi))
        return self._first_of(copies, _Task(work, known, here, record.arxiv))

    def _first_of(self, copies: Sequence[Copy], task: _Task) -> FetchReport:
        """Tries copies in order, and reports on the first that can be fetched and read."""
        notes: list[str] = []
        hint = BY_HAND
        for copy in copies:
            try:
                return self._kept(copy, task, notes)
            except HostUnavailable:
                raise
            except (ProviderError, UnreadablePaper) as error:
                notes.append(f"{copy.rendering}: {error.message}" if copy.rendering else error.message)
                hint = error.hint or hint
        return FetchReport(
            task.work, FetchOutcome.FAILED, " ".join(f"{note.rstrip('.')}." for note in notes).rstrip("."), hint=hint
        )

    def _kept(self, copy: Copy, task: _Task, notes: Sequence[str]) -> FetchReport:
        """Fetches a copy, checks that it can be read, adds it to the downloads, and reports on it."""
        work, here = task.work, task.here
        response = self._web.get(copy.url, max_bytes=copy.max_bytes)
        found = rendered(copy, response, work.name)
        if task.arxiv is None and here is not None and found.files.get(here.file) == self._downloads.path(here).read_bytes():
            return FetchReport(work, FetchOutcome.HERE, "unchanged", paper=here)
        with self._downloads.staging() as place:
            self._downloads.write(place, found.files)
            try:
                manuscript = parse_file(place / found.file)
            except UnreadablePaper as error:
                raise UnreadablePaper(error.message.replace(f"{place}/", ""), hint=error.hint) from error
            metadata, more_notes = self._described(task, manuscript)
            paper = Fetched(
                name=work.name,
                file=found.file,
                rendering=found.rendering,
                url=copy.url,
                fetched=datetime.fromtimestamp(self._clock.now(), UTC).isoformat(timespec="seconds"),
                arxiv_id=task.arxiv.id if task.arxiv else None,
                version=task.arxiv.version if task.arxiv else None,
                title=metadata.title or manuscript.metadata.title,
                licence=metadata.licence,
            )
            self._downloads.put(place, paper, metadata)
        return FetchReport(work, FetchOutcome.GOT, paper=paper, notes=(*notes, *more_notes))

    def _described(self, task: _Task, manuscript: Manuscript) -> tuple[Metadata, list[str]]:
        """Returns the metadata of a paper whose text is here, with its licence, and notes on services that could not be asked."""
        known, notes = task.known, []
        printed = licence_name(manuscript.metadata.licence or "")
        known = merge(known, Metadata(licence=printed))
        try:
            # Only a known DOI: one that is merely printed in the text may be another work's.
            if self._services is not None and known.doi is not None:
                known = merge(known, self._services.look_up(known.doi))
            if known.licence is None and task.arxiv is not None:
                known = merge(known, Metadata(licence=licence_of(self._web, task.arxiv)))
        except ProviderError as error:
            notes.append(error.message)
        return known, notes


def _failed(work: FetchableWork, error: ProviderError) -> FetchReport:
    return FetchReport(work, FetchOutcome.FAILED, error.message.rstrip("."), hint=error.hint or LATER)
