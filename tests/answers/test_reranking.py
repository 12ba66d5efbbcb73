"""Candidates in the order of a reranker, and the answers that come of it."""

from __future__ import annotations

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder, ScriptedReranker
from alignqa.answers.answer import Answer, Outcome
from alignqa.answers.choosing.candidates import Candidate, choose
from alignqa.answers.choosing.features import WindowFeatures
from alignqa.answers.choosing.reranking import READ, rerank
from alignqa.answers.choosing.windows import stretches, windows
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.library import Library
from alignqa.papers.document import RegionKind, Span
from assistants import assistant_over

FARM = """# Farming Notes

## Definition

A sheepdog policy is a learned controller that gathers a flock on its own initiative.

## Feeding

Goats follow whoever carries the bucket, and no sheepdog policy has changed that.

## Weather

In fog a sheepdog policy loses one animal of seven.
"""
DEFINITION, BUCKET, FOG = (line for line in FARM.splitlines() if line.endswith("."))
QUESTION = "What is a sheepdog policy?"


def candidates(count: int, *, sentences: int = 1) -> list[Candidate]:
    """The windows of `sentences` sentences of a text of `count`, each scored below the one before."""
    words = [f"Lamp {number:03} burns." for number in range(count)]
    spans = tuple(Span(16 * number, 16 * number + 15) for number in range(count))
    passage = PassageRecord(1, "lamps", Span(0, 16 * count - 1), RegionKind.BODY, "", " ".join(words), spans)
    found = [w for w in windows(stretches([passage])[0], {1: 1.0}) if len(w.sentences) == sentences]
    return [Candidate(window, WindowFeatures(), float(count - place)) for place, window in enumerate(found)]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder, vectors = tmp_path_factory.mktemp("farm"), MemoryIndex()
    (folder / "farm.md").write_text(FARM)
    library = Library(folder / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    library.ingest([folder / "farm.md"])
    return library


def ask(library: Library, reranker: ScriptedReranker | None) -> Outcome:
    catalogue, embedder = library.catalogue(), library.embedder
    return assistant_over(catalogue, library.search(catalogue), embedder, reranker=reranker).ask(QUESTION, min_confidence=0.0)


def quotes(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Answer)
    return [citation.quote.exact for citation in outcome.citations]


def test_the_reranker_decides_which_quote_comes_first(library: Library) -> None:
    assert quotes(ask(library, None))[0] == DEFINITION
    outcome = ask(library, ScriptedReranker({"bucket": 0.9, "fog": 0.6, "learned": 0.1}))
    assert quotes(outcome) == [BUCKET, FOG]  # less than half of the best score is not shown
    assert outcome.trace.reranker == "scripted"
    assert outcome.to_dict()["trace"]["reranker"] == "scripted"


def test_scores_near_zero_are_compared_with_each_other(library: Library) -> None:
    found = quotes(ask(library, ScriptedReranker({"bucket": 4e-6, "fog": 9e-6, "learned": 5e-6})))
    assert found == [FOG, DEFINITION]


def test_the_confidence_is_that_of_the_quotes_and_not_of_the_reranker(library: Library) -> None:
    sure, unsure = (ask(library, ScriptedReranker({"learned": score})) for score in (1.0, 0.01))
    assert quotes(sure) == quotes(unsure) == [DEFINITION]
    assert sure.confidence == unsure.confidence is not None


def test_without_a_reranker_the_trace_names_none(library: Library) -> None:
    assert "reranker" not in ask(library, None).to_dict()["trace"]


def test_the_best_forty_are_read_and_the_rest_left_out() -> None:
    reranker = ScriptedReranker({"Lamp 007": 1.0, f"Lamp {READ:03}": 2.0})
    ordered = rerank(candidates(READ + 5), question="Which lamp burns?", reranker=reranker)
    assert (READ, len(reranker.read), len(ordered)) == (40, 40, 40)
    assert [candidate.window.text for candidate in ordered[:3]] == ["Lamp 007 burns.", "Lamp 000 burns.", "Lamp 001 burns."]
    assert [candidate.score for candidate in ordered[:2]] == [1.0, 0.0]


def test_of_windows_with_a_sentence_in_common_the_best_is_read() -> None:
    found, reranker = candidates(6, sentences=2), ScriptedReranker({})
    assert len(found) == 5
    rerank(found, question="Which lamp burns?", reranker=reranker)
    assert reranker.read == [f"Lamp {number:03} burns. Lamp {number + 1:03} burns." for number in (0, 2, 4)]


def test_nothing_found_is_nothing_to_order() -> None:
    assert choose(rerank([], question="Which lamp burns?", reranker=ScriptedReranker({})), count=5, better=lambda _: ()) == []
