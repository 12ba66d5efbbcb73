from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignqa.index.passages.lists import line_breaks, short_lists
from alignqa.index.passages.sentences import sentences
from alignqa.index.passages.splitting import Passage, PassagePolicy, split
from alignqa.papers.document import PROSE, Manuscript, RegionKind, Span
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

_SENTENCE = st.integers(1, 30).map(lambda count: " ".join(["Lamps", *["burn"] * (count - 1)]) + ".")
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=6).map(" ".join)
_BLOCKS = st.lists(
    st.one_of(
        st.tuples(st.just("heading"), st.integers(1, 3)),
        st.tuples(st.sampled_from(["body", "item", "note", "caption", "table", "code", "quotation"]), _PARAGRAPH),
    ),
    min_size=1,
    max_size=20,
)
_POLICY = PassagePolicy(enough=20, maximum=40)


def _whole_list(passage: Passage, text: str) -> bool:
    spans = passage.sentences
    places = list(short_lists([span.of(text) for span in spans], spans, line_breaks(text, spans)))
    return places == [range(len(spans))]


def written(blocks: list[tuple[str, object]]) -> Manuscript:
    writer = ManuscriptWriter()
    kinds = {"note": RegionKind.FOOTNOTE, "item": RegionKind.BODY}
    for number, (kind, value) in enumerate(blocks):
        if kind == "heading":
            writer.heading(f"Part {number}", level=int(str(value)))
        else:
            writer.block(str(value), kind=kinds.get(kind) or RegionKind(kind), item=kind == "item")
    return writer.finish()


@given(_BLOCKS)
@settings(max_examples=300)
def test_every_body_sentence_is_in_exactly_one_passage(blocks: list[tuple[str, object]]) -> None:
    manuscript = written(blocks)
    text = manuscript.text
    body = []
    for line in re.finditer(r"[^\n]+", text):
        if manuscript.kind_at(line.start()) is RegionKind.BODY:
            body.extend(sentences(text, Span(line.start(), line.end())))
    passages = split(manuscript, _POLICY)
    assert [span for passage in passages if passage.kind is RegionKind.BODY for span in passage.sentences] == body


@given(_BLOCKS)
@settings(max_examples=300)
def test_passages_keep_to_one_section_one_kind_and_the_limits(blocks: list[tuple[str, object]]) -> None:
    manuscript = written(blocks)
    passages = split(manuscript, _POLICY)
    assert all(one.span.end <= other.span.start for one, other in pairwise(passages))
    for passage in passages:
        assert (passage.span.start, passage.span.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        assert {manuscript.kind_at(span.start) for span in passage.sentences} == {passage.kind}
        assert passage.kind in (RegionKind.BODY, RegionKind.QUOTATION, RegionKind.FOOTNOTE, RegionKind.CAPTION)
        homes = {manuscript.section_at(span.start) for span in passage.sentences}
        assert len(homes) == 1
        home = homes.pop()
        assert passage.heading.split(" > ")[-1] == (home.heading if home else "")
        words = len(re.findall(r"\w+", passage.span.of(manuscript.text)))
        one = len(passage.sentences) == 1 or _whole_list(passage, manuscript.text)
        assert words <= _POLICY.maximum or one or passage.kind not in PROSE


def test_a_paragraph_ends_a_passage_that_has_enough() -> None:
    manuscript = written([("body", "Lamps burn oil at night."), ("body", "Doors are shut by day."), ("body", "Cats sleep.")])
    assert [p.span.of(manuscript.text) for p in split(manuscript, PassagePolicy(enough=8, maximum=40))] == [
        "Lamps burn oil at night.\n\nDoors are shut by day.",
        "Cats sleep.",
    ]


def test_a_sentence_beyond_the_limit_stands_alone() -> None:
    long = " ".join(["Burn"] * 50) + "."
    manuscript = written([("body", f"Lamps burn. {long} Doors shut.")])
    assert [p.span.of(manuscript.text) for p in split(manuscript, _POLICY)] == ["Lamps burn.", long, "Doors shut."]


def test_the_heading_is_the_path_of_sections() -> None:
    writer = ManuscriptWriter()
    writer.heading("Lamps", level=1, number="3")
    writer.heading("Oil", level=2, number="3.1")
    writer.block("Oil burns.")
    assert [p.heading for p in split(writer.finish())] == ["3 Lamps > 3.1 Oil"]


_LONG_ITEM = " ".join(["lamps"] * 12) + "."


def _items(count: int, *, introduction: str) -> Manuscript:
    writer = ManuscriptWriter()
    writer.heading("Conditions", level=1)
    writer.block("It is late. " + introduction)
    for number in range(1, count + 1):
        writer.block(f"{number}. Some {_LONG_ITEM}", item=True)
    writer.block("More follows.")
    return writer.finish()


@pytest.mark.parametrize("introduction", ["A lamp is safe if it meets these conditions:", "Three conditions make a lamp safe."])
@pytest.mark.parametrize("count", [2, 8])
def test_a_short_list_and_its_introduction_are_one_passage(introduction: str, count: int) -> None:
    manuscript = _items(count, introduction=introduction)
    passages = [passage.span.of(manuscript.text) for passage in split(manuscript, _POLICY)]
    (whole,) = (text for text in passages if introduction in text)
    assert all(f"\n{number}. Some" in whole for number in range(1, count + 1))
    if count == 8:
        assert whole.startswith(introduction) and whole.endswith(_LONG_ITEM)


def test_a_list_of_more_than_eight_items_is_divided() -> None:
    manuscript = _items(9, introduction="A lamp is safe if:")
    assert all(len(re.findall(r"\w+", p.span.of(manuscript.text))) <= 42 for p in split(manuscript, _POLICY))


def test_a_list_in_a_box_is_one_passage_with_the_line_that_introduces_it() -> None:
    lines = [
        "On lamps",
        f"{_LONG_ITEM}",
        "These measures keep a lamp safe:",
        *[f"Some {kind}." for kind in ("oil", "wool", "tin")],
    ]
    text = "\n".join(lines)
    spans = [Span(text.index(line), text.index(line) + len(line)) for line in lines]
    assert list(short_lists(lines, spans, line_breaks(text, spans))) == [range(2, 6)]
    labelled = [*lines[:2], "Measures:", *lines[3:]]
    assert list(short_lists(labelled, spans, line_breaks(text, spans))) == []


def test_a_passage_that_begins_with_an_item_begins_with_its_mark() -> None:
    manuscript = _items(9, introduction="A lamp is safe if:")
    passages = split(manuscript, _POLICY)
    (third,) = (p for p in passages if p.span.of(manuscript.text).startswith("3. "))
    assert third.sentences[0].of(manuscript.text) == f"Some {_LONG_ITEM}"
    assert all(other.span.start - one.span.end <= 2 for one, other in pairwise(passages))


def test_quoted_matter_never_shares_a_passage_with_the_authors_words() -> None:
    manuscript = written([("body", "Lark writes:"), ("quotation", "Lamps burn."), ("quotation", "Oil burns."), ("body", "So.")])
    found = [(p.kind, p.span.of(manuscript.text)) for p in split(manuscript)]
    assert found == [
        (RegionKind.BODY, "Lark writes:"),
        (RegionKind.QUOTATION, "Lamps burn.\n\nOil burns."),
        (RegionKind.BODY, "So."),
    ]
