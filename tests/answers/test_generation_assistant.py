"""The assistant with a generator: when it is asked at all, what stays when it fails, what can be cited again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import alignqa
from alignqa.adapters.scripted.generator import Reply, ScriptedGenerator
from alignqa.answers.conversation.rewriting import rewrite
from alignqa.answers.conversation.sources import Sources, proven_again
from alignqa.answers.interfaces import Prompt
from alignqa.answers.quoting.verification import verify
from alignqa.answers.writing.prompts import read_prompts
from alignqa.answers.writing.request import Writing
from alignqa.answers.writing.writer import ClaimWriter
from alignqa.render.blocks import outcome_blocks
from alignqa.render.markdown import escaped, outcome_markdown
from alignqa.render.plain import to_plain
from alignqa.render.why import why_blocks

QUESTION = "What is deceptive alignment?"


@pytest.fixture(scope="module")
def assistant(primer_home: Path) -> alignqa.Assistant:
    return alignqa.open(primer_home)


def writing(*replies: Reply, prices: tuple[float, float] | None = None) -> Writing:
    return Writing(ClaimWriter(ScriptedGenerator(replies), read_prompts()), prices=prices)


def echo(prompt: Prompt) -> str:
    """Claims what the first sentence says, in its words."""
    number, sentence = re.findall(r"^\[(\d+)\] (.*)$", prompt.user, re.MULTILINE)[0]
    return json.dumps({"claims": [{"text": sentence, "sentences": [int(number)]}]})


def test_a_written_answer_is_verified_like_any_other(assistant: alignqa.Assistant, primer_home: Path) -> None:
    answer = assistant.ask(QUESTION, writing=writing(echo, prices=(2.0, 10.0)))
    assert isinstance(answer, alignqa.Answer)
    assert answer.trace.generator == "scripted"
    usage = answer.trace.usage
    assert answer.trace.cost == round((usage.prompt_tokens * 2 + usage.completion_tokens * 10) / 1_000_000, 6) > 0
    catalogue = alignqa.open_library(primer_home).catalogue()
    assert [check.fault for check in verify(json.loads(json.dumps(answer.to_dict())), catalogue) if check.fault] == []
    assert f"> {escaped(answer.citations[0].quote.exact)} \\[1\\]" in outcome_markdown(answer)
    assert sum(passage.quoted for passage in answer.trace.passages) >= 1


def test_a_generator_that_writes_nothing_leaves_the_quotes_with_a_notice(assistant: alignqa.Assistant) -> None:
    quotes = assistant.ask(QUESTION)
    answer = assistant.ask(QUESTION, writing=writing("Sorry, no.", "Sorry."))
    assert isinstance(answer, alignqa.Answer)
    assert isinstance(quotes, alignqa.Answer)
    assert (answer.claims, answer.citations) == (quotes.claims, quotes.citations)
    assert answer.trace.generator is None
    assert answer.trace.usage.calls == 2
    assert "Note: scripted wrote nothing that its quotes carry" in to_plain(outcome_blocks(answer))


def test_what_is_declined_is_not_put_to_a_generator(assistant: alignqa.Assistant) -> None:
    generator = ScriptedGenerator([echo])
    outcome = assistant.ask("Which oven bakes sourdough best?", writing=Writing(ClaimWriter(generator, read_prompts())))
    assert isinstance(outcome, alignqa.Abstention)
    assert generator.asked == []


def test_why_tells_what_was_retrieved_dropped_and_used(assistant: alignqa.Assistant) -> None:
    lie = '{"claims": [{"text": "Deceptive alignment was solved in 2031.", "sentences": [1]}]}'
    why = to_plain(why_blocks(assistant.ask(QUESTION, writing=writing(lie, echo))))
    assert "Written by scripted." in why
    assert re.search(r"^Read by alignqa-reader@\w{12}\.$", why, re.MULTILINE)
    assert re.search(r"^  \* primer-deceptive-alignment \d+:\d+, score \d\.\d+$", why, re.MULTILINE)
    assert "Deceptive alignment was solved in 2031. (the number 2031 is in none of its quotes)" in why
    assert re.search(r"Used: 2 calls, [\d,]+ tokens read, \d+ written\.", why)


def test_sources_keep_their_numbers_and_can_be_cited_again(assistant: alignqa.Assistant) -> None:
    sources = Sources()
    first = sources.numbered(assistant.ask(QUESTION, quotes=2))
    second = sources.numbered(assistant.ask("What is corrigibility?", quotes=2))
    again = sources.numbered(assistant.ask(QUESTION, quotes=2))
    assert isinstance(first, alignqa.Answer)
    assert isinstance(second, alignqa.Answer)
    assert isinstance(again, alignqa.Answer)
    assert [citation.marker for citation in second.citations] == list(range(3, 3 + len(second.citations)))
    assert again.citations == first.citations
    earlier = tuple(citation.quote for citation in sources.citations)
    generator = ScriptedGenerator([echo])
    told = Writing(ClaimWriter(generator, read_prompts()), earlier=earlier)
    cited = sources.numbered(assistant.ask("What is scheming?", writing=told))
    assert isinstance(cited, alignqa.Answer)
    assert [claim.citations for claim in cited.claims] == [(1,)]


def test_a_source_whose_paper_changed_is_not_proven_again(assistant: alignqa.Assistant) -> None:
    answer = assistant.ask(QUESTION, quotes=1)
    assert isinstance(answer, alignqa.Answer)
    quote = answer.citations[0].quote
    paper = assistant.paper(quote.paper_id)
    again = proven_again(paper, quote.text_sha256, quote.span, 7)
    assert again is not None
    assert (again.quote, again.marker) == (quote, 7)
    assert proven_again(paper, "0" * 64, quote.span, 7) is None
    assert proven_again(None, quote.text_sha256, quote.span, 7) is None


@pytest.mark.parametrize(
    ("reply", "question"),
    [
        ("What are the conditions of deceptive alignment?\n", "What are the conditions of deceptive alignment?"),
        ('"What causes it to arise in training?"', "What causes it to arise in training?"),
        ("", "What are the conditions of deceptive alignment?"),
        ("Deceptive alignment has three conditions.", "What are the conditions of deceptive alignment?"),
        ("One?\nTwo?", "What are the conditions of deceptive alignment?"),
        ("What " * 1_000 + "?", "What are the conditions of deceptive alignment?"),
    ],
)
def test_a_follow_up_is_rewritten_by_the_generator_or_else_by_rules(reply: str, question: str) -> None:
    writer = writing(reply).writer
    assert rewrite(writer, [QUESTION], "what about its conditions?") == question
    assert rewrite(writer, [], "what about its conditions?") == "what about its conditions?"
