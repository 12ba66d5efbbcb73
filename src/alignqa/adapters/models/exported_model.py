"""A model prepared for use: once, in a process of its own, and kept with what is known of it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from alignqa.adapters.models.model_files import ModelFiles
from alignqa.adapters.models.onnx_embedder import OnnxEncoder
from alignqa.errors import ModelError, StorageError
from alignqa.index.catalogue.records import file_sha256
from alignqa.index.interfaces import Vectors

GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
_RECORD = "prepared.json"


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """What is known of a model once it was prepared; `obstacle` says why it has no graph, if it has none."""

    stamp: str
    sha256: str
    dimension: int
    prompt: str
    question_prompt: str
    engines: str
    graph_sha256: str = ""
    obstacle: str = ""

    def save(self, place: Path) -> None:
        """Writes it beside the graph."""
        (place / _RECORD).write_text(json.dumps(asdict(self)), encoding="utf-8")

    def holds(self, files: ModelFiles) -> bool:
        """Whether it still tells of these files; an obstacle counts for the engines only that it was met with."""
        return self.stamp == files.stamp() and (not self.obstacle or self.engines == engines())


class ExportedModel:
    """A model in ONNX Runtime, with its own prompts."""

    def __init__(self, place: Path, preparation: PreparedModel, *, threads: int = 0) -> None:
        self._encoder = OnnxEncoder(place / GRAPH, place / TOKENIZER, dimension=preparation.dimension, threads=threads)
        self._preparation = preparation

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of documents, of shape (len(texts), dimension)."""
        return self._encoder.encode([self._preparation.prompt + text for text in texts])

    def embed_question(self, question: str) -> Vectors:
        """A unit vector of a query."""
        vector: Vectors = self._encoder.encode([self._preparation.question_prompt + question])[0]
        return vector


def engines() -> str:
    """The versions of what exports a model, without loading any of it."""
    return " ".join(f"{name} {version(name)}" for name in ("torch", "sentence-transformers", "transformers", "onnxruntime"))


def prepared(files: ModelFiles, place: Path, *, notify: Callable[[str], None] | None = None) -> PreparedModel:
    """What is known of a model, whose graph lies in `place`; it is prepared where that was not done yet.

    `notify` is told, then, how the model runs.
    """
    try:
        known = PreparedModel(**json.loads((place / _RECORD).read_text(encoding="utf-8")))
        if known.holds(files):
            return known
    except (OSError, ValueError, TypeError):
        pass  # nothing is kept, or nothing that can be read
    return prepare(files, place, notify=notify)


def prepare(files: ModelFiles, place: Path, *, notify: Callable[[str], None] | None = None) -> PreparedModel:
    """Prepares a model anew."""
    if notify:
        notify(f"Preparing the embedding model {files.name} (once)")
    scratch = place.with_name(f"{place.name}.{os.getpid()}.tmp")
    try:
        scratch.mkdir(parents=True)
        try:
            _run_export(files, scratch)
            made = PreparedModel(**json.loads((scratch / _RECORD).read_text(encoding="utf-8")))
            place.mkdir(exist_ok=True)
            for name in (GRAPH, TOKENIZER, _RECORD):  # the record last: whoever sees it sees all
                if (scratch / name).exists():
                    (scratch / name).replace(place / name)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise StorageError(
            f"The model cannot be kept in {place.parent}: {error}.", hint="Free some space, or set cache to another folder"
        ) from error
    if notify:
        way = f"sentence-transformers, not in ONNX Runtime: {made.obstacle}" if made.obstacle else "ONNX Runtime"
        notify(f"The embedding model {files.name} runs in {way}")
    return made


def is_whole(place: Path, preparation: PreparedModel) -> bool:
    """Whether the graph in `place` is the one that was proven."""
    try:
        return file_sha256(place / GRAPH) == preparation.graph_sha256
    except OSError:
        return False


def _run_export(files: ModelFiles, target: Path) -> None:
    """Exports in a process of its own, since torch takes seconds to load and would stay in memory."""
    command = [sys.executable, "-m", "alignqa.adapters.models.model_export", str(files.folder), str(target)]
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}  # whatever belongs to the model lies in its folder
    run = subprocess.run(  # noqa: S603 - our own module
        command, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False, env=offline
    )
    if run.returncode:
        last = run.stderr.strip().splitlines()[-1:] or ["no message"]
        raise ModelError(
            f"The embedding model {files.name} cannot be prepared: {last[0]}",
            hint="Check that it is a whole sentence-transformers model; update torch, onnx and sentence-transformers",
        )
