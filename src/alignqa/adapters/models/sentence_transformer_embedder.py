"""Models in sentence-transformers on torch: for those that cannot be exported."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alignqa.index.interfaces import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def load(folder: Path, *, device: str | None = None, attention: str | None = None) -> SentenceTransformer:
    """Loads the model in a folder, in fp32, from safetensors, without running code of its own and without a network.

    Without a `device`, torch chooses one: a GPU if there is one.
    """
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()  # transformers reads this switch, too, when it is imported
    import torch
    from sentence_transformers import SentenceTransformer

    options = {"dtype": torch.float32, "use_safetensors": True} | ({"attn_implementation": attention} if attention else {})
    return SentenceTransformer(str(folder), device=device, local_files_only=True, trust_remote_code=False, model_kwargs=options)


class TorchModel:
    """A model in sentence-transformers, with its own prompts."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model
        self._lock = threading.Lock()  # the model changes its tokenizer while it works

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns unit vectors of documents, of shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self._model.get_embedding_dimension() or 0), dtype=np.float32)
        with self._lock:
            made = self._model.encode_document(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(made, dtype=np.float32)

    def embed_question(self, question: str) -> Vectors:
        """Returns the unit vector of a query."""
        with self._lock:
            made = self._model.encode_query(question, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(made, dtype=np.float32)
