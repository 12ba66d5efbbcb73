"""A cross-encoder for natural language inference, from a folder that the user names."""

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
    """Judges pairs with a model that has a label "entailment"; it is loaded at first use, and never downloaded."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entails(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Returns the probability, 0…1, that each premise entails its hypothesis; ModelError if there is no model."""
        model, label = self._model
        logits = model.logits(pairs)
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [float(row[label] / row.sum()) for row in exponentials]

    @cached_property
    def _model(self) -> tuple[LoadedCrossEncoder, int]:
        if not (self._folder / "config.json").is_file():
            raise ModelError(
                f"{self._folder} is not a model folder: it has no config.json.",
                hint="Set entailment in alignqa.toml to a model folder",
            )
        model = LoadedCrossEncoder(model_files.in_folder(self._folder))
        labels = [name.casefold() for name in model.labels]
        if _LABEL not in labels:
            raise ModelError(
                f"The model in {self._folder} has no label called entailment.",
                hint="Set entailment in alignqa.toml to a model for natural language inference (NLI)",
            )
        return model, labels.index(_LABEL)
