"""Stories of readable quotes: a list comes whole, without the mark of its first item; other people's words are named as such."""

from __future__ import annotations

import json

import pytest

import alignqa
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.audits.sources import CitedPaper
from alignqa.index.library import Library
from alignqa.papers.document import RegionKind
from alignqa.render.blocks import outcome_blocks
from alignqa.render.html.fragments import outcome_html
from alignqa.render.markdown import outcome_markdown
from alignqa.render.plain import to_plain
from assistants import assistant_over

KEEPING = """---
title: On Keeping Lamps
authors: [Ada Lark]
year: 2020
---
# Care

Lamps were kept for ages. A lamp is ready under three conditions:

1. The wick is dry. It was trimmed the day before.
2. The oil is fresh.
3. The glass has no crack.
4. The vane points into the wind.

Nothing else was asked of a keeper.

# Letters

A keeper of the north wrote about whales:

> The whales passed the tower in October, forty of them, and we burned no oil that night.

Whales are seldom seen from the tower now.
"""
LIST = KEEPING[KEEPING.index("A lamp is") : KEEPING.index("\n\nNothing")].replace("\n\n", "\n")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("tower")
    (folder / "lamps.md").write_text(KEEPING, encoding="utf-8")
    embedder, vectors = ScriptedEmbedder(), MemoryIndex()
    library = Library(folder / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest([folder / "lamps.md"])
    return assistant_over(library.catalogue(), vectors, embedder, index_name="tower")


def asked(assistant: Assistant, question: str) -> alignqa.Answer:
    outcome = assistant.ask(question, min_confidence=0.0, quotes=1)
    assert isinstance(outcome, alignqa.Answer)
    return outcome


def test_the_conditions_of_a_list_are_one_quote(assistant: Assistant) -> None:
    answer = asked(assistant, "Under which conditions is a lamp ready?")
    assert [citation.quote.exact for citation in answer.citations] == [LIST]
    assert answer.claims[0].text == LIST
    checks = assistant.verify(json.loads(json.dumps(answer.to_dict())))
    assert [check.fault for check in checks] == [""]


def test_an_item_alone_is_quoted_without_its_number(assistant: Assistant) -> None:
    quote = assistant.locate("the glass has no crack")
    assert quote is not None and quote.exact == "The glass has no crack."


def test_an_audit_quotes_the_whole_list(assistant: Assistant) -> None:
    paper = assistant.paper("lark2020keeping")
    assert paper is not None
    passages = assistant.index.catalogue.passages_of(paper.paper_id)
    start = paper.text.index(LIST)
    quote = CitedPaper(paper.paper_id, paper.manuscript, passages).quote_at(alignqa.Span(start, start + len(LIST)))
    assert quote is not None and quote.exact == LIST


def test_other_peoples_words_are_cited_as_quoted(assistant: Assistant) -> None:
    answer = asked(assistant, "How many whales passed the tower in October?")
    (citation,) = answer.citations
    assert citation.quote.exact.startswith("The whales passed the tower in October")
    assert citation.quoted
    source = "quoted in Lark 2020, On Keeping Lamps"
    assert source in to_plain(outcome_blocks(answer))
    assert source in outcome_html(answer)
    assert "1. quoted in Lark 2020, *On Keeping Lamps*" in outcome_markdown(answer)
    assert answer.to_dict()["citations"][0]["quoted"] is True


def test_the_authors_own_words_are_not(assistant: Assistant) -> None:
    answer = asked(assistant, "Are whales seldom seen from the tower now?")
    assert answer.citations[0].quote.exact == "Whales are seldom seen from the tower now."
    assert "quoted" not in answer.to_dict()["citations"][0]
    assert "quoted in" not in to_plain(outcome_blocks(answer)) + outcome_markdown(answer) + outcome_html(answer)


@pytest.mark.parametrize(
    ("question", "claimed", "fault", "note"),
    [
        ("How many whales passed the tower in October?", True, "", ""),
        ("How many whales passed the tower in October?", False, "the words are quoted there, and it says otherwise", ""),
        ("How many whales passed the tower in October?", None, "", "quoted there"),  # saved by an earlier version
        ("Are whales seldom seen from the tower now?", True, "the words are not quoted there, and it says otherwise", ""),
        ("Are whales seldom seen from the tower now?", False, "", ""),
        ("Are whales seldom seen from the tower now?", None, "", ""),
    ],
)
def test_whose_words_they_are_is_verified(
    assistant: Assistant, question: str, claimed: bool | None, fault: str, note: str
) -> None:
    data = json.loads(json.dumps(asked(assistant, question).to_dict()))
    data["citations"][0].pop("quoted", None)
    if claimed is not None:
        data["citations"][0]["quoted"] = claimed
    assert [(check.fault, check.note) for check in assistant.verify(data)] == [(fault, note)]


def test_passages_of_quoted_matter_are_found_as_such(assistant: Assistant) -> None:
    kinds = {item.passage.kind for item in assistant.search("whales passed the tower in October", count=1)}
    assert kinds == {RegionKind.QUOTATION}
