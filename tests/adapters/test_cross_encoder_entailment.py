"""The entailment check with a real cross-encoder, a tiny one that is made here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from alignqa.adapters.models.cross_encoder_entailment import CrossEncoderEntailment
from alignqa.adapters.scripted.generator import ScriptedGenerator
from alignqa.answers.answer import ClaimVerdict
from alignqa.answers.writing.prompts import read_prompts
from alignqa.answers.writing.writer import ClaimWriter
from alignqa.errors import ModelError
from generation_samples import task


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that finds contradiction more likely than the rest, and beyond doubt where a pair tells of zebras."""
    from model_samples import cross_encoder

    labels = ("contradiction", "entailment", "neutral")
    return cross_encoder(tmp_path_factory.mktemp("entailment"), labels=labels, bias=(2.0, 1.0, 0.0), word="zebras")


@pytest.mark.real
def test_the_probability_is_that_of_the_label_entailment(folder: Path) -> None:
    found = CrossEncoderEntailment(folder).entails([("goats follow", "follow goats"), ("the feeder", "goats")])
    assert found == pytest.approx([0.2447, 0.2447], abs=1e-4)
    assert CrossEncoderEntailment(folder).entails([("zebras follow", "goats")]) == pytest.approx([1.7e-5], abs=1e-6)


@pytest.mark.real
def test_a_claim_that_is_not_entailed_is_marked(folder: Path) -> None:
    reply = json.dumps({"claims": [{"text": "Goats follow the feeder.", "sentences": [5]}]})
    writer = ClaimWriter(ScriptedGenerator([reply, reply]), read_prompts(), entailment=CrossEncoderEntailment(folder))
    (claim,) = writer.write(task()).claims
    assert (claim.verdict, claim.excess) == (ClaimVerdict.OVERCLAIMED, "its quotes do not entail it")


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is not a model folder"):
        CrossEncoderEntailment(tmp_path).entails([("a", "b")])


@pytest.mark.real
def test_pickled_weights_are_not_read(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        if file.suffix != ".safetensors":
            shutil.copy(file, tmp_path)
    (tmp_path / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelError, match="no safetensors weights"):
        CrossEncoderEntailment(tmp_path).entails([("a", "b")])
