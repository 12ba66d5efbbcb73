"""A draft cut into lines for a page: each with what was found in it, and with the words marked that a finding is about."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.findings import Audit, Finding, FindingVerdict
from alignqa.papers.document import Span

_GOOD = {FindingVerdict.RIGHT, FindingVerdict.VERBATIM, FindingVerdict.SUPPORTED}
_OPEN = {FindingVerdict.NOT_AT_HAND, FindingVerdict.UNKNOWN_WORK}  # nobody could judge it
_TONES = ("", "open", "good", "doubt", "bad")  # a word that two findings are about is shown in the worse tone


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a line, and the tone in which they are marked; empty if nothing was found in them."""

    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of a draft with its number, the findings that begin in it, and its place on the page if there are any."""

    number: int
    pieces: tuple[Piece, ...]
    findings: tuple[Finding, ...] = ()
    place: str = ""

    @property
    def tone(self) -> str:
        """The worst tone of the findings that begin in the line."""
        return max(map(tone_of, self.findings), key=_TONES.index, default="")


def tone_of(finding: Finding) -> str:
    """Returns "bad" for a problem, "good" for what is right, "open" for what nobody could judge, "doubt" for the rest."""
    if finding.is_problem:
        return "bad"
    return "good" if finding.verdict in _GOOD else "open" if finding.verdict in _OPEN else "doubt"


def lines_of(draft: Draft, audit: Audit, *, prefix: str) -> list[DraftLine]:
    """Cuts a draft into its lines; places begin with `prefix`."""
    found = sorted(audit.findings, key=lambda finding: finding.span.start)
    starts = [0]
    for line in draft.text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    begun: dict[int, list[Finding]] = {}
    touched: dict[int, list[Finding]] = {}
    for finding in found:
        first = bisect_right(starts, finding.span.start) - 1
        begun.setdefault(first, []).append(finding)
        for index in range(first, max(first, bisect_right(starts, max(0, finding.span.end - 1)) - 1) + 1):
            touched.setdefault(index, []).append(finding)
    return [
        DraftLine(
            draft.line(start),
            tuple(_pieces(draft.text, Span(start, following - 1), touched.get(index, ()))),
            tuple(sorted(begun.get(index, ()), key=lambda finding: -_TONES.index(tone_of(finding)))),
            f"{prefix}-{index + 1}" if index in begun else "",
        )
        for index, (start, following) in enumerate(pairwise(starts))
    ]


def _pieces(text: str, line: Span, findings: Sequence[Finding]) -> Iterator[Piece]:
    """Cuts a line wherever a finding begins or ends."""
    spans = [(Span(max(line.start, item.span.start), min(line.end, item.span.end)), tone_of(item)) for item in findings]
    cuts = sorted({line.start, line.end, *(cut for span, _ in spans for cut in (span.start, span.end))})
    for start, end in pairwise(cuts):
        tones = [tone for span, tone in spans if span.start <= start and end <= span.end]
        yield Piece(text[start:end], max(tones, key=_TONES.index, default=""))
