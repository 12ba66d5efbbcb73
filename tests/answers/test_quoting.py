from __future__ import annotations

import ast
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import alignqa
from alignqa.answers.quoting.folding import fold
from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS, Offered, locate, take
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Manuscript, RegionKind, Span
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from example_budget import USUAL

_VOCABULARY = (
    "lamp oil flame night door wick glass café naïve office efficient flow reflect "
    "well-known mid-air 1-2 3.5 “glow” keeper’s not never all some — burns shines fails"
)
WORDS = _VOCABULARY.split()
_SENTENCE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=14).map(lambda words: "The " + " ".join(words) + ".")
_PARAGRAPH = st.lists(_SENTENCE, min_size=1, max_size=6)


def offered(paragraph: list[str]) -> Offered:
    writer = ManuscriptWriter()
    writer.heading("Lamps", level=1, number="1")
    writer.block("What stands before is never offered.")
    writer.block(" ".join(paragraph))
    writer.block("What stands after is never offered.")
    manuscript = writer.finish()
    text = " ".join(paragraph)
    start = manuscript.text.rindex(unicodedata.normalize("NFC", text))
    return Offered("lark2020", manuscript, tuple(sentences(manuscript.text, Span(start, start + len(text)))))


def mangled(text: str, draw: st.DrawFn) -> str:
    kinds = draw(
        st.sets(st.sampled_from(["case", "nfkd", "ligature", "space", "quotes", "dashes", "hyphen", "invisible"]), min_size=1)
    )
    if "ligature" in kinds:
        text = text.replace("ffi", "ﬃ").replace("fl", "ﬂ")
    if "quotes" in kinds:
        text = text.replace("“", '"').replace("”", '"').replace("’", "'")
    if "dashes" in kinds:
        text = text.replace(" — ", draw(st.sampled_from(["—", " -- ", "–", " - ", "---", " ― "])))
    if "hyphen" in kinds:
        text = text.replace("burns", "bur-\nns").replace("well-known", "well-\nknown").replace("reflect", "re\u00adflect")
    if "invisible" in kinds:
        text = text.replace("keeper", "kee\u200bper")
    if "case" in kinds:
        text = draw(st.sampled_from([str.upper, str.lower, str.title]))(text)
    if "nfkd" in kinds:
        text = unicodedata.normalize(draw(st.sampled_from(["NFD", "NFKD", "NFKC"])), text)
    if "space" in kinds:
        text = draw(st.sampled_from([" ", "\n", "\t \n"])) + text.replace(
            " ", draw(st.sampled_from(["  ", "\n", "\u00a0", " \t"]))
        )
    return text


@given(_PARAGRAPH, st.data())
@settings(max_examples=5 * USUAL, deadline=None)
def test_a_mangled_sentence_is_found_where_it_stands(paragraph: list[str], data: st.DataObject) -> None:
    passage = offered(paragraph)
    chosen = data.draw(st.integers(0, len(passage.sentences) - 1))
    span = passage.sentences[chosen]
    quote = locate(mangled(span.of(passage.manuscript.text), data.draw), [passage])
    assert quote is not None
    assert quote.exact == passage.manuscript.text[quote.span.start : quote.span.end]
    # An equal sentence may stand earlier; otherwise it is this very one.
    assert quote.span == span or fold(span.of(passage.manuscript.text)).text in fold(quote.exact).text


