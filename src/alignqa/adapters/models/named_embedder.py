"""An embedding model that the user names: in ONNX Runtime if it can be exported, else in sentence-transformers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from alignqa.adapters.models import exported_model, model_files
from alignqa.adapters.models.exported_model import GRAPH, ExportedModel, PreparedModel
from alignqa.adapters.models.model_files import ModelFiles
from alignqa.adapters.models.sentence_transformer_embedder import TorchModel, load
from alignqa.index.interfaces import EmbedderIdentity, Vectors


class NamedEmbedder:
    """Embeds with any sentence-transformers model: a folder, relative to the home, or a name on the hub.

    The model is found at first use and prepared once; after that, `identity` reads one small file.
    """

    def __init__(
        self, name: str, home: Path, *, cache: Path, notify: Callable[[str], None] | None = None, threads: int = 0
    ) -> None:
        self._name = name
        self._home = home
        self._cache = cache
        self._notify = notify
        self._threads = threads
        self._found: tuple[ModelFiles, Path, PreparedModel] | None = None
        self._model: ExportedModel | TorchModel | None = None
        self._loading = threading.RLock()

    @property
    def identity(self) -> EmbedderIdentity:
        """The model's name, the hash of its files and the dimension of its vectors; always fp32."""
        files, _, known = self._prepared()
        return EmbedderIdentity(files.name, known.sha256, "fp32", known.dimension)

    def prepare(self) -> None:
        """Exports the model if it has not been exported yet."""
        self._prepared()

    def warm(self) -> ExportedModel | TorchModel:
        """Loads the model now; safe to call from a thread while something else is loaded."""
        with self._loading:
            if self._model is None:
                files, place, known = self._prepared()
                if not known.obstacle and not exported_model.is_whole(place / GRAPH, known.graph_sha256):
                    known = exported_model.prepare(files, place, notify=self._notify)
                self._model = (
                    TorchModel(load(files.folder)) if known.obstacle else ExportedModel(place, known, threads=self._threads)
                )
            return self._model

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns unit vectors of shape (len(texts), dimension), with the model's prompt for documents."""
        return self.warm().embed(texts)

    def embed_question(self, question: str) -> Vectors:
        """Returns a unit vector of shape (dimension,), with the model's prompt for queries."""
        return self.warm().embed_question(question)

    def _prepared(self) -> tuple[ModelFiles, Path, PreparedModel]:
        with self._loading:  # so that two threads do not both prepare the model
            if self._found is None:
                files = model_files.find(self._name, self._home)
                place = self._cache / "models" / hashlib.sha256(str(files.folder).encode()).hexdigest()[:16]
                self._found = files, place, exported_model.prepared(files, place, notify=self._notify)
            return self._found
