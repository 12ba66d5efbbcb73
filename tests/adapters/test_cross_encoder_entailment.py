"""The entailment check with a real cross-encoder, a tiny one that is made here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from alignqa.adapters.cross_encoder_entailment import CrossEncoderEntailment
from alignqa.adapters.scripted_generator import ScriptedGenerator
from alignqa.answers.answer import Verdict
from alignqa.answers.generation import Writer
from alignqa.answers.prompts import read_prompts
from alignqa.errors import ModelError
from generation_samples import task


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose answer is always the same: its last layer is all bias, for contradiction."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    made = tmp_path_factory.mktemp("entailment")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "goats", "follow", "the", "feeder"]
    (made / "vocab.txt").write_text("\n".join(words))
    BertTokenizerFast(vocab=str(made / "vocab.txt")).save_pretrained(made)
    labels = {0: "contradiction", 1: "entailment", 2: "neutral"}
    size = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1, "intermediate_size": 8, "vocab_size": len(words)}
    model = BertForSequenceClassification(
        BertConfig(**size, num_labels=3, id2label=labels, label2id={name: number for number, name in labels.items()})
    )
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([2.0, 1.0, 0.0]))
    model.save_pretrained(made)
    return made


@pytest.mark.real
def test_the_probability_is_that_of_the_label_entailment(folder: Path) -> None:
    found = CrossEncoderEntailment(folder).entails([("goats follow", "follow goats"), ("the feeder", "goats")])
    assert found == pytest.approx([0.2447, 0.2447], abs=1e-4)


@pytest.mark.real
def test_a_claim_that_is_not_entailed_is_marked(folder: Path) -> None:
    reply = json.dumps({"claims": [{"text": "Goats follow the feeder.", "sentences": [5]}]})
    writer = Writer(ScriptedGenerator([reply, reply]), read_prompts(), entailment=CrossEncoderEntailment(folder))
    (claim,) = writer.write(task()).claims
    assert (claim.verdict, claim.excess) == (Verdict.OVERCLAIMED, "its quotes do not entail it")


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model folder"):
        CrossEncoderEntailment(tmp_path).entails([("a", "b")])
