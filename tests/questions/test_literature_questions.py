"""The questions and statements on the papers beside the checkout: their form, and that all evidence stands where it says.

What the gold terms are looked for in is read from the papers and never copied into the repository.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from gold_places import PAPERS, Texts, seven_words

from alignqa.evaluation.answers.gold import GoldItem
from alignqa.evaluation.answers.questions import QuestionItem, QuestionSet, Why, read_questions
from places import LITERATURE
from training.statements import HOW, Statement, read_statements

HERE = Path(__file__).parent
DEVELOPMENT = LITERATURE / "gold" / "dev_questions.jsonl"
FILES = ("literature", "reading", "statements")

MAX_PLACES = 8  # distinct sentences that carry one gold item; more, and a quote would be right by chance
KINDS = {"definition", "comparison", "number", "who-says", "list", "why", "how", "empirical", "limitation", "yes-no"}
REASONS = {Why.OFF_TOPIC, Why.NOT_IN_CORPUS, Why.FALSE_PREMISE, Why.TOO_SPECIFIC}

reads_papers = pytest.mark.skipif(not PAPERS.is_dir(), reason=f"the papers are missing: {PAPERS}")
reads_development = pytest.mark.skipif(not DEVELOPMENT.is_file(), reason=f"the development questions are missing: {DEVELOPMENT}")
each_file = pytest.mark.parametrize("file", FILES)


@dataclass(frozen=True, slots=True)
class Written:
    """What was written about one point of a paper: a question, or a claim and a falsehood, with its evidence."""

    id: str
    sentences: tuple[str, ...]
    evidence: tuple[GoldItem, ...]
    papers: tuple[str, ...]
    split: str


def _questions(name: str) -> QuestionSet:
    return read_questions((HERE / f"{name}.jsonl").read_text(encoding="utf-8"), name=name)


@pytest.fixture(scope="module")
def questions() -> QuestionSet:
    return _questions("literature")


@pytest.fixture(scope="module")
def reading() -> QuestionSet:
    return _questions("reading")


@pytest.fixture(scope="module")
def statements() -> list[Statement]:
    return read_statements((HERE / "statements.jsonl").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def written(questions: QuestionSet, reading: QuestionSet, statements: list[Statement]) -> dict[str, list[Written]]:
    found = {
        file: [Written(x.id, (x.question,), (*x.gold, *x.against), x.papers, x.split) for x in asked.items]
        for file, asked in (("literature", questions), ("reading", reading))
    }
    found["statements"] = [Written(x.id, (x.claim, x.falsehood), x.gold, x.papers, x.split) for x in statements]
    return found


@pytest.fixture(scope="module")
def texts(written: Mapping[str, list[Written]]) -> Texts:
    return Texts(sorted({gold.paper for file in FILES for item in written[file] for gold in item.evidence}))


def _answerable(questions: QuestionSet) -> list[QuestionItem]:
    return [item for item in questions.items if item.answerable]


@pytest.mark.parametrize(("file", "count", "of_a_kind", "papers"), [("literature", 365, 30, 80), ("reading", 1_800, 80, 110)])
def test_there_are_answerable_questions_of_every_kind_on_many_papers(file: str, count: int, of_a_kind: int, papers: int) -> None:
    answerable = _answerable(_questions(file))
    assert len(answerable) >= count
    kinds = Counter(item.kind for item in answerable)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= of_a_kind
    # The first gold item's paper alone, since later ones may be renderings of the same text.
    assert len({item.gold[0].paper for item in answerable}) >= papers
    assert all(set(item.papers) == {gold.paper for gold in item.gold} for item in answerable)


@pytest.mark.parametrize(("file", "least"), [("literature", 35), ("reading", 50)])
def test_what_cannot_be_answered_has_its_four_reasons(file: str, least: int) -> None:
    items = [item for item in _questions(file).items if not item.answerable]
    reasons = Counter(item.why for item in items)
    assert set(reasons) == REASONS
    assert min(reasons.values()) >= least
    assert {item.kind for item in items} <= KINDS


def test_nearly_every_false_premise_of_the_second_set_has_passages_against_it(reading: QuestionSet) -> None:
    premises = [bool(item.against) for item in reading.items if item.why is Why.FALSE_PREMISE]
    assert len(premises) >= 400
    assert sum(premises) >= 0.99 * len(premises)


def test_statements_differ_from_their_falsehoods_in_every_way(statements: list[Statement]) -> None:
    ways = Counter(item.how for item in statements)
    assert set(ways) == HOW
    assert min(ways.values()) >= 50
    assert all(item.claim != item.falsehood for item in statements)
    assert len({item.id for item in statements}) == len({item.claim for item in statements}) == len(statements) >= 700


def test_more_than_half_of_each_kind_are_for_tuning(questions: QuestionSet) -> None:
    totals: Counter[str] = Counter()
    tuned: Counter[str] = Counter()
    for item in questions.items:
        assert item.split in {"train", "test"}, item.id
        group = item.kind if item.answerable else str(item.why)
        totals[group] += 1
        tuned[group] += item.split == "train"
    assert all(0.5 <= tuned[group] / total <= 0.75 for group, total in totals.items()), tuned


def test_what_the_reader_learned_from_and_what_it_is_measured_on_share_no_paper(written: Mapping[str, list[Written]]) -> None:
    items = [*written["reading"], *written["statements"]]
    learned, measured = ({paper for item in items if item.split == part for paper in item.papers} for part in ("train", "test"))
    assert {item.split for item in items} == {"train", "test"}
    assert len(measured) >= 20
    assert not learned & measured


@each_file
def test_gold_terms_are_two_or_three_short_fragments(file: str, written: Mapping[str, list[Written]]) -> None:
    for item in written[file]:
        for gold in item.evidence:
            assert 2 <= len(gold.must_contain) <= 3, item.id
            assert all(1 <= len(term.split()) <= 4 for term in gold.must_contain), item.id
            # A heading of more than six words is somebody's sentence and not written down; then any section is the right one.
            assert file == "literature" or len((gold.section or "").split()) <= 6, item.id


@pytest.mark.literature
@reads_papers
@each_file
def test_all_evidence_is_carried_by_a_quote_from_its_place(file: str, written: Mapping[str, list[Written]], texts: Texts) -> None:
    for item in written[file]:
        for gold in item.evidence:
            places = {(gold.section and run[0].section, run[0].page) for run in texts[gold.paper].windows_with(gold)}
            assert (gold.section, gold.page) in places, (item.id, gold, places)


@pytest.mark.literature
@reads_papers
@each_file
def test_no_evidence_is_carried_by_many_sentences(file: str, written: Mapping[str, list[Written]], texts: Texts) -> None:
    for terms in sorted({gold.must_contain for item in written[file] for gold in item.evidence}):
        assert len(texts.holding(terms)) <= MAX_PLACES, (terms, texts.holding(terms))


@pytest.mark.literature
@reads_papers
@each_file
def test_nothing_repeats_seven_words_of_a_paper(file: str, written: Mapping[str, list[Written]], texts: Texts) -> None:
    repeated = {
        item.id: " ".join(run)
        for item in written[file]
        for sentence in item.sentences
        for run in seven_words(sentence)
        if run in texts.runs_of_words
    }
    assert repeated == {}


@pytest.mark.literature
@reads_development
@each_file
def test_no_question_is_one_of_the_development_questions(file: str, written: Mapping[str, list[Written]]) -> None:
    def folded(question: str) -> str:
        return " ".join(re.findall(r"\w+", question.casefold()))

    known = {folded(json.loads(line)["question"]) for line in DEVELOPMENT.read_text(encoding="utf-8").splitlines()}
    assert known
    assert not known & {folded(sentence) for item in written[file] for sentence in item.sentences}
