"""Answers of a small made-up assistant, judged; the numbers are worked out beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from evaluation_samples import WriteLines, score

from alignqa.answers.answer import Abstention, Answer, Citation, Claim, Outcome, Quote, Reason
from alignqa.answers.quoting.verification import Check
from alignqa.errors import StorageError
from alignqa.evaluation.answers.asking import Judged, ask_all, judge
from alignqa.evaluation.answers.gold import GoldItem
from alignqa.evaluation.answers.measures import WRONG, measure
from alignqa.evaluation.answers.questions import QuestionItem, QuestionSet, Why
from alignqa.evaluation.answers.shown import ShownAnswer, ShownQuote, from_record, to_record
from alignqa.evaluation.journal import Journal
from alignqa.papers.document import Locator, Span

LAMP = GoldItem(("lamp", "lit"), section="2 Lamps", page=3)
WICK = GoldItem(("wick",), section="3 Wicks")


def cite(exact: str, marker: int, section: str | None = None, page: int | None = None) -> Citation:
    quote = Quote(exact, Span(0, len(exact)), "", "", "lark", "0" * 64, Locator(section, page))
    return Citation(marker, quote, "On lamps", ("Ada Lark",), 2020, None)


def answer(question: str, *citations: Citation, confidence: float) -> Answer:
    claims = tuple(Claim(citation.quote.exact, (citation.marker,)) for citation in citations)
    return Answer(question, claims, citations, confidence)


def declined(question: str, reason: Reason, *nearest: Citation, confidence: float) -> Abstention:
    return Abstention(question, reason, "No.", nearest, confidence)


ITEMS = (
    QuestionItem("lamp", "What is a lamp?", "definition", True, (LAMP,)),
    QuestionItem("wick", "Why a wick?", "why", True, (WICK, LAMP)),
    QuestionItem("oil", "Which oil?", "definition", True, (GoldItem(("oil",)),)),
    QuestionItem("bread", "How is bread baked?", "how", False, why=Why.OFF_TOPIC),
    QuestionItem("size", "How wide was the third wick?", "number", False, why=Why.TOO_SPECIFIC),
    QuestionItem("gas", "Why are wicks gaseous?", "why", False, why=Why.FALSE_PREMISE),
    QuestionItem("snow", "Who lit the snow?", "who-says", False, why=Why.NOT_IN_CORPUS),
)
OUTCOMES: dict[str, Outcome] = {
    # first quote right, section right, page wrong; the second quote carries nothing
    ITEMS[0].question: answer("", cite("The lamp is lit.", 1, "2 Lamps", 4), cite("Dark.", 2, "9 Night", 4), confidence=0.9),
    # second quote right, in the wrong section of a paper without pages
    ITEMS[1].question: answer("", cite("Dark.", 1, "3 Wicks"), cite("A wick burns.", 2, "4 Ends"), confidence=0.8),
    # wrongly declined, although the nearest passage would have been right
    ITEMS[2].question: declined("", Reason.INSUFFICIENT_EVIDENCE, cite("Whale oil.", 1), confidence=0.4),
    ITEMS[3].question: declined("", Reason.OFF_TOPIC, confidence=0.1),
    ITEMS[4].question: declined("", Reason.INSUFFICIENT_EVIDENCE, confidence=0.3),
    ITEMS[5].question: declined("", Reason.NOT_IN_CORPUS, confidence=0.2),
    # answered, although nothing in the corpus does
    ITEMS[6].question: answer("", cite("The lamp is lit.", 1, "2 Lamps", 3), confidence=0.7),
}
SET = QuestionSet("lamps.jsonl", "0" * 64, ITEMS)


def prove(outcome: Outcome) -> list[Check]:
    """Finds fault with every quote that begins with "Dark"."""
    shown = outcome.citations if isinstance(outcome, Answer) else outcome.nearest
    return [Check("citation", fault="differs" if citation.quote.exact.startswith("Dark") else "") for citation in shown]


def journal(path: Path, fingerprint: str = "one") -> Journal[ShownAnswer]:
    return Journal(path / "shown.jsonl", fingerprint=fingerprint, encode=to_record, decode=from_record)


@pytest.fixture
def judged(tmp_path: Path) -> list[Judged]:
    return ask_all(SET, OUTCOMES.__getitem__, prove=prove, journal=journal(tmp_path))


def test_every_share_is_measured_on_the_questions_it_is_about(judged: list[Judged]) -> None:
    found = {figure.name: (figure.value, figure.count) for figure in measure(judged).figures}
    assert found == {
        "first": (pytest.approx(1 / 3, abs=1e-6), 3),  # lamp, of lamp, wick, oil
        "any": (pytest.approx(2 / 3, abs=1e-6), 3),  # lamp, wick
        "verbatim": (pytest.approx(4 / 6, abs=1e-6), 6),  # two of the six shown are "Dark."
        "declined": (0.75, 4),  # bread, size, gas; not snow
        "answered": (pytest.approx(2 / 3, abs=1e-6), 3),
        "wrongly declined": (pytest.approx(1 / 3, abs=1e-6), 3),  # oil
        "off-topic": (1.0, 1),
        "reason": (1.0, 2),  # bread, and size, for which too little evidence is right
        "false-premise": (0.0, 1),
        "section": (0.5, 2),  # right for lamp, wrong for wick
        "page": (0.0, 1),  # page 4 for 3; the other paper has no pages
        "quote length": (11.0, 5),  # (16 + 5 + 5 + 13 + 16) / 5
    }


def test_the_surest_are_right_first(judged: list[Judged]) -> None:
    # By confidence: lamp right, wick right, snow wrong, oil right (by its nearest passage), size, gas, bread wrong.
    curve = measure(judged).curve
    assert [risk for _, risk in curve.points] == pytest.approx([0, 0, 1 / 3, 1 / 4, 2 / 5, 3 / 6, 4 / 7], abs=1e-6)


def test_tables_count_by_kind_and_by_reason(judged: list[Judged]) -> None:
    found = measure(judged)
    assert [(row.kind, row.questions, row.first, row.any, row.declined) for row in found.kinds] == [
        ("definition", 2, 1, 1, 1),
        ("why", 1, 0, 1, 0),
    ]
    assert [(row.why, row.questions, row.declined, row.reason) for row in found.whys] == [
        ("off-topic", 1, 1, 1),
        ("not-in-corpus", 1, 0, 0),
        ("too-specific", 1, 1, 1),
        ("false-premise", 1, 1, 0),
    ]


def test_failures_say_what_was_shown_instead(judged: list[Judged]) -> None:
    assert [(failure.id, failure.what, failure.shown) for failure in measure(judged).failures] == [
        (
            "oil",
            "declined as insufficient-evidence, although it is answerable, the nearest passages carry the evidence",
            ("Whale oil.",),
        ),
        ("snow", "answered, although it should be declined as not-in-corpus", ("The lamp is lit.",)),
    ]
    assert measure(judged).unproven == ("lamp: citation: differs", "wick: citation: differs")


def test_only_the_first_five_quotes_count() -> None:
    quotes = [ShownQuote("Dark.", "lark", Locator()) for _ in range(5)] + [ShownQuote("The lamp is lit.", "lark", Locator())]
    assert not judge(ITEMS[0], ShownAnswer("lamp", None, 0.5, tuple(quotes), 6)).any
    assert judge(ITEMS[0], ShownAnswer("lamp", None, 0.5, tuple(quotes[1:]), 5)).any


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(question: str) -> Outcome:
        if len(asked) == 3:
            raise KeyboardInterrupt
        asked.append(question)
        return OUTCOMES[question]

    with pytest.raises(KeyboardInterrupt):
        ask_all(SET, ask, prove=prove, journal=journal(tmp_path))
    path = tmp_path / "shown.jsonl"
    path.write_bytes(path.read_bytes()[:-20])  # the last result was cut off as it was written
    rest: list[str] = []
    told: list[tuple[int, int]] = []

    def go_on(question: str) -> Outcome:
        rest.append(question)
        return OUTCOMES[question]

    judged = ask_all(SET, go_on, prove=prove, journal=journal(tmp_path), progress=lambda done, total: told.append((done, total)))
    assert rest == [item.question for item in ITEMS[2:]]
    assert told == [(number, 7) for number in range(1, 8)]
    whole = ask_all(SET, OUTCOMES.__getitem__, prove=prove, journal=journal(tmp_path / "other"))
    assert judged == whole
    assert path.read_bytes() == (tmp_path / "other" / "shown.jsonl").read_bytes()


def test_a_run_with_other_settings_begins_anew(tmp_path: Path) -> None:
    ask_all(SET, OUTCOMES.__getitem__, prove=prove, journal=journal(tmp_path))
    assert len(journal(tmp_path).results) == 7
    assert journal(tmp_path, "two").results == []


def test_a_run_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be written"):
        journal(tmp_path / "file")


@pytest.mark.literature
def test_the_shares_agree_with_the_scorer_that_measures_from_outside(
    judged: list[Judged], literature: Path, tmp_path: Path, write_lines: WriteLines
) -> None:
    """Its stand-in for the command replays the outcomes that were judged here."""
    questions = write_lines(
        "questions.jsonl",
        *(
            {
                "id": item.id,
                "question": item.question,
                "kind": item.kind,
                "answerable": item.answerable,
                "gold": [{"must_contain": list(gold.must_contain), "any_of": []} for gold in item.gold],
            }
            for item in ITEMS
        ),
    )
    replayed = write_lines("outcomes.json", {question: outcome.to_dict() for question, outcome in OUTCOMES.items()})
    body = f"print(json.dumps(json.load(open({str(replayed)!r}))[sys.argv[2]]))"
    theirs = score(literature, questions, body, tmp_path / "details.jsonl").splitlines()[-1].split()
    ours = measure(judged)
    names = ("first", "any", "declined", WRONG)
    assert theirs[1:8:2] == [f"{ours.figure(name).value:.3f}" for name in names]
