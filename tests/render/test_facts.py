"""What the catalogue knows is told as metadata, and never as a quote."""

from __future__ import annotations

import json

import pytest

import alignqa
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.answers.conversation.sources import Sources
from alignqa.index.library import Library
from alignqa.render.blocks import outcome_blocks
from alignqa.render.html.documents import answer_document
from alignqa.render.html.fragments import outcome_html
from alignqa.render.markdown import outcome_markdown
from alignqa.render.plain import to_plain
from alignqa.render.typeset.pieces import outcome_pieces
from assistants import assistant_over

PAPER = """---
title: {title}
authors: [{authors}]
year: {year}
{more}
---
# {title}

The dogs circled the flock twice in every trial of the herding study, and then brought it home before nightfall.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("barn")
    papers = {
        "dogs.md": ("Herding with Learned Dogs", "Eva Winter, Ota Novak", 2019, "doi: 10.1234/dogs"),
        "owls.md": ("Counting Owls by Night", "Eva Winter", 2022, ""),
        "bats.md": ("Counting Bats by Night", "Ada [x](evil) Frost", 2024, ""),
    }
    for name, (title, authors, year, more) in papers.items():
        (folder / name).write_text(PAPER.format(title=title, authors=authors.replace("[x](evil) ", ""), year=year, more=more))
    embedder, vectors = ScriptedEmbedder(), MemoryIndex()
    library = Library(folder / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest([folder / name for name in papers])
    return assistant_over(library.catalogue(), vectors, embedder, index_name="barn")


def _told(assistant: Assistant, question: str, **filters: list[str]) -> alignqa.Answer:
    outcome = assistant.ask(question, **filters)  # type: ignore[arg-type]  # the filters of ask
    assert isinstance(outcome, alignqa.Answer)
    assert (outcome.claims, outcome.citations, outcome.confidence) == ((), (), None)
    return outcome


def test_who_wrote_and_when_come_from_the_metadata(assistant: Assistant) -> None:
    [authors] = _told(assistant, "Who wrote Herding with Learned Dogs?").facts
    assert (authors.name, authors.value, authors.paper_id) == ("authors", ("Eva Winter", "Ota Novak"), "winter2019herding")
    assert authors.origin == "front matter"
    [year] = _told(assistant, "When was the owls paper published?").facts
    assert (year.value, year.paper_id) == (2022, "winter2022counting")


def test_every_work_that_fits_is_named(assistant: Assistant) -> None:
    facts = _told(assistant, "Who wrote the counting paper?").facts
    assert {fact.paper_id for fact in facts} == {"frost2024counting", "winter2022counting"}


def test_what_no_metadata_tell_is_declined_and_named(assistant: Assistant) -> None:
    for question in ("What is the DOI of the owls paper?", "How many pages does Winter 2022 have?"):
        outcome = assistant.ask(question)
        assert isinstance(outcome, alignqa.Abstention)
        assert outcome.reason is alignqa.Reason.INSUFFICIENT_EVIDENCE
        assert "Counting Owls by Night [winter2022counting]" in outcome.message
        assert outcome.nearest == ()


def test_papers_are_listed_and_counted(assistant: Assistant) -> None:
    facts = _told(assistant, "Which papers by Winter do you have?").facts
    assert (facts[0].name, facts[0].value, facts[0].which) == ("papers", 2, "by Winter")
    assert [fact.paper_id for fact in facts[1:]] == ["winter2019herding", "winter2022counting"]
    assert [fact.value for fact in _told(assistant, "How many papers are in the index?").facts] == [3]
    assert [fact.value for fact in _told(assistant, "Which papers by Bengio do you have?").facts] == [0]


def test_filters_say_which_paper_it_is(assistant: Assistant) -> None:
    [fact] = _told(assistant, "Who wrote this paper?", papers=["frost2024counting"]).facts
    assert fact.value == ("Ada Frost",)
    assert [fact.value for fact in _told(assistant, "How many papers do you have?", authors=["Winter"]).facts] == [2]


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote about dogs?",
        "Who wrote this paper?",  # no filter says which
        "Who wrote the Lord of the Flocks?",
        "When did Frost publish Herding with Learned Dogs?",  # she did not
        "How many times did the dogs circle the flock?",
        "Which papers from 2022 treat owls?",
    ],
)
def test_questions_on_content_go_their_usual_way(assistant: Assistant, question: str) -> None:
    assert not getattr(assistant.ask(question, min_confidence=0.0), "facts", ())


def test_it_is_verified_against_the_catalogue_and_proves_no_quote(assistant: Assistant) -> None:
    for question in ("Which papers by Winter do you have?", "Who wrote Herding with Learned Dogs?"):
        told = _told(assistant, question)
        saved = json.loads(json.dumps(told.to_dict()))
        assert saved["schema"] == "alignqa.answer/1"
        assert saved["claims"] == saved["citations"] == []
        assert assistant.verify(saved) == []
        saved["facts"][-1]["year"] = 1999
        assert [check.fault for check in assistant.verify(saved)] != []
    saved["facts"] = []
    assert [check.fault for check in assistant.verify(saved)] == ["has no claim"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "authors", "value": ["Ota Novak"], "paper_id": "winter2019herding"},
        {"name": "authors", "value": ["Eva Winter", "Ota Novak"], "paper_id": "winter2019gone"},
        {"name": "key", "value": None, "paper_id": "winter2019herding"},
        {"name": ["authors"], "value": 1, "paper_id": ["x"]},
        "a line of text",
    ],
)
def test_a_fact_that_the_catalogue_does_not_have_is_a_fault(assistant: Assistant, wrong: object) -> None:
    saved = json.loads(json.dumps(_told(assistant, "Who wrote Herding with Learned Dogs?").to_dict()))
    facts = {**saved["facts"][0], **wrong} if isinstance(wrong, dict) else wrong
    assert any(check.fault for check in assistant.verify({**saved, "facts": [facts]}))


def test_every_form_says_that_it_is_not_quoted(assistant: Assistant) -> None:
    told = _told(assistant, "Who wrote Herding with Learned Dogs?")
    numbered = Sources().numbered(told)
    assert numbered == told
    shown = {
        "plain": to_plain(outcome_blocks(numbered)),
        "markdown": outcome_markdown(told),
        "notebook": outcome_html(told),
        "page": answer_document(told),
        "typeset": "\n".join(getattr(piece, "text", "") for piece in outcome_pieces(told)),
    }
    for form, text in shown.items():
        assert "not quoted" in text, form
        assert "Eva Winter, Ota Novak" in text, form
        assert "winter2019herding" in text, form
        assert "<blockquote" not in text, form
    assert shown["plain"].startswith("From the metadata of the papers, not quoted from them:\n  - authors of Herding")


def test_a_long_list_ends_with_how_many_more_there_are(assistant: Assistant) -> None:
    told = _told(assistant, "Which papers do you have?")
    many = alignqa.Answer(told.question, (), (), facts=(told.facts[0], *(told.facts[1:] * 20)))
    lines = to_plain(outcome_blocks(many)).splitlines()
    assert lines[-1] == "  - and 31 more papers; alignqa papers lists all"
