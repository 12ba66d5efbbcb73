"""The papers beside the checkout by their sentences, to look for the places of gold evidence; nothing of them is copied."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS, MAX_QUOTE_SENTENCES
from alignqa.evaluation.answers.gold import GoldItem, carries
from alignqa.index.passages.splitting import split
from alignqa.papers.document import PROSE, Span
from alignqa.papers.parsing.formats import parse_file
from places import LITERATURE

PAPERS = LITERATURE / "papers"
_FOLDERS = (PAPERS, LITERATURE)  # a label is the path below one of them, without the ending


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that answers quote; `bare` is its text without what `carries` overlooks, to rule sentences out quickly."""

    span: Span
    heading: str
    section: str | None
    page: int | None
    text: str
    bare: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paper's canonical text and its sentences in order."""

    text: str
    sentences: tuple[Sentence, ...]

    def windows_with(self, gold: GoldItem) -> list[tuple[Sentence, ...]]:
        """The runs of sentences of one section that could be quoted and carry `gold`."""
        terms = [bare(term) for term in gold.must_contain]
        starts = {
            first
            for last, sentence in enumerate(self.sentences)
            if terms[0] in sentence.bare
            for first in range(max(0, last - MAX_QUOTE_SENTENCES + 1), last + 1)
        }
        runs = (
            self.sentences[first : first + length] for first in sorted(starts) for length in range(1, MAX_QUOTE_SENTENCES + 1)
        )
        return [run for run in runs if self._can_be_quoted(run) and carries(self._slice(run), gold)]

    def _can_be_quoted(self, run: tuple[Sentence, ...]) -> bool:
        return len({sentence.heading for sentence in run}) == 1 and run[-1].span.end - run[0].span.start <= MAX_QUOTE_CHARACTERS

    def _slice(self, run: tuple[Sentence, ...]) -> str:
        return self.text[run[0].span.start : run[-1].span.end]


class Texts:
    """The texts of some papers."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._texts = {label: _read(label) for label in labels}

    def __getitem__(self, label: str) -> Text:
        return self._texts[label]

    def holding(self, terms: tuple[str, ...]) -> list[str]:
        """The different sentences that carry all terms; renderings of one text differ in line ends and the like only."""
        sought = sorted((bare(term) for term in terms), key=len, reverse=True)
        gold, found, at = GoldItem(terms), [], self._joined.find(sought[0])
        while at >= 0:
            start, end = self._joined.rfind("\n", 0, at) + 1, self._joined.find("\n", at)
            line = self._joined[start:end]
            if all(term in line for term in sought) and carries(self._distinct[line], gold):
                found.append(self._distinct[line])
            at = self._joined.find(sought[0], end)
        return found

    @cached_property
    def runs_of_words(self) -> frozenset[tuple[str, ...]]:
        """All runs of seven words within a sentence."""
        return frozenset(run for text in self._distinct.values() for run in seven_words(text))

    @cached_property
    def _distinct(self) -> dict[str, str]:
        return {sentence.bare: sentence.text for text in self._texts.values() for sentence in text.sentences}

    @cached_property
    def _joined(self) -> str:
        return "".join(f"{key}\n" for key in self._distinct)


def bare(text: str) -> str:
    """A text without what `carries` overlooks."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return re.sub("[\\s\u2010-\u2015\u2212-]+", "", folded)


def seven_words(text: str) -> Iterable[tuple[str, ...]]:
    """The runs of seven words of a text, without case and marks."""
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.casefold().replace("\u2019", "'"))
    return zip(*(words[n:] for n in range(7)), strict=False)


def _read(label: str) -> Text:
    files = [folder / f"{label}{suffix}" for folder in _FOLDERS for suffix in (".pdf", ".md", ".html")]
    manuscript = parse_file(next(file for file in files if file.is_file()))
    found = []
    for passage in split(manuscript):
        if passage.kind in PROSE:
            for span in passage.sentences:
                text, place = span.of(manuscript.text), manuscript.locate(span.start)
                found.append(Sentence(span, passage.heading, place.section, place.page, text, bare(text)))
    return Text(manuscript.text, tuple(found))
