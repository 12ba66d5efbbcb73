"""Cross-encoders, which read two texts together, in sentence-transformers on torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from alignqa.adapters.models.model_files import ModelFiles
from alignqa.adapters.models.model_libraries import engines
from alignqa.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class LoadedCrossEncoder:
    """A cross-encoder, loaded from safetensors in fp32, without running code of its own and without a network.

    ModelError if it cannot be loaded, the libraries for it are missing, or it has no layer that was trained to score pairs.
    `labels` names its outputs. Safe to use from several threads.
    """

    def __init__(self, files: ModelFiles) -> None:
        self._model = _load(files)
        self._lock = threading.Lock()  # the model changes its tokenizer while it works
        names = getattr(self._model.config, "id2label", None) or {}
        self.labels = tuple(str(names.get(number, number)) for number in range(self._model.num_labels))

    def logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Returns the raw outputs for each pair, not yet probabilities, of shape (len(pairs), len(labels))."""
        with self._lock:
            outputs = self._model.predict(list(pairs), show_progress_bar=False)
        return np.asarray(outputs, dtype=np.float64).reshape(len(pairs), len(self.labels))


def _load(files: ModelFiles) -> CrossEncoder:
    engines(files.name)
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()  # transformers reads this switch, too, when it is imported
    import torch
    from sentence_transformers import CrossEncoder

    try:
        model: CrossEncoder = CrossEncoder(
            str(files.folder),
            local_files_only=True,
            trust_remote_code=False,
            activation_fn=torch.nn.Identity(),
            model_kwargs={"dtype": torch.float32, "use_safetensors": True},
        )
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"{files.folder} cannot be loaded as a cross-encoder: {reason.rstrip('.')}.",
            hint="Check that the model is a complete cross-encoder",
        ) from error
    # A model of another kind would get a last layer of random numbers, and score with it.
    architectures = getattr(model.config, "architectures", None)
    if architectures and type(model.model).__name__ not in architectures:
        raise ModelError(
            f"{files.folder} is not a cross-encoder: it is a {architectures[0]}, which was not trained to score pairs.",
            hint="Choose a model that its authors call a cross-encoder or a reranker",
        )
    return model