@given(_PARAGRAPH, st.data())
@settings(max_examples=5 * USUAL, deadline=None)
def test_a_falsified_sentence_is_not_found(paragraph: list[str], data: st.DataObject) -> None:
    passage = offered(paragraph)
    source = passage.span.of(passage.manuscript.text)
    words = data.draw(st.sampled_from(paragraph)).split()
    falsify = data.draw(st.sampled_from(["letter", "drop", "splice", "negation"]))
    if falsify == "letter":
        at = data.draw(st.integers(0, len(words) - 1))
        words[at] = words[at][:-1] + "q"
    elif falsify == "drop":
        del words[data.draw(st.integers(1, len(words) - 2))]
    elif falsify == "splice":
        words = words[: len(words) // 2] + data.draw(st.sampled_from(paragraph)).split()[1:]
    else:
        assume("not" in words)
        words.remove("not")
    proposal = " ".join(words)
    assume(fold(proposal).text not in fold(source).text)
    assert locate(proposal, [passage]) is None


@given(_PARAGRAPH, st.integers(0, 200), st.integers(1, 300))
@settings(max_examples=3 * USUAL, deadline=None)
def test_a_quote_is_whole_sentences_and_at_most_three(paragraph: list[str], start: int, length: int) -> None:
    passage = offered(paragraph)
    text = passage.manuscript.text
    proposal = passage.span.of(text)[start : start + length]
    quote = locate(proposal, [passage])
    if quote is None:
        return
    assert fold(proposal).text in fold(quote.exact).text
    assert len(quote.exact) <= MAX_QUOTE_CHARACTERS
    assert quote.span.start in {span.start for span in passage.sentences}
    assert quote.span.end in {span.end for span in passage.sentences}
    assert 1 <= sum(quote.span.covers(span) for span in passage.sentences) <= 3
    assert (text[: quote.span.start].endswith(quote.prefix), text[quote.span.end :].startswith(quote.suffix)) == (True, True)
    assert (quote.locator.section, quote.text_sha256) == ("1 Lamps", passage.manuscript.text_sha256)


@given(st.text(max_size=80), _PARAGRAPH)
@settings(max_examples=3 * USUAL, deadline=None)
def test_whatever_is_located_equals_its_slice(proposal: str, paragraph: list[str]) -> None:
    passage = offered(paragraph)
    quote = locate(proposal, [passage])
    assert quote is None or quote.exact == passage.manuscript.text[quote.span.start : quote.span.end]


def simple(*parts: str) -> Offered:
    text = " ".join(parts)
    return Offered("lark2020", Manuscript(text), tuple(sentences(text, Span(0, len(text)))))


def test_aligned_cannot_be_quoted_out_of_not_aligned() -> None:
    quote = locate("aligned", [simple("The lamp is not aligned.", "The door is.")])
    assert quote is not None and quote.exact == "The lamp is not aligned."


def test_only_offered_passages_are_quoted() -> None:
    text = "The lamp is lit. The door is shut."
    first, second = sentences(text, Span(0, len(text)))
    passage = Offered("lark2020", Manuscript(text), (first,))
    assert locate("The door is shut.", [passage]) is None
    assert locate("lit. The door", [passage]) is None
    assert locate("The door is shut.", []) is None
    assert take(second, passage) is None


def test_more_than_three_sentences_or_700_characters_are_not_quoted() -> None:
    four = simple("One lamp.", "Two lamps.", "Three lamps.", "Four lamps.")
    assert locate("One lamp. Two lamps. Three lamps.", [four]) is not None
    assert locate("One lamp. Two lamps. Three lamps. Four lamps.", [four]) is None
    assert locate("lamps", [simple("The lamps " + "burn " * 137 + "on.")]) is not None
    assert locate("lamps", [simple("The lamps " + "burn " * 138 + "on.")]) is None


def test_a_later_place_is_taken_where_the_first_cannot_be_quoted() -> None:
    quote = locate("lamps", [simple("The lamps " + "burn " * 140 + "on.", "See the lamps.")])
    assert quote is not None and quote.exact == "See the lamps."


@pytest.mark.parametrize("proposal", ["", " ", "…", "—", "“”", "a" * 7001, "\x00"])
def test_nothing_is_not_quoted(proposal: str) -> None:
    assert locate(proposal, [simple("The lamp — so … “it” is — is lit.")]) is None


def listed(count: int, *, introduction: str = "A lamp must meet these conditions:", item: str = "It is of kind {}.") -> Offered:
    """The sentences of a section with a list, the first and the last of which are no part of it."""
    writer = ManuscriptWriter()
    writer.block(f"Lamps are old. {introduction}")
    for number in range(1, count + 1):
        writer.block(f"{number}. {item.format(number)}", item=True)
    writer.block("Nothing more is asked.")
    return whole_of(writer.finish())


def whole_of(manuscript: Manuscript) -> Offered:
    lines = re.finditer(r"[^\n]+", manuscript.text)
    return Offered("lark2020", manuscript, tuple(one for line in lines for one in sentences(manuscript.text, Span(*line.span()))))


@pytest.mark.parametrize("introduction", ["A lamp must meet these conditions:", "A lamp must meet four conditions."])
def test_a_short_list_is_quoted_whole_with_its_introduction(introduction: str) -> None:
    passage = listed(5, introduction=introduction)
    text = passage.manuscript.text
    whole = text[text.index("A lamp") : text.index("\n\nNothing")]
    assert whole.count("\n") >= 5
    for proposed in (whole, "It is of kind 1. 2. It is of kind 2. 3. It is of kind 3. 4. It is of kind 4."):
        quote = locate(proposed, [passage])
        assert quote is not None and quote.exact == whole
    assert locate(f"Lamps are old. {whole}", [passage]) is None
    part = locate("It is of kind 2.\n3. It is of kind 3.", [passage])
    assert part is not None and part.exact == "It is of kind 2.\n3. It is of kind 3."


def test_a_list_that_is_too_long_or_not_offered_as_a_whole_is_not_quoted_whole() -> None:
    assert locate(listed(8).manuscript.text[15:-24], [listed(8)]) is not None
    assert locate(listed(9).manuscript.text[15:-24], [listed(9)]) is None
    long = listed(4, item="It is of kind {}" + " so" * 120 + ".")
    assert locate(long.manuscript.text[15:-24], [long]) is None
    five = listed(5)
    four = Offered("lark2020", five.manuscript, five.sentences[1:6])
    assert locate("It is of kind 1. 2. It is of kind 2. 3. It is of kind 3. 4. It is of kind 4.", [four]) is None


def test_a_list_is_proven_again_from_its_span() -> None:
    passage = listed(5)
    span = Span(passage.sentences[1].start, passage.sentences[6].end)
    quote = take(span, Offered("lark2020", passage.manuscript, (span,)))
    assert quote is not None and quote.exact == span.of(passage.manuscript.text)


@pytest.mark.parametrize("kind", [kind for kind in RegionKind if kind is not RegionKind.BODY])
def test_no_quote_takes_in_what_is_not_prose(kind: RegionKind) -> None:
    writer = ManuscriptWriter()
    writer.block("The lamp is lit.")
    writer.block("A word between.", kind=kind, in_place=True)
    writer.block("The door is shut.")
    passage = whole_of(writer.finish())
    assert locate("The lamp is lit. A word between.", [passage]) is None
    assert locate("A word between. The door is shut.", [passage]) is None
    apart = Offered("lark2020", passage.manuscript, (passage.sentences[0], passage.sentences[2]))
    assert take(Span(passage.sentences[0].start, passage.sentences[2].end), apart) is None
    assert locate("The door is shut.", [passage]) is not None


def test_a_quote_says_that_its_words_are_quoted() -> None:
    writer = ManuscriptWriter()
    writer.block("Lark writes so.")
    writer.block("The lamp is lit.", kind=RegionKind.QUOTATION)
    passage = whole_of(writer.finish())
    found = [locate(text, [passage]) for text in ("Lark writes so.", "The lamp is lit.")]
    assert [quote and quote.quoted for quote in found] == [False, True]


def test_only_the_gate_builds_quotes() -> None:
    builders = []
    for path in sorted(Path(alignqa.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if getattr(called, "id", getattr(called, "attr", "")) == "Quote":
                builders.append(path.name)
    assert builders == ["gate.py"]
