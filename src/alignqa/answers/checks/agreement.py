"""Holds a statement against its evidence: what differs between them, so that being near is not taken for agreeing."""

from __future__ import annotations

from dataclasses import dataclass

from alignqa.answers.checks.alignment import nearest_sentence
from alignqa.answers.checks.amounts import missing_amounts, missing_units
from alignqa.answers.checks.assertion import unasserted
from alignqa.answers.checks.certainty import overstated, unconditional, undemanded, undoubted
from alignqa.answers.checks.denial import denial_differs
from alignqa.answers.checks.opposites import opposite_pairs
from alignqa.answers.checks.proper_names import missing_names
from alignqa.answers.checks.roles import swapped
from alignqa.answers.checks.turning import turned


@dataclass(frozen=True, slots=True)
class Surrounded:
    """Evidence as it is read: `text` is the passage, `context` what stands around it with headings, title and authors."""

    text: str
    context: str


def contrary(statement: str, evidence: Surrounded, *, people: frozenset[str] = frozenset()) -> str:
    """Describes the first number, unit, name, direction or denial in which a statement differs from its evidence; or empty."""
    sentence = nearest_sentence(statement, evidence.text)
    if amounts := missing_amounts(statement, evidence.text):
        return f"the passage does not have the number {amounts[0]}"
    if units := missing_units(statement, evidence.text):
        return f"the passage does not count in “{units[0]}”"
    if names := missing_names(statement, evidence.context, people):
        return f"{names[0]} is not named there"
    if pairs := opposite_pairs(statement, sentence):
        mine, theirs = pairs[0]
        denied = f"has “{theirs}”" if mine != theirs else "denies it, or the reverse"
        return f"the statement has “{mine}” where the paper {denied}"
    if denied := denial_differs(statement, sentence):
        return denied
    pair = turned(statement, evidence.text)
    mine, theirs = (f"“{word}”" if word else "no denial" for word in pair or ("", ""))
    return f"the statement has {mine} where the paper has {theirs}" if pair else ""


def difference(statement: str, evidence: Surrounded, *, people: frozenset[str] = frozenset()) -> str:
    """Describes the first thing in which a statement differs from its evidence; empty if nothing is found.

    Nothing found does not mean that the two agree.
    """
    sentence = nearest_sentence(statement, evidence.text)
    if found := contrary(statement, evidence, people=people) or uncertainty(statement, evidence.text):
        return found
    if condition := unconditional(statement, sentence):
        return f"the paper says it with “{condition}”, the statement has no condition"
    if moved := swapped(statement, sentence):
        return f"“{moved[0]}” and “{moved[1]}” may have changed places"
    return ""


def uncertainty(statement: str, text: str) -> str:
    """Describes how a statement is more certain or more general than its evidence; empty if it is not."""
    if word := overstated(statement, text):
        return f"the statement says “{word}”, which the passage does not"
    if demand := undemanded(statement, nearest_sentence(statement, text)):
        return f"the paper says “{demand}”, which is more than a fact"
    if doubt := undoubted(statement, nearest_sentence(statement, text)):
        return f"the paper says “{doubt}”, the statement has no doubt"
    if words := unasserted(statement, nearest_sentence(statement, text)):
        return f"the paper says “{words}” of it, and does not assert it"
    return ""
