"""Rendering: nothing acts on a terminal, quotes read the same everywhere, JSON keeps its values."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from alignqa.answers.answer import Abstention, Answer, Citation, Claim, Outcome, Quote, Reason
from alignqa.answers.trace import Trace
from alignqa.papers.document import Locator, Span
from alignqa.render.blocks import Block, BlockStyle, outcome_blocks
from alignqa.render.json_text import to_json
from alignqa.render.markdown import escaped, outcome_markdown
from alignqa.render.plain import to_plain
from alignqa.render.printable import printable
from alignqa.render.terminal import to_terminal
from alignqa.render.wording import by_line, count_of

HOSTILE = "a\x1b[31mred\x1b]0;title\x07 \x9b2J \u202eesrever\u202c [bold]b[/bold] :smile: \r\nend\x00"


def citation(marker: int = 1, exact: str = "Deception pays.", *, title: str | None = "On Deception") -> Citation:
    quote = Quote(exact, Span(10, 10 + len(exact)), "", "", "ash2021deception", "0" * 64, Locator("2.1 Motives", 4, "iv"))
    return Citation(marker, quote, title, ("Ada Ash", "Ben Bo", "Cy Cole"), 2021, "https://example.org/a")


def answer(*exact: str) -> Answer:
    citations = tuple(citation(marker, text) for marker, text in enumerate(exact, start=1))
    claims = tuple(Claim(text, (marker,)) for marker, text in enumerate(exact, start=1))
    return Answer("Does deception pay?", claims, citations, 0.8)


def terminal(outcome: Outcome, width: int = 80) -> str:
    screen = io.StringIO()
    to_terminal(outcome_blocks(outcome), screen, width=width)
    return screen.getvalue()


def test_an_answer_in_a_pipe() -> None:
    assert to_plain(outcome_blocks(answer("Deception pays.", "It pays\nonce."))) == (
        "[1] Deception pays.\n"
        "    - Ash et al. 2021, On Deception, sec. 2.1 Motives, p. iv [ash2021deception]\n"
        "\n"
        "[2] It pays\n"
        "    once.\n"
        "    - Ash et al. 2021, On Deception, sec. 2.1 Motives, p. iv [ash2021deception]\n"
        "\n"
        "Confidence 0.80\n"
    )


def test_an_abstention_marks_the_nearest_passages_as_no_answer() -> None:
    outcome = Abstention("Best pizza?", Reason.OFF_TOPIC, "Nothing is about this.", (citation(),))
    assert to_plain(outcome_blocks(outcome)) == (
        "No answer: Nothing is about this. (off-topic)\n"
        "\n"
        "The nearest passages, which do not answer the question:\n"
        "\n"
        "[1] Deception pays.\n"
        "    - Ash et al. 2021, On Deception, sec. 2.1 Motives, p. iv [ash2021deception]\n"
    )


def test_a_notice_about_the_question_comes_before_the_answer() -> None:
    trace = Trace(notices=("No paper by Frost of 2026 is here.",))
    answered, declined = replace(answer("Deception pays."), trace=trace), Abstention("?", Reason.OFF_TOPIC, "No.", trace=trace)
    assert to_plain(outcome_blocks(answered)).startswith("Note: No paper by Frost of 2026 is here.\n\n[1] Deception pays.\n")
    assert to_plain(outcome_blocks(declined)) == "Note: No paper by Frost of 2026 is here.\n\nNo answer: No. (off-topic)\n"
    assert outcome_markdown(answered).index("Note: No paper") < outcome_markdown(answered).index("Deception pays")


def test_what_is_unknown_of_a_paper_is_left_out() -> None:
    quote = Quote("Yes.", Span(0, 4), "", "", "note", "0" * 64, Locator())
    outcome = Answer("Is it?", (Claim("Yes.", (1,)),), (Citation(1, quote, None, (), None, None),))
    assert to_plain(outcome_blocks(outcome)) == "[1] Yes.\n    - [note]\n"


def test_a_part_is_cited_with_its_wholes() -> None:
    part = replace(citation(), wholes=("Chapter 2", "The Book of *Motives*"))
    outcome = Answer("Does it?", (Claim("Deception pays.", (1,)),), (part,))
    assert "Ash et al. 2021, On Deception, in Chapter 2, The Book of *Motives*, sec. 2.1 Motives, p. iv [ash" in to_plain(
        outcome_blocks(outcome)
    )
    assert r"*On Deception*, in Chapter 2, The Book of \*Motives\*, sec" in outcome_markdown(outcome)
    assert outcome.to_dict()["citations"][0]["wholes"] == ["Chapter 2", "The Book of *Motives*"]
    assert "wholes" not in answer("Deception pays.").to_dict()["citations"][0]


def test_a_claim_that_is_no_quote_stands_before_its_quotes_with_its_markers() -> None:
    outcome = Answer("Does it?", (Claim("It does, some say.", (1, 2)),), (citation(1), citation(2, "Often.")))
    assert to_plain(outcome_blocks(outcome)).startswith("It does, some say. [1][2]\n\n[1] Deception pays.\n")


def test_a_terminal_of_80_columns_gets_no_longer_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    lines = terminal(answer("word " * 100 + "end.", "x" * 300)).splitlines()
    assert max(map(len, lines)) <= 80
    assert "".join(line.strip() for line in lines).count("x") == 300


def test_no_color_leaves_no_escape_sequence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in terminal(answer("Yes."))
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in terminal(answer("Yes."))


def test_what_a_document_says_cannot_act_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    hostile = Answer(HOSTILE, (Claim(HOSTILE, (1,)),), (citation(1, HOSTILE, title=HOSTILE),))
    for shown in (
        terminal(hostile, 200),
        to_plain(outcome_blocks(hostile)),
        outcome_markdown(hostile),
        to_json(hostile.to_dict()),
    ):
        assert not [char for char in shown if ord(char) < 32 and char != "\n"]
        assert not set(shown) & set("\x7f\x9b\u202e\u202c")
    assert "[bold]b[/bold] :smile:" in terminal(hostile, 200)


def test_printable_keeps_text_and_drops_what_acts() -> None:
    assert printable("naïve — “x” 汉字 🙂\tβ\n") == "naïve — “x” 汉字 🙂\tβ\n"
    assert printable("a\rb\r\nc\u2028d\x85e") == "a\nb\nc\nd\ne"
    assert printable("\x1b[2J\x9d0;x\x9c\u2066\u200f\ufeff\ud800\U000e0041") == "[2J0;x"


@given(st.text())
def test_printable_changes_nothing_the_second_time(text: str) -> None:
    assert printable(printable(text)) == printable(text)


@given(st.text(alphabet=st.characters()))
def test_json_gives_the_same_value_back(text: str) -> None:
    shown = to_json({"text": text})
    assert json.loads(shown) == {"text": text}
    assert printable(shown) == shown


def test_markdown_has_block_quotes_and_a_list_of_sources() -> None:
    assert outcome_markdown(answer("Deception pays.")) == (
        "## Does deception pay?\n\n"
        "> Deception pays. \\[1\\]\n\n"
        "Confidence 0.80\n\n"
        "### Sources\n\n"
        "1. Ash et al. 2021, *On Deception*, sec. 2.1 Motives, p. iv, <https://example.org/a>, key ash2021deception\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "*not* _emphasis_ `code` ~~gone~~",
        "# no heading",
        "- no item",
        "1. no item",
        "12) none",
        "> no quote",
        "<script>alert(1)</script> &amp; &#60;",
        "[link](javascript:alert(1)) ![i](x)",
        "a\\b | c $x$",
        "+ plus",
        "===",
    ],
)
def test_rendered_markdown_reads_letter_by_letter(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).parse(escaped(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children or []} <= {"text", "text_special"}
    assert "".join(child.content for child in tokens[1].children or []) == text


def test_an_address_that_is_none_is_no_link_in_markdown() -> None:
    hostile = Citation(1, citation().quote, "T", (), None, "javascript:alert(1)")
    assert "javascript" not in outcome_markdown(Answer("q?", (Claim("Deception pays.", (1,)),), (hostile,)))


@pytest.mark.parametrize(
    ("authors", "year", "line"),
    [
        ((), None, ""),
        ((), 2020, "2020"),
        (("Ada Ash",), 2020, "Ash 2020"),
        (("Ash, Ada", "Ben van der Bo"), None, "Ash and van der Bo"),
        (("Ada Ash", "Ben Bo", "Cy Cole"), 2020, "Ash et al. 2020"),
        (("alignqa contributors",), 2026, "alignqa contributors 2026"),
    ],
)
def test_by_line(authors: tuple[str, ...], year: int | None, line: str) -> None:
    assert by_line(authors, year) == line


def test_counts_agree_with_their_nouns() -> None:
    assert [count_of(number, "paper") for number in (0, 1, 1204)] == ["0 papers", "1 paper", "1,204 papers"]


def test_labels_hang_and_gaps_stand_between_blocks_only() -> None:
    blocks = [Block("one\ntwo", BlockStyle.QUOTE, label="[1] ", indent=4, gap=True), Block("three", gap=True)]
    assert to_plain(blocks) == "[1] one\n    two\n\nthree\n"
