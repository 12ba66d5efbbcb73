"""Windows that compete for a question: the one that answers, its neighbours, and those of the same article with its words."""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from training.alterations import altered, with_other
from training.pools import Group, Judgement, Label, Pool, context
from training.sources import Article, Asked

_WORDS = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "the a an of to in is are was were what which who how why when where did do does for on by and or that with as at from "
        "it",
    )
)
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][a-z]+(?: [A-Z][a-z]+)*|\b\d{2,4}\b")
LONGEST = 700
"""The characters of a window, as of a quote."""


def pool_of(article: Article, rng: random.Random, *, rivals: int = 7) -> Pool:
    """Samples a group for each question of an article: one or two windows that answer, and up to `rivals` others."""
    sentences = [sentence for paragraph in article.paragraphs for sentence in paragraph.sentences]
    begins, at = [], 0
    for paragraph in article.paragraphs:
        begins.append((at, at + len(paragraph.sentences)))
        at += len(paragraph.sentences)
    index = _Words(sentences)
    known = {asked.question for paragraph in article.paragraphs for asked in paragraph.asked}
    names = sorted({match for sentence in sentences for match in _NAME.findall(sentence)})
    groups: list[Group] = []
    for (start, end), paragraph in zip(begins, article.paragraphs, strict=True):
        for asked in paragraph.asked:
            sampler = _Sampler(sentences, (start, end), index, rng)
            windows = sampler.windows(asked, rivals)
            if windows:
                groups.append(Group(asked.question, article.source, windows))
            wrong = _other_question(asked.question, names, rng) if asked.places and rng.random() < 0.2 else None
            if wrong is not None and wrong not in known:  # another question of the article may be answered here
                groups.append(Group(wrong, f"{article.source}-altered", sampler.unanswered(windows)))
    contexts = (context(article.title),)
    return Pool(tuple(sentences), contexts, (0,) * len(sentences), tuple(groups))


class _Sampler:
    """Chooses windows for the questions of one paragraph, the sentences `own[0]` to `own[1]` of an article."""

    def __init__(self, sentences: list[str], own: tuple[int, int], index: _Words, rng: random.Random) -> None:
        self._sentences, self._own, self._index, self._rng = sentences, own, index, rng

    def windows(self, asked: Asked, rivals: int) -> tuple[Label, ...]:
        start, end = self._own
        places = [tuple(start + n for n in place) for place in asked.places]
        holding = set().union(*places) if places else set()
        found: dict[tuple[int, int], Label] = {}
        for place in self._rng.sample(places, min(2, len(places))):
            first, last = self._around(place)
            found[first, last] = self._label(first, last, places, holding)
        spoken = [answer.casefold() for answer in asked.answers]
        nearest = self._index.nearest(asked.question, 12)
        elsewhere = [n for n in nearest if not start <= n < end and not self._says(n, spoken)]
        near = [n for n in range(start, end) if n not in holding]
        self._rng.shuffle(near)
        near.sort(key=lambda n: n not in nearest)
        middles = [*near[: rivals // 2 + 1], *elsewhere]
        for middle in middles:
            if len(found) >= rivals + min(2, len(places)):
                break
            first, last = self._around((middle,))
            while last > middle and holding & set(range(middle, last + 1)):
                last -= 1
            while first < middle and holding & set(range(first, middle + 1)):
                first += 1
            found.setdefault((first, last), self._label(first, last, places, holding))
        return tuple(found.values()) if len(found) >= 3 else ()

    def unanswered(self, windows: tuple[Label, ...]) -> tuple[Label, ...]:
        """The windows of a question of which a name or number was exchanged: none answers."""
        return tuple(Label(one.first, one.last, None, False, Judgement.NOT_SUPPORTS) for one in windows)

    def _label(self, first: int, last: int, places: list[tuple[int, ...]], holding: set[int]) -> Label:
        inside = set(range(first, last + 1))
        whole = [place for place in places if inside.issuperset(place)]
        if whole:
            return Label(first, last, True, True, Judgement.SUPPORTS, tuple(sorted(inside & holding)))
        if inside & holding:
            return Label(first, last, None, None)
        return Label(first, last, False if places else None, False, Judgement.NEITHER, ())

    def _around(self, place: tuple[int, ...]) -> tuple[int, int]:
        """Widens a place at random to at most three sentences of its paragraph and the length of a quote."""
        paragraph = self._paragraph(place[0])
        first, last = place[0], place[-1]
        wanted = self._rng.choice((1, 2, 3, 3))
        while last - first + 1 < wanted:
            step = self._rng.choice((-1, 1))
            if step < 0 and first > paragraph[0]:
                first -= 1
            elif last + 1 < paragraph[1]:
                last += 1
            else:
                break
            if sum(len(sentence) + 1 for sentence in self._sentences[first : last + 1]) > LONGEST:
                return place[0], place[-1]
        return first, last

    def _paragraph(self, sentence: int) -> tuple[int, int]:
        start, end = self._own
        return self._own if start <= sentence < end else (sentence, min(sentence + 2, len(self._sentences)))

    def _says(self, sentence: int, answers: list[str]) -> bool:
        said = " ".join(self._sentences[sentence : sentence + 2]).casefold()
        return any(answer in said for answer in answers)


class _Words:
    """Sentences by their words, to find those that share the rare words of a question."""

    def __init__(self, sentences: list[str]) -> None:
        self._holding: dict[str, list[int]] = defaultdict(list)
        self._count = len(sentences)
        for number, sentence in enumerate(sentences):
            for word in set(_content(sentence)):
                self._holding[word].append(number)

    def nearest(self, question: str, count: int) -> list[int]:
        scores: dict[int, float] = defaultdict(float)
        for word in sorted(set(_content(question))):
            holding = self._holding.get(word, [])
            if len(holding) < max(20, self._count // 3):
                for number in holding:
                    scores[number] += math.log(1 + self._count / (1 + len(holding)))
        return sorted(scores, key=lambda number: -scores[number])[:count]


def _content(text: str) -> list[str]:
    return [word for word in _WORDS.findall(text.lower()) if word not in _STOP]


def _other_question(question: str, names: list[str], rng: random.Random) -> str | None:
    """A question that the article does not answer: another name or number of it, or its opposite."""
    own = _NAME.findall(question)
    if own and rng.random() < 0.7:
        return with_other(question, rng.choice(own), [name for name in names if name.isdigit() == own[0].isdigit()], rng)
    return altered(question, rng)


def pools(found: Iterator[Article], rng: random.Random, *, most: dict[str, int]) -> Iterator[Pool]:
    """Samples all articles; `most` limits the groups of a source. Articles without groups are left out."""
    taken: Counter[str] = Counter()
    for article in found:
        pool = pool_of(article, rng)
        if not pool.groups or taken[article.source] >= most.get(article.source, 10**9):
            continue
        taken[article.source] += len(pool.groups)
        yield pool
