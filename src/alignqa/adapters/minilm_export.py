"""Exports the packaged MiniLM to one ONNX graph and compares it with the original.

Run as a process of its own: `python -m alignqa.adapters.minilm_export FILE`.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alignqa.adapters.minilm import model_folder
from alignqa.adapters.onnx_embedder import OnnxEncoder
from alignqa.errors import ModelError

if TYPE_CHECKING:
    import torch

_PROBES = (
    "A learned model can itself be an optimizer.",
    "Reward.",
    "When training and deployment differ, the goal that a system has learned may come apart from the one that was meant.",
)
_AGREEMENT = 0.99999  # the least cosine between the graph's vectors and the original's
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export(target: Path) -> None:
    """Writes the encoder with mean pooling and L2 normalisation as one graph, with free batch and length.

    ModelError when the graph disagrees with sentence-transformers on the probe texts.
    """
    import torch
    from sentence_transformers import SentenceTransformer

    folder = model_folder()
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"})
    expected = np.asarray(model.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)
    plain = target.with_name(f"{target.name}.plain")
    with torch.no_grad():
        torch.onnx.export(
            _pooled(model[0].get_submodule("auto_model").eval()),
            tuple(torch.ones(2, 8, dtype=torch.int64) for _ in _INPUTS),
            str(plain),
            input_names=list(_INPUTS),
            output_names=["sentence_embedding"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in _INPUTS} | {"sentence_embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )
    try:
        _fuse(plain, target)
    finally:
        plain.unlink()
    found = OnnxEncoder(target, folder / "tokenizer.json").encode(_PROBES)
    worst = float((found * expected).sum(axis=1).min())
    if worst < _AGREEMENT:
        raise ModelError(f"The exported model disagrees with the original (cosine {worst:.6f}).", hint="Update torch and onnx")


def _fuse(plain: Path, target: Path) -> None:
    """Writes the graph with attention, normalisation and activation fused, as it is run."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(target)
    onnxruntime.InferenceSession(str(plain), options, providers=["CPUExecutionProvider"])


def _pooled(encoder: torch.nn.Module) -> torch.nn.Module:
    import torch

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
            output = self.encoder(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
            mask = attention_mask.unsqueeze(-1).to(torch.float32)
            mean = (output.last_hidden_state * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2.0, dim=1)

    return Pooled()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    export(Path(sys.argv[1]))
