"""Prompts, outputs of models and invented documents: what a paper prints that is no claim of its authors."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import html, markdown, plain_text
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

OWN = "We say that lamps burn well at night."


def told(*paragraphs: str, heading: str = "Lamps", number: str = "", item: bool = False) -> Manuscript:
    writer = ManuscriptWriter()
    writer.heading("On Lamps", level=1)
    writer.block(OWN)
    writer.heading(heading, level=1, number=number)
    for paragraph in paragraphs:
        writer.block(paragraph, item=item)
    writer.heading("Later", level=1)
    writer.block(OWN)
    return writer.finish()


def quoted(manuscript: Manuscript) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is RegionKind.QUOTATION]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["<rules> Keep the lamp lit.", "It is cold."], 0),  # a tag of no prompt, never closed
        (["<lamp_rules> Keep the lamp lit.", "The keeper sleeps. </lamp_rules>", "So it was told."], 2),
        (["<lamp_rules>", "The keeper sleeps.", "</ lamp_rules>", "So it was told."], 3),
        (["<SCRATCHPAD> The oil is low.", "It smells. </SCRATCHPAD>", "<OUTPUT> No. </OUTPUT>", "So it was told."], 3),
        (["<input>", "Is it lit?", "</input><output>", "It is.", "</output>", "So it was told."], 5),
        (["<think> begins what the keeper thinks.", "The keeper writes until </think> is found."], 0),
        (["<tab>", "The keeper sleeps.", "</tab>"], 0),
    ],
)
def test_what_stands_between_tags_of_a_prompt_is_quoted(lines: list[str], expected: int) -> None:
    assert quoted(told(*lines)) == lines[:expected]


def test_a_heading_ends_what_a_tag_begins() -> None:
    assert quoted(told("<lamp_rules> Keep the lamp lit.", "It is cold.")) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["Human: Is it lit?", "Assistant: It is."],
        ["System: Keep the lamp.", "User: Is it lit?", "Assistant: It is.", "User: And you?"],
        ["User: Is it lit? Assistant: It is."],
        ["Human: I think that the lamp is out."],
    ],
)
def test_a_chat_needs_no_more_than_a_question(lines: list[str]) -> None:
    assert quoted(told(*lines, "So it was told.")) == lines


@pytest.mark.parametrize(
    "lines",
    [
        ["Human: whoever keeps the lamp.", "Lamp: what is kept."],
        ["Human: whoever keeps the lamp.", *["The night is long."] * 4, "Assistant: whoever helps."],
        ["Assistant: whoever helps.", "User: whoever reads by the lamp."],
    ],
)
def test_roles_that_are_explained_are_no_chat(lines: list[str]) -> None:
    assert quoted(told(*lines)) == []


@pytest.mark.parametrize(
    "line",
    ["We use the following prompt:", "System prompt:", "It runs. Here is the prompt template (short):", "Default completion:"],
)
def test_what_a_line_announces_is_quoted(line: str) -> None:
    assert quoted(told(line, "Keep the lamp lit.", "So it was told.")) == ["Keep the lamp lit."]


@pytest.mark.parametrize(
    "line", ["There are two kinds of prompts:", "We prompt the lamp:", "The prompt: a note", "It is a prompt."]
)
def test_what_announces_no_specimen(line: str) -> None:
    assert quoted(told(line, "Keep the lamp lit.")) == []


def test_a_list_about_a_prompt_is_the_authors() -> None:
    assert quoted(told("It depends on the prompt:", "Short ones fail.", "Long ones hold.", item=True)) == []


PRINTED = ("Rate how bright your lamp is.", "The oil is in the jar.")


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("Prompts", "B"),
        ("Rating prompts", "B.2"),
        ("Prompt for rating lamps", "C.1"),
        ("Full prompts", ""),
        ("Sample outputs", "D"),
    ],
)
def test_an_appendix_of_specimens_is_quoted_but_for_what_its_authors_say(heading: str, number: str) -> None:
    said = ("The prompt is printed here.", "We wrote it by night.", "It was used for the lamps of Figure 2.")
    manuscript = told(said[0], said[1], *PRINTED, said[2], heading=heading, number=number)
    assert quoted(manuscript) == list(PRINTED)


@pytest.mark.parametrize(
    ("heading", "number"),
    [
        ("Prompts", ""),  # not said to be printed whole, nor in an appendix
        ("Prompt variations", "B"),
        ("Removing the scratchpad", "B"),
        ("Effects of prompts", "B"),
        ("Why full prompts help", ""),
        ("Full lamps", "B"),
    ],
)
def test_a_section_about_specimens_is_the_authors(heading: str, number: str) -> None:
    assert quoted(told(*PRINTED, heading=heading, number=number)) == []


def test_an_appendix_in_which_nobody_is_spoken_to_is_the_authors() -> None:
    assert quoted(told("The files are in two folders.", "One is for lamps.", heading="Prompts", number="B")) == []


def test_a_row_of_phrases_is_quoted() -> None:
    row = ", ".join(f"‘lamp {number} is the moon’" for number in range(6))
    assert quoted(told(row)) == [row]
    assert quoted(told("They say ‘lamp’, ‘wick’, ‘oil’ and ‘jar’.")) == []


@pytest.mark.parametrize(
    "read",
    [
        lambda lines: markdown.parse("\n\n".join(["# On Lamps", OWN, *lines]).encode(), Path("a.md")),
        lambda lines: plain_text.parse("\n\n".join([OWN, *lines]).encode(), Path("a.txt")),
        lambda lines: html.parse(
            f"<html><body><article><p>{OWN}</p>{''.join(f'<p>{line}</p>' for line in lines)}</article></body></html>".encode(),
            Path("a.html"),
        ),
    ],
    ids=["markdown", "text", "html"],
)
def test_specimens_are_told_in_every_format(read) -> None:
    manuscript = read(["We use the following prompt:", "Keep the lamp lit.", "So we did."])
    assert quoted(manuscript) == ["Keep the lamp lit."]


def test_a_title_that_begins_no_section_ends_a_specimen() -> None:
    writer = ManuscriptWriter()
    writer.block("A title in a box", kind=RegionKind.HEADING)
    writer.block("<lamp_rules> Keep the lamp lit.")
    writer.block("Another one", kind=RegionKind.HEADING)
    writer.block("It is cold. </lamp_rules>")
    assert quoted(writer.finish()) == []
