"""Finds the quotations of a draft and the works they are attributed to, and judges whether these contain the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Citation
from alignqa.audits.comparison import Change, Match, WordComparison, compare
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.findings import Correction, DraftPart, Finding, FindingVerdict
from alignqa.audits.sources import CitedPapers
from alignqa.audits.wording import Wording
from alignqa.audits.works import titles
from alignqa.audits.works.known_works import KnownWork
from alignqa.papers.document import Metadata, Span

_MIN_WORDS = 4
"""Minimum length; shorter text in quotation marks is a term, or is marked for another reason, and is not judged."""
_MIN_INDIRECT = 8  # words; without a direct citation, shorter text in quotation marks may be only a manner of speaking
_MAX_PASSAGES = 12  # passages whose papers are compared with a quotation, in a work of many papers or elsewhere
_CLEARLY_ALIKE = 0.75  # minimum likeness at which words without a direct citation count as an altered quotation
# At most 3,000 code points between two quotation marks.
_MARKED = (
    re.compile(r"“[^“”]{2,3000}”"),
    re.compile(r"(?<![\w\"])\"(?=[^\s\"])[^\"]{2,3000}?(?<=[^\s\"(\[])\"(?!\w)"),
    re.compile(r"``(?:[^`']|'(?!')){2,3000}''"),
    re.compile(r"«[^«»]{2,3000}»"),
    re.compile(r"„[^„“”]{2,3000}[“”]"),
)
_EDGES = " \t\n.,;:!?…\u2060"
_BETWEEN = re.compile(r"[”\"'»\s.,;:?!\u2060]{0,8}(?:[(\[—–-]|\\[a-z]*cite)[^().]{0,30}|[”\"'\s.\u2060]{0,6}")
_COLON = re.compile(r"[\s\u2060*\]]*+(?:\([^()]{0,80}\)[\s\u2060*]*+)?:")
_MAX_LABEL = 3  # words before the name in the label of a block


UNKNOWN = KnownWork(Metadata())
"""The work of a citation that resolves to nothing; its text is not at hand."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words between quotation marks, and the citations they may belong to, the likeliest first.

    `direct` says whether a citation stands next to the quotation; else the marks may be a manner of speaking.
    """

    span: Span
    text: str
    mentions: tuple[Mention, ...]
    direct: bool


def quotations_in(draft: Draft, block: Span, mentions: Sequence[Mention]) -> Iterator[Quotation]:
    """Yields the quotations of a block with the citations that each may belong to; one inside a citation is a title."""
    for span in _spans(draft.marked, block):
        text = draft.marked[span.start : span.end].replace("\u2060", "")
        if any(mention.span.covers(span) for mention in mentions):
            continue
        others = [mention for mention in mentions if not span.covers(mention.span)]
        if len(Wording(text)) < _MIN_WORDS:
            continue
        after = [mention for mention in others if _follows(draft.marked, span, mention)]
        before = [mention for mention in others if mention.span.end <= span.start and not mention.second_hand]
        sentence = next((item for item in draft.sentences(block) if item.overlaps(span)), span)
        beside = [mention for mention in others if sentence.overlaps(mention.span)]
        likely = dict.fromkeys([*after, *before[::-1], *beside])
        yield Quotation(
            span, " ".join(text.split()).strip(_EDGES), tuple(likely), bool(after) or _is_introduced(draft, block, span, before)
        )


def judge_quotation(
    quotation: Quotation, works: Sequence[tuple[KnownWork, str]], sources: CitedPapers, draft: Draft
) -> Finding | None:
    """Returns the verdict on a quotation, or None if the marks are probably a manner of speaking.

    `works` are the works that its citations resolve to, the likeliest first, with their names.
    If the text of a work is not at hand, the verdict says so, unless another cited work has the words or nearly the words.
    """
    for work, name in works:
        title = work.metadata.title or ""
        if titles.is_title_of(quotation.text, title):
            return None
        if titles.is_meant(quotation.text, title):
            fix = (Correction(quotation.span, title),)
            line = draft.line(quotation.span.start)
            message = f"The title of the work is “{title}”."
            about = quotation.text
            return Finding(
                DraftPart.CITATION, FindingVerdict.WRONG_TITLE, quotation.span, line, about, name, message, corrections=fix
            )
    best: tuple[WordComparison, str] | None = None
    at_hand = tuple(dict.fromkeys(key for work, _ in works for key in work.paper_ids))
    for paper_id in sources.having(quotation.text, count=_MAX_PASSAGES, among=at_hand):
        source = sources.source(paper_id)
        if source is None:
            continue
        comparison = compare(quotation.text, source.wording, source.text)
        if best is None or comparison.alike > best[0].alike:
            best = comparison, paper_id
        if comparison.match is Match.VERBATIM:
            break
    called = works[0][1] if works else ""
    loose = not quotation.direct and len(quotation.text.split()) < _MIN_INDIRECT
    if loose and (best is None or (best[0].match is not Match.VERBATIM and best[0].alike < _CLEARLY_ALIKE)):
        return None
    if best is not None and best[0].match is not Match.ABSENT:
        return _found(quotation, best, sources, draft, _called(works, best[1]))
    if not works or not all(work.paper_ids for work, _ in works):
        missing = next((name for work, name in works if not work.paper_ids), called)
        return _finding(
            quotation,
            FindingVerdict.NOT_AT_HAND,
            draft,
            missing,
            f"The text of {missing or 'the work cited'} is not in the corpus.",
        )
    return _absent(quotation, sources, draft, called)


def _found(quotation: Quotation, best: tuple[WordComparison, str], sources: CitedPapers, draft: Draft, called: str) -> Finding:
    comparison, paper_id = best
    source = sources.source(paper_id)
    evidence = sources.cite([source.quote_at(place) for place in comparison.places] if source else [])
    if comparison.match is Match.VERBATIM:
        return _finding(quotation, FindingVerdict.VERBATIM, draft, called, "", evidence)
    message = (
        f"These words are put together from {len(comparison.places)} places in {called}."
        if len(comparison.places) > 1
        else f"The words differ from those in {called}."
    )
    return _finding(quotation, FindingVerdict.ALTERED, draft, called, message, evidence, comparison.changes)


def _absent(quotation: Quotation, sources: CitedPapers, draft: Draft, called: str) -> Finding:
    for paper_id in sources.having(quotation.text, count=_MAX_PASSAGES):
        source = sources.source(paper_id)
        if source is None:
            continue
        comparison = compare(quotation.text, source.wording, source.text)
        if comparison.match is not Match.ABSENT:
            evidence = sources.cite([source.quote_at(place) for place in comparison.places])
            how = "word for word" if comparison.match is Match.VERBATIM else "in nearly these words"
            message = f"These words are not in {called}, but {how} in {sources.metadata[paper_id].title or paper_id}."
            return _finding(quotation, FindingVerdict.NOT_THERE, draft, called, message, evidence, comparison.changes)
    return _finding(quotation, FindingVerdict.NOT_THERE, draft, called, f"These words are not in {called}.")


def _finding(
    quotation: Quotation,
    verdict: FindingVerdict,
    draft: Draft,
    work: str,
    message: str,
    evidence: tuple[Citation, ...] = (),
    changes: tuple[Change, ...] = (),
) -> Finding:
    line = draft.line(quotation.span.start)
    return Finding(DraftPart.QUOTATION, verdict, quotation.span, line, quotation.text, work, message, evidence, changes)


def _called(works: Sequence[tuple[KnownWork, str]], paper_id: str) -> str:
    return next(name for work, name in works if paper_id in work.paper_ids)


def _spans(marked: str, block: Span) -> list[Span]:
    """Returns the spans between quotation marks, without the marks, in order, and none inside another."""
    found: list[Span] = []
    matches = sorted(match.span() for mark in _MARKED for match in mark.finditer(marked, block.start, block.end))
    for start, end in matches:
        width = 2 if marked.startswith("``", start) else 1
        if not found or start >= found[-1].end:
            found.append(Span(start + width, end - width))
    return found


def _follows(marked: str, span: Span, mention: Mention) -> bool:
    """Checks whether a citation follows the closing mark, in brackets or after a dash."""
    return mention.span.start >= span.end and _BETWEEN.fullmatch(marked, span.end, mention.span.start) is not None


def _is_introduced(draft: Draft, block: Span, span: Span, before: Sequence[Mention]) -> bool:
    """Checks whether a citation introduces the quotation, in the same sentence or in the label of the whole block."""
    if not before:
        return False
    sentence = next((item for item in draft.sentences(block) if item.overlaps(span)), span)
    if any(sentence.overlaps(mention.span) for mention in before):
        return True
    first = before[0].span
    label = len(draft.prose(Span(block.start, first.start)).split()) <= _MAX_LABEL
    return label and _COLON.match(draft.marked, first.end) is not None
