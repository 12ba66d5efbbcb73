"""Cross-encoders, which read two texts together, as sentence-transformers runs them, on torch."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from alignqa.adapters.models.model_files import ModelFiles
from alignqa.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class LoadedCrossEncoder:
    """A cross-encoder, loaded from safetensors in fp32, without code of its own and without a network.

    ModelError where it cannot be loaded, or has no layer that was trained to score pairs.
    `labels` names what it scores. Safe to use from several threads.
    """

    def __init__(self, files: ModelFiles) -> None:
        self._model = _load(files)
        self._one_at_a_time = threading.Lock()  # its tokenizer is changed while it works
        names = getattr(self._model.config, "id2label", None) or {}
        self.labels = tuple(str(names.get(number, number)) for number in range(self._model.num_labels))

    def logits(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """What the model says of each pair, of shape (len(pairs), len(labels)); no probabilities yet."""
        with self._one_at_a_time:
            made = self._model.predict(list(pairs), show_progress_bar=False)
        return np.asarray(made, dtype=np.float64).reshape(len(pairs), len(self.labels))


def _load(files: ModelFiles) -> CrossEncoder:
    from huggingface_hub.utils.tqdm import disable_progress_bars

    disable_progress_bars()  # transformers, too, asks for this, as it is imported
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
            f"{files.folder} cannot be loaded as a cross-encoder: {reason}", hint="Check that it is a whole cross-encoder"
        ) from error
    # Another kind of model would get a last layer of random numbers, and score with it.
    made_as = getattr(model.config, "architectures", None)
    if made_as and type(model.model).__name__ not in made_as:
        raise ModelError(
            f"{files.folder} is no cross-encoder: it is a {made_as[0]}, which was not trained to score pairs.",
            hint="Take a model that its authors call a cross-encoder or a reranker",
        )
    return model
