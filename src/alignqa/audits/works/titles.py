"""Finds titles of known works in a draft, and text in the place of a title that resembles one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from alignqa.audits.works.known_works import KnownWork, KnownWorks
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.document import Span
from alignqa.retrieval.questions.topic_words import text_stems, topic_words
from alignqa.retrieval.terms import STOP_WORDS, words

_MIN_DISTINCTIVE = 4
"""Minimum length in words; a shorter title ("Corrigibility") may be an ordinary phrase."""
_COLLECTION = 5  # papers; a work with more parts is often called by the last word of its title: "the Atlas"
_TOKEN = re.compile(r"[^\W_]+")
_ALIKE = 0.6  # minimum likeness of a title and a faulty form of it
_WRITTEN = re.compile(
    r"[\s,.:()\[\]\u2060]{0,6}(?:in\s+)?(?:[“\"](?P<quoted>[^“”\"]{8,250}?)[,.]?[”\"]|[*_\u2060]{1,2}(?P<set>[^*_\u2060\n]{8,250}?)[*_\u2060]{1,2}"
    r"|(?<=, )(?P<plain>[A-Z][^;()\n.]{8,200}?)(?=[;)]))"
)


# A place in a work, which may follow its title but is not part of it.
_PLACE = re.compile(
    r"[,:]?\s{1,60}(?:items?|sections?|sec\.|chapters?|ch\.|pp?\.|§|appendix|part|footnote|table|figure)\s.*+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TitleMention:
    """The title of a known work in a draft, with its span."""

    span: Span
    work: KnownWork


class TitleFinder:
    """Finds the titles of all works in a text."""

    def __init__(self, works: KnownWorks) -> None:
        self._by_first: dict[tuple[str, str], list[tuple[tuple[str, ...], KnownWork]]] = defaultdict(list)
        for title, work in works.titles.items():
            parts = tuple(title.split())
            if len(parts) >= _MIN_DISTINCTIVE:
                self._by_first[parts[0], parts[1]].append((parts, work))
        self._collections = [work for work in works.all if len(work.paper_ids) > _COLLECTION and work.metadata.title]

    def find(self, text: str, block: Span) -> Iterator[TitleMention]:
        """Yields the titles in a block, the longest of those that begin at one place, and the names of collections."""
        tokens = [(match.group().casefold(), match.span()) for match in _TOKEN.finditer(text, block.start, block.end)]
        found = [token for token, _ in tokens]
        for position in range(len(tokens) - 1):
            matching = [
                (parts, work)
                for parts, work in self._by_first.get((found[position], found[position + 1]), [])
                if tuple(found[position : position + len(parts)]) == parts
            ]
            if matching:
                parts, work = max(matching, key=lambda item: len(item[0]))
                yield TitleMention(Span(tokens[position][1][0], tokens[position + len(parts) - 1][1][1]), work)
        for work in self._collections:
            for match in _collection_name(work.metadata.title or "").finditer(text, block.start, block.end):
                yield TitleMention(Span(*match.span()), work)


def written_title(text: str, end: int) -> tuple[str, Span] | None:
    """Returns the title right after a citation that ends at `end`, with its span; None if there is none."""
    match = _WRITTEN.match(text, end)
    if match is None:
        return None
    name = next(name for name in ("quoted", "set", "plain") if match[name])
    title = _PLACE.split(match[name].strip(), maxsplit=1)[0]
    return (
        (title, Span(match.start(name), match.start(name) + len(title)))
        if len(words(title)) >= 2 and title[:1].isupper()
        else None
    )


def is_title_of(written: str, title: str) -> bool:
    """Checks whether `written` is a title or a shortened form: its beginning, or its terms in their short forms."""
    mine, full = fold_title(written), fold_title(title)
    if not mine or not full:
        return False
    if mine == full or full.startswith(mine + " ") or (mine.startswith(full + " ") and len(full.split()) >= _MIN_DISTINCTIVE):
        return True
    title_stems = text_stems(title)
    shared = all(concept.within(title_stems) for concept in topic_words(word for word in mine.split() if word not in STOP_WORDS))
    return len(mine.split()) >= 2 and shared and mine.split()[0] == full.split()[0]


def resembles(written: str, title: str) -> float:
    """Returns how alike two titles are, in 0…1; the part before a colon may stand for the whole title."""
    mine = fold_title(written).split()
    forms = (fold_title(title).split(), fold_title(title.split(":")[0]).split())
    return max(SequenceMatcher(a=mine, b=form, autojunk=False).ratio() for form in forms)


def is_meant(written: str, title: str) -> bool:
    """Checks whether `written`, which is not a form of the title, was still meant to be that title."""
    return len(words(written)) >= _MIN_DISTINCTIVE - 1 and resembles(written, title) >= _ALIKE


def _collection_name(title: str) -> re.Pattern[str]:
    *before, last = title.split()
    return re.compile(rf"\b(?:{' '.join(map(re.escape, before))} )?{re.escape(last)}\b")
