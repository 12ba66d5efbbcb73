"""The agent over real HTTP: it looks with our tools alone, within its budget, and its answer goes through the same gate."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import alignqa
from alignqa.adapters.generators.llama_index_agent import LlamaIndexResearcher
from alignqa.adapters.generators.making import make_generator
from alignqa.adapters.generators.providers import GeneratorLimits
from alignqa.answers.agent.interfaces import Budget
from alignqa.answers.trace import Step
from alignqa.answers.writing.prompts import read_prompts
from alignqa.answers.writing.request import Writing
from alignqa.answers.writing.writer import ClaimWriter
from alignqa.errors import ProviderError
from provider import Provider, Turn

# LlamaIndex's workflows look at all members of an agent, and pydantic calls some of them outdated.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
QUESTION = "What is scheming?"
SEARCH = Turn(call=("search_passages", {"query": "scheming of a model that seems aligned"}))
DONE = Turn(echoes=True)
CANARY = "sk-canary-9a3b77c0ffee"

Ask = Callable[..., tuple[alignqa.Answer, Provider, list[Step]]]


@pytest.fixture(scope="module")
def assistant(primer_home: Path) -> alignqa.Assistant:
    return alignqa.open(primer_home)


@pytest.fixture
def ask(assistant: alignqa.Assistant) -> Iterator[Ask]:
    started: list[Provider] = []

    def run(*turns: Turn, budget: Budget | None = None, **filters: object) -> tuple[alignqa.Answer, Provider, list[Step]]:
        started.append(Provider(turns))
        limits = GeneratorLimits(timeout=20.0, attempts=1, functions=True)
        generator = make_generator(f"openai-like:m@{started[-1].url}", {"OPENAI_LIKE_API_KEY": CANARY}, limits=limits)
        assert generator is not None
        steps: list[Step] = []
        writing = Writing(ClaimWriter(generator, read_prompts()), LlamaIndexResearcher(generator, budget), watch=steps.append)
        outcome = assistant.ask(QUESTION, writing=writing, **filters)  # type: ignore[arg-type] # filters by name
        assert isinstance(outcome, alignqa.Answer)
        return outcome, started[-1], steps

    yield run
    for provider in started:
        provider.close()


def told(provider: Provider, at: int) -> str:
    """What the model was told by the tool before request `at`."""
    return str(next(m["content"] for m in reversed(provider.requests[at].body["messages"]) if m["role"] == "tool"))


def test_it_looks_and_its_answer_goes_through_the_gate(ask: Ask, assistant: alignqa.Assistant) -> None:
    section = Turn(call=("read_section", {"paper": "primer-scheming", "section": "definition"}))
    answer, provider, steps = ask(SEARCH, section, DONE)
    assert [step.tool for step in steps] == ["search_passages", "read_section"]
    assert answer.trace.steps == tuple(steps)
    assert steps[0].found > 5
    assert answer.trace.generator is not None
    quote = answer.citations[0].quote
    paper = assistant.paper(quote.paper_id)
    assert paper is not None
    assert quote.span.of(paper.text) == quote.exact
    assert [claim.text for claim in answer.claims] == [" ".join(quote.exact.split())]
    assert f"[1] {answer.claims[0].text}" in told(provider, 1)
    tools = {tool["function"]["name"] for tool in provider.requests[0].body["tools"]}
    assert tools == {"search_passages", "read_section", "list_papers", "find_definitions"}
    assert [name for name, _ in answer.trace.prompts] == ["research/system", "research/user"]
    assert answer.trace.usage.prompt_tokens == 3 * 700


def test_what_it_invents_is_dropped_and_the_quotes_answer(ask: Ask) -> None:
    lie = Turn('{"claims": [{"text": "Scheming was solved in 2031.", "sentences": [1]}, {"text": "Yes.", "sentences": [999]}]}')
    answer, _, _ = ask(SEARCH, lie)
    assert answer.trace.generator is None
    assert [claim.text for claim in answer.claims] == [citation.quote.exact for citation in answer.citations]
    assert {"the number 2031 is in none of its quotes", "there is no sentence 999"} <= {
        why for item in answer.trace.dropped for why in item.why.split("; ")
    }


def test_wrong_arguments_are_told_to_the_model_and_end_nothing(ask: Ask) -> None:
    answer, provider, _ = ask(
        Turn(call=("search_passages", {"wrong": 1})),
        Turn(call=("no_such_tool", {})),
        Turn(call=("search_passages", {"query": " "})),
        Turn(call=("read_section", {"paper": "../../etc/passwd", "section": "x"})),
        Turn(call=("find_definitions", {"term": "scheming"})),
        Turn(call=("list_papers", {})),
        DONE,
    )
    assert answer.trace.generator is not None
    assert "The question is empty." in told(provider, 3)
    assert told(provider, 4) == "Nothing was found."
    assert "primer-scheming: " in told(provider, 6)


def test_filters_of_the_question_cannot_be_widened(ask: Ask) -> None:
    elsewhere = Turn(call=("search_passages", {"query": "corrigibility", "paper": "primer-corrigibility"}))
    answer, provider, _ = ask(elsewhere, Turn(call=("list_papers", {})), SEARCH, DONE, papers=["primer-scheming"])
    assert "There is no paper 'primer-corrigibility'" in told(provider, 1)
    assert "primer-corrigibility" not in told(provider, 2)
    assert {citation.paper_id for citation in answer.citations} == {"primer-scheming"}


@pytest.mark.parametrize("budget", [Budget(steps=2), Budget(steps=50, tokens=1_000)])
def test_a_spent_budget_ends_the_looking_and_not_the_answer(ask: Ask, budget: Budget) -> None:
    answer, provider, _ = ask(SEARCH, budget=budget)  # it never stops by itself
    assert "spent its budget" in answer.trace.notices[0]
    looks = [request for request in provider.requests if "tools" in request.body]
    assert len(looks) <= 3
    assert answer.citations


def test_an_error_of_the_provider_ends_it_with_a_hint(ask: Ask) -> None:
    with pytest.raises(ProviderError) as caught:
        ask(SEARCH, Turn("bad key", 401))
    assert "refuses the key" in caught.value.message


def test_it_works_where_an_event_loop_runs_already(ask: Ask) -> None:
    async def notebook() -> alignqa.Answer:
        return ask(SEARCH, DONE)[0]

    assert asyncio.run(notebook()).trace.generator is not None


def test_a_key_that_a_server_repeats_is_in_no_trace(ask: Ask) -> None:
    search = Turn(call=("search_passages", {"query": f"scheming {CANARY}"}))
    claims = [{"text": f"Scheming is {CANARY}.", "sentences": [1]}, {"text": CANARY, "sentences": [2]}]
    answer, _, steps = ask(search, Turn(json.dumps({"claims": claims})))
    assert steps[0].arguments == "query=scheming (the key)"
    assert CANARY not in json.dumps(answer.to_dict())
    assert any("(the key)" in item.text for item in answer.trace.dropped)


def test_an_answer_without_end_ends_the_agent(ask: Ask) -> None:
    with pytest.raises(ProviderError, match="its answer has more than 16,000,000 bytes"):
        ask(Turn(without_end=b" " * 60_000))


def test_the_trace_is_json(ask: Ask) -> None:
    answer, _, _ = ask(SEARCH, DONE)
    trace = json.loads(json.dumps(answer.to_dict()))["trace"]
    assert trace["steps"][0]["tool"] == "search_passages"
    assert trace["tokens"] == {"calls": 2, "prompt": 1400, "completion": 60}
    assert any(passage["quoted"] for passage in trace["passages"]) or answer.citations
