"""What a question takes for granted is held against the passages: only where words and reader agree is it declined."""

from __future__ import annotations

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder, ScriptedReader
from alignqa.answers.answer import Abstention, Answer, Outcome, Reason
from alignqa.answers.checks.premises import allowed, opposed, unproved
from alignqa.answers.choosing.close_reading import CloseReading, ReadingWeights
from alignqa.fitted import load_fitted
from alignqa.index.library import Library
from alignqa.reading.readings import Reading
from alignqa.retrieval.questions.presuppositions import presupposition
from assistants import assistant_over

BARN = """# Barn

## Dogs

Sheepdogs gather the flock faster in sunshine than in fog.

## Fences

A tall fence does not keep the goats in the yard.

## Owls

Night owls may nest in the barn, which is a real possibility in spring.
An old report says that night owls could nest in towers, too.
"""
FITTED = load_fitted()
WEIGHTS = ReadingWeights(passages=32, windows=16, features=0.0, mentioned=4.0, floor=0.0, sentence=0.0)


@pytest.mark.parametrize(
    ("question", "premise"),
    [
        ("Why do sheepdogs gather the flock slower in sunshine?", "sheepdogs gather the flock slower in sunshine"),
        ("So why, according to Frost, is it so?", ""),
        ("In the fog study, how did the dogs find the flock?", "the dogs find the flock"),
        ("Why does Frost think that owls never nest?", "owls never nest"),
        ("What makes fences keep the goats in?", "fences keep the goats in"),
        ("Given that owls nest in barns, what do they eat?", "owls nest in barns"),
        ("Since when have dogs been used, according to the survey?", "dogs been used"),
        ("In which of the two barns do owls nest less?", "owls nest less"),
        ("Where do owls nest?", "owls nest"),
        ("What is a sheepdog?", ""),
        ("Is fog dangerous?", ""),
        ("How do you train a dog?", ""),
        ("", ""),
    ],
)
def test_the_claim_that_a_question_takes_for_granted(question: str, premise: str) -> None:
    assert presupposition(question) == premise


@pytest.mark.parametrize(
    ("premise", "passage", "against"),
    [
        ("dogs gather the flock slower in sunshine", "Dogs gather the flock faster in sunshine.", True),
        ("the fence keeps the goats in", "The fence does not keep the goats in.", True),
        ("dogs always find the flock", "In fog, dogs do not always find the flock.", True),
        ("dogs gather the flock faster in sunshine", "Dogs gather the flock faster in sunshine.", False),
        ("the flock is hard to find", "The flock cannot be found.", False),  # hard to find and not found agree
        ("the fence does not keep the goats in", "The fence does not keep the goats in.", False),
        ("reading is easier than writing", "Easier than writing does not mean that reading is easy.", False),
        ("the dogs came with the flock", "The dogs came without a shepherd.", False),
        ("goats leave the yard more often", "Owls sleep less in spring.", False),
    ],
)
def test_a_passage_speaks_against_a_premise(premise: str, passage: str, against: bool) -> None:
    assert bool(opposed(premise, passage, opposite=0.4, denied=0.5)) is against


def test_what_no_passage_calls_impossible_is_not_impossible() -> None:
    passages = ["Owls sleep.", "Nesting owls sleep by day.", "Nesting owls are a real possibility in spring."]
    assert allowed("nesting owls impossible", passages) == 2
    assert allowed("nesting owls impossible", [*passages, "Nesting owls are impossible in towers."]) is None
    assert allowed("nesting owls impossible", passages[:2]) is None  # nobody calls it possible
    assert allowed("nesting owls rare", passages) is None
    assert allowed("counting all nesting owls of a dark barn impossible", passages) is None


def test_what_no_passage_proves_is_not_proved() -> None:
    assert unproved("Frost prove that owls sleep", ["Frost argues that owls sleep.", "Owls sleep."])
    assert not unproved("Frost prove that owls sleep", ["Frost gives a proof of it.", "Owls sleep."])
    assert not unproved("the fence prove useless", ["The fence was useless."])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder, vectors = tmp_path_factory.mktemp("barn"), MemoryIndex()
    (folder / "barn.md").write_text(BARN)
    library = Library(folder / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    library.ingest([folder / "barn.md"])
    return library


def _ask(library: Library, question: str, contradicts: float, *, min_confidence: float | None = None) -> Outcome:
    likely = Reading(4.0, 4.0, 0.9 - contradicts, contradicts, 0.1, ())
    reading = CloseReading(ScriptedReader({}, otherwise=likely), WEIGHTS, FITTED.read_calibration, FITTED.premise)
    assistant = assistant_over(library.catalogue(), library.search(library.catalogue()), library.embedder, reading=reading)
    return assistant.ask(question, min_confidence=min_confidence)


SLOWER = "Why do sheepdogs gather the flock slower in sunshine?"


def test_a_false_premise_is_declined_with_the_passage_that_speaks_against_it(library: Library) -> None:
    outcome = _ask(library, SLOWER, 0.3)
    assert isinstance(outcome, Abstention)
    assert outcome.reason is Reason.FALSE_PREMISE
    assert outcome.nearest[0].quote.exact == "Sheepdogs gather the flock faster in sunshine than in fog."
    assert "the question has “slower”, and the passage “faster”" in outcome.message
    assert outcome.confidence is not None
    assert outcome.confidence < 0.1


def test_neither_words_nor_reader_decline_alone(library: Library) -> None:
    assert isinstance(_ask(library, SLOWER, 0.05), Answer)
    assert isinstance(_ask(library, "Why do sheepdogs gather the flock faster in sunshine?", 0.3), Answer)


def test_who_sets_the_confidence_sees_the_quotes(library: Library) -> None:
    assert isinstance(_ask(library, SLOWER, 0.3, min_confidence=0.0), Answer)
