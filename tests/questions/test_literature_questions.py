"""The questions on the papers beside the checkout: their form, and that every gold item stands where it says.

What the gold terms are looked for in is read from the papers and never copied into the repository.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS, MAX_QUOTE_SENTENCES
from alignqa.evaluation.answers.gold import GoldItem, carries
from alignqa.evaluation.answers.questions import QuestionItem, QuestionSet, Why, read_questions
from alignqa.index.passages.splitting import split
from alignqa.papers.document import RegionKind, Span
from alignqa.papers.parsing.formats import parse_file
from places import LITERATURE

QUESTIONS = Path(__file__).with_name("literature.jsonl")
PAPERS = LITERATURE / "papers"
DEVELOPMENT = LITERATURE / "gold" / "dev_questions.jsonl"

MAX_PLACES = 8  # distinct sentences that carry one gold item; more, and a quote would be right by chance
KINDS = {"definition", "comparison", "number", "who-says", "list", "why", "how", "empirical", "limitation", "yes-no"}

reads_papers = pytest.mark.skipif(not PAPERS.is_dir(), reason=f"the papers are missing: {PAPERS}")
reads_development = pytest.mark.skipif(not DEVELOPMENT.is_file(), reason=f"the development questions are missing: {DEVELOPMENT}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A body sentence; `bare` is its text without what `carries` overlooks, to rule sentences out quickly."""

    span: Span
    heading: str
    section: str | None
    page: int | None
    text: str
    bare: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paper's canonical text and its body sentences in order."""

    text: str
    sentences: tuple[Sentence, ...]

    def windows_with(self, gold: GoldItem) -> list[tuple[Sentence, ...]]:
        """The runs of sentences of one section that could be quoted and carry `gold`."""
        terms = [_bare(term) for term in gold.must_contain]
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


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return re.sub("[\\s\u2010-\u2015\u2212-]+", "", folded)


def _read(label: str) -> Text:
    files = [PAPERS / f"{label}{suffix}" for suffix in (".pdf", ".md", ".html")]
    manuscript = parse_file(next(file for file in files if file.is_file()))
    found = []
    for passage in split(manuscript):
        if passage.kind is RegionKind.BODY:
            for span in passage.sentences:
                text, place = span.of(manuscript.text), manuscript.locate(span.start)
                found.append(Sentence(span, passage.heading, place.section, place.page, text, _bare(text)))
    return Text(manuscript.text, tuple(found))


@pytest.fixture(scope="module")
def questions() -> QuestionSet:
    return read_questions(QUESTIONS.read_text(encoding="utf-8"), name=QUESTIONS.name)


@pytest.fixture(scope="module")
def texts(questions: QuestionSet) -> dict[str, Text]:
    return {label: _read(label) for label in sorted({gold.paper for item in questions.items for gold in item.gold})}


def _answerable(questions: QuestionSet) -> list[QuestionItem]:
    return [item for item in questions.items if item.answerable]


def test_there_are_answerable_questions_of_every_kind_on_many_papers(questions: QuestionSet) -> None:
    answerable = _answerable(questions)
    assert len(answerable) >= 365
    kinds = Counter(item.kind for item in answerable)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 30
    # The first gold item's paper alone, since later ones may be renderings of the same text.
    assert len({item.gold[0].paper for item in answerable}) >= 80
    assert all(set(item.papers) == {gold.paper for gold in item.gold} for item in answerable)


def test_what_cannot_be_answered_has_its_four_reasons(questions: QuestionSet) -> None:
    reasons = Counter(item.why for item in questions.items if not item.answerable)
    assert set(reasons) == {Why.OFF_TOPIC, Why.NOT_IN_CORPUS, Why.FALSE_PREMISE, Why.TOO_SPECIFIC}
    assert min(reasons.values()) >= 35


def test_more_than_half_of_each_kind_are_for_tuning(questions: QuestionSet) -> None:
    totals: Counter[str] = Counter()
    tuned: Counter[str] = Counter()
    for item in questions.items:
        assert item.split in {"train", "test"}, item.id
        group = item.kind if item.answerable else str(item.why)
        totals[group] += 1
        tuned[group] += item.split == "train"
    assert all(0.5 <= tuned[group] / total <= 0.75 for group, total in totals.items()), tuned


def test_gold_terms_are_two_or_three_short_fragments(questions: QuestionSet) -> None:
    for item in questions.items:
        for gold in item.gold:
            assert 2 <= len(gold.must_contain) <= 3, item.id
            assert all(1 <= len(term.split()) <= 4 for term in gold.must_contain), item.id


@pytest.mark.literature
@reads_papers
def test_every_gold_item_is_carried_by_a_quote_from_its_place(questions: QuestionSet, texts: dict[str, Text]) -> None:
    for item in questions.items:
        for gold in item.gold:
            # A heading of more than six words is somebody's sentence and not written down; then any section is the right one.
            places = {(gold.section and run[0].section, run[0].page) for run in texts[gold.paper].windows_with(gold)}
            assert (gold.section, gold.page) in places, (item.id, gold, places)


@pytest.mark.literature
@reads_papers
def test_no_gold_item_is_carried_by_many_sentences(questions: QuestionSet, texts: dict[str, Text]) -> None:
    # Renderings of one text differ in line ends and the like, so sentences are told apart by what is left of them.
    sentences = {sentence.bare: sentence.text for text in texts.values() for sentence in text.sentences}
    for terms in sorted({gold.must_contain for item in questions.items for gold in item.gold}):
        bare = [_bare(term) for term in terms]
        found = [text for key, text in sentences.items() if all(term in key for term in bare) and carries(text, GoldItem(terms))]
        assert len(found) <= MAX_PLACES, (terms, found)


@pytest.mark.literature
@reads_development
def test_no_question_is_one_of_the_development_questions(questions: QuestionSet) -> None:
    def folded(question: str) -> str:
        return " ".join(re.findall(r"\w+", question.casefold()))

    known = {folded(json.loads(line)["question"]) for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines()}
    assert known
    assert not known & {folded(item.question) for item in questions.items}
