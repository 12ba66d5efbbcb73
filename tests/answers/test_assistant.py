"""The stories of the assistant: it answers with proven quotes, it drops what is not in the source, it abstains."""

from __future__ import annotations

import contextlib
import dataclasses
import sqlite3
from pathlib import Path

import pytest

import alignqa
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.errors import UnknownPaper, UsageError
from alignqa.index.library import Library
from assistants import assistant_over
from damaging import without_checksums

SHEEP = """---
title: Herding with Learned Dogs
authors: [Eva Winter]
year: 2019
---
# Herding with Learned Dogs

## Definition

A sheepdog policy is a learned controller that gathers a flock on its own initiative.
It differs from a fence, which only keeps animals in.

## Results

The sheepdog policy lost 14% of the flock in fog and 2% in sunshine.
"""
GOATS = """---
title: Goats and Their Goals
authors: [Ada Stone]
year: 2022
---
# Goats and Their Goals

Goats follow the feeder and not the shepherd, because the feeder was present throughout their training.
Winter (2019) shows that a sheepdog policy is confused by goats.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder = tmp_path_factory.mktemp("farm")
    (folder / "sheep.md").write_text(SHEEP)
    (folder / "goats.md").write_text(GOATS)
    embedder, vectors = ScriptedEmbedder(), MemoryIndex()
    library = Library(folder / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest([folder / "sheep.md", folder / "goats.md"])
    catalogue = library.catalogue()
    return assistant_over(catalogue, vectors, embedder, index_name="farm")


def _answer(outcome: object) -> alignqa.Answer:
    assert isinstance(outcome, alignqa.Answer)
    return outcome


def test_it_answers_with_slices_of_the_source(assistant: Assistant) -> None:
    answer = _answer(assistant.ask("What is a sheepdog policy?", min_confidence=0.0))
    for citation in answer.citations:
        paper = assistant.paper(citation.paper_id)
        assert paper is not None
        assert paper.text[citation.quote.span.start : citation.quote.span.end] == citation.quote.exact
        assert citation.quote.text_sha256 == paper.manuscript.text_sha256


def test_the_sentence_that_defines_comes_first(assistant: Assistant) -> None:
    first = _answer(assistant.ask("What is a sheepdog policy?", min_confidence=0.0)).citations[0]
    assert first.quote.exact.startswith("A sheepdog policy is a learned controller")
    assert (first.marker, first.paper_id, str(first.locator)) == (1, "winter2019herding", "sec. Definition")


def test_every_claim_is_its_quote(assistant: Assistant) -> None:
    answer = _answer(assistant.ask("How much of the flock was lost in fog?", min_confidence=0.0))
    assert [claim.text for claim in answer.claims] == [citation.quote.exact for citation in answer.citations]
    assert [claim.citations for claim in answer.claims] == [(number,) for number in range(1, len(answer.claims) + 1)]
    assert "14%" in answer.claims[0].text


def test_no_two_quotes_overlap(assistant: Assistant) -> None:
    spans = [(c.paper_id, c.quote.span) for c in _answer(assistant.ask("sheepdog policy flock", min_confidence=0.0)).citations]
    assert all(a[0] != b[0] or not a[1].overlaps(b[1]) for i, a in enumerate(spans) for b in spans[:i])


def test_what_is_not_in_the_source_is_dropped_and_recorded(tmp_path: Path) -> None:
    (tmp_path / "sheep.md").write_text(SHEEP)
    embedder, vectors = ScriptedEmbedder(), MemoryIndex()
    library = Library(tmp_path / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest([tmp_path / "sheep.md"])
    without_checksums(tmp_path / "index" / "catalogue.sqlite")  # else the change itself would be noticed
    with contextlib.closing(sqlite3.connect(tmp_path / "index" / "catalogue.sqlite")) as database, database:
        database.execute("UPDATE passages SET text = replace(text, '14%', '41%')")
    catalogue = library.catalogue()
    outcome = assistant_over(catalogue, vectors, embedder).ask("How much of the flock was lost in fog?", min_confidence=0.0)
    shown = [citation.quote.exact for citation in getattr(outcome, "citations", ())]
    assert not any("4" in text for text in shown)
    assert any("41%" in item.text for item in outcome.trace.dropped)


def test_it_abstains_with_a_reason_and_the_nearest_passages(assistant: Assistant) -> None:
    outcome = assistant.ask("sourdough kitchen oven")
    assert isinstance(outcome, alignqa.Abstention)
    assert outcome.reason is alignqa.Reason.OFF_TOPIC
    assert outcome.to_dict()["citations"] == []


def test_the_same_question_has_the_same_answer(assistant: Assistant) -> None:
    def told(question: str) -> object:
        return dataclasses.replace(outcome := assistant.ask(question), trace=dataclasses.replace(outcome.trace, timings_ms=()))

    assert told("What do goats follow?") == told("What do goats follow?")


def test_filters_leave_other_papers_out(assistant: Assistant) -> None:
    answer = _answer(assistant.ask("sheepdog policy", papers=["stone2022goats"], min_confidence=0.0))
    assert {citation.paper_id for citation in answer.citations} == {"stone2022goats"}


def test_an_unknown_paper_is_refused_with_the_nearest_key(assistant: Assistant) -> None:
    with pytest.raises(UnknownPaper) as caught:
        assistant.ask("sheepdog policy", papers=["stone2022goat"])
    assert "stone2022goats" in caught.value.hint


@pytest.mark.parametrize("quotes", [0, 6])
def test_the_number_of_quotes_is_bounded(assistant: Assistant, quotes: int) -> None:
    with pytest.raises(UsageError):
        assistant.ask("sheepdog policy", quotes=quotes)


def test_a_paper_added_by_another_writer_is_found(tmp_path: Path) -> None:
    (tmp_path / "sheep.md").write_text(SHEEP)
    embedder, vectors = ScriptedEmbedder(), MemoryIndex()
    library = Library(tmp_path / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest([tmp_path / "sheep.md"])
    catalogue = library.catalogue()
    reader = assistant_over(catalogue, vectors, embedder)
    (tmp_path / "goats.md").write_text(GOATS)
    library.ingest([tmp_path / "goats.md"])
    assert [record.paper_id for record in reader.papers()] == ["stone2022goats", "winter2019herding"]
    assert "feeder" in _answer(reader.ask("What do goats follow?", min_confidence=0.0)).claims[0].text


def test_a_cited_work_that_is_not_here_is_named_first_and_nothing_answers_for_it(assistant: Assistant) -> None:
    outcome = assistant.ask("What did Frost 2026 say about sheepdog policies?")
    assert isinstance(outcome, alignqa.Abstention)
    assert (outcome.reason, outcome.message) == (alignqa.Reason.NOT_IN_CORPUS, "No paper by Frost of 2026 is here.")
    assert outcome.nearest


def test_a_cited_work_that_is_not_here_but_reported_is_answered_with_a_notice(assistant: Assistant) -> None:
    answer = _answer(assistant.ask("What did Winter (2011) say of the 14% of the flock?", min_confidence=0.0))
    assert answer.trace.notices == ("No paper by Winter of 2011 is here. By Winter there are: winter2019herding (2019).",)


def test_a_question_that_cites_a_paper_is_answered_from_it_alone(assistant: Assistant) -> None:
    cited = _answer(assistant.ask("What does Winter (2019) say about goats and the sheepdog policy?", min_confidence=0.0))
    assert {citation.paper_id for citation in cited.citations} == {"winter2019herding"}
    free = _answer(assistant.ask("What is said about goats and the sheepdog policy?", min_confidence=0.0))
    assert "stone2022goats" in {citation.paper_id for citation in free.citations}


def test_a_misspelled_question_is_answered_as_it_was_meant_and_the_change_is_said(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        (tmp_path / f"{number}.md").write_text(
            f"# Lamps {number}\n\nA lighthouse of kind {number} burns oil through the night.\n"
        )
    embedder, vectors = ScriptedEmbedder(), MemoryIndex()
    library = Library(tmp_path / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest([tmp_path])
    lamps = assistant_over(library.catalogue(), vectors, embedder)
    answer = _answer(lamps.ask("What does a ligthhouse burn?", min_confidence=0.0))
    assert answer.question == "What does a ligthhouse burn?"
    assert answer.trace.notices == ("No paper here has “ligthhouse”; it was read as “lighthouse”.",)
