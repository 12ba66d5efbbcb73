"""A cross-encoder for relevance as a reranker, from a folder or from the hub cache of this machine."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from alignqa.adapters.models import model_files
from alignqa.adapters.models.cross_encoder import LoadedCrossEncoder
from alignqa.adapters.models.model_files import ModelFiles
from alignqa.adapters.models.model_roles import RERANKER
from alignqa.errors import ModelError


class CrossEncoderReranker:
    """Reranks with any cross-encoder that has one label: a folder, relative to the home, or a name on the hub.

    The model is found and loaded at first use; safe to use from several threads.
    """

    def __init__(self, model: str, home: Path) -> None:
        self._model_name = model
        self._home = home
        self._model: LoadedCrossEncoder | None = None
        self._loading = threading.Lock()

    @cached_property
    def name(self) -> str:
        """The model's name and the hash of its files; reading it does not load the model."""
        return f"{self._files.name}@{self._files.sha256()[:12]}"

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Returns the relevance of each text, 0…1: the sigmoid of the model's output. ModelError if there is no such model."""
        logits = self._loaded().logits([(question, text) for text in texts])[:, 0]
        return [float(score) for score in np.exp(-np.logaddexp(0.0, -logits))]

    @cached_property
    def _files(self) -> ModelFiles:
        return model_files.find(self._model_name, self._home, RERANKER)

    def _loaded(self) -> LoadedCrossEncoder:
        with self._loading:  # so that two threads do not both load the model
            if self._model is None:
                model = LoadedCrossEncoder(self._files)
                if len(model.labels) != 1:
                    raise ModelError(
                        f"The reranker {self._files.name} has {len(model.labels)} labels; a model for relevance has one.",
                        hint=f"Choose a cross-encoder for relevance, such as {RERANKER.example}",
                    )
                self._model = model
            return self._model
