"""Exports a sentence-transformers model to one ONNX graph and compares it with the original.

Run as a process of its own: `python -m alignqa.adapters.models.model_export FOLDER TARGET [LINE]`.
It ends when the other end of the descriptor LINE is closed, with whoever started it.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alignqa.adapters.models import model_files
from alignqa.adapters.models.exported_model import GRAPH, TOKENIZER, ExportedModel, PreparedModel
from alignqa.adapters.models.model_libraries import engines
from alignqa.adapters.models.sentence_transformer_embedder import TorchModel, load
from alignqa.errors import ModelError
from alignqa.index.catalogue.records import file_sha256
from alignqa.index.interfaces import Vectors
from alignqa.papers.parsing.confined.lifeline import end_with

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_MIN_COSINE = 0.99999  # between the graph's vectors and the original's
_PROBES = (
    "A learned model can itself be an optimizer.",
    "Reward.",
    "When training and deployment differ, the goal that a system has learned may come apart from the one that was meant.",
    "«Où est la lampe ?» — naïve café, 中文, MIXED Case",
    "A text that is longer than most models read. " * 70,
)
_OUTPUT = "sentence_embedding"  # the name that sentence-transformers gives the vector of a text


def export(folder: Path, target: Path) -> None:
    """Writes the graph, its tokenizer and the model's record into `target`; no graph if its vectors are not the model's."""
    files = model_files.find(str(folder), folder)
    model = load(folder, device="cpu", attention="eager")
    made = PreparedModel(
        stamp=files.stamp(),
        sha256=files.sha256(),
        dimension=model.get_embedding_dimension() or 0,
        prompt=_prompt(model, "document", "passage", "corpus"),
        question_prompt=_prompt(model, "query"),
        engines=engines(files.name),
    )
    try:
        _write(model, target)
        _prove(ExportedModel(target, made), TorchModel(model))
        made = replace(made, graph_sha256=file_sha256(target / GRAPH))
    except (OSError, MemoryError):
        raise  # a fault of this machine at this moment, not of the model
    except Exception as error:  # noqa: BLE001 - whatever stops the export, sentence-transformers can still run the model
        made = replace(made, obstacle=(str(error).strip().splitlines() or [type(error).__name__])[0][:200])
        (target / GRAPH).unlink(missing_ok=True)
    made.save(target)


def _prompt(model: SentenceTransformer, *names: str) -> str:
    """Returns the prompt that `encode_query` or `encode_document` would choose."""
    name = next((name for name in names if name in model.prompts), model.default_prompt_name)
    return (model.prompts[name] or "") if name else ""


def _write(model: SentenceTransformer, target: Path) -> None:
    import torch

    given = [name for name, value in model.preprocess(["A lamp."]).items() if isinstance(value, torch.Tensor)]
    if unknown := [name for name in given if name not in _INPUTS]:
        raise ModelError(f"It reads {', '.join(unknown)}.")
    inputs = [name for name in _INPUTS if name in given]
    _write_graph(_from_tokens(model, inputs), target / GRAPH, inputs=inputs)
    tokenizer = model.tokenizer.backend_tokenizer
    if model.max_seq_length:
        tokenizer.enable_truncation(model.max_seq_length)
    tokenizer.save(str(target / TOKENIZER))


def _prove(exported: ExportedModel, original: TorchModel) -> None:
    """Raises ModelError unless texts and questions, in a batch and alone and with their prompts, get the original's vectors."""
    expected = original.embed(_PROBES)
    _require_agreement(exported.embed(_PROBES), expected)
    _require_agreement(np.concatenate([exported.embed([probe]) for probe in _PROBES]), expected)
    asked = np.stack([original.embed_question(probe) for probe in _PROBES])
    _require_agreement(np.stack([exported.embed_question(probe) for probe in _PROBES]), asked)


def _from_tokens(model: SentenceTransformer, inputs: list[str]) -> torch.nn.Module:
    """Builds a network of all modules of the model, with L2 normalisation at the end unless its last module does that."""
    import torch

    normalizes = _ends_in_normalization(model)

    class FromTokens(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model.eval()

        def forward(self, *tokens: torch.Tensor) -> torch.Tensor:
            made: torch.Tensor = self.model(dict(zip(inputs, tokens, strict=True)))[_OUTPUT]
            return made if normalizes else torch.nn.functional.normalize(made, p=2.0, dim=1)

    return FromTokens()


def _ends_in_normalization(model: SentenceTransformer) -> bool:
    from sentence_transformers.sentence_transformer.modules import Normalize

    last = model[-1]
    return isinstance(last, Normalize) and getattr(last, "module_output_name", _OUTPUT) == _OUTPUT


def _write_graph(network: torch.nn.Module, target: Path, *, inputs: Sequence[str]) -> None:
    """Writes a network from token ids to one vector per text, in fp32 and fused, for batches of any size and length."""
    import torch

    plain = target.with_name(f"{target.name}.plain")
    with torch.no_grad():
        torch.onnx.export(
            network,
            tuple(torch.ones(2, 8, dtype=torch.int64) for _ in inputs),
            str(plain),
            input_names=list(inputs),
            output_names=["sentence_embedding"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in inputs} | {"sentence_embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
    try:
        _fuse(plain, target)
    finally:
        plain.unlink()


def _require_agreement(found: Vectors, expected: Vectors) -> None:
    """Raises ModelError if unit vectors differ from those of the original."""
    worst = float((found * expected).sum(axis=1).min()) if found.shape == expected.shape else 0.0
    if not worst >= _MIN_COSINE:  # also true of NaN
        raise ModelError(f"The exported model disagrees with the original (cosine {worst:.6f}).")


def _fuse(plain: Path, target: Path) -> None:
    """Rewrites the graph with attention, normalisation and activation fused."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if sys.argv[3:]:
        end_with(int(sys.argv[3]))
    export(Path(sys.argv[1]), Path(sys.argv[2]))
