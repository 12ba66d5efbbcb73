"""What a terminal of few rows shows: a pager for long lists, and the first quote of an answer in the chat."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_chat import PROMPT, Terminal

Start = Callable[..., Terminal]
MARKING = "sed s/^/PAGED:/"


@pytest.fixture
def start(primer_home: Path, tmp_path: Path) -> Iterator[Start]:
    opened: list[Terminal] = []

    def begin(*args: str, rows: int, pager: str = MARKING) -> Terminal:
        environment = {
            **{name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}},
            "TERM": "xterm",
            "PAGER": pager,
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "XDG_STATE_HOME": str(tmp_path / "state"),
        }
        opened.append(Terminal("--home", str(primer_home), *args, environment=environment, rows=rows))
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.close()


@pytest.mark.parametrize(("rows", "is_paged"), [(24, True), (200, False)])
def test_a_list_longer_than_the_screen_opens_a_pager(start: Start, rows: int, is_paged: bool) -> None:
    terminal = start("papers", rows=rows)
    assert terminal.leave() == 0
    assert ("PAGED:primer-scheming" in terminal.screen) is is_paged
    assert "primer-specification-gaming" in terminal.screen


def test_without_the_pager_that_was_named_the_list_is_printed(start: Start) -> None:
    terminal = start("papers", rows=24, pager="/nowhere/pager")
    assert terminal.leave() == 0
    assert "primer-specification-gaming" in terminal.screen


def test_the_first_quote_of_an_answer_stays_on_a_screen_of_24_rows(start: Start) -> None:
    chat = start("ask", "--quotes", "5", rows=24)
    chat.expect(PROMPT)
    answer = chat.ask("What is deceptive alignment?", "Confidence")
    shown = answer[answer.index("[1]") :]
    assert shown.count("\n") <= 24
    named = re.findall(r"^\[(\d)\] alignqa contributors", shown, re.MULTILINE)
    assert named, "what has no room is named"
    chat.ask(f"/open {named[-1]}", f"[{named[-1]}]")
