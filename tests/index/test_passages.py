from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from alignqa.index.passages.sentences import sentences
from alignqa.index.passages.splitting import PassagePolicy, split
from alignqa.papers.document import Manuscript, RegionKind, Span
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

_SENTENCE = st.integers(1, 30).map(lambda count: " ".join(["Lamps", *["burn"] * (count - 1)]) + ".")
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=6).map(" ".join)
_BLOCKS = st.lists(
    st.one_of(
        st.tuples(st.just("heading"), st.integers(1, 3)),
        st.tuples(st.sampled_from(["body", "item", "note", "caption", "table", "code"]), _PARAGRAPH),
    ),
    min_size=1,
    max_size=20,
)
_POLICY = PassagePolicy(enough=20, maximum=40)


def written(blocks: list[tuple[str, object]]) -> Manuscript:
    writer = ManuscriptWriter()
    kinds = {"note": RegionKind.FOOTNOTE, "caption": RegionKind.CAPTION, "table": RegionKind.TABLE, "code": RegionKind.CODE}
    for number, (kind, value) in enumerate(blocks):
        if kind == "heading":
            writer.heading(f"Part {number}", level=int(str(value)))
        else:
            writer.block(str(value), kind=kinds.get(kind, RegionKind.BODY), item=kind == "item")
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
        assert passage.kind in (RegionKind.BODY, RegionKind.FOOTNOTE, RegionKind.CAPTION)
        homes = {manuscript.section_at(span.start) for span in passage.sentences}
        assert len(homes) == 1
        home = homes.pop()
        assert passage.heading.split(" > ")[-1] == (home.heading if home else "")
        words = len(re.findall(r"\w+", passage.span.of(manuscript.text)))
        assert words <= _POLICY.maximum or len(passage.sentences) == 1 or passage.kind is not RegionKind.BODY


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
