"""Our own questions as groups, on the bundled notes."""

import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from alignqa import wiring
from alignqa.evaluation.answers.gold import GoldItem, carries
from alignqa.retrieval.snapshots import Snapshot
from training.library import Library
from training.own import counted, own_pools, read_own
from training.pools import Group, Judgement, Pool
from training.statements import read_statements

CONTROL, FAKING = "ai-control", "alignment-faking"
DEFINED = {"paper": CONTROL, "section": None, "page": None, "must_contain": ["approach of choosing", "tries to defeat"]}
ARGUED = {"paper": CONTROL, "section": None, "page": None, "must_contain": ["Ryan Greenblatt", "January 2024"]}
BOTH = {"paper": CONTROL, "section": None, "page": None, "must_contain": ["tries to defeat", "argued for AI control"]}
KNOWN = {"kind": "why", "papers": [CONTROL], "split": "train"}
READING = (
    {**KNOWN, "id": "a", "question": "What is AI control?", "answerable": True, "gold": [DEFINED, BOTH]},
    {**KNOWN, "id": "b", "question": "Why did nobody argue for AI control before 2030?", "answerable": False,
     "why": "false-premise", "against": [ARGUED]},
    {**KNOWN, "id": "c", "question": "How many grams does a red team weigh?", "answerable": False, "why": "too-specific"},
    {**KNOWN, "id": "d", "question": "Who argued for AI control?", "answerable": True, "gold": [ARGUED], "papers": [FAKING],
     "split": "test"},
)  # fmt: skip
LITERATURE = (
    {**KNOWN, "id": "e", "question": "What does control mean?", "answerable": True, "gold": [DEFINED]},
    {**KNOWN, "id": "f", "question": "Who faked alignment?", "answerable": True, "gold": [ARGUED], "papers": [CONTROL, FAKING]},
    {**KNOWN, "id": "g", "question": "Who fakes alignment?", "answerable": True, "gold": [ARGUED], "split": "test"},
)
SAID = {"papers": [CONTROL], "gold": [ARGUED], "split": "train"}
STATEMENTS = (
    {**SAID, "id": "s", "claim": "Greenblatt argued for AI control in early 2024.", "false": "In early 2029.", "how": "number"},
    {**SAID, "id": "t", "claim": "Greenblatt wrote for control.", "false": "Greenblatt proved control.", "how": "modality"},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("questions")
    for name, items in (("reading", READING), ("literature", LITERATURE), ("statements", STATEMENTS)):
        (found / f"{name}.jsonl").write_text("".join(f"{json.dumps(item)}\n" for item in items), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def index(primer_home: Path) -> Iterator[Snapshot]:
    with wiring.open(primer_home).index.snapshot() as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def made(folder: Path, index: Snapshot, primer_home: Path) -> tuple[Pool, Pool]:
    weights = wiring.open_home(primer_home).fitted.window
    return own_pools(read_own(folder), index, weights, random.Random(1), say=lambda _: None)


def group(pool: Pool, text: str) -> Group:
    return next(group for group in pool.groups if group.text == text)


def gold(*items: dict[str, object]) -> list[GoldItem]:
    return [GoldItem(tuple(item["must_contain"])) for item in items]


def test_questions_on_papers_that_are_held_out_are_not_learned_from(folder: Path) -> None:
    asked = read_own(folder)
    assert [one.text for one in asked if one.source == "literature"] == ["What does control mean?", "Who fakes alignment?"]
    said = [(one.source, one.how) for one in asked if one.claim]
    assert said == [("said", ""), ("said", "number"), ("said", ""), ("said", "modality")]
    assert {one.source for one in asked} == {"reading", "reading-no", "literature", "said"}


def test_a_window_that_carries_the_evidence_is_an_answer_and_no_other_is(made: tuple[Pool, Pool]) -> None:
    pool = made[0]
    found = group(pool, "What is AI control?")
    answers = [window for window in found.windows if window.relevant]
    assert len(answers) >= 2
    for window in found.windows:
        text = " ".join(pool.passage(window)[1])
        assert bool(window.relevant) == any(carries(text, one) for one in gold(DEFINED, BOTH)), text
        if window.relevant:
            assert window.answered and window.judgement is Judgement.SUPPORTS
            needed = " ".join(pool.sentences[number] for number in window.needed or ())
            assert any(carries(needed, one) for one in gold(DEFINED, BOTH))
    assert any(len(window.needed or ()) == 1 for window in answers)
    assert sum(window.relevant is False for window in found.windows) > 10


def test_part_of_the_evidence_beside_its_place_is_not_known(made: tuple[Pool, Pool]) -> None:
    pool = made[0]
    unknown = [
        " ".join(pool.passage(window)[1]) for window in group(pool, "What is AI control?").windows if window.relevant is None
    ]
    assert all("tries to defeat" in text or "argued for AI control" in text for text in unknown)


def test_a_false_premise_is_spoken_against_and_never_answered(made: tuple[Pool, Pool]) -> None:
    pool = made[0]
    windows = group(pool, READING[1]["question"]).windows
    against = [window for window in windows if window.judgement is Judgement.CONTRADICTS]
    assert against and all(carries(" ".join(pool.passage(window)[1]), gold(ARGUED)[0]) for window in against)
    assert all(window.answered is False for window in windows)
    assert all(window.relevant is (window in against) for window in windows)


def test_what_nobody_gives_is_answered_by_no_window(made: tuple[Pool, Pool]) -> None:
    labels = {(one.relevant, one.answered, one.judgement) for one in group(made[0], READING[2]["question"]).windows}
    assert labels == {(None, False, Judgement.NEITHER)}


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        (STATEMENTS[0]["claim"], Judgement.SUPPORTS),
        (STATEMENTS[0]["false"], Judgement.CONTRADICTS),
        (STATEMENTS[1]["claim"], Judgement.SUPPORTS),
        (STATEMENTS[1]["false"], Judgement.NOT_SUPPORTS),
    ],
)
def test_a_statement_is_judged_at_its_evidence(made: tuple[Pool, Pool], text: str, stance: Judgement) -> None:
    windows = group(made[0], text).windows
    assert {window.judgement for window in windows if window.relevant} == {stance}
    assert {window.judgement for window in windows if window.relevant is False} == {Judgement.NOT_SUPPORTS}


