import json
import random
from pathlib import Path

import pytest
from evaluation_samples import score

from alignqa.evaluation.answers.gold import GoldItem, carries, in_section, on_page
from alignqa.papers.document import Locator


@pytest.mark.parametrize(
    ("quote", "terms", "found"),
    [
        ("The lantern\n is LIT by oil.", ("lantern is lit",), True),
        ("A well\u2010lit room.", ("well-lit",), True),
        ("A well-lit room.", ("well lit",), True),
        ("A welllit room.", ("well-lit",), True),
        ("The op-\ntimizer is lit.", ("optimizer",), True),
        ("The lamp\u2019s wick.", ("lamp's wick",), True),
        ("The \ufb01rst lamp.", ("first",), True),
        ("The lamp is dark.", ("lamp", "lit"), False),
        ("", ("lamp",), False),
    ],
)
def test_a_quote_carries_all_terms_however_they_are_set(quote: str, terms: tuple[str, ...], found: bool) -> None:
    assert carries(quote, GoldItem(terms)) is found


def test_of_several_groups_one_is_enough_but_it_must_be_whole() -> None:
    gold = GoldItem(("lamp",), (("oil", "wick"), ("gas",)))
    assert carries("A lamp with oil and a wick.", gold)
    assert carries("A lamp with gas.", gold)
    assert not carries("A lamp with oil.", gold)
    assert not carries("Gas without the other.", gold)


@pytest.mark.parametrize(
    ("section", "gold", "right"),
    [
        ("2.1 Lanterns", "2.1 Lanterns", True),
        ("2.1 Lamps", "2.1 Lanterns", True),
        ("Lanterns and Lamps", "3 Lanterns and lamps", True),
        ("3 Lanterns", "3 Lanterns (Table 1)", True),
        ("3 Lanterns", "3.1 Lamps", False),
        ("13 Lamps", "3 Lanterns", False),
        ("A.2 Proofs", "A.2 More proofs", True),
        ("A lamp", "A wick", False),
        ("Abstract", "abstract.", True),
        (None, "Abstract", False),
        ("Abstract", None, False),
    ],
)
def test_a_section_is_right_by_its_number_or_its_title(section: str | None, gold: str | None, right: bool) -> None:
    assert in_section(Locator(section), GoldItem(("x",), section=gold)) is right


def test_a_page_is_right_by_number_or_by_label() -> None:
    gold = GoldItem(("x",), page=7)
    assert on_page(Locator(page=7), gold)
    assert on_page(Locator(page=9, page_label="7"), gold)
    assert not on_page(Locator(page=8), gold)
    assert not on_page(Locator(), GoldItem(("x",)))


@pytest.mark.literature
def test_carrying_agrees_with_the_scorer_that_measures_from_outside(literature: Path, tmp_path: Path) -> None:
    """Both judge quotes made at random of pieces that fold in every way they know; the scorer runs a stand-in for the command."""
    draw = random.Random(7)  # noqa: S311 - it makes strings for a test, no secrets
    pieces = [
        "lamp",
        "Lamp",
        "wick",
        "well-lit",
        "well\u2011lit",
        "well lit",
        "op-\ntimizer",
        "optimizer",
        "it\u2019s",
        "it's",
        "\ufb01re",
        "fire",
    ]
    pieces += ["\u2212", "-", "\u2014", " ", "\n", "\u00a0", "STRASSE", "stra\u00dfe", "\u00b2", "2"]

    def text(minimum: int, maximum: int) -> str:
        return "".join(draw.choice(pieces) + draw.choice(["", " ", " "]) for _ in range(draw.randint(minimum, maximum)))

    def terms(maximum: int) -> list[str]:
        return [term for _ in range(draw.randint(1, maximum)) if (term := text(1, 2)).strip()] or ["lamp"]

    cases = [
        {
            "id": f"c{number}",
            "question": text(8, 16),
            "kind": "made up",
            "answerable": True,
            "gold": [{"must_contain": terms(2), "any_of": [terms(2) for _ in range(draw.randint(0, 2))]}],
        }
        for number in range(60)
    ]
    for case in cases[::2]:
        case["gold"][0]["must_contain"] = [case["question"][2:9]]
    questions, details = tmp_path / "cases.jsonl", tmp_path / "details.jsonl"
    questions.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    score(
        literature,
        questions,
        "print(json.dumps({'outcome': 'answered', 'citations': [{'quote': {'exact': sys.argv[2]}}]}))",
        details,
    )
    theirs = [json.loads(line)["hits"] for line in details.read_text(encoding="utf-8").splitlines()]
    ours = [
        [
            carries(case["question"], GoldItem(tuple(gold["must_contain"]), tuple(map(tuple, gold["any_of"]))))
            for gold in case["gold"]
        ]
        for case in cases
    ]
    assert ours == theirs
    assert 10 < sum(map(any, ours)) < 50  # both verdicts occur, or the comparison says nothing
