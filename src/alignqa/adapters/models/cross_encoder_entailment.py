"""A cross-encoder for natural language inference, from a folder that the user has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from alignqa.adapters.models import model_files
from alignqa.adapters.models.cross_encoder import LoadedCrossEncoder
from alignqa.errors import ModelError

_LABEL = "entailment"


class CrossEncoderEntailment:
    """Judges pairs with a model whose labels include "entailment"; it is loaded when it is first used, and never fetched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entails(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The probability, 0…1, that the premise entails the hypothesis, for each pair; ModelError where there is no model."""
        model, label = self._model
        logits = model.logits(pairs)
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [float(row[label] / row.sum()) for row in exponentials]

    @cached_property
    def _model(self) -> tuple[LoadedCrossEncoder, int]:
        if not (self._folder / "config.json").is_file():
            raise ModelError(
                f"{self._folder} is no model folder.", hint="Name one with a config.json: entailment in alignqa.toml"
            )
        model = LoadedCrossEncoder(model_files.in_folder(self._folder))
        labels = [name.casefold() for name in model.labels]
        if _LABEL not in labels:
            raise ModelError(f"{self._folder} does not say which label is entailment.", hint="Take a model for inference (NLI)")
        return model, labels.index(_LABEL)
