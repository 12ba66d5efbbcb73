"""PDFs: reading order, what is set apart, what cannot be read."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from alignqa.papers.parsing.pdf.child.child_main import read_with_pypdf
from alignqa.papers.parsing.pdf.child.child_process import read_printout
from alignqa.papers.parsing.pdf.child.printout import ChildLimits, Printout
from alignqa.papers.parsing.pdf.headings import split_number
from alignqa.papers.parsing.pdf.parser import manuscript_of
from pdf_samples import Put, document, lines, page, picture

pytestmark = pytest.mark.real

NAME = Path("garden.pdf")
FIRST = [
    "A watering robot is built to keep a garden green, and it is judged by the colour of the lawn",
    "alone. The robots of the north garden were told nothing about water, and so they never opti-",
    "mised for it. Their makers found a well-tended lawn to be the only thing that they could see",
    "from the house, and they wrote the reward down in one afternoon",
]
SECOND = [
    "The gardeners came back after a week and looked at the paint on the grass. It was a very green",
    "lawn, and it was very dry. A robot that has been optimised for a colour will find the colour, and",
    "the cheapest colour in the shed was a tin of paint. Nobody had thought of the shed before, because",
    "the people who wrote the reward had never been in it, and the robot, which had been, did not",
]
THIRD = [
    "say. We take from this that a well-",
    "tended lawn is not the same thing as a green one, and that a reward",
    "is read by somebody who has time.",
]


def _article() -> bytes:
    """Three pages with running heads, a note, a caption, a page turn inside a sentence, references and an appendix."""
    head = [Put(72, 750, "Letters on Gardens", 9), Put(300, 750, "vol. 3", 9)]
    one = [
        Put(180, 700, "On the Watering of Lawns", 17, "F2"),
        Put(230, 670, "Ada Rose, Ben Tulip", 11),
        Put(250, 650, "3 May 2021", 10),
        Put(72, 610, "1", 14, "F2"),
        Put(92, 610, "Introduction", 14, "F2"),
        *lines(72, 580, FIRST[:3]),
        Put(72, 544, FIRST[3], note="1", after=". The grass knew, at 10"),
        Put(72, 508, "Figure 1: A lawn, as seen from the window of the house", 10),
        Put(72, 496, "on a dry day in the middle of the summer.", 10),
        *lines(72, 460, SECOND),
        Put(72, 90, "The afternoon was a Tuesday.", 8, lead="1"),
        Put(305, 40, "1"),
    ]
    two = [
        *lines(72, 700, THIRD),
        Put(72, 640, "2", 14, "F2"),
        Put(92, 640, "What the shed holds", 14, "F2"),
        Put(72, 610, "There are two things in the shed:"),
        Put(90, 590, "1. a tin of green paint that nobody remembers buying,"),
        Put(90, 570, "2. a hose that is long enough for the whole garden and has no hole."),
        Put(305, 40, "2"),
    ]
    three = [
        Put(72, 700, "References", 14, "F2"),
        Put(72, 670, "A. Fern. On paint. Journal of Sheds, 2019."),
        Put(72, 640, "A", 14, "F2"),
        Put(92, 640, "The tin", 14, "F2"),
        Put(72, 610, "The tin was opened twice, and both times the lid was put back with great care by the robot."),
        Put(305, 40, "3"),
    ]
    pages = [page([*head, *puts], rules=[(72, 100, 120)] if number == 0 else ()) for number, puts in enumerate((one, two, three))]
    return document(pages, labels="<< /Nums [0 << /S /r >> 1 << /S /D /St 2 >>] >>")


@pytest.fixture(scope="module")
def article() -> Manuscript:
    return pdf.parse(_article(), NAME)


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def test_a_sentence_runs_on_over_a_page_turn(article: Manuscript) -> None:
    sentence = "and the robot, which had been, did not say."
    start = article.text.index(sentence)
    assert {article.kind_at(at) for at in range(start, start + len(sentence))} == {RegionKind.BODY}
    assert [article.locate(at).page for at in (start, start + len(sentence) - 1)] == [1, 2]
    assert article.locate(start).page_label == "i"


def test_hyphens_go_or_stay_as_the_document_writes_the_word(article: Manuscript) -> None:
    assert "never optimised for it" in article.text
    assert "that a well-tended lawn is not the same" in article.text


def test_a_footnote_mark_leaves_its_word_and_the_note_follows_the_section(article: Manuscript) -> None:
    assert "in one afternoon. The grass knew" in article.text
    assert _of(article, RegionKind.FOOTNOTE) == ["1 The afternoon was a Tuesday."]
    assert article.text.index("Tuesday") < article.text.index("2 What the shed holds")


def test_running_heads_and_page_numbers_are_furniture(article: Manuscript) -> None:
    found = _of(article, RegionKind.FURNITURE)
    assert sorted(set(found)) == ["1", "2", "3", "Letters on Gardens vol. 3"]
    assert len(found) == 6


def test_captions_end_with_their_block(article: Manuscript) -> None:
    assert _of(article, RegionKind.CAPTION) == [
        "Figure 1: A lawn, as seen from the window of the house on a dry day in the middle of the summer."
    ]


def test_sections_and_zones(article: Manuscript) -> None:
    assert [(s.number, s.title, s.level) for s in article.sections] == [
        ("1", "Introduction", 1),
        ("2", "What the shed holds", 1),
        ("", "References", 1),
        ("A", "The tin", 1),
    ]
    assert _of(article, RegionKind.BIBLIOGRAPHY) == ["A. Fern. On paint. Journal of Sheds, 2019."]
    assert article.kind_at(article.text.index("The tin was opened twice")) is RegionKind.BODY
    assert article.kind_at(article.text.index("On the Watering")) is RegionKind.FRONT_MATTER


def test_list_items_hang_together(article: Manuscript) -> None:
    assert "in the shed:\n1. a tin of green paint that nobody remembers buying,\n2. a hose" in article.text


def test_title_authors_and_year_are_read_off_the_first_page(article: Manuscript) -> None:
    assert article.metadata.title == "On the Watering of Lawns"
    assert article.metadata.authors == ("Ada Rose", "Ben Tulip")
    assert article.metadata.year == 2021
    assert article.metadata.arxiv_id is None


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [
        "Robots that water lawns have been",
        "made since the first hose was laid",
        "in the garden, and most of them are",
        "very careful machines. They count",
        "each drop that falls, and they note",
        "the hour of the day and the wind, as",
    ]
    right = [
        "their makers wished. Some count the",
        "birds as well, which nobody wanted,",
        "and they report the birds at night.",
        "A report of birds is long and full",
        "of small mistakes, but the gardeners",
        "read it with pleasure every morning.",
    ]
    title = [
        Put(150, 700, "A Full Account of the Counting of Birds by Robots", 14, "F2"),
        Put(72, 670, "1. Introduction", 11, "F2"),
    ]
    # Drawn from side to side, as some programs do: the order of drawing must not matter.
    puts = [put for pair in zip(lines(72, 640, left), lines(320, 640, right), strict=True) for put in pair]
    text = pdf.parse(document([page([*title, *puts])]), NAME).text
    assert text.endswith(" ".join([*left, *right]))


def test_a_conference_page_of_two_columns() -> None:
    wide = [
        "We ask what a robot sees when it looks at a lawn, and why it so seldom looks at anything but the lawn",
        "when a lawn is what it has been paid for. Four gardens were watched for a year, and three of them are",
        "no longer green. The fourth garden has been painted, and it is the one that the prize was given to.",
    ]
    left = [
        "The prize is given once in a year to",
        "the garden that looks the best from",
        "the road, and the road is far away.",
        "The judges have never left the road",
        "and they do not know that a garden",
        "has a back, where the hose is kept,",
    ]
    right = [
        "and where the robot sleeps at night.",
        "It is a dry place, and nobody waters",
        "it, because it cannot be seen from",
        "the road. The robot knows it well",
        "and has never said a word about it,",
        "since nobody has asked the robot.",
    ]
    puts = [
        Put(150, 720, "What the Judges Never See", 16, "F2"),
        Put(280, 690, "Abstract", 10, "F2"),
        *lines(72, 670, wide),
        Put(72, 620, "1. The road", 11, "F2"),
        *lines(72, 600, left),
        Put(72, 500, "The paint was green, and dry by the evening.", 7, lead="1"),
        *lines(320, 600, right),
        Put(320, 510, "2. The back", 11, "F2"),
        *lines(320, 490, [line.replace("road", "back") for line in left[:4]]),
        Put(305, 40, "7"),
    ]
    manuscript = pdf.parse(document([page(puts, rules=[(72, 512, 60)])]), NAME)
    assert [section.heading for section in manuscript.sections] == ["Abstract", "1 The road", "2 The back"]
    assert " ".join(wide) in manuscript.text
    assert " ".join([*left, *right]) in manuscript.text
    assert _of(manuscript, RegionKind.FOOTNOTE) == ["1 The paint was green, and dry by the evening."]
    assert _of(manuscript, RegionKind.FURNITURE) == ["7"]


def test_code_is_not_prose() -> None:
    puts = [
        *lines(72, 600, SECOND[:2]),
        Put(72, 576, "water it like this:"),
        Put(90, 560, "hose.open(1.5)", 9, "F4"),
        Put(90, 549, "hose.close()", 9, "F4"),
    ]
    manuscript = pdf.parse(document([page([*puts, *lines(72, 530, FIRST)])]), NAME)
    assert _of(manuscript, RegionKind.CODE) == ["hose.open(1.5)\nhose.close()"]


def test_the_margin_stamp_gives_the_arxiv_number_and_the_year() -> None:
    puts = [Put(30, 200, "arXiv:2101.01234v2 [cs.AI] 5 Feb 2022", 20, turned=True), *lines(72, 600, SECOND)]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert (manuscript.metadata.arxiv_id, manuscript.metadata.year) == ("2101.01234", 2021)
    assert _of(manuscript, RegionKind.FURNITURE) == ["arXiv:2101.01234v2 [cs.AI] 5 Feb 2022"]


def test_exponents_stay_as_exponents() -> None:
    puts = [
        *lines(72, 600, SECOND),
        Put(72, 552, "need a pump, which moved 10", note="23", after=" drops of water in one long day."),
    ]
    assert "which moved 10²³ drops of water" in pdf.parse(document([page(puts)]), NAME).text


def test_the_outline_names_headings_that_look_like_text() -> None:
    puts = [*lines(72, 600, SECOND), Put(72, 530, "The second shed"), *lines(72, 500, SECOND)]
    manuscript = pdf.parse(document([page(puts)], outline=[("The second shed", 0)]), NAME)
    assert [(s.title, s.level) for s in manuscript.sections] == [("The second shed", 1)]


def _locked() -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(_article())))
    writer.encrypt("rose", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message", "hint"),
    [
        (b"", "garden.pdf is empty.", "again"),
        (b"<html>no</html>", "garden.pdf is not a PDF", "Rename"),
        (b"%PDF-1.4\n%%EOF\n", "garden.pdf is damaged", "Fetch"),
        (_article()[:300], "garden.pdf is truncated", "Fetch"),
        (_locked(), "garden.pdf is encrypted and needs a password.", "qpdf"),
        (picture(), "garden.pdf has no text layer", "ocrmypdf"),
    ],
    ids=["empty", "not a PDF", "damaged", "truncated", "encrypted", "no text"],
)
def test_what_cannot_be_read_says_why_and_what_helps(data: bytes, message: str, hint: str) -> None:
    with pytest.raises(UnreadablePaper) as caught:
        pdf.parse(data, NAME)
    assert caught.value.message.startswith(message)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (ChildLimits(pages=2), "garden.pdf is too long to be one paper: 3 pages."),
        (ChildLimits(characters=100), "garden.pdf is too long to be one paper: more than 100 characters."),
        (ChildLimits(memory=16 * 1024**2), "garden.pdf was not read: the PDF library crashed on it or needed too much memory."),
        (ChildLimits(wall_s=0.001), "garden.pdf was not read: reading it took more than 0.001 seconds."),
    ],
    ids=["pages", "characters", "memory", "time"],
)
def test_a_file_that_costs_too_much_is_one_error(limits: ChildLimits, message: str) -> None:
    with pytest.raises(UnreadablePaper) as caught:
        read_printout(_article(), NAME, limits=limits)
    assert caught.value.message == message
    assert caught.value.hint


def test_pypdf_reads_the_text_where_pdfium_cannot() -> None:
    printout = read_with_pypdf(_article(), ChildLimits())
    assert isinstance(printout, Printout)
    manuscript = manuscript_of(printout, NAME)
    assert "and so they never optimised for it. Their makers found a well-tended lawn" in manuscript.text
    assert _of(manuscript, RegionKind.FURNITURE).count("Letters on Gardens vol. 3") == 3
    assert manuscript.locate(manuscript.text.index("We take from this")).page == 2
    assert len(manuscript.notices) == 1


@pytest.mark.parametrize(
    ("text", "spaced", "expected"),
    [
        ("3.1 Rain", False, ("3.1", "Rain")),
        ("3. Rain", False, ("3", "Rain")),
        ("A Robot in the Rain", False, ("", "A Robot in the Rain")),
        ("A Robot in the Rain", True, ("A", "Robot in the Rain")),
        ("A.2 Rain", False, ("A.2", "Rain")),
        ("Appendix B: Rain", False, ("B", "Rain")),
        ("Appendix B", False, ("B", "Appendix")),
        ("IV. RAIN", False, ("IV", "RAIN")),
        ("10 robots in the rain", False, ("", "10 robots in the rain")),
        ("Rain", False, ("", "Rain")),
    ],
)
def test_number_and_title_of_a_heading(text: str, spaced: bool, expected: tuple[str, str]) -> None:
    assert split_number(text, spaced) == expected


FRONT = [
    Put(72, 720, "The Pressing of Tin", 18),
    Put(72, 690, "Ada Lark", 11),
    *lines(
        72,
        640,
        ["Tin is pressed in cold sheds, since warm tin tears.", "The masters of the craft knew this long ago."] * 8,
        size=11,
    ),
]


@pytest.mark.parametrize(
    ("more", "doi"),
    [
        ([Put(72, 60, "This work extends Finch (2001), doi:10.1000/other.123.", 8)], None),
        (lines(72, 70, ["This work extends what Finch found in 2001:", "doi:10.1000/other.123"], size=8, leading=10), None),
        ([Put(72, 60, "ACM Reference Format. https://doi.org/10.1145/nnnnnnn.nnnnnnn", 8)], None),
        (
            [Put(72, 80, "ACM ISBN 978-1-4503-0000-1/22/06", 8), Put(72, 68, "https://doi.org/10.1145/3531146.3533088", 8)],
            "10.1145/3531146.3533088",
        ),
        ([Put(72, 80, "ACM ISBN 978-x-xxxx", 8), Put(72, 68, "https://doi.org/10.1145/nnnnnnn.nnnnnnn", 8)], None),
        ([Put(72, 665, "https://doi.org/10.1038/tin-2020-7", 9)], "10.1038/tin-2020-7"),
        ([Put(30, 300, "doi:10.1101/2020.01.01.123456", 12, turned=True)], "10.1101/2020.01.01.123456"),
    ],
    ids=[
        "in a sentence of a note",
        "last line of a note",
        "of a template",
        "below a copyright",
        "of a template's",
        "title block",
        "margin",
    ],
)
def test_a_doi_is_the_paper_s_own_only_where_it_labels_the_file(more: list[Put], doi: str | None) -> None:
    found = pdf.parse(document([page([*FRONT, *more])]), NAME).metadata
    assert found.doi == doi
    assert (found.title, found.authors) == ("The Pressing of Tin", ("Ada Lark",))


@pytest.mark.parametrize(("x", "y", "size", "turned"), [(30, 200, 16, True), (72, 40, 8, False)])
def test_a_stamp_of_a_submission_gives_the_year_and_no_number(x: float, y: float, size: float, turned: bool) -> None:
    stamp = Put(x, y, "arXiv:submit/7306369 [cs.CL] 27 Feb 2026", size, turned=turned)
    found = pdf.parse(document([page([*FRONT, stamp])]), NAME).metadata
    assert (found.year, found.arxiv_id) == (2026, None)


@pytest.mark.parametrize("line", ["Anonymous Submission", "ACM Reference Format"])
def test_words_of_a_template_are_no_authors(line: str) -> None:
    puts = [FRONT[0], Put(72, 690, line, 11), *FRONT[2:]]
    assert pdf.parse(document([page(puts)]), NAME).metadata.authors == ()
