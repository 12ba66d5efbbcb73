"""Audits of drafts as blocks and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alignqa.audits.comparison import Change
from alignqa.audits.findings import Audit, DraftPart, Finding, FindingVerdict, NotJudged
from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.markdown import escaped
from alignqa.render.printable import one_line
from alignqa.render.wording import cited, count_of

_MAX_SHOWN = 300  # code points of a draft's sentence


def audit_blocks(audit: Audit, *, every: bool = False) -> Iterator[Block]:
    """Yields the problems of a draft and the advice, or all findings with `every`; then the summary and the rest.

    Each finding has its evidence. The rest is what was not judged, counted by reason.
    """
    yield Block(audit.name, BlockStyle.HEADING, gap=True)
    for finding in audit.findings if every else audit.shown:
        yield from _finding_blocks(finding, audit.unit)
    for note in audit.notes:
        yield Block(note, BlockStyle.WARNING, gap=True)
    yield Block(summary(audit), BlockStyle.WARNING if audit.problems else BlockStyle.PLAIN, gap=True)
    for number, line in enumerate(not_judged(audit)):
        yield Block(line, BlockStyle.ASIDE, gap=not number)


def not_judged(audit: Audit) -> list[str]:
    """Returns a line on each reason for which something was not judged, below a line that says so."""
    lines = [f"- {item.count:,}: {item.reason.value} ({_lines(item, audit.unit)})" for item in audit.not_judged]
    return ["Not judged:", *lines] if lines else []


def summary(audit: Audit) -> str:
    """Summarizes an audit in one line: the number of problems, and the verdicts on citations, quotations and statements."""
    parts = [
        f"{_NAMES[part]}: " + ", ".join(f"{count} {_SAID.get(verdict, verdict.value)}" for verdict, count in counts.items())
        for part in DraftPart
        if (counts := audit.count(part))
    ]
    clean = ("No new problem" if audit.known else "No problem") if audit.is_whole else "No problem in what was judged"
    problems = count_of(len(audit.problems), "new problem" if audit.known else "problem") if audit.problems else clean
    known = [f"{count_of(len(audit.known), 'known problem')} left out"] if audit.known else []
    return ". ".join([problems, *known, *parts]) + "."


def audit_markdown(audits: Sequence[Audit]) -> str:
    """Writes a report: each draft with its problems, their evidence, and a table of the other findings."""
    parts = []
    for audit in audits:
        parts += [f"## {escaped(one_line(audit.name))}", escaped(summary(audit)), *(escaped(note) for note in audit.notes)]
        parts += ["\n".join(_finding_markdown(finding, audit.unit)) for finding in audit.shown]
        if rest := [finding for finding in audit.findings if finding not in audit.shown]:
            parts.append("\n".join([f"| {audit.unit} | part | verdict | compared with |", "|---|---|---|---|", *map(_row, rest)]))
        if lines := not_judged(audit):
            parts.append("\n".join([lines[0], "", *(f"- {escaped(line[2:])}" for line in lines[1:])]))
    return "\n\n".join(parts) + "\n"


_NAMES = {DraftPart.CITATION: "Citations", DraftPart.QUOTATION: "Quotations", DraftPart.CONTENT: "Statements"}

_SAID = {
    FindingVerdict.SAME_SUBJECT: "same subject, agreement not established",
    FindingVerdict.NOT_FOUND: "not found in the work",
    FindingVerdict.NOT_AT_HAND: "not at hand",
}


def said(finding: Finding) -> str:
    """Returns the verdict of a finding in words."""
    return _SAID.get(finding.verdict, finding.verdict.value)


def _lines(item: NotJudged, unit: str) -> str:
    more = ", …" if item.count > len(item.lines) else ""
    return f"{unit}{'s' if len(item.lines) > 1 or more else ''} {', '.join(map(str, item.lines))}{more}"


def _finding_blocks(finding: Finding, unit: str) -> Iterator[Block]:
    head = f"{unit} {finding.line}, {finding.part.value}: {said(finding)}"
    yield Block(head, BlockStyle.WARNING if finding.is_problem else BlockStyle.SOURCE, gap=True)
    yield Block(_short(finding.about), label="  draft:  ", indent=10)
    if finding.work:
        yield Block(one_line(finding.work), BlockStyle.ASIDE, label="  work:   ", indent=10)
    if finding.message:
        yield Block(finding.message, indent=10)
    for change in finding.changes:
        yield Block(change_line(change), indent=10)
    for citation in finding.evidence:
        yield Block(citation.quote.exact, BlockStyle.QUOTE, label="  source: ", indent=10)
        yield Block(cited(citation), BlockStyle.SOURCE, label="          - ", indent=12)


def _finding_markdown(finding: Finding, unit: str) -> Iterator[str]:
    yield f"### {unit.capitalize()} {finding.line}, {finding.part.value}: {said(finding)}"
    yield ""
    yield f"Draft: {escaped(_short(finding.about))}"
    if finding.work:
        yield f"\nWork: {escaped(one_line(finding.work))}"
    if finding.message:
        yield f"\n{escaped(one_line(finding.message))}"
    if finding.changes:
        yield ""
        yield from (f"- {escaped(change_line(change))}" for change in finding.changes)
    for citation in finding.evidence:
        yield ""
        yield from (f"> {line}".rstrip() for line in escaped(citation.quote.exact).split("\n"))
        yield f">\n> ({escaped(one_line(cited(citation)))})"


def _row(finding: Finding) -> str:
    return f"| {finding.line} | {finding.part.value} | {said(finding)} | {escaped(one_line(finding.work))} |"


def change_line(change: Change) -> str:
    """Writes a difference in words as a line: what stands in the draft, and what the paper has."""
    quoted, source = one_line(change.quoted), one_line(change.source)
    if not source:
        return f"added: “{quoted}”"
    return f"“{quoted}” instead of “{source}”" if quoted else f"left out: “{source}”"


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN].rsplit(' ', 1)[0]} …"