def test_what_is_measured_on_are_the_windows_that_alignqa_reads(made: tuple[Pool, Pool]) -> None:
    pool = made[1]
    assert counted([pool]) == "literature 1, reading 1"
    windows = sorted((window.first, window.last) for window in group(pool, "Who argued for AI control?").windows)
    assert 10 < len(windows) <= 24
    assert all(last < first for (_, last), (first, _) in pairwise(windows))
    used = {number for one in pool.groups for window in one.windows for number in range(window.first, window.last + 1)}
    assert used == set(range(len(pool.sentences)))


def test_sentences_are_claims_about_themselves_and_altered_they_are_not(made: tuple[Pool, Pool]) -> None:
    pool = made[0]
    copies = [one for one in pool.groups if one.source == "copy"]
    altered = [one for one in pool.groups if one.source == "copy-altered"]
    assert len(copies) == len(altered) > 50
    for true, false in zip(copies, altered, strict=True):
        assert true.text in pool.passage(true.windows[0])[1]
        assert pool.sentences[true.windows[0].needed[0]] == true.text
        assert false.text not in pool.passage(false.windows[0])[1]
        assert (true.windows[0].judgement, false.windows[0].judgement) == (Judgement.SUPPORTS, Judgement.NOT_SUPPORTS)


def test_a_place_lies_under_one_heading() -> None:
    sentences, headings = ["A lamp.", "It is lit.", "Oil burns.", "A wick."], ["One", "One", "Two", "Two"]
    library = Library(sentences, headings, [("p", number) for number in range(4)])
    assert library.places([GoldItem(("lamp", "is lit"))]) == [(0, 1)]
    assert library.places([GoldItem(("is lit", "burns"))]) == []
    assert library.places([GoldItem(("oil",)), GoldItem(("a wick",))]) == [(2, 2), (3, 3)]
    assert {library.widened((1, 1), random.Random(seed)) for seed in range(40)} == {(1, 1), (0, 1)}
    assert library.carrying((0, 1), [GoldItem(("lamp",)), GoldItem(("lit",)), GoldItem(("oil",))]) == (0, 1)
    assert library.has_part((2, 2), [GoldItem(("oil", "wick"))]) and not library.has_part((0, 0), [GoldItem(("oil", "wick"))])


@pytest.mark.parametrize(
    "wrong",
    [{"how": "mood"}, {"split": "dev"}, {"gold": []}, {"papers": "p"}, {"gold": [{**ARGUED, "must_contain": []}]}],
)
def test_a_statement_that_lacks_something_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"s: |must_contain"):
        read_statements(json.dumps({**STATEMENTS[0], **wrong}))
