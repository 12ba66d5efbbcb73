"""A cross-encoder for natural language inference, from a folder that the user has; sentence-transformers runs it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alignqa.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_LABEL = "entailment"


class CrossEncoderEntailment:
    """Judges pairs with a model whose labels include "entailment"; it is loaded when it is first used, and never fetched."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entails(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The probability, 0…1, that the premise entails the hypothesis, for each pair; ModelError where there is no model."""
        model, label = self._model
        logits = np.asarray(model.predict(list(pairs), show_progress_bar=False), dtype=np.float64)
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        return [float(row[label] / row.sum()) for row in exponentials]

    @cached_property
    def _model(self) -> tuple[CrossEncoder, int]:
        if not (self._folder / "config.json").is_file():
            raise ModelError(
                f"{self._folder} is no model folder.", hint="Name one with a config.json: entailment in alignqa.toml"
            )
        from sentence_transformers import CrossEncoder
        from torch import nn

        try:
            with contextlib.redirect_stderr(io.StringIO()):  # progress of loading
                model = CrossEncoder(
                    str(self._folder), local_files_only=True, device="cpu", activation_fn=nn.Identity(), trust_remote_code=False
                )
        except Exception as error:
            raise ModelError(f"{self._folder} cannot be loaded.", hint="Check that it is a whole cross-encoder") from error
        labels = {str(name).casefold(): number for number, name in (model.config.id2label or {}).items()}
        if _LABEL not in labels:
            raise ModelError(f"{self._folder} does not say which label is entailment.", hint="Take a model for inference (NLI)")
        return model, int(labels[_LABEL])
