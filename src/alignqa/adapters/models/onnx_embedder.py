"""The default embedder: the packaged MiniLM in ONNX Runtime, fp32."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from weakref import WeakValueDictionary

from alignqa.adapters.models import minilm
from alignqa.adapters.models.onnx_encoder import OnnxEncoder
from alignqa.index.interfaces import EmbedderIdentity, Vectors


class OnnxEmbedder:
    """Embeds with the packaged MiniLM, which is loaded at the first `embed` or `warm`; ModelError if it is damaged.

    `folder` holds its files; `threads` is how many threads compute, 0 for one per core; the vectors are the same.
    """

    def __init__(self, folder: Path = minilm.FOLDER, *, threads: int = 0) -> None:
        self._folder = folder
        self._threads = threads
        self._encoder: OnnxEncoder | None = None
        self._loading = threading.Lock()

    @classmethod
    def shared(cls, threads: int = 0) -> OnnxEmbedder:
        """Returns the embedder that all homes of this process share, so that it is loaded once; the last lets go of it."""
        with _SHARING:
            return _SHARED.setdefault(threads, cls(threads=threads))

    @property
    def identity(self) -> EmbedderIdentity:
        """all-MiniLM-L6-v2 in fp32."""
        return minilm.IDENTITY

    def prepare(self) -> None:
        """Does nothing: this model comes prepared."""

    def warm(self) -> OnnxEncoder:
        """Loads the model now; safe to call from a thread while something else is loaded."""
        with self._loading:
            if self._encoder is None:
                self._encoder = OnnxEncoder(
                    minilm.graph_file(self._folder),
                    minilm.tokenizer(self._folder),
                    dimension=minilm.IDENTITY.dimension,
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


_SHARED: WeakValueDictionary[int, OnnxEmbedder] = WeakValueDictionary()
_SHARING = threading.Lock()
