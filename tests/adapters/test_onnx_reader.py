"""The packaged reader: what it tells apart, that a reading does not depend on its batch, and what it says of a damaged file."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest

from alignqa.adapters.models import onnx_reader
from alignqa.adapters.models.onnx_reader import OnnxReader
from alignqa.errors import ModelError
from alignqa.reading.readings import Readable

TITLE, SECTION = "Lamps in Fog", "2 Results"
ANSWER = Readable(
    TITLE, SECTION, ("Lamps with a red glass were seen from 40 metres in fog.", "White ones were seen from 15 metres.")
)
MENTION = Readable(TITLE, SECTION, ("We bought lamps with red glass in the same shop as before.",))
ELSEWHERE = Readable("Bread", "", ("Dough that rests overnight tastes better.",))
QUESTION = "From how far away can red lamps be seen in fog?"


@pytest.fixture(scope="module")
def reader() -> OnnxReader:
    return OnnxReader()


def test_what_answers_comes_before_what_mentions_and_before_what_is_elsewhere(reader: OnnxReader) -> None:
    answer, mention, elsewhere = reader.read(QUESTION, [ANSWER, MENTION, ELSEWHERE])
    assert answer.relevance > mention.relevance > elsewhere.relevance
    assert answer.answered > 0.0 > mention.answered
    assert answer.supports > elsewhere.supports


def test_the_sentence_that_answers_is_needed_more_than_the_one_beside_it(reader: OnnxReader) -> None:
    beside = Readable(TITLE, SECTION, (ANSWER.sentences[0], "The hall was swept before each trial."))
    (answer,) = reader.read(QUESTION, [beside])
    first, second = answer.needed
    assert first > 0.5 > second


def test_a_claim_is_supported_by_what_says_it_and_not_by_what_is_elsewhere(reader: OnnxReader) -> None:
    said, elsewhere = reader.read("In fog, red lamps were visible at 40 metres.", [ANSWER, ELSEWHERE])
    assert said.supports > 0.5 > elsewhere.supports
    assert said.supports + said.contradicts + said.neither == pytest.approx(1.0)


def test_a_window_alone_and_among_others_is_read_alike(reader: OnnxReader) -> None:
    many = [ANSWER, MENTION, ELSEWHERE, *(Readable(TITLE, "", (f"Lamp {n} stands in hall {n * 7}.",) * 3) for n in range(30))]
    together = reader.read(QUESTION, many)
    for window, reading in zip(many[:6], together, strict=False):
        (alone,) = reader.read(QUESTION, [window])
        assert alone.relevance == pytest.approx(reading.relevance, abs=1e-4)
        assert alone.needed == pytest.approx(reading.needed, abs=1e-4)


def test_threads_get_the_same_readings(reader: OnnxReader) -> None:
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: OnnxReader.read(reader, QUESTION, [ANSWER, MENTION]), range(8)))
    assert all(one == found[0] for one in found)


@pytest.mark.parametrize("question", ["fog", "fog " * 2_000, "Wie weit sieht man rote Lampen im Nebel?", "雾"])
def test_any_question_is_read(reader: OnnxReader, question: str) -> None:
    (reading,) = reader.read(question, [ANSWER])
    assert len(reading.needed) == 2


def test_a_window_that_is_too_long_to_be_read_whole_has_its_last_sentences_not_needed(reader: OnnxReader) -> None:
    (reading,) = reader.read(
        QUESTION, [Readable(TITLE, SECTION, (ANSWER.sentences[0], "Word after word goes on. " * 90, "The end."))]
    )
    assert len(reading.needed) == 3
    assert reading.needed[2] == 0.0


def test_nothing_to_read_is_no_reading(reader: OnnxReader) -> None:
    assert reader.read(QUESTION, []) == []


def test_the_name_tells_the_weights(reader: OnnxReader) -> None:
    assert reader.name == f"alignqa-reader@{onnx_reader.READER_SHA256[:12]}"


def test_weights_that_are_missing_or_not_the_ones_of_this_version_are_told(tmp_path) -> None:
    with pytest.raises(ModelError, match="cannot be read") as caught:
        OnnxReader(tmp_path / "none.onnx").read(QUESTION, [ANSWER])
    assert "--fast" in caught.value.hint
    damaged = tmp_path / "reader.onnx"
    shutil.copy(onnx_reader.READER_FILE, damaged)
    with damaged.open("r+b") as file:
        file.seek(1_000_000)
        file.write(b"\0" * 64)
    with pytest.raises(ModelError, match="not the one of this version"):
        OnnxReader(damaged).read(QUESTION, [ANSWER])
