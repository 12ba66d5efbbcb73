"""The chat with a generator, and the agent, in a real pseudo-terminal against a provider on this machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from test_chat import PROMPT, Terminal

from invoked import invoked
from provider import Provider, Turn

CLAIM = re.compile(r"\[\d+\]")
Start = Callable[..., Terminal]


@pytest.fixture
def start(primer_home: Path, tmp_path: Path) -> Iterator[Start]:
    opened: list[Terminal] = []

    def begin(*args: str) -> Terminal:
        environment = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "XDG_STATE_HOME": str(tmp_path / "state")}
        opened.append(Terminal("--home", str(primer_home), *args, environment=environment))
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.close()


@pytest.fixture
def provider() -> Iterator[Callable[..., Provider]]:
    started: list[Provider] = []

    def begin(*turns: Turn) -> Provider:
        started.append(Provider(turns))
        return started[-1]

    yield begin
    for server in started:
        server.close()


def test_a_chat_in_which_a_model_writes_and_which_goes_on_later(start: Start, provider: Callable[..., Provider]) -> None:
    rewritten = Turn("What are the conditions of deceptive alignment?")
    server = provider(Turn(echoes=True), rewritten, Turn(echoes=True), Turn("down", 500, {"retry-after": "0"}))
    chat = start("ask", "--generator", f"openai-like:m@{server.url}")
    chat.expect(PROMPT)
    assert "[1]" in chat.ask("What is deceptive alignment?", "Confidence")
    second = chat.ask("what about its conditions?", "Confidence")
    assert "Understood as: What are the conditions of deceptive alignment?" in second
    assert "[1]" in second  # an earlier source, cited again by its number
    assert "Written by openai-like:m@" in chat.ask("/why", "Used: 1 call, 700 tokens read, 30 written.")
    assert "failed with status 500" in " ".join(chat.ask("and why?", "Hint: ").split())
    chat.ask("/generator", "Answers are written by openai-like:m@")
    chat.ask("/generator nobody", "This is not the name of a generator.")
    chat.ask("/generator extractive", "Answers are quotes alone; no language model writes.")
    chat.ask("/again", "Confidence")
    assert "Again: What are the conditions of deceptive alignment?" in " ".join(chat.screen.split())
    chat.ask("/open 1", "[1]")
    chat.type("/quit\r")
    assert chat.leave() == 0
    later = start("ask", "--continue")
    later.expect("Continuing after: What are the conditions of deceptive alignment?")
    later.expect(PROMPT)
    later.ask("/open 1", "[1]")
    later.ask("Who wrote about it?", "Understood as: ")
    later.type("\x04")
    assert later.leave() == 0
    assert "Traceback" not in chat.screen + later.screen


def test_an_agent_is_watched(start: Start, provider: Callable[..., Provider], monkeypatch: pytest.MonkeyPatch) -> None:
    look = Turn(call=("search_passages", {"query": "scheming"}))
    server = provider(look, Turn(call=("list_papers", {})), Turn(echoes=True))
    monkeypatch.setenv("ALIGNQA_GENERATOR_FUNCTIONS", "true")
    terminal = start("ask", "What is scheming?", "--agent", "--trace", "--generator", f"openai-like:m@{server.url}")
    terminal.expect("search_passages(query=scheming): ")
    terminal.expect("list_papers(): 0 sentences")
    terminal.expect("[1]")
    assert terminal.leave() == 0
    assert "Traceback" not in terminal.screen


def test_errors_of_a_provider_end_with_exit_5_and_offer_the_quotes(primer_home: Path, provider: Callable[..., Provider]) -> None:
    server = provider(Turn("bad key sk-canary-77", 400))
    command = ("--debug", "--home", primer_home, "ask", "What is scheming?")
    environment = {"OPENAI_LIKE_API_KEY": "sk-canary-77", "OPENAI_API_KEY": ""}

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return invoked(*command, *more, environment=environment)

    refused = run("--generator", f"openai-like:m@{server.url}", "--json", "--trace")
    assert (refused.returncode, refused.stdout) == (5, "")
    assert "failed with status 400" in refused.stderr
    assert "Traceback" in refused.stderr  # as --debug says
    assert "--generator extractive" in refused.stderr
    assert "sk-canary-77" not in refused.stderr
    keyless = run("--generator", "openai:gpt-4o")
    assert (keyless.returncode, "Set OPENAI_API_KEY" in keyless.stderr) == (5, True)
    offline = run("--generator", "anthropic:claude", "--offline")
    assert offline.returncode == 2
    alone = run("--agent")
    assert (alone.returncode, "An agent needs a language model" in alone.stderr) == (2, True)


def test_a_written_answer_in_a_pipe_is_json_that_verifies(primer_home: Path, provider: Callable[..., Provider]) -> None:
    server = provider(Turn(echoes=True))
    home = ("--home", str(primer_home))
    ask = [*home, "ask", "What is scheming?", "--generator", f"openai-like:m@{server.url}", "--offline", "--json"]
    environment = {**os.environ, "OPENAI_LIKE_API_KEY": "sk-canary-77"}
    command = [sys.executable, "-m", "alignqa", *ask, "--trace"]
    asked = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert asked.returncode == 0, asked.stderr
    assert "700 tokens read" in asked.stderr
    assert "sk-canary-77" not in asked.stdout + asked.stderr
    verified = invoked(*home, "verify", "-", said=asked.stdout)
    assert verified.returncode == 0, verified.stdout
    text = invoked(*ask[:-1])
    assert CLAIM.search(text.stdout)
    assert len(re.findall(r"^\[1\] ", text.stdout, re.MULTILINE)) == 1
