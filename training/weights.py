"""Weights on disk: a cross-encoder's as they come, and a reader's in eight bits with a scale for each row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from transformers import BertConfig

from training.network import ReaderNetwork

_PARTS = 2  # files, so that each stays small


def read_cross_encoder(folder: Path) -> tuple[dict[str, Any], dict[str, torch.Tensor]]:
    """Reads the configuration and the weights of a cross-encoder of sentence-transformers."""
    return json.loads((folder / "config.json").read_text(encoding="utf-8")), load_file(folder / "model.safetensors")


def save(network: ReaderNetwork, folder: Path, name: str) -> None:
    """Writes a reader as `NAME-0.npz`, `NAME-1.npz`: matrices in eight bits, everything else as it is."""
    arrays: dict[str, NDArray[Any]] = {
        "config": np.frombuffer(json.dumps(network.bert.config.to_dict()).encode(), dtype=np.uint8)
    }
    for key, value in network.state_dict().items():
        if key.endswith("position_ids"):
            continue
        array = value.detach().float().cpu().numpy()
        if array.ndim == 2 and array.size > 10_000:
            scale = np.maximum(np.abs(array).max(axis=1), 1e-9).astype(np.float32) / 127.0
            arrays[key] = np.round(array / scale[:, None]).clip(-127, 127).astype(np.int8)
            arrays[f"{key}/scale"] = scale
        else:
            arrays[key] = array.astype(np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    parts: list[dict[str, NDArray[Any]]] = [{} for _ in range(_PARTS)]
    for key in sorted(arrays, key=lambda key: -arrays[key].nbytes):
        min(parts, key=lambda part: sum(one.nbytes for one in part.values()))[key] = arrays[key]
    for number, part in enumerate(parts):
        np.savez(folder / f"{name}-{number}.npz", **part)  # type: ignore[arg-type]  # no name is an option


def load(folder: Path, name: str) -> ReaderNetwork:
    """Reads what `save` wrote; the matrices have the values that eight bits can hold."""
    arrays = {key: value for number in range(_PARTS) for key, value in np.load(folder / f"{name}-{number}.npz").items()}
    network = ReaderNetwork(BertConfig(**json.loads(arrays.pop("config").tobytes())))
    state = network.state_dict()
    for key, array in arrays.items():
        if not key.endswith("/scale"):
            scale = arrays.get(f"{key}/scale")
            state[key] = torch.from_numpy(array.astype(np.float32) * scale[:, None] if scale is not None else array)
    network.load_state_dict(state)
    return network
