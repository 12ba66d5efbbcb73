"""Looks the entries of a draft's reference list up in the registers, and says what was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from alignqa.acquisition.registers.registered_work import RegisteredWork
from alignqa.acquisition.registers.registers import Registers
from alignqa.audits.findings import DraftPart, Finding, FindingVerdict, WhyNot
from alignqa.audits.online.comparing import faults_of, published_as
from alignqa.audits.online.listed import ListedWork
from alignqa.audits.online.matching import CONTAINED, has_title, is_meant, shares_author
from alignqa.audits.works.citations import name_of
from alignqa.audits.works.faults import Fault
from alignqa.audits.works.known_works import KnownWork
from alignqa.papers.document import Span

# Of a printed entry, the words that say it appeared where works get registered.
_REGISTERED = re.compile(
    r"\b(?:journal|transactions|proceedings|proc\.|conference|arxiv|preprint|letters|vol\.|doi)", re.IGNORECASE
)


class RegisterCheck:
    """Checks entries; `missed` are those that could not be, with the reason."""

    def __init__(self, registers: Registers) -> None:
        self._registers = registers
        self.missed: list[tuple[WhyNot, Span]] = []

    @property
    def notes(self) -> list[str]:
        """The registers that gave no answer, and why."""
        return [f"{name} gave no answer: {why}" for name, why in self._registers.failures.items()]

    def findings(self, entries: Sequence[ListedWork]) -> Iterator[Finding]:
        """Yields the findings on some entries; one that says "right" where nothing is wrong."""
        papers = self._registers.by_numbers(sorted({entry.number for entry in entries if entry.number}))
        for entry in entries:
            unanswered = self._registers.unanswered
            named, faults = self._named(entry, papers)
            found = self._with_published(entry, named) if named else self._searched(entry)
            silent = self._registers.unanswered > unanswered or (papers is None and bool(entry.number))
            if silent:
                self.missed.append((WhyNot.UNREACHED, entry.span))
            yield from self._judged(entry, found, faults, silent=silent)

    def _named(self, entry: ListedWork, papers: Mapping[str, RegisteredWork] | None) -> tuple[list[RegisteredWork], list[Fault]]:
        """Returns the works that the identifiers of an entry name, and a fault for each that is missing or another work's."""
        given: list[tuple[str, RegisteredWork | None]] = []
        faults = []
        if entry.number and papers is not None:
            given.append((f"arXiv:{entry.number}", papers.get(entry.number)))
        if entry.doi:
            work, exists = self._registers.by_doi(entry.doi)
            if not exists or (work is not None and work.metadata.title):
                given.append((f"doi:{entry.doi}", work))
        found = []
        for name, work in given:
            if work is None:
                faults.append(Fault(FindingVerdict.WRONG_LINK, f"{name} does not exist."))
            elif _can_be(entry, work):
                found.append(work)
            else:
                message = f"{name} is another work: {name_of(KnownWork(work.metadata))}. ({work.register})"
                faults.append(Fault(FindingVerdict.WRONG_LINK, message))
        return found, faults

    def _with_published(self, entry: ListedWork, named: Sequence[RegisteredWork]) -> list[RegisteredWork]:
        """Adds the published version of a preprint."""
        first = named[0]
        if any(not work.preprint for work in named) or not first.metadata.title:
            return list(named)
        if first.published.startswith("doi:"):
            work, _ = self._registers.by_doi(first.published.removeprefix("doi:"))
            return [*named, *([work] if work else [])]
        known = ListedWork(entry.draft, entry.span, first.metadata)
        words = " ".join([first.metadata.title, *first.metadata.authors[:1]])
        works = next(self._registers.search(words))
        return [
            *named,
            *[work for work in works if not work.preprint and has_title(known, work) and shares_author(known, work)][:1],
        ]

    def _searched(self, entry: ListedWork) -> list[RegisteredWork]:
        """Returns the works that an entry means by its words, published ones first."""
        title = entry.known.title or ""
        words = entry.printed or " ".join([title, *entry.known.authors[:1]]) if title or entry.printed else ""
        for works in self._registers.search(words, title) if words else ():
            if found := [work for work in works if is_meant(entry, work)]:
                agreeing = [work for work in found if shares_author(entry, work)]
                return sorted(agreeing or found[:1], key=lambda work: work.preprint)[:3]
        return []

    def _judged(
        self, entry: ListedWork, found: Sequence[RegisteredWork], faults: Iterable[Fault], *, silent: bool
    ) -> Iterator[Finding]:
        faults = [*faults, *(faults_of(entry, found) if found else ())]
        if not (found or faults or silent):
            if _would_be_registered(entry):
                message = f"{entry.called} is of a work that no register has; it may not exist."
                faults.append(Fault(FindingVerdict.NOT_REGISTERED, message))
            else:
                self.missed.append((WhyNot.UNREGISTERED, entry.span))
        work = name_of(KnownWork(found[0].metadata)) if found else ""
        if published := published_as(entry, found):
            faults.append(Fault(FindingVerdict.PUBLISHED, published))
        if found and not (faults or silent):
            faults = [Fault(FindingVerdict.RIGHT, f"{found[0].register} has it like this.")]
        about = entry.draft.prose(entry.span) or entry.key or entry.number or entry.doi
        line = entry.draft.line(entry.span.start)
        for fault in faults:
            yield Finding(DraftPart.CITATION, fault.verdict, entry.span, line, about, work, fault.message)


def _can_be(entry: ListedWork, work: RegisteredWork) -> bool:
    """Checks whether an entry with the identifier of a work can mean it: title or author agree, or neither is known."""
    if not (entry.known.title or entry.printed):
        return True
    return has_title(entry, work) or (bool(entry.known.authors) and shares_author(entry, work))


def _would_be_registered(entry: ListedWork) -> bool:
    """Checks whether an entry claims to be what registers have: an article, or a paper with an identifier."""
    if entry.doi or entry.number:
        return True
    if entry.printed:
        return _REGISTERED.search(entry.printed) is not None
    return entry.known.kind in CONTAINED or (entry.known.kind is None and bool(entry.known.venue))
