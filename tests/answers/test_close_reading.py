"""Quotes in the order of a reader: cut to what is needed, and declined where the papers speak against the question."""

from __future__ import annotations

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder, ScriptedReader
from alignqa.answers.answer import Abstention, Answer, Outcome, Reason
from alignqa.answers.choosing.close_reading import CloseReading, ReadingWeights, read_closely
from alignqa.answers.choosing.features import WindowFeatures
from alignqa.index.library import Library
from alignqa.papers.document import Metadata
from alignqa.reading.readings import Reading
from assistants import FITTED, assistant_over
from choosing_worlds import candidate, of_sentences, passage

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
WEIGHTS = ReadingWeights(passages=32, windows=16, features=0.0, mentioned=4.0, floor=0.1, sentence=0.2)


def reading(
    relevance: float, *, answered: float = 4.0, supports: float = 0.9, contradicts: float = 0.05, needed: tuple[float, ...] = ()
) -> Reading:
    return Reading(relevance, answered, supports, contradicts, 1.0 - supports - contradicts, needed)


NOTHING = reading(-8.0, answered=-8.0, supports=0.05)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder, vectors = tmp_path_factory.mktemp("farm"), MemoryIndex()
    (folder / "farm.md").write_text(FARM)
    library = Library(folder / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    library.ingest([folder / "farm.md"])
    return library


def ask(library: Library, reader: ScriptedReader, *, min_confidence: float | None = None) -> Outcome:
    catalogue, embedder = library.catalogue(), library.embedder
    reading_with = CloseReading(reader, WEIGHTS, FITTED.read_calibration, FITTED.premise)
    assistant = assistant_over(catalogue, library.search(catalogue), embedder, reading=reading_with)
    return assistant.ask(QUESTION, min_confidence=min_confidence)


def quotes(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Answer)
    return [citation.quote.exact for citation in outcome.citations]


def test_relevance_orders_and_a_window_far_below_the_best_is_not_shown(library: Library) -> None:
    reader = ScriptedReader({"fog": reading(3.0), "bucket": reading(2.0), "learned": reading(-3.0)}, otherwise=NOTHING)
    outcome = ask(library, reader, min_confidence=0.0)
    assert quotes(outcome) == [FOG, BUCKET]
    assert outcome.trace.reader == "scripted"
    assert outcome.to_dict()["trace"]["reader"] == "scripted"


def test_the_reader_sees_title_and_section_and_whole_sentences(library: Library) -> None:
    reader = ScriptedReader({}, otherwise=reading(1.0))
    ask(library, reader, min_confidence=0.0)
    seen = {(window.title, window.heading, window.sentences) for window in reader.read_windows}
    assert ("Farming Notes", "Farming Notes > Definition", (DEFINITION,)) in seen


def test_what_answers_and_what_does_not_differ_in_confidence(library: Library) -> None:
    sure = ask(library, ScriptedReader({"learned": reading(3.0)}, otherwise=NOTHING), min_confidence=0.0)
    unsure = ask(library, ScriptedReader({"learned": reading(3.0, answered=-6.0)}, otherwise=NOTHING), min_confidence=0.0)
    assert sure.confidence is not None
    assert unsure.confidence is not None
    assert sure.confidence > 0.5 > unsure.confidence


def test_a_question_that_takes_something_false_for_granted_is_declined_with_what_speaks_against_it(library: Library) -> None:
    against = reading(2.0, supports=0.02, contradicts=0.95)
    reader = ScriptedReader({"learned": reading(3.0, supports=0.05, contradicts=0.1), "bucket": against}, otherwise=NOTHING)
    outcome = ask(library, reader)
    assert isinstance(outcome, Abstention)
    assert outcome.reason is Reason.FALSE_PREMISE
    assert outcome.nearest[0].quote.exact == BUCKET


def test_without_anything_to_read_the_question_is_off_topic(tmp_path) -> None:
    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
    (tmp_path / "empty.md").write_text("# Title only\n\n![](picture.png)\n")
    library.ingest([tmp_path / "empty.md"])
    outcome = ask(library, ScriptedReader({}, otherwise=NOTHING))
    assert isinstance(outcome, Abstention)
    assert outcome.reason is Reason.OFF_TOPIC


@pytest.mark.parametrize(
    ("needed", "kept"),
    [
        ((0.9, 0.9, 0.9), ["One.", "Two.", "Three."]),
        ((0.05, 0.9, 0.05), ["Two."]),
        ((0.9, 0.01, 0.9), ["One.", "Two.", "Three."]),  # what stands between two sentences that are needed stays
        ((0.1, 0.1, 0.1), ["One."]),  # the answer is somewhere: at least one sentence
    ],
)
def test_sentences_at_the_ends_that_are_not_needed_are_cut(needed, kept) -> None:
    (found,) = _read(
        [candidate(passage(1, "One.", "Two.", "Three."), 1.0)], ScriptedReader({}, otherwise=reading(1.0, needed=needed))
    )
    assert [sentence.text for sentence in found.window.sentences] == kept


def test_a_list_is_not_cut_from_what_introduces_it() -> None:
    listed = passage(1, "Three reasons:", "the first is cost.", "the second is time.", "the third is luck.", between="\n")
    introduction = of_sentences(listed, 0, 1, 1.0)
    assert introduction.window.listed
    (found,) = _read([introduction], ScriptedReader({}, otherwise=reading(1.0, needed=(0.01, 0.9))))
    assert found.window == introduction.window


def test_a_question_is_not_cut_from_its_answer() -> None:
    record = passage(1, "What does the lamp mean?", "It means that somebody is awake.", "So ships turn.")
    whole = of_sentences(record, 0, 2, 1.0)
    (found,) = _read([whole], ScriptedReader({}, otherwise=reading(1.0, needed=(0.9, 0.15, 0.01))))
    assert [sentence.text for sentence in found.window.sentences] == [
        "What does the lamp mean?",
        "It means that somebody is awake.",
    ]


def test_a_cut_window_has_the_features_of_what_is_left() -> None:
    record = passage(1, "One.", "Two.", "Three.")
    whole, part = of_sentences(record, 0, 2, 2.0), of_sentences(record, 1, 1, 1.0)
    reader = ScriptedReader({}, otherwise=reading(1.0, needed=(0.0, 1.0, 0.0)))
    (found,) = _read([whole, part], reader)
    assert found.window == part.window
    assert found.features is part.features


def test_a_paper_that_the_question_names_comes_first() -> None:
    other, named = candidate(passage(1, "One."), 2.0), candidate(passage(2, "Two.", start=90), 1.0, WindowFeatures(mentioned=1.0))
    found = _read([other, named], ScriptedReader({"One": reading(3.0), "Two": reading(1.0)}, otherwise=NOTHING))
    assert [one.window.text for one in found] == ["Two.", "One."]


def test_no_more_windows_are_read_than_is_said_and_none_twice() -> None:
    records = [passage(number, f"Lamp {number} burns.", start=40 * number) for number in range(1, 40)]
    reader = ScriptedReader({}, otherwise=reading(1.0))
    found = _read([candidate(record, 100.0 - record.passage_id) for record in records], reader)
    assert len(found) == len(reader.read_windows) == WEIGHTS.windows
    assert reader.read_windows[0].sentences == ("Lamp 1 burns.",)


def _read(candidates, reader):
    return read_closely(candidates, QUESTION, reader, weights=WEIGHTS, metadata={"lamps": Metadata(title="Lamps")})
