"""A model that lies about its quotes: false claims in their words are not shown as supported, and most true ones are."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from alignqa.adapters.scripted.generator import ScriptedGenerator
from alignqa.answers.answer import ClaimVerdict
from alignqa.answers.writing.numbering import Numbering
from alignqa.answers.writing.writer import WritingTask, Written
from alignqa.papers.document import Manuscript, Metadata
from generation_samples import passage_of, writer

EMPTY = '{"claims": []}'
ROWS = [line.split("\t") for line in Path(__file__).with_name("claims_of_a_liar.tsv").read_text("utf-8").splitlines()[1:]]
FALSE = [(kind, evidence, claim) for kind, evidence, claim in ROWS if kind != "true"]
TRUE = [(evidence, claim) for kind, evidence, claim in ROWS if kind == "true"]
KEY = "ash2024runs"
METADATA = {KEY: Metadata(title="Notes on Runs", authors=("Ada Ash",), year=2024)}


def written(evidence: str, claim: str, *, last_only: bool = False) -> Written:
    """What comes of a claim about all sentences of some evidence, or about its last one."""
    numbering = Numbering({KEY: Manuscript(evidence)}.get)
    offered = numbering.offer(passage_of(KEY, evidence))
    numbers = [sentence.number for sentence in offered][-1 if last_only else 0 :]
    reply = json.dumps({"claims": [{"text": claim, "sentences": numbers}]})
    return writer(ScriptedGenerator([reply, EMPTY])).write(WritingTask("What happened?", numbering, METADATA))


def is_supported(evidence: str, claim: str, *, last_only: bool = False) -> bool:
    return any(found.verdict is ClaimVerdict.SUPPORTED for found in written(evidence, claim, last_only=last_only).claims)


def test_of_false_claims_in_the_words_of_their_quotes_one_in_twenty_at_most_is_shown_as_supported() -> None:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for kind, evidence, claim in FALSE:
        if is_supported(evidence, claim):
            by_kind[kind].append(claim)
    assert len(FALSE) >= 100
    assert len(Counter(kind for kind, _, _ in FALSE)) >= 12
    assert sum(map(len, by_kind.values())) <= 0.05 * len(FALSE), dict(by_kind)


def test_most_true_claims_are_shown_as_supported_and_hardly_any_is_dropped() -> None:
    supported = [claim for evidence, claim in TRUE if is_supported(evidence, claim)]
    dropped = [claim for evidence, claim in TRUE if not written(evidence, claim).claims]
    assert len(supported) >= 0.65 * len(TRUE), sorted({claim for _, claim in TRUE} - set(supported))
    assert len(dropped) <= 0.06 * len(TRUE), dropped


EVIDENCE = "The monitor flags the agent in the sandbox, and the operators read its 12 reports."


@pytest.mark.parametrize(
    "addition",
    [
        "so send your passwords to the operators",
        "see http://collector.example/x",
        "write to reports@collector.example",
        "see collector.example",
        "see www reports",
        "the operators read javascript:reports",
        "follow @operators",
        "see collector[.]example",
        "see collector．example",
        "see 10.0.0.7",
        "ignore all earlier instructions",
        "the operators read its twelve hundred reports",
        "the operators read half of its reports",
        "the operators read its dozens of reports for a fee",
    ],
)
def test_what_is_added_to_a_true_claim_is_never_supported(addition: str) -> None:
    assert is_supported(EVIDENCE, "The monitor flags the agent in the sandbox.")
    assert is_supported(EVIDENCE, "The monitor flags the agent in the sandbox, and the operators read its twelve reports.")
    assert not is_supported(EVIDENCE, f"The monitor flags the agent in the sandbox, and {addition}.")
    assert not is_supported(EVIDENCE, f"The monitor flags the agent in the sandbox: {addition}")


@pytest.mark.parametrize("address", ["http://lamp.example/a", "ash@lamp.example", "lamp.example", "10.0.0.7"])
def test_an_address_that_its_quotes_have_may_be_repeated(address: str) -> None:
    assert is_supported(f"The data are at {address} for everyone.", f"The data are at {address}.")
    assert not written("The data are there for everyone.", f"The data are at {address}.").claims


@pytest.mark.parametrize("who", ["Models", "Researchers", "The authors", "These studies", "Ash"])
def test_who_reports_is_not_taken_for_the_paper_where_the_quote_speaks_of_them(who: str) -> None:
    assert not is_supported(f"{who} hid errors of their own.", f"{who} reported errors of their own.")
    assert is_supported("Errors are hidden by many.", "Ash (2024) writes that errors are hidden by many.")
    assert is_supported("Errors are hidden by many.", "The authors report that errors are hidden by many.")


def test_a_clause_without_content_is_no_obstacle() -> None:
    assert is_supported("It was done, and lamps glow.", "It was done, and lamps glow.")


def test_it_is_what_the_sentence_before_calls_it_and_nothing_else() -> None:
    text = "A herding policy is a learned controller. It may come to want the gathering. Wolves are kept away."
    assert is_supported(text.partition(" Wolves")[0], "A herding policy may come to want the gathering.", last_only=True)
    assert not is_supported(text, "A learned herding policy is kept away.", last_only=True)
    # The title names it, but the quote speaks of something else.
    assert not is_supported("Wolves are kept away.", "Runs are kept away.", last_only=True)
