"""Exports the packaged MiniLM to one ONNX graph and compares it with the original.

Run as a process of its own: `python -m alignqa.adapters.models.minilm_export FILE`.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alignqa.adapters.models import minilm
from alignqa.adapters.models.onnx_embedder import OnnxEncoder
from alignqa.adapters.models.onnx_graph import require_agreement, write_graph

if TYPE_CHECKING:
    import torch

_PROBES = (
    "A learned model can itself be an optimizer.",
    "Reward.",
    "When training and deployment differ, the goal that a system has learned may come apart from the one that was meant.",
)


def export(target: Path) -> None:
    """Writes the encoder with mean pooling and L2 normalisation as one graph, with free batch and length.

    ModelError when the graph disagrees with sentence-transformers on the probe texts.
    """
    from sentence_transformers import SentenceTransformer

    folder = minilm.model_folder()
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"})
    expected = np.asarray(model.encode(list(_PROBES), normalize_embeddings=True, show_progress_bar=False), dtype=np.float32)
    write_graph(_pooled(model[0].get_submodule("auto_model").eval()), target)
    encoder = OnnxEncoder(target, folder / "tokenizer.json", dimension=minilm.IDENTITY.dimension, max_tokens=minilm.MAX_TOKENS)
    require_agreement(encoder.encode(_PROBES), expected)


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
