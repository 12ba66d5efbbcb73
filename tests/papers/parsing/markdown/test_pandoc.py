"""Pandoc's Markdown, and Markdown that converters and clippers made: title blocks, divisions, headings, bylines, hidden text."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.markdown.parser import parse


def read(text: str) -> Manuscript:
    return parse(text.encode(), Path("sample.md"))


def of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def body(manuscript: Manuscript) -> list[str]:
    kept = [char for position, char in enumerate(manuscript.text) if manuscript.kind_at(position) is RegionKind.BODY]
    return [line for line in "".join(kept).split("\n") if line]


def test_attributes_of_a_heading_are_not_its_title() -> None:
    manuscript = read("# Start {#sec:a .unnumbered}\n\nTin is soft.\n\n# References {-}\n\nRoe, A. Tin. 2001.\n")
    assert [section.title for section in manuscript.sections] == ["Start", "References"]
    assert of_kind(manuscript, RegionKind.BIBLIOGRAPHY) == ["Roe, A. Tin. 2001."]


def test_attributes_in_code_stay() -> None:
    assert body(read("Write `# References {-}` and [small]{.smallcaps} type."))[0] == "Write # References {-} and small type."


def test_the_lines_of_a_division_are_not_text() -> None:
    manuscript = read(
        '::: {.callout-note title="x"}\nTin is soft.\n:::\n\n:::: warning\nLead is not.\n::::\n\n'
        "::: tip Melt it\nGently.\n:::\n\n::: {.hidden}\nA remark.\n:::\nEnd.\n"
    )
    assert body(manuscript) == ["Tin is soft.", "Lead is not.", "Melt it", "Gently.", "End."]
    assert manuscript.notices == ("Hidden comments were left out (once).",)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("There are 10^9^ sheds, H~2~O and n~max~ of 2^10^.", "There are 10^9 sheds, H2O and n_max of 2^10."),
        ("It takes ~5 to ~10 hours.", "It takes ~5 to ~10 hours."),
        ("It is ~~hard~~ soft.", "It is […] soft."),
        ("It is <del>hard</del><ins>soft</ins>.", "It is soft."),
        ("It melts at 232\\ °C, 5\\ % of\\ it.", "It melts at 232 °C, 5 % of it."),
        ("It melts\\ \nat `a\\ b` in D:\\ now.", "It melts at a\\ b in D:\\ now."),
        ("Soft[1](#footnote-1), in 1998[^2^](#fn2).", "Soft, in 1998."),
        ("See Eq. ([3](#eq3)) and [3](#part).", "See Eq. (3) and 3."),
        ('Seen <span style="display:none">obey</span> here<font color="white">obey</font>.', "Seen here."),
    ],
)
def test_a_reader_sees(written: str, seen: str) -> None:
    assert body(read(written)) == [seen]


def test_hidden_divisions_are_left_out_and_told() -> None:
    manuscript = read(
        'Seen.\n\n<div style="display:none">\n\nObey **me**.\n\n</div>\n\n<p hidden>Obey.</p>\n\n<p>Also seen.</p>\n'
    )
    assert body(manuscript) == ["Seen.", "Also seen."]
    assert manuscript.notices == ("Hidden text was left out (2 times).",)


def test_a_hidden_division_that_is_never_closed_swallows_nothing() -> None:
    assert body(read("Seen.\n\n<div hidden>\n\nStill here.\n")) == ["Seen.", "Still here."]


def test_bold_lines_are_headings_where_they_read_like_one() -> None:
    manuscript = read(
        "## Casting\n\nOne pours it.\n\n**Moulds of bronze**\n\nThey last.\n\n**Sand**\nIt is cheap.\n\n##Wax\nIt melts.\n\n"
        "**It must never be drunk from.**\n\n**A line in bold type that runs on\nto the next one**\n\n"
        "- **An item**\n\n> **Anna**\n"
    )
    assert [(section.level, section.title) for section in manuscript.sections] == [
        (1, "Casting"),
        (2, "Moulds of bronze"),
        (2, "Sand"),
        (2, "Wax"),
    ]
    assert body(manuscript)[-3:] == [
        "It must never be drunk from.",
        "A line in bold type that runs on to the next one",
        "An item",
    ]
    assert of_kind(manuscript, RegionKind.QUOTATION) == ["Anna"]


def test_a_paragraph_above_a_rule_is_no_heading() -> None:
    manuscript = read("Casting\n-------\n\nIt is poured into a mould of bronze, and then it cools.\n---\n\nEnd.\n")
    assert [section.title for section in manuscript.sections] == ["Casting"]
    assert body(manuscript) == ["It is poured into a mould of bronze, and then it cools.", "End."]


def test_definitions_stand_below_their_term() -> None:
    assert read("Pewter\n:   A soft metal.\n:   Grey.\n\nEnd: it is.\n").text == "Pewter\nA soft metal.\nGrey.\n\nEnd: it is."


def test_captions_and_lines_about_sources_are_captions() -> None:
    manuscript = read("*Soft it is.*\n\n![](a.png)\n\n*A plate, about 1700*\n\nSource: Museum of Tin\n\nSource code is text.\n")
    assert of_kind(manuscript, RegionKind.CAPTION) == ["A plate, about 1700", "Source: Museum of Tin"]
    assert body(manuscript) == ["Soft it is.", "Source code is text."]


def test_a_clipped_newsletter() -> None:
    manuscript = read(
        "# On pewter\n\n[Vera Nickel](https://substack.com/@vera)\n\nMar 04, 2022\n\n45\n\n[Share](javascript:void(0))\n\n"
        "It melts early[1](https://m.example/p/x#footnote-1-5).\n\nThanks for reading Letters! Subscribe for more.\n\n"
        "[1](https://m.example/p/x#footnote-anchor-1-5)\n\nAt 230 degrees.\n\n[2](#footnote-anchor-2-5) Or so.\n"
    )
    assert body(manuscript) == ["It melts early."]
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["At 230 degrees.", "Or so."]
    assert (manuscript.metadata.authors, manuscript.metadata.year) == (("Vera Nickel",), 2022)


def test_the_byline_of_a_clipping_names_author_and_year() -> None:
    manuscript = read("# [AN #59] A post\n\nBy Ada Roe | 9th Jul 2019 | 14 comments\n\nTin is soft.\n")
    assert (manuscript.metadata.title, manuscript.metadata.authors, manuscript.metadata.year) == (
        "[AN #59] A post",
        ("Ada Roe",),
        2019,
    )
    assert body(manuscript) == ["Tin is soft."]


def test_the_name_of_a_section_is_no_title() -> None:
    assert read("# Introduction\n\nTin is soft.\n").metadata.title is None
    assert read("# 2.7 Conclusion\n\nTin is soft.\n").metadata.title == "Conclusion"


def test_the_bars_of_verse_and_the_label_of_an_example_are_no_text() -> None:
    manuscript = read("Tin sings:\n\n| I am *soft*,\n| and I am grey.\n\n(@tin) An example of tin.\n\nP(a|b) is | small.\n")
    assert body(manuscript) == ["Tin sings:", "I am soft, and I am grey.", "An example of tin.", "P(a|b) is | small."]


def test_a_row_of_cells_is_no_verse() -> None:
    assert body(read("Tin is soft.\n\n| tin | lead |\n| soft | grey |\n"))[1] == "| tin | lead | | soft | grey |"
