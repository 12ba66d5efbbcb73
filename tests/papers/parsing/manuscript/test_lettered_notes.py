"""Raised letters behind words are marks of notes, or stand apart; they are never glued to the word before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.formats import parse_bytes

WRITTEN = {
    "tin.html": ("<html><body>{}</body></html>", "<p>{}</p>", "<sup>{}</sup>"),
    "tin.md": ("{}", "{}\n\n", "<sup>{}</sup>"),
    "pandoc.md": ("{}", "{}\n\n", "^{}^"),
    "block.md": ("<div>{}</div>\n", "<p>{}</p>", "<sup>{}</sup>"),
    "command.tex": (r"\documentclass{{article}}\begin{{document}}{}\end{{document}}", "{}\n\n", r"\textsuperscript{{{}}}"),
    "formula.tex": (r"\documentclass{{article}}\begin{{document}}{}\end{{document}}", "{}\n\n", "$^{{{}}}$"),
}


def text_of(name: str, *paragraphs: str) -> str:
    """The text of paragraphs in which "[x]" stands for a raised x."""
    whole, paragraph, sign = WRITTEN[name]
    marked = (part.replace("[", "\0").replace("]", "\1") for part in paragraphs)
    body = "".join(paragraph.format(part) for part in marked)
    before, after = sign.format("\2").split("\2")
    source = whole.format(body).replace("\0", before).replace("\1", after)
    return parse_bytes(source.encode(), Path(name)).text


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("The rope was new[a] and the sail[b,c] was old.", "The rope was new and the sail was old."),
        ("The rope was new[a–c] and the sail[d] was old.", "The rope was new and the sail was old."),
        ("The rope was new[a] and the sail[b] was long[b] and old.[a]", "The rope was new and the sail was long and old."),
    ],
)
def test_letters_in_their_order_are_marks(name: str, written: str, read: str) -> None:
    assert text_of(name, written) == read


@pytest.mark.parametrize("name", WRITTEN)
def test_a_letter_is_a_mark_if_a_note_has_it(name: str) -> None:
    text = text_of(name, "The rope was new[b] and long.", "[b] Bought in May by the crew.")
    assert text.startswith("The rope was new and long.")


@pytest.mark.parametrize("name", WRITTEN)
def test_another_letter_stands_apart(name: str) -> None:
    assert text_of(name, "The rope was new[k] and old.") == "The rope was new^k and old."


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "formula.tex"])
@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("M[me] Roe, M[r] Roe and Capt[n] Roe came.", "Mme Roe, Mr Roe and Captn Roe came."),
        ("On the 1[st] of May in the XIX[e] and the 19[e] year.", "On the 1st of May in the XIXe and the 19e year."),
        ("The n[th] of them.", "The n^th of them."),
    ],
)
def test_ordinals_and_abbreviations_keep_their_ends(name: str, written: str, read: str) -> None:
    assert text_of(name, written) == read


@pytest.mark.parametrize("name", ["tin.html", "tin.md", "command.tex"])
def test_a_number_behind_a_unit_of_mass_is_a_mark_if_there_is_such_a_note(name: str) -> None:
    written = "It weighs 10[3] kg[4] and has 40 m[2] of cloth."
    noted = text_of(name, written, "[4] Weighed twice by night.", "[2] Measured by day.")
    assert noted.startswith("It weighs 10^3 kg and has 40 m^2 of cloth.")
    assert text_of(name, written) == "It weighs 10^3 kg^4 and has 40 m^2 of cloth."


def test_several_numbers_in_a_formula_behind_a_word_are_marks() -> None:
    assert text_of("formula.tex", "The keel[1,2] and the mast[1-3] held.") == "The keel and the mast held."


def test_notes_with_raised_signs_of_unicode_are_notes() -> None:
    source = (
        "The roof bears snow.¹ It is old.²\n\n¹⁴C dating shows its age.\n\n---\n\n¹ Measured at noon.\n² The deed\nis lost.\n"
    )
    manuscript = parse_bytes(source.encode(), Path("tin.md"))
    notes = [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is RegionKind.FOOTNOTE]
    assert notes == ["¹ Measured at noon.", "² The deed is lost."]


def test_a_comment_in_mid_line_keeps_its_brackets() -> None:
    source = "A field keeps its worms [//]: # (so they say) and moles.\n\n[//]: # (left out)\n"
    assert parse_bytes(source.encode(), Path("tin.md")).text == "A field keeps its worms [//]: # (so they say) and moles."
