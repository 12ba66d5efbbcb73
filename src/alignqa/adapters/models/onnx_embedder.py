"""The default embedder: the packaged MiniLM in ONNX Runtime, fp32."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from alignqa.adapters.models import minilm
from alignqa.adapters.models.onnx_encoder import OnnxEncoder
from alignqa.index.interfaces import EmbedderIdentity, Vectors


class OnnxEmbedder:
    """Embeds with the packaged MiniLM, which is loaded, and exported if necessary, at the first `embed` or `warm`.

    `threads` is how many threads compute, 0 for one per core; the vectors are the same.
    """

    def __init__(self, cache: Path, *, notify: Callable[[str], None] | None = None, threads: int = 0) -> None:
        self._cache = cache
        self._notify = notify
        self._threads = threads
        self._encoder: OnnxEncoder | None = None
        self._loading = threading.Lock()

    @property
    def identity(self) -> EmbedderIdentity:
        """all-MiniLM-L6-v2 in fp32."""
        return minilm.IDENTITY

    def prepare(self) -> None:
        """Exports the model if it has not been exported yet."""
        minilm.onnx_file(self._cache, notify=self._notify)

    def warm(self) -> OnnxEncoder:
        """Loads the model now; safe to call from a thread while something else is loaded."""
        with self._loading:
            if self._encoder is None:
                folder = minilm.model_folder()
                graph = minilm.onnx_file(self._cache, notify=self._notify)
                self._encoder = OnnxEncoder(
                    graph,
                    folder / "tokenizer.json",
                    dimension=minilm.IDENTITY.dimension,
                    max_tokens=minilm.MAX_TOKENS,
                    threads=self._threads,
                )
            return self._encoder

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns unit vectors of shape (len(texts), 384)."""
        return self.warm().encode(texts)

    def embed_question(self, question: str) -> Vectors:
        """Returns a unit vector of shape (384,): this model treats questions like other texts."""
        vector: Vectors = self.embed([question])[0]
        return vector
