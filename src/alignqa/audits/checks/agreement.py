"""Holds a statement against its evidence: what differs between them, so that being near is not taken for agreeing."""

from __future__ import annotations

from dataclasses import dataclass

from alignqa.audits.checks.alignment import nearest_sentence
from alignqa.audits.checks.amounts import missing_amounts, missing_units
from alignqa.audits.checks.certainty import overstated, undoubted
from alignqa.audits.checks.denial import denial_differs
from alignqa.audits.checks.opposites import opposite_pairs
from alignqa.audits.checks.proper_names import missing_names
from alignqa.audits.checks.roles import swapped


@dataclass(frozen=True, slots=True)
class Surrounded:
    """Evidence as it is read: `text` is the passage, `context` what stands around it with headings, title and authors."""

    text: str
    context: str


def difference(statement: str, evidence: Surrounded, *, people: frozenset[str] = frozenset()) -> str:
    """Describes the first thing in which a statement differs from its evidence; empty if nothing is found.

    Nothing found does not mean that the two agree.
    """
    sentence = nearest_sentence(statement, evidence.text)
    if amounts := missing_amounts(statement, evidence.text):
        return f"the passage does not have the number {amounts[0]}"
    if units := missing_units(statement, evidence.text):
        return f"the passage does not count in “{units[0]}”"
    if names := missing_names(statement, evidence.context, people):
        return f"{names[0]} is not named there"
    if pairs := opposite_pairs(statement, sentence):
        mine, theirs = pairs[0]
        return f"the draft has “{mine}” where the paper " + (f"has “{theirs}”" if mine != theirs else "denies it, or the reverse")
    if denied := denial_differs(statement, sentence):
        return denied
    if word := overstated(statement, evidence.text):
        return f"the draft says “{word}”, which the passage does not"
    if doubt := undoubted(statement, sentence):
        return f"the paper says “{doubt}”, the draft has no doubt"
    if moved := swapped(statement, sentence):
        return f"“{moved[0]}” and “{moved[1]}” may have changed places"
    return ""
