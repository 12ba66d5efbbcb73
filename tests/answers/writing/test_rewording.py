"""What a statement may say in another form, and which forms would say something else."""

from __future__ import annotations

import pytest

from alignqa.answers.checks.arrangement import rearranged
from alignqa.answers.checks.assertion import unasserted
from alignqa.answers.checks.rewording import definitions, distributed, equivalents, unabbreviated


def says(evidence: str, statement: str) -> bool:
    return any(not rearranged(form, [evidence]) for form in equivalents(statement))


@pytest.mark.parametrize(
    ("evidence", "statement"),
    [
        (
            "Larger lamps were less likely than smaller ones to smoke.",
            "Smaller lamps were more likely than larger ones to smoke.",
        ),
        ("Wide lamps are slower than narrow lamps.", "Narrow lamps are faster than wide lamps."),
        ("Keepers trim wicks and wax.", "Keepers trim wax and wicks."),
        ("Wax and oil feed the lamp.", "Oil and wax feed the lamp."),
        (
            "A keeper on the tower found leaks with an accuracy of 83 percent.",
            "A keeper on the tower found leaks with 83% accuracy.",
        ),
        ("The tower is limited by the ability of its keeper.", "The tower is limited by its keeper's ability."),
        ("In 41 of the 212 lamps that were audited, oil leaked.", "In 41 of the 212 audited lamps, oil leaked."),
        ("The tower was planned by the town and painted by a guild.", "The tower was painted by a guild."),
        ("The keepers analysed labelled jars.", "The keepers analyzed labeled jars."),
        ("The keeper's belief in the flame changed the tower.", "The keeper's beliefs in the flame changed the tower."),
    ],
)
def test_the_same_in_another_form(evidence: str, statement: str):
    assert says(evidence, statement)


@pytest.mark.parametrize(
    ("evidence", "statement"),
    [
        ("Wide lamps are slower than narrow lamps.", "Wide lamps are faster than narrow lamps."),
        ("Wide lamps are slower than narrow lamps.", "Narrow lamps are slower than wide lamps."),
        ("No lamp is faster than the torch.", "The torch is slower than every lamp."),
        ("Ada beats Cleo and Bo beats Dan.", "Ada beats Bo and Cleo beats Dan."),
        ("They gave Ada to Cleo and Bo to Dan.", "They gave Ada to Bo and Cleo to Dan."),
        ("Oil does not hurt and helps.", "Oil does not help and hurts."),
        ("Oil may hurt and helps.", "Oil may help and hurts."),
        ("Human oversight slows the tower.", "The oversight of humans slows the tower."),
        (
            "The accuracy of the lamp exceeds the errors of the torch.",
            "The accuracy of the torch exceeds the errors of the lamp.",
        ),
        ("The tower was planned by the town and painted by a guild.", "The tower was painted by the town."),
    ],
)
def test_another_meaning_in_a_like_form(evidence: str, statement: str):
    assert not says(evidence, statement)


def test_parts_that_share_their_subject_are_said_of_it_only_if_nothing_stands_between():
    assert list(distributed("The tower was planned by the town and painted by a guild.")) == [
        "The tower was planned by the town.",
        "The tower was painted by a guild.",
    ]
    assert list(distributed("The lamps were ordered to be trimmed and cleaned.")) == []


def test_abbreviations_are_those_that_the_text_defines():
    known = definitions("We light very long wicks (VLWs) by reward from wax (RW). Not a jar (XYZ). Very late wax (VLW).")
    assert known == {"RW": "reward from wax"}, "one that means two things means nothing"
    assert unabbreviated("RW, or RWs, help.", known) == "reward from wax, or reward from wax, help."


def test_what_is_rejected_or_not_found_is_not_asserted():
    assert unasserted("Lamps glow.", "Critics reject the claim that lamps glow.")
    assert unasserted("Lamps glow.", "We found no evidence that lamps glow.")
    assert not unasserted("We found no evidence of lamps glowing.", "We found no evidence that lamps glow.")
    assert not unasserted("The sieve keeps five jars.", "The sieve rejects dented jars, and it keeps five jars.")
