"""What the writer guarantees to every parser and every reader of a manuscript."""

import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, PageMark, TextPiece, clean

HELD_BACK = (RegionKind.FOOTNOTE, RegionKind.CAPTION, RegionKind.TABLE, RegionKind.MATH, RegionKind.FURNITURE)

texts = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
pages = st.one_of(st.none(), st.builds(PageMark, st.integers(1, 5), st.sampled_from([None, "i", "2"])))
pieces = st.lists(st.builds(TextPiece, texts, pages), max_size=3)
blocks = st.tuples(st.just("block"), st.one_of(texts, pieces), st.sampled_from(list(RegionKind)), st.booleans(), pages)
headings = st.tuples(st.just("heading"), texts, st.integers(1, 4), st.just(False), pages)


@st.composite
def manuscripts(draw: st.DrawFn) -> Manuscript:
    writer = ManuscriptWriter()
    for what, text, detail, item, page in draw(st.lists(st.one_of(blocks, headings), max_size=12)):
        if what == "heading":
            writer.heading(text, level=detail, page=page)
        else:
            writer.block(text, kind=detail, item=item, page=page)
    return writer.finish()


@given(manuscripts())
def test_regions_are_sorted_and_disjoint(manuscript: Manuscript) -> None:
    spans = [region.span for region in manuscript.regions]
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert all(span.end <= len(manuscript.text) and len(span) for span in spans)


@given(manuscripts())
def test_sections_nest(manuscript: Manuscript) -> None:
    for index, section in enumerate(manuscript.sections):
        for other in manuscript.sections[index + 1 :]:
            assert section.span.covers(other.span) or not section.span.overlaps(other.span)
            assert not section.span.covers(other.span) or other.level > section.level
        assert section.span.of(manuscript.text).startswith(section.heading)


@given(manuscripts())
def test_text_is_normal_and_printable(manuscript: Manuscript) -> None:
    assert unicodedata.is_normalized("NFC", manuscript.text)
    assert all(char in "\n\t" or unicodedata.category(char) != "Cc" for char in manuscript.text)
    assert manuscript.text == manuscript.text.strip()
    assert manuscript.text.encode("utf-8").decode("utf-8") == manuscript.text


@given(manuscripts())
def test_pages_are_sorted_and_disjoint(manuscript: Manuscript) -> None:
    assert all(one.span.end <= two.span.start for one, two in pairwise(manuscript.pages))
    assert all(page.span.end <= len(manuscript.text) for page in manuscript.pages)


@given(st.lists(texts, min_size=1, max_size=8), st.integers(1, 9))
def test_one_page_covers_every_block_on_it(paragraphs: list[str], number: int) -> None:
    writer = ManuscriptWriter()
    for paragraph in paragraphs:
        writer.block(paragraph, page=PageMark(number, "x"))
    manuscript = writer.finish()
    for position, char in enumerate(manuscript.text):
        page = manuscript.page_at(position)
        assert page is not None or char == "\n"
        assert page is None or page.number == number


@given(st.sampled_from(HELD_BACK), st.booleans())
def test_what_interrupts_the_prose_follows_its_section(kind: RegionKind, with_next: bool) -> None:
    writer = ManuscriptWriter()
    writer.heading("One", level=1)
    writer.block("It begins and")
    writer.block("held back", kind=kind)
    writer.block("then it ends.")
    if with_next:
        writer.heading("Two", level=1)
        writer.block("Another section.")
    text = writer.finish().text
    assert text.startswith("One\n\nIt begins and\n\nthen it ends.\n\nheld back")
    assert text.endswith("Another section." if with_next else "held back")


def test_a_sentence_across_a_page_turn_is_one_slice_on_two_pages() -> None:
    writer = ManuscriptWriter()
    writer.block([TextPiece("The agent opens ", PageMark(1, "1")), TextPiece("the last door.", PageMark(2, "2"))])
    manuscript = writer.finish()
    assert manuscript.text == "The agent opens the last door."
    assert [(page.number, page.span.of(manuscript.text)) for page in manuscript.pages] == [
        (1, "The agent opens "),
        (2, "the last door."),
    ]


def test_list_items_hang_on_the_line_before_them() -> None:
    writer = ManuscriptWriter()
    writer.block("Two reasons:")
    writer.block("speed,", item=True)
    writer.block("cost.", item=True)
    writer.block("That is all.")
    assert writer.finish().text == "Two reasons:\nspeed,\ncost.\n\nThat is all."


def test_code_keeps_its_lines() -> None:
    writer = ManuscriptWriter()
    writer.block("\nif x:\n    y()\n", kind=RegionKind.CODE)
    assert writer.finish().text == "if x:\n    y()"


def test_code_that_comes_first_does_not_begin_with_white_space() -> None:
    cases = {
        "    if x:\n        y()": "if x:\n    y()",  # the lines keep their indentation relative to each other
        "  \n\n  a\n\n  b\n": "a\n\nb",
        "      a\n    b\n  c": "a\n  b\nc",  # a first line indented further than another one moves by itself
    }
    for source, text in cases.items():
        writer = ManuscriptWriter()
        writer.block(source, kind=RegionKind.CODE)
        writer.block("    kept\n  as it is", kind=RegionKind.CODE)
        assert writer.finish().text == f"{text}\n\n    kept\n  as it is"


def test_code_that_comes_first_moves_left_on_all_its_pages() -> None:
    writer = ManuscriptWriter()
    one, two = PageMark(1), PageMark(2)
    writer.block([TextPiece("  ", one), TextPiece("  if x:\n", one), TextPiece("      y()", two)], kind=RegionKind.CODE)
    manuscript = writer.finish()
    assert manuscript.text == "if x:\n  y()"
    assert [(page.number, page.span.of(manuscript.text)) for page in manuscript.pages] == [(1, "if x:\n"), (2, "  y()")]


def test_a_letter_and_its_accent_meet_across_removed_characters_and_page_breaks() -> None:
    assert clean("caf" + "e\u200b\u0301") == "caf\u00e9"
    writer = ManuscriptWriter()
    writer.block([TextPiece("cafe", PageMark(1)), TextPiece("\u0301 noir", PageMark(2))])
    assert writer.finish().text == "caf\u00e9 noir"


def test_ligatures_and_control_characters_go() -> None:
    assert clean("e\ufb03cient\x07  a\u00a0b\u200b\n") == "efficient a b"
