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
from alignqa.papers.bibliography.citation_keys import compared_family, family_name
from alignqa.retrieval.filters import years_of
from alignqa.retrieval.terms import STOP_WORDS, stem, words

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# Nouns for a work in a phrase that points at it: "the alignment faking paper", "in the control post".
_PUBLICATIONS = ("paper", "preprint", "report", "study", "survey", "article", "essay", "memo", "letter", "dialogue", "piece")
WORK_NOUNS = frozenset((*_PUBLICATIONS, "post", "blog", "sequence", "thread", "book", "textbook", "chapter"))
_CAPITAL = re.compile(r"\b[A-Z][\w’'-]+")
_CITED_NAME = re.compile(
    r"\b([\w’'-]+)(?:\s+et\.?\s+al|\s*\(?(?:19|20)\d\d|['’]s\s+(?:paper|post|article|essay|book|sequence))", re.IGNORECASE
)
_MIN_CERTAINTY = 0.3
_MAX_CACHED = 65_536  # papers whose names are split into words only once
_BEYOND_DOUBT = 0.6
_TWO_AUTHORS = 0.95
_MIN_SHARE = 0.8  # of the highest certainty: a paper that is much less certainly named than another is not meant


@dataclass(frozen=True, slots=True)
class Mentions:
    """The certainty with which a question names each paper (0…1; other papers are absent), and the words that name them."""

    papers: dict[str, float] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    def topic(self, words: Sequence[str]) -> tuple[str, ...]:
        """Returns the words that do not name a paper; all words if fewer than two would be left: then the name is the topic."""
        rest = tuple(word for word in words if word not in self.words)
        return rest if len(rest) >= 2 else tuple(words)

    def certain(self) -> frozenset[str]:
        """Returns the papers that are named beyond doubt."""
        return frozenset(key for key, certainty in self.papers.items() if certainty >= _BEYOND_DOUBT)


@dataclass(frozen=True, slots=True)
class _ParsedQuestion:
    text: str
    words: tuple[str, ...]
    stems: frozenset[str]
    names: frozenset[str]
    years: frozenset[int]
    descriptions: tuple[frozenset[str], ...]


def mentions(question: str, papers: Sequence[PaperRecord]) -> Mentions:
    """Finds the papers that a question names.

    A family name counts if it is written like a name: with a capital, or before "et al." or a year.
    A title counts by its content words; "the … paper" by the words before "paper", if title, address or file have all of them.
    A year that is not the paper's counts against it.
    """
    parsed = _parsed(question)
    found: dict[str, float] = {}
    used: set[str] = set()
    for paper in papers:
        signs = [_by_key(paper, parsed), _by_author(paper, parsed), _by_title(paper, parsed), _by_description(paper, parsed)]
        certainty = 1.0 - math.prod(1.0 - strength for strength, _ in signs)
        naming = {word for strength, named in signs if strength for word in named}
        if certainty and parsed.years:
            fits = bool(parsed.years & years_of(paper))
            certainty = min(1.0, certainty + 0.25) if fits else 0.4 * certainty
            naming |= {str(year) for year in parsed.years}
        if certainty >= _MIN_CERTAINTY:
            found[paper.paper_id] = round(certainty, 3)
            used |= naming
    highest = max(found.values(), default=0.0)
    return Mentions({key: value for key, value in found.items() if value >= _MIN_SHARE * highest}, frozenset(used))


def _parsed(question: str) -> _ParsedQuestion:
    tokens = tuple(words(question))
    names = {part for name in (*_CAPITAL.findall(question), *_CITED_NAME.findall(question)) for part in words(name)}
    return _ParsedQuestion(
        question.casefold(),
        tokens,
        frozenset(map(stem, tokens)),
        frozenset(names),
        frozenset(map(int, _YEAR.findall(question))),
        tuple(_descriptions(tokens)),
    )


