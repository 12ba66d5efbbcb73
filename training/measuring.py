"""Measures a reader on the groups that it did not learn from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from training.batches import Prepared, collate
from training.network import ANSWERED, RELEVANCE, SUPPORTS, ReaderNetwork
from training.pools import Judgement

Read = tuple[NDArray[Any], NDArray[Any]]
"""The outputs for the windows of a group, of shape (windows, 5), and for their sentences, of shape (windows, sentences)."""
_DECLINED_WRONGLY = 0.05  # of the answerable questions, where it is measured how many others are declined
_LABELS = {Judgement.SUPPORTS: "supports", Judgement.CONTRADICTS: "contradicts", Judgement.NOT_SUPPORTS: "not supports"}


@torch.no_grad()
def scores(network: ReaderNetwork, groups: Sequence[Prepared]) -> list[Read]:
    """Reads all windows of all groups."""
    device = next(network.parameters()).device
    network.eval()
    found: list[Read] = []
    for group in groups:
        if not group.windows:
            found.append((np.zeros((0, 5)), np.zeros((0, 1))))
            continue
        batch = collate([group]).to(device)
        window, tokens = network(**batch.inputs)
        needed, _ = batch.of_sentences(tokens)
        found.append((window.float().cpu().numpy(), needed.cpu().numpy()))
    return found


def measure(groups: Sequence[Prepared], read: Sequence[Read]) -> dict[str, float]:
    """Returns the figures for what there are groups of.

    `first` and `any` (of five) are right answers by relevance; `auc` is how well *answered* tells answerable questions from
    others, `declined at 0.05` how many others are declined where one in twenty answerable ones is.
    `… called supports` is how often a statement's window of that label is taken for support.
    """
    result: dict[str, float] = {}
    for source in ("reading", "literature"):
        yes, no = _of(source, groups, read), _of(f"{source}-no", groups, read)
        if yes:
            ranked = [group.relevant[np.argsort(-window[:, RELEVANCE], kind="stable")] == 1 for group, window in yes]
            result[f"{source} first"] = float(np.mean([rank[0] for rank in ranked]))
            result[f"{source} any"] = float(np.mean([rank[:5].any() for rank in ranked]))
        if yes and no:
            answered, declined = (np.array([window[:, ANSWERED].max() for _, window in some]) for some in (yes, no))
            result[f"{source} auc"] = float(np.mean(answered[:, None] > declined[None, :]))
            result[f"{source} declined at 0.05"] = float(np.mean(declined < np.quantile(answered, _DECLINED_WRONGLY)))
    said = _of("said", groups, read)
    for label, name in _LABELS.items():
        guessed = [window[group.judgement == label, SUPPORTS:].argmax(axis=1) == 0 for group, window in said]
        if guessed and (together := np.concatenate(guessed)).size:
            result[f"{name} called supports"] = float(together.mean())
    return {name: round(value, 4) for name, value in result.items()}


def write_scores(path: Path, read: Sequence[Read]) -> None:
    """Writes the outputs of each group, compressed."""
    arrays = {f"{kind}{n}": one[k].astype(np.float32) for n, one in enumerate(read) for k, kind in enumerate(("w", "n"))}
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # the names are ours, and none is an option


def _of(source: str, groups: Sequence[Prepared], read: Sequence[Read]) -> list[tuple[Prepared, NDArray[Any]]]:
    return [(group, window) for group, (window, _) in zip(groups, read, strict=True) if group.source == source and group.windows]
