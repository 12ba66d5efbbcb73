"""Finds specimens: prompts, outputs of models and invented documents that a paper prints, none of it a claim of its authors.

They are told by what stands in the text, whatever the format:
stretches between tags that only a prompt has, turns of a chat, what a line such as "System prompt:" announces,
appendices whose heading names a specimen, and rows of phrases in quotation marks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from alignqa.papers.document import RegionKind, Section, Span

Written = tuple[Span, RegionKind]

_TAG_NAMES = """
answer assistant completion context conversation document dialogue draft example examples human input instruction instructions
message output passage persona prompt query question reasoning response scratchpad system task text think thinking thought
thoughts transcript user
"""
_TAG = r"(?:\w+_\w+|" + "|".join(_TAG_NAMES.split()) + ")"
_OPENING = re.compile(rf"(?:</ ?\w+>\s*)*<(?P<name>{_TAG})>", re.IGNORECASE)
_CLOSING = re.compile(rf"</ ?(?P<name>{_TAG})>(?=\s*(?:</? ?\w+>|\Z))", re.IGNORECASE)

_NOUN = r"(?:prompt(?: template)?|transcript|scratchpad|chat log|completion|dialogue|conversation|universe context)"
_LABEL = re.compile(rf"[^.?!]*\b{_NOUN}(?: \([^()]*\))?:", re.IGNORECASE)
_PRINTED = r"synthetic document|(?:user|model|sample|final) (?:input|output|response)"
_MATTER = rf"(?:(?:{_NOUN}|{_PRINTED})s?|input/output examples)"
_HEADING = re.compile(rf"(?:.*\b)?{_MATTER}(?: (?:for|used|of|from|with|in|by|that)\b.*)?", re.IGNORECASE)
_ABOUT = re.compile(
    r"\A(?:(?:add|analy[sz]|baselin|choos|compar|creat|design|evaluat|filter|generat|improv|interpret|optimi[sz]|reduc|remov"
    r"|select|test|train|us|vary|view|writ)ing|why|how|what|when|do|does|can|is|are)\b"
    r"|\b(?:the role|effects?|role|sensitivity|variations?|results?|analysis|discussion|comparison|details|to|on|without)\b",
    re.IGNORECASE,
)
_APPENDIX = re.compile(r"[A-Z](?:\.\d+)*\Z")
_WHOLE = re.compile(r"\b(?:full|complete|exact|sample|example)\b", re.IGNORECASE)

_ADDRESS = re.compile(r"\b(?:you|your|I|I ?[’']m|my|me|please)\b|\{\w+\}|</?\w+>", re.IGNORECASE)
_ASKED = re.compile(r"(?:Q|A|Question|[\w ]{,12}Answer|Human|User|Assistant|Input|Output|Prompt)\b[^:.]{,12}:", re.IGNORECASE)
_AUTHORS = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_PLACES = re.compile(
    r"\b(?:(?:Sections?|Appendix|Appendices|Figures?|Tables?|Fig\.) [A-Z]?\d|Appendix [A-Z]\b|above|below)|https?://"
)
_NAMED = re.compile(rf"\b(?:{_NOUN}|input|output|classifier)s?\b", re.IGNORECASE)

_TURN = re.compile(r"(?P<name>Human|User|System|Assistant|AI assistant|Model):\s", re.IGNORECASE)
_LATER_TURN = re.compile(r"\s(?:Assistant|Model):\s")
_ASKING = frozenset({"human", "user", "system"})
_NEXT_TURNS = 4
_PHRASE_END = re.compile(r"[’”'\"], ?[‘“'\"]")
_FEWEST_PHRASES = 6
_LONGEST_PHRASE = 100  # on average


def specimens(text: str, blocks: Sequence[Written], sections: Sequence[Section]) -> Iterator[Span]:
    """Yields the paragraphs of the body that are no words of the authors; `blocks` are all that was written, in order."""
    found: set[Span] = set()
    path: list[Section] = []
    begun_by = {section.span.start: section for section in sections}
    for group in _between_headings(blocks):
        if group[0][1] is RegionKind.HEADING:
            section = begun_by.get(group[0][0].start)
            if section is not None:
                path = [*(one for one in path if one.span.covers(section.span)), section]
            group = group[1:]
        found.update(_tagged(text, group))
        found.update(_chatted(text, group))
        found.update(_announced(text, group))
        if _is_of_specimens(path):
            found.update(_appended(text, group))
        found.update(span for span, kind in group if kind is RegionKind.BODY and _is_row_of_phrases(span.of(text)))
    body = {span for span, kind in blocks if kind is RegionKind.BODY}
    yield from sorted(found & body)


def _between_headings(blocks: Sequence[Written]) -> Iterator[list[Written]]:
    """Yields the blocks of each section without those of its subsections; its heading comes first."""
    group: list[Written] = []
    for block in blocks:
        if block[1] is RegionKind.HEADING and group:
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _tagged(text: str, group: Sequence[Written]) -> Iterator[Span]:
    """Yields what stands from an opening tag at the start of a block to the end of the block that closes it."""
    closing: defaultdict[str, list[int]] = defaultdict(list)
    for at, (span, _) in enumerate(group):
        for found in _CLOSING.finditer(span.of(text)):
            closing[found["name"].lower()].append(at)
    at = 0
    while at < len(group):
        opening = _OPENING.match(group[at][0].of(text))
        ends = closing[opening["name"].lower()] if opening else []
        place = bisect_left(ends, at)
        if place == len(ends):
            at += 1
            continue
        yield from (span for span, _ in group[at : ends[place] + 1])
        # The block that closes one may open another: "</output><input>".
        at = ends[place] if ends[place] > at else at + 1


def _chatted(text: str, group: Sequence[Written]) -> Iterator[Span]:
    """Yields the turns of a chat between a person and an assistant: a question and its answer are enough."""
    turns = {at: found["name"].lower() for at, (span, _) in enumerate(group) if (found := _TURN.match(span.of(text)))}
    for at in (at for at, name in turns.items() if name in _ASKING):
        said = group[at][0].of(text)
        following = next((later for later in range(at + 1, at + 1 + _NEXT_TURNS) if later in turns), None)
        if following is not None and turns[following] not in _ASKING:
            yield from (span for span, _ in group[at : following + 1])
        elif _LATER_TURN.search(said) or _ADDRESS.search(said):
            yield group[at][0]


def _announced(text: str, group: Sequence[Written]) -> Iterator[Span]:
    """Yields the block after a line that ends with the name of a specimen ("We use the following prompt:")."""
    for (one, _), (other, _) in pairwise(group):
        item = "\n\n" not in text[one.end : other.start]
        if not item and _LABEL.fullmatch(one.of(text).rpartition(". ")[2]):
            yield other


def _appended(text: str, group: Sequence[Written]) -> Iterator[Span]:
    """Yields what is printed in an appendix of specimens: all of it but what its authors say about it."""
    if not any(_is_addressed(span.of(text)) for span, _ in group):
        return
    begun = False
    for span, kind in group:
        said = span.of(text)
        addressed = _is_addressed(said)
        spoken = not addressed and (_AUTHORS.search(said) or (not begun and _NAMED.search(said)))
        if spoken or (not addressed and _PLACES.search(said)):
            continue
        begun = begun or kind is RegionKind.BODY
        yield span


def _is_addressed(said: str) -> bool:
    """Checks whether a paragraph speaks to somebody, or is a template or a turn: authors of papers do not write so."""
    return _ADDRESS.search(said) is not None or _ASKED.match(said) is not None


def _is_of_specimens(path: Sequence[Section]) -> bool:
    if not path or _ABOUT.search(path[-1].title):
        return False
    named = [one for one in path if _HEADING.fullmatch(one.title.removeprefix("Appendix: ")) and not _ABOUT.search(one.title)]
    return any(_APPENDIX.fullmatch(one.number) or _WHOLE.search(one.title) for one in named)


def _is_row_of_phrases(said: str) -> bool:
    phrases = len(_PHRASE_END.findall(said)) + 1
    return phrases >= _FEWEST_PHRASES and len(said) / phrases < _LONGEST_PHRASE