def _descriptions(tokens: Sequence[str]) -> Iterable[frozenset[str]]:
    """Yields the words that describe each noun for a work: one to four content words before it, or after "on" or "about"."""
    for position, token in enumerate(tokens):
        if token in WORK_NOUNS:
            before: list[str] = []
            for word in reversed(tokens[max(0, position - 4) : position]):
                if (word in STOP_WORDS or word in WORK_NOUNS) and before:
                    break
                if word not in STOP_WORDS and not _YEAR.fullmatch(word):
                    before.append(word)
            for size in range(len(before), 0, -1):
                yield frozenset(before[:size])
            if tokens[position + 1 : position + 2] and tokens[position + 1] in {"on", "about"}:
                after = [*takewhile(lambda word: word not in STOP_WORDS, tokens[position + 2 : position + 6])]
                if len(after) > 1:
                    yield frozenset(after)


def _by_key(paper: PaperRecord, parsed: _ParsedQuestion) -> tuple[float, set[str]]:
    named = any(char.isdigit() for char in paper.paper_id) and paper.paper_id.casefold() in parsed.words
    return (1.0, {paper.paper_id}) if named else (0.0, set())


def _by_author(paper: PaperRecord, parsed: _ParsedQuestion) -> tuple[float, set[str]]:
    if not parsed.names:
        return 0.0, set()
    families = _families(paper.metadata.authors, paper.metadata.cited_as)
    hits = [position for position, family in enumerate(families) if family and family <= parsed.names]
    if not hits:
        return 0.0, set()
    named = {families[position] for position in hits}
    authors = [name for position, name in enumerate(paper.metadata.authors) if position in hits]
    # Of "García Márquez 2020" both words name the paper, and only the last one is needed.
    whole = {word for name in authors for word in words(family_name(name))} & parsed.names
    naming = whole | {word for family in named for word in family}
    return (_TWO_AUTHORS if len(named) > 1 else 0.75 if 0 in hits else 0.45), naming


@lru_cache(maxsize=_MAX_CACHED)
def _families(authors: tuple[str, ...], cited_as: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """The words of each author's family name, and of each name that the work is cited by."""
    cited = (frozenset(word for word in words(name) if not word.isdigit()) for name in cited_as)
    return (*(frozenset(words(compared_family(name))) for name in authors), *cited)


@lru_cache(maxsize=_MAX_CACHED)
def _title_words(title: str) -> tuple[str, ...]:
    """The content words of a title."""
    return tuple(dict.fromkeys(word for word in words(title) if word not in STOP_WORDS))


def _by_title(paper: PaperRecord, parsed: _ParsedQuestion) -> tuple[float, set[str]]:
    title_words = _title_words(paper.metadata.title or "")
    if len(title_words) < 3:
        return 0.0, set()
    hits = {word for word in title_words if stem(word) in parsed.stems}
    share = len(hits) / len(title_words)
    # A long title is often shortened to its first words.
    beginning = all(word in hits for word in title_words[:3]) and _in_a_row(title_words[:3], parsed.words)
    if not beginning and share < 0.75:
        return 0.0, set()
    hit_stems = {stem(hit) for hit in hits}
    return (0.9 if beginning else share), {word for word in parsed.words if stem(word) in hit_stems}


def _in_a_row(title: Sequence[str], question: Sequence[str]) -> bool:
    content = [word for word in question if word not in STOP_WORDS]
    return any(content[at : at + len(title)] == list(title) for at in range(len(content) - len(title) + 1))


@lru_cache(maxsize=_MAX_CACHED)
def describing_words(title: str, url: str, venue: str, source: str) -> tuple[str, ...]:
    """Returns the words that may describe a paper: those of its title, address and venue, and of the end of its path."""
    return tuple(words(" ".join((title, url, venue, *PurePath(source).parts[-3:]))))


def _by_description(paper: PaperRecord, parsed: _ParsedQuestion) -> tuple[float, set[str]]:
    if not parsed.descriptions:
        return 0.0, set()
    known = paper.metadata
    named = describing_words(known.title or "", known.url or "", known.venue or "", paper.source)
    stemmed = {stem(word) for word in named}
    for describing in parsed.descriptions:
        hits = sum(
            stem(word) in stemmed or (len(word) >= 4 and any(name.startswith(word) for name in named)) for word in describing
        )
        if hits == len(describing):
            return (0.85 if len(describing) > 1 else 0.6), set(describing) | WORK_NOUNS & set(parsed.words)
    return 0.0, set()
