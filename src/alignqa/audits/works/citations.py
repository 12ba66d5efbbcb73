"""The citations of a draft with the works that they mean, and the findings on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.drafts.sections import section_before, sections_in
from alignqa.audits.findings import Correction, DraftPart, Finding, FindingVerdict
from alignqa.audits.sources import CitedPapers
from alignqa.audits.works.faults import Fault, page_faults, section_faults
from alignqa.audits.works.known_works import KnownWork
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.document import Span
from alignqa.papers.person_names import plain_name


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation with the works that it may mean, the likeliest first, and its faults.

    `titled` says whether the draft cites the work by its title, `pointed` whether it does so by pointing to an entry or a note
    of its own, which is judged where it stands. `hint` says what may have been meant by an unknown work.
    """

    mention: Mention
    works: tuple[KnownWork, ...] = ()
    faults: tuple[Fault, ...] = ()
    titled: bool = False
    pointed: bool = False
    hint: str = ""

    def among(self, titled: Collection[int]) -> Cited:
        """Narrows several works to those whose titles the draft has anywhere, given by identity; keeps all if it has none."""
        meant = tuple(work for work in self.works if id(work) in titled) if len(self.works) > 1 else ()
        return replace(self, works=meant) if meant else self

    @property
    def called(self) -> str:
        """The name of the likeliest work in a report; empty if no work is known."""
        return name_of(self.works[0]) if self.works else ""

    @property
    def paper_ids(self) -> tuple[str, ...]:
        """The keys of the papers in the corpus that have the text of these works."""
        return tuple(dict.fromkeys(key for work in self.works for key in work.paper_ids))


def name_of(work: KnownWork) -> str:
    """Returns a short name for a work: authors, year and title."""
    known = work.metadata
    # A name in lower case is a handle or a group, which has no family name.
    families = [plain_name(name) if name == name.lower() else family_name(name, particles=True) for name in known.authors]
    who = f"{families[0]} et al." if len(families) > 2 else " and ".join(families)
    facts = " ".join(part for part in (who, str(known.year or "")) if part)
    return ", ".join(part for part in (facts, known.title or "") if part) or (work.paper_ids[0] if work.paper_ids else "")


def place_faults(cited: Cited, sources: CitedPapers) -> list[Fault]:
    """Returns the faults of the section and the page that a citation names."""
    sections = section_faults(cited.mention.section, cited.paper_ids, sources)
    return [*sections, *page_faults(cited.mention.page, cited.works[:1], sources)]


def citation_findings(cited: Cited, sources: CitedPapers, draft: Draft, others: Sequence[int]) -> Iterator[Finding]:
    """Yields one finding per fault, or one that says "right"; `others` are the other lines with the same citation."""
    span = cited.mention.span
    about = draft.prose(span) or cited.mention.key or cited.mention.link or cited.mention.mark
    lines = f"{draft.unit}{'s' if len(others) > 1 else ''} {', '.join(map(str, others))}"
    again = f" The citation is repeated {'on' if draft.unit == 'line' else 'in'} {lines}." if others else ""

    def finding(verdict: FindingVerdict, message: str, corrections: tuple[Correction, ...] = ()) -> Finding:
        line = draft.line(span.start)
        return Finding(DraftPart.CITATION, verdict, span, line, about, cited.called, message, corrections=corrections)

    if not cited.works and not cited.faults:
        message = " ".join(part for part in ("The work is neither in the corpus nor in the literature list.", cited.hint) if part)
        yield finding(FindingVerdict.UNKNOWN_WORK, message + again)
        return
    faults = [*cited.faults, *place_faults(cited, sources)]
    for fault in faults:
        yield finding(fault.verdict, fault.message + again, fault.corrections)
    if not faults:
        yield finding(FindingVerdict.RIGHT, again.strip())


def with_section(cited: Cited, draft: Draft, sentence: Span, alone: bool) -> str:
    """Returns the section that a citation names, beside it or anywhere in the sentence if it is the only citation there."""
    beside = cited.mention.section or section_before(draft.text, cited.mention.span.start)
    if beside or not alone:
        return beside
    named = sections_in(draft.text, sentence)
    return named[0] if len(named) == 1 else ""
