"""A quote that cites a work names it, if that is sure, and shows the passage of the original that has its words."""

from __future__ import annotations

import json

import pytest

import alignqa
from alignqa.citing.naming import QuoteReader
from alignqa.render.blocks import BlockStyle, quote_blocks

pytestmark = pytest.mark.real
POST, REPLY, WICKS = "reed2022keepers", "stone2023reply", "lark2020trained"


@pytest.fixture(scope="module")
def assistant(citing_home):
    return alignqa.open(citing_home)


@pytest.fixture(scope="module")
def named(assistant):
    def of(text: str, paper: str):
        quote = assistant.locate(text, paper=paper)
        assert quote is not None
        with assistant.index.snapshot() as index:
            return QuoteReader().named_in(quote, index)

    return of


def test_a_report_names_the_work_and_shows_its_own_words(named):
    (work,) = named("A nocturnal wick is a wick that prefers darkness", POST)
    assert (work.paper_id, work.reported, work.mark) == (WICKS, True, "Lark et al., 2020")
    assert work.original is not None
    assert work.original.exact.startswith("A nocturnal wick is a wick that prefers darkness")
    assert work.original.paper_id == WICKS


def test_a_sentence_of_ones_own_only_cites(named):
    (work,) = named("We use the mirrors of an older test", POST)
    assert (work.paper_id, work.reported, work.original, work.year) == (None, False, None, 2017)


def test_a_work_of_the_same_name_is_not_the_paper_that_is_here(named):
    works = named("Lark and others said otherwise", REPLY)
    assert [(work.title, work.paper_id) for work in works] == [
        ("Why trained wicks come to want the night", WICKS),
        ("Corrigible lamps", None),
    ]


def test_the_subject_of_a_sentence_is_reported(named):
    (work,) = named("found that mirrors break in one winter", REPLY)
    assert (work.title, work.reported) == ("Mirrors for lanterns of the coast", True)


def test_an_answer_carries_the_works_in_json_and_in_the_terminal_and_is_proven(assistant):
    answer = assistant.ask("What is a nocturnal wick?", papers=[POST])
    assert isinstance(answer, alignqa.Answer)
    citation = next(item for item in answer.citations if item.quote.exact.startswith("A nocturnal wick"))
    saved = json.loads(json.dumps(answer.to_dict()))
    names = next(item for item in saved["citations"] if item["marker"] == citation.marker)["names"]
    assert (names[0]["paper_id"], names[0]["reported"]) == (WICKS, True)
    assert names[0]["original"]["quote"]["exact"].startswith("A nocturnal wick")
    assert all(check.fault == "" for check in assistant.verify(saved))
    shown = [block.text for block in quote_blocks(citation, BlockStyle.QUOTE)]
    assert f"reports Lark et al. 2020 [{WICKS}]" in shown[2]
    names[0]["original"]["quote"]["exact"] = "A nocturnal wick is invented."
    assert any("work named in citation" in check.name and check.fault for check in assistant.verify(saved))


def test_a_paper_without_citations_names_nothing(named):
    assert named("A corrigible lamp lets its keeper put it out", "moss2018corrigible") == ()
