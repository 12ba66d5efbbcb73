"""What differs between a statement and the passage nearest to it is seen, and what only says it in other words is not."""

from __future__ import annotations

import pytest

from alignqa.answers.checks.agreement import Surrounded, difference
from alignqa.audits.contradiction import opposite_words, other_number

PEOPLE = frozenset({"lark", "moss"})


def differs(statement: str, text: str, context: str = "") -> str:
    return difference(statement, Surrounded(text, f"{text} {context}"), people=PEOPLE)


@pytest.mark.parametrize(
    ("statement", "text", "message"),
    [
        # numbers
        ("The keepers counted 16,000 lamps.", "The keepers counted 1,600 lamps.", "the number 16,000"),
        ("Oil lasts for about seventy nights.", "Oil lasts for about seven nights.", "the number 70"),
        ("It was first lit in 1925.", "It was first lit in 1924.", "the number 1925"),
        ("A tenfold drop was seen.", "The drop was fivefold.", "the number 10"),
        ("A quarter of lamps failed.", "Some 60% of lamps failed.", "the number quarter"),
        ("GPT-4 named 12 lamps.", "GPT-4 named 21 lamps.", "the number 12"),
        # units
        ("The test takes six years.", "The test takes six months.", "in “years”"),
        ("It has 40 billion wicks.", "It has 40M wicks.", "the number 40,000,000,000"),
        ("The lamp hums twice every minute.", "The lamp hums twice every second.", "in “minute”"),
        # names
        ("The lamp was built by DeepWick.", "The lamp was built by OpenWick.", "DeepWick is not named"),
        ("In Moss's account the lamp is old.", "In the account of Lark the lamp is old.", "Moss is not named"),
        # directions
        ("Larger lamps drift more often.", "Larger lamps drift less often.", "“more” where the paper has “less”"),
        ("The lamp is lit after the harbour closes.", "The lamp is lit before the harbour closes.", "“after”"),
        ("Drift is easy to detect with cloth.", "Drift is hard to detect with cloth.", "“easy”"),
        ("Cloth allows the drift of lamps.", "Cloth prevents the drift of lamps.", "“allows”"),
        # negation
        ("Lamps do not notice the cloth.", "Lamps notice the cloth.", "“not”"),
        ("The lamp can see its keeper.", "The lamp cannot see its keeper.", "denies nothing"),
        # modality
        ("The oil proves that lamps drift.", "The oil suggests that lamps drift.", "“proves”"),
        ("All lamps drift at night.", "Lamps drift at night.", "“all”"),
        ("Lamps drift in the winter.", "Lamps might drift in the winter.", "“might”"),
        # roles
        ("Lamps outlast candles rather than lanterns.", "Lanterns outlast candles rather than lamps.", "changed places"),
    ],
)
def test_a_difference_is_seen(statement: str, text: str, message: str):
    assert message in differs(statement, text)


@pytest.mark.parametrize(
    ("statement", "text"),
    [
        ("Twenty-eight lamps were lit.", "They lit 28 lamps."),
        ("Three and a half minutes pass.", "This takes 3.5 minutes."),
        ("Some 40 million wicks burned.", "40M wicks burned."),
        ("Between 35 and 80 percent drifted.", "35-80% of them drifted."),
        ("About a quarter of the lamps failed.", "25.2% of the lamps failed."),
        ("In the early days lamps were rare.", "At first lamps were rare."),
        ("Larger lamps drift more often.", "Drift is more common in bigger lamps."),
        ("Lamps that did not succeed were sold.", "Lamps that failed were sold."),
        ("Lamps cannot swim.", "Lamps are unable to swim."),
        ("Lamps may drift.", "Lamps might drift."),
        ("Every lamp drifts.", "Each lamp drifts."),
        ("Only one lamp drifts.", "Just one lamp drifts."),
        ("Lamps outlast candles rather than lanterns.", "Lamps outlast candles rather than lanterns."),
        ("Lark holds that lamps drift.", "Lamps drift."),
    ],
)
def test_other_words_for_the_same_are_no_difference(statement: str, text: str):
    assert differs(statement, text, context="by Ada Lark") == ""


def test_plain_contradictions_are_told_from_mere_differences():
    cold = "Wicks must be kept cold before they are trimmed, since warm wicks bend the holder."
    warm = "Wicks must be kept warm before they are trimmed, since cold wicks bend the holder."
    assert opposite_words(warm, cold) == ("warm", "cold")
    assert opposite_words(cold, cold) is None
    assert opposite_words("Wicks are warm.", cold) is None
    assert opposite_words("No wicks are too warm for trimming in winter.", "All wicks are too warm for trimming in winter.")
    number = other_number("About 37 percent of wicks are warm.", "We found that 73% of wicks are warm.")
    assert number is not None
    assert [quantity.shown for quantity in number] == ["37%", "73%"]
