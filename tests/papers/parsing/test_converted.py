"""Markdown that was made from a PDF gets its sentences back; page numbers, notes and figures go to their regions."""

import re
from pathlib import Path

import pytest

from alignqa.papers.document import PROSE, Manuscript, RegionKind
from alignqa.papers.parsing.converted.page_breaks import find_breaks
from alignqa.papers.parsing.converted.repair import is_made_from_pdf
from alignqa.papers.parsing.manuscript.hyphenation import vocabulary
from alignqa.papers.parsing.manuscript.small_capitals import heading_mender
from alignqa.papers.parsing.markdown.parser import parse
from places import LITERATURE

# Invented prose, set as a printer would: full lines of about eighty characters, the last one of a paragraph short.
FILLER = """
The gardener waters the plants in the morning, since the sun is low and the soil
keeps what it is given for most of the day. In the evening the same work would be
half as useful, because our snails come out.

Nobody who has kept a garden for a year will be surprised by this, and yet every
handbook repeats it in its introduction. We take it as given in what follows and
ask instead how the water should be carried, which has been studied far less and
matters rather more.
""".strip()
LONG = "\n\n".join([FILLER] * 4)


def lines_of(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def printed(*pages: str) -> str:
    """A file as a converter writes it: every printed line a paragraph, each page number glued to what follows it."""
    text = ""
    for number, page in enumerate(pages, start=1):
        glued = f"# {number - 1}{page.strip()[2:]}" if page.strip().startswith("# ") else f"{number - 1}{page.strip()}"
        text += f"\n{glued if text else page.strip()}"
    text += f"\n{len(pages)}"
    return "\n\n".join(line for line in text.split("\n") if line)


def read(text: str) -> Manuscript:
    return parse(f"---\ntitle: T\nsource_format: pdf\n---\n\n{text}\n".encode(), Path("sample.md"))


def of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def body(manuscript: Manuscript) -> str:
    kept = [char for position, char in enumerate(manuscript.text) if manuscript.kind_at(position) in PROSE]
    return "\n".join(line for line in "".join(kept).split("\n") if line)


PAGE_ONE = f"""
# 1 I Ntroduction

{FILLER}

A pump that measures its own pressure is known to save water.1It does so even when
1Measured in litres per day over one summer, with
the gardener away.
"""
PAGE_TWO = f"""
the barrel is nearly empty, and 14% of the pumps save more than half of it. The introduc-
tion of the pump took a year.

{FILLER}

Length Width Height
0 10 20 30
short label
other labelFigure 1: Pumps that were measured, with the pressure they hold
in a dry summer.

{FILLER}
"""
PAGE_THREE = f"""
# 2 O Ur Pumps

We built two pumps :

1.The first is small and hidden2under the floor, where the frost cannot reach it in
winter.

•The second is large.

{FILLER}

2Neighbours did not notice it.
"""
PAPER = printed(PAGE_ONE, PAGE_TWO, PAGE_THREE, FILLER)


@pytest.fixture(scope="module")
def paper() -> Manuscript:
    return read(PAPER)


def test_a_sentence_is_whole_across_lines_pages_and_notes(paper: Manuscript) -> None:
    sentence = "It does so even when the barrel is nearly empty, and 14% of the pumps save more than half of it."
    assert sentence in body(paper)
    start = paper.text.index(sentence)
    assert paper.locate(start).page_label == "1"
    assert paper.locate(start + len(sentence) - 1).page_label == "2"


def test_paragraphs_are_those_of_the_print(paper: Manuscript) -> None:
    paragraphs = body(paper).split("\n")
    assert paragraphs[0].startswith("The gardener waters the plants in the morning, since the sun is low and the soil keeps")
    assert paragraphs[0].endswith("because our snails come out.")
    assert paragraphs[1].startswith("Nobody who has kept")


def test_hyphens_at_line_ends_are_repaired(paper: Manuscript) -> None:
    assert "The introduction of the pump took a year." in body(paper)


def test_footnotes_are_whole_and_their_marks_gone(paper: Manuscript) -> None:
    assert of_kind(paper, RegionKind.FOOTNOTE) == [
        "Measured in litres per day over one summer, with the gardener away.",
        "Neighbours did not notice it.",
    ]
    assert "known to save water. It does so" in body(paper)
    assert "small and hidden under the floor" in body(paper)


def test_page_numbers_are_furniture_and_label_the_pages(paper: Manuscript) -> None:
    assert of_kind(paper, RegionKind.FURNITURE) == ["1", "2", "3", "4"]
    assert {(page.number, page.label) for page in paper.pages} == {(1, "1"), (2, "2"), (3, "3"), (4, "4")}
    assert paper.locate(paper.text.index("We built two pumps")).page == 3


def test_a_glued_caption_and_the_labels_above_it_leave_the_prose(paper: Manuscript) -> None:
    assert of_kind(paper, RegionKind.CAPTION) == [
        "Figure 1: Pumps that were measured, with the pressure they hold in a dry summer."
    ]
    assert of_kind(paper, RegionKind.TABLE) == ["Length Width Height | 0 10 20 30 | short label | other label"]


def test_headings_in_small_capitals_are_mended(paper: Manuscript) -> None:
    assert [section.heading for section in paper.sections] == ["1 Introduction", "2 Our Pumps"]


def test_lists_and_punctuation_are_set_right(paper: Manuscript) -> None:
    assert "We built two pumps:\n1. The first is small" in body(paper)
    assert "\nThe second is large." in body(paper)


def test_stamps_and_front_matter_are_not_prose() -> None:
    stamped = f"A Study of Pumps\n\nJane Doe\n\n# Abstract\n\n{LONG}\n\narXiv:2401.01234v2 [cs.AI] 3 Jan 2024{FILLER}"
    manuscript = read("\n\n".join(lines_of(stamped)))
    assert of_kind(manuscript, RegionKind.FRONT_MATTER) == ["A Study of Pumps", "Jane Doe"]
    assert of_kind(manuscript, RegionKind.FURNITURE) == ["arXiv:2401.01234v2 [cs.AI] 3 Jan 2024"]
    assert "arXiv" not in body(manuscript)


def test_references_end_where_the_appendix_begins() -> None:
    text = f"# 1 Start\n\n{LONG}\n\n# References\n\nJane Doe. Pumps and their\n\nuses, 2020.\n\n# A Data\n\n{FILLER}"
    manuscript = read("\n\n".join(lines_of(text)))
    assert of_kind(manuscript, RegionKind.BIBLIOGRAPHY) == ["Jane Doe. Pumps and their uses, 2020."]
    assert body(manuscript).count("The gardener waters") == 5


def test_running_heads_are_furniture() -> None:
    seasons = [
        f"In {season} nothing else is done, and\n{FILLER}\nThis ends {season}." for season in ("spring", "May", "autumn", "fall")
    ]
    manuscript = read(printed(*(f"Pumps and gardens\n\n{season}" for season in seasons)))
    assert "Pumps and gardens" not in body(manuscript)
    assert of_kind(manuscript, RegionKind.FURNITURE).count("Pumps and gardens") == 4
    assert "In autumn nothing else is done" in body(manuscript)


def test_a_markdown_paper_is_left_as_it_is() -> None:
    whole = "\n\n".join(" ".join(part.split("\n")) for part in FILLER.split("\n\n"))
    assert not is_made_from_pdf("\n\n".join([whole] * 12))
    assert not is_made_from_pdf("\n\n".join([whole] * 12), "pdf")
    assert is_made_from_pdf("\n\n".join(lines_of("\n\n".join([FILLER] * 5))))


def test_two_rising_sequences_are_told_apart() -> None:
    prose = "so the water runs down the hill and into the barrel that stands below" * 8
    lines = [
        *("It has a mark.1 And goes on.", prose, "1The first note.", "1and the next page begins"),
        *("A second mark.2 And more.", prose, "2The second note.", "2while the third page begins"),
        *("A third mark.3 And more.", prose, "3The third note.", "3Then the fourth page begins", prose),
    ]
    breaks = find_breaks(lines, [False] * len(lines))
    assert breaks.pages == {3: 1, 7: 2, 11: 3}
    assert breaks.notes == {2: 1, 6: 2, 10: 3}


def test_numbered_lists_and_figures_are_no_pages() -> None:
    lines = ["1. The first point.", "2. The second point.", "3. The third point.", "12% of them agreed.", "20 of them did not."]
    assert find_breaks(lines, [False] * len(lines)).pages == {}


@pytest.mark.parametrize(
    ("printed_heading", "mended"),
    [
        ("O Ur Garden", "Our Garden"),
        ("Slow -Flow W Ater ?", "Slow-Flow Water?"),
        ("A Garden of Water", "A Garden of Water"),
        ("Plan B Garden", "Plan B Garden"),
    ],
)
def test_small_capitals_are_mended_by_the_words_of_the_text(printed_heading: str, mended: str) -> None:
    known = vocabulary(["our water is our garden", "the water flows"])
    assert heading_mender([printed_heading], known)(printed_heading) == mended


@pytest.fixture(scope="module")
def noisy() -> Manuscript:
    file = LITERATURE / "papers" / "greenblatt2024-alignment-faking" / "anthropic-alignment-faking.md"
    if not file.is_file():
        pytest.skip(f"no file {file}")
    return parse(file.read_bytes(), file)


SENTENCE_BORDER = re.compile(r"(?<=[.!?])(?<!\bal\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\bvs\.)(?<!\betc\.)[\"'”’)\]]*\s+(?=[A-Z“\"‘(\[])")
WELL_FORMED = re.compile(r"[A-Z0-9“\"‘'(\[$…].*[.!?:;…][\"'”’)\]*]*", re.DOTALL)


@pytest.mark.literature
def test_the_body_of_a_noisy_paper_is_sentences(noisy: Manuscript) -> None:
    # 94.6% when this was written, 24% before the repair; what is left are list items and labels without capital or stop.
    sentences = [part for line in body(noisy).split("\n") for part in SENTENCE_BORDER.split(line) if part.strip()]
    formed = sum(1 for sentence in sentences if WELL_FORMED.fullmatch(sentence.strip()))
    assert len(sentences) > 2_500
    assert formed / len(sentences) > 0.94


@pytest.mark.literature
def test_the_body_of_a_noisy_paper_has_no_stamp_and_no_caption(noisy: Manuscript) -> None:
    prose = body(noisy)
    assert not re.search(r"arXiv:\d{4}\.\d{5}v\d+ ?\[", prose)
    assert not re.search(r"^\[?(?:Figure|Table) \d+:", prose, re.MULTILINE)
    assert not re.search(r"[a-z](?:Figure|Table) \d+:", prose)


@pytest.mark.literature
def test_all_pages_and_footnotes_of_a_noisy_paper_are_found(noisy: Manuscript) -> None:
    assert {page.label for page in noisy.pages} == {str(number) for number in range(1, 138)}
    assert 110 <= len(of_kind(noisy, RegionKind.FOOTNOTE)) <= 125
    assert max(map(len, of_kind(noisy, RegionKind.FOOTNOTE))) < 1_500


def test_headings_in_bold_type_are_headings() -> None:
    lines = ["The kettle sings when the steam rises slowly under the lid of", "the old pot, and no one is awake to hear it."] * 12
    text = "\n\n".join(
        [
            "# **On Kettles**",
            "**Abstract**",
            *lines[:8],
            "**1 Steam**",
            *lines[8:16],
            "_**1.1 Lids**_",
            "An _old_ lid is **heavy**.",
            *lines,
        ]
    )
    manuscript = parse(text.encode(), Path("kettles.md"))
    assert [(section.level, section.heading) for section in manuscript.sections] == [
        (1, "Abstract"),
        (1, "1 Steam"),
        (2, "1.1 Lids"),
    ]
    assert "An old lid is heavy." in manuscript.text


def test_asterisks_that_are_printed_stay() -> None:
    lines = ["The kettle sings when the steam rises slowly under the lid of", "the old pot, and no one is awake to hear it."] * 12
    manuscript = parse("\n\n".join([*lines, "It says **NEVER** and no more.", *lines]).encode(), Path("kettles.md"))
    assert "It says **NEVER** and no more." in manuscript.text


def test_code_is_no_sign_of_a_pdf() -> None:
    fence = "```\nlet a = 1\n\nlet b = 2\n\nlet c = 3\n```\n\n"
    assert not is_made_from_pdf("The kettle sings at noon.\n\n" * 30 + fence * 20)
