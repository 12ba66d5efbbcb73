"""Papers that a question names in passing: by key, by author, by year, by title, or as "the … paper"."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from pathlib import PurePath

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.retrieval.filters import years_of
from alignqa.retrieval.terms import STOP_WORDS, stem, words

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# What a work is called when it is pointed at: "the alignment faking paper", "in the control post".
_PUBLICATIONS = ("paper", "preprint", "report", "study", "survey", "article", "essay", "memo", "letter", "dialogue", "piece")
_WORK = frozenset((*_PUBLICATIONS, "post", "blog", "sequence", "thread", "book", "textbook", "chapter"))
_CAPITAL = re.compile(r"\b[A-Z][\w’'-]+")
_POINTED = re.compile(
    r"\b([\w’'-]+)(?:\s+et\.?\s+al|\s*\(?(?:19|20)\d\d|['’]s\s+(?:paper|post|article|essay|book|sequence))", re.IGNORECASE
)
_MIN = 0.3
_REMEMBERED = 65_536  # papers whose names are taken apart only once
_TWO_AUTHORS = 0.95
_BESIDE = 0.8  # a paper much less surely named than another is not meant


@dataclass(frozen=True, slots=True)
class Mentions:
    """How surely a question names each paper (0…1; the others are absent), and the words by which it does."""

    papers: dict[str, float] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def topic(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words that do not name a paper; all of them where fewer than two would be left: then the name is the topic."""
        rest = tuple(word for word in words if word not in self.words)
        return rest if len(rest) >= 2 else tuple(words)

    def surely(self, minimum: float = 0.6) -> frozenset[str]:
        """The papers that are named beyond doubt."""
        return frozenset(key for key, sure in self.papers.items() if sure >= minimum)


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    words: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]
    years: frozenset[int]
    pointed: tuple[frozenset[str], ...]


def mentions(question: str, papers: Sequence[PaperRecord]) -> Mentions:
    """The papers that a question names.

    A family name counts where it is written like a name: with a capital, or before "et al." or a year.
    A title counts by its telling words; "the … paper" by the words before "paper", when title, address or file have all of them.
    A year that is not the paper's speaks against it.
    """
    asked = _asked(question)
    found: dict[str, float] = {}
    used: set[str] = set()
    for paper in papers:
        signs = [_by_key(paper, asked), _by_author(paper, asked), _by_title(paper, asked), _by_pointing(paper, asked)]
        sure = 1.0 - math.prod(1.0 - strength for strength, _ in signs)
        by = {word for strength, named in signs if strength for word in named}
        if sure and asked.years:
            fits = bool(asked.years & years_of(paper))
            sure = min(1.0, sure + 0.25) if fits else 0.4 * sure
            by |= {str(year) for year in asked.years}
        if sure >= _MIN:
            found[paper.paper_id] = round(sure, 3)
            used |= by
    surest = max(found.values(), default=0.0)
    return Mentions({key: sure for key, sure in found.items() if sure >= _BESIDE * surest}, frozenset(used))


def _asked(question: str) -> _Asked:
    tokens = tuple(words(question))
    names = {part for name in (*_CAPITAL.findall(question), *_POINTED.findall(question)) for part in words(name)}
    return _Asked(
        question.casefold(),
        tokens,
        frozenset(map(stem, tokens)),
        frozenset(names),
        frozenset(map(int, _YEAR.findall(question))),
        tuple(_pointed(tokens)),
    )


def _pointed(tokens: Sequence[str]) -> Iterable[frozenset[str]]:
    """For each word for a work, its describing words: one to four content words right before it, or after "on" or "about"."""
    for position, token in enumerate(tokens):
        if token in _WORK:
            before: list[str] = []
            for word in reversed(tokens[max(0, position - 4) : position]):
                if (word in STOP_WORDS or word in _WORK) and before:
                    break
                if word not in STOP_WORDS and not _YEAR.fullmatch(word):
                    before.append(word)
            for size in range(len(before), 0, -1):
                yield frozenset(before[:size])
            if tokens[position + 1 : position + 2] and tokens[position + 1] in {"on", "about"}:
                after = [*takewhile(lambda word: word not in STOP_WORDS, tokens[position + 2 : position + 6])]
                if len(after) > 1:
                    yield frozenset(after)


def _by_key(paper: PaperRecord, asked: _Asked) -> tuple[float, set[str]]:
    named = any(char.isdigit() for char in paper.paper_id) and paper.paper_id.casefold() in asked.words
    return (1.0, {paper.paper_id}) if named else (0.0, set())


def _by_author(paper: PaperRecord, asked: _Asked) -> tuple[float, set[str]]:
    if not asked.names:
        return 0.0, set()
    families = _families(paper.metadata.authors, paper.metadata.cited_as)
    hits = [position for position, family in enumerate(families) if family and family <= asked.names]
    if not hits:
        return 0.0, set()
    named = {families[position] for position in hits}
    by = {word for family in named for word in family}
    return (_TWO_AUTHORS if len(named) > 1 else 0.75 if 0 in hits else 0.45), by


@lru_cache(maxsize=_REMEMBERED)
def _families(authors: tuple[str, ...], cited_as: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The words of each author's family name, and of each name that the work is cited by."""
    cited = (frozenset(word for word in words(name) if not word.isdigit()) for name in cited_as)
    return (*(frozenset(words(family_name(name))) for name in authors), *cited)


@lru_cache(maxsize=_REMEMBERED)
def _telling(title: str) -> tuple[str, ...]:
    """The content words of a title."""
    return tuple(dict.fromkeys(word for word in words(title) if word not in STOP_WORDS))


def _by_title(paper: PaperRecord, asked: _Asked) -> tuple[float, set[str]]:
    telling = _telling(paper.metadata.title or "")
    if len(telling) < 3:
        return 0.0, set()
    hits = {word for word in telling if stem(word) in asked.stems}
    share = len(hits) / len(telling)
    # A long title is often shortened to its first words.
    beginning = all(word in hits for word in telling[:3]) and _in_a_row(telling[:3], asked.words)
    if not beginning and share < 0.75:
        return 0.0, set()
    hit_stems = {stem(hit) for hit in hits}
    return (0.9 if beginning else share), {word for word in asked.words if stem(word) in hit_stems}


def _in_a_row(title: Sequence[str], question: Sequence[str]) -> bool:
    content = [word for word in question if word not in STOP_WORDS]
    return any(content[at : at + len(title)] == list(title) for at in range(len(content) - len(title) + 1))


@lru_cache(maxsize=_REMEMBERED)
def _named(title: str, url: str, venue: str, source: str) -> tuple[str, ...]:
    """The words by which a paper may be pointed at: title, address, venue, and the end of its path."""
    return tuple(words(" ".join((title, url, venue, *PurePath(source).parts[-3:]))))


def _by_pointing(paper: PaperRecord, asked: _Asked) -> tuple[float, set[str]]:
    if not asked.pointed:
        return 0.0, set()
    known = paper.metadata
    named = _named(known.title or "", known.url or "", known.venue or "", paper.source)
    stemmed = {stem(word) for word in named}
    for describing in asked.pointed:
        hits = sum(
            stem(word) in stemmed or (len(word) >= 4 and any(name.startswith(word) for name in named)) for word in describing
        )
        if hits == len(describing):
            return (0.85 if len(describing) > 1 else 0.6), set(describing) | _WORK & set(asked.words)
    return 0.0, set()
