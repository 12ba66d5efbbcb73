"""Writes an encoder as an ONNX graph, and compares the vectors of the two."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.errors import ModelError
from alignqa.index.interfaces import Vectors

if TYPE_CHECKING:
    import torch

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_MIN_COSINE = 0.99999  # between the graph's vectors and the original's


def write_graph(network: torch.nn.Module, target: Path, *, inputs: Sequence[str] = INPUTS) -> None:
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


def require_agreement(found: Vectors, expected: Vectors) -> None:
    """Raises ModelError if unit vectors differ from those of the original."""
    worst = float((found * expected).sum(axis=1).min()) if found.shape == expected.shape else 0.0
    if not worst >= _MIN_COSINE:  # also true of NaN
        raise ModelError(f"The exported model disagrees with the original (cosine {worst:.6f}).", hint="Update torch and onnx")


def _fuse(plain: Path, target: Path) -> None:
    """Rewrites the graph with attention, normalisation and activation fused."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])
