"""Exported models: each is exported once, in a process of its own, and kept with a record of its properties."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from alignqa.adapters.models.model_files import ModelFiles
from alignqa.adapters.models.model_libraries import engines
from alignqa.adapters.models.onnx_encoder import OnnxEncoder
from alignqa.errors import ModelError, StorageError
from alignqa.index.catalogue.records import file_sha256
from alignqa.index.interfaces import Vectors
from alignqa.papers.parsing.confined.lifeline import held_line

GRAPH = "model.onnx"
TOKENIZER = "tokenizer.json"
_RECORD = "prepared.json"
_EXPORT_S = 3_600.0  # on a slow machine, the export of a small model takes a few minutes


@dataclass(frozen=True, slots=True)
class PreparedModel:
    """The record of a prepared model; where the model cannot be exported, `obstacle` says why and there is no graph."""

    stamp: str
    sha256: str
    dimension: int
    prompt: str
    question_prompt: str
    engines: str
    graph_sha256: str = ""
    obstacle: str = ""

    @classmethod
    def load(cls, folder: Path) -> PreparedModel:
        """Reads the record in a folder; OSError, ValueError or TypeError where there is none or it is damaged."""
        return cls(**json.loads((folder / _RECORD).read_text(encoding="utf-8")))

    def save(self, folder: Path) -> None:
        """Writes the record into a folder, beside the graph."""
        (folder / _RECORD).write_text(json.dumps(asdict(self)), encoding="utf-8")

    def is_current(self, files: ModelFiles) -> bool:
        """Checks whether it still describes these files; an obstacle counts only for the engines that met it."""
        return self.stamp == files.stamp() and (not self.obstacle or self.engines == engines(files.name))


class ExportedModel:
    """A model in ONNX Runtime, with its own prompts."""

    def __init__(self, folder: Path, record: PreparedModel, *, threads: int = 0) -> None:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        tokenizer.no_padding()
        self._encoder = OnnxEncoder(folder / GRAPH, tokenizer, dimension=record.dimension, threads=threads)
        self._record = record

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns unit vectors of documents, of shape (len(texts), dimension)."""
        return self._encoder.encode([self._record.prompt + text for text in texts])

    def embed_question(self, question: str) -> Vectors:
        """Returns the unit vector of a query."""
        vector: Vectors = self._encoder.encode([self._record.question_prompt + question])[0]
        return vector


def prepared(files: ModelFiles, folder: Path, *, notify: Callable[[str], None] | None = None) -> PreparedModel:
    """Returns the record of a model whose graph is kept in `folder`; prepares the model if it has not been prepared.

    `notify` is then told how the model runs.
    """
    try:
        known = PreparedModel.load(folder)
        if known.is_current(files):
            return known
    except (OSError, ValueError, TypeError):
        pass  # there is no record, or a damaged one
    return prepare(files, folder, notify=notify)


def prepare(files: ModelFiles, folder: Path, *, notify: Callable[[str], None] | None = None) -> PreparedModel:
    """Prepares a model, even if it has been prepared before.

    ModelError if it cannot be loaded, or the libraries for that are missing; StorageError if a file cannot be written.
    """
    engines(files.name)
    if notify:
        notify(f"Preparing the embedding model {files.name} (once)")
    try:
        made = _export(files, folder)
    except OSError as error:
        raise StorageError(
            f"The model cannot be kept in {folder.parent}: {error}.", hint="Free some space, or set cache to another folder"
        ) from error
    if notify:
        runs_in = f"sentence-transformers, not in ONNX Runtime: {made.obstacle}" if made.obstacle else "ONNX Runtime"
        notify(f"The embedding model {files.name} runs in {runs_in}")
    return made


def is_whole(graph: Path, sha256: str) -> bool:
    """Checks whether a graph is the one that was compared with the original."""
    try:
        return file_sha256(graph) == sha256
    except OSError:
        return False


def _export(files: ModelFiles, folder: Path) -> PreparedModel:
    """Exports into a temporary folder beside `folder`, and moves what was made into it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".tmp", dir=folder.parent))
    try:
        _run_export(files.folder, scratch, files.name)
        made = PreparedModel.load(scratch)
        folder.mkdir(exist_ok=True)
        for name in (GRAPH, TOKENIZER, _RECORD):  # the record last: once it is there, the others are
            if (scratch / name).exists():
                (scratch / name).replace(folder / name)
        return made
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run_export(folder: Path, target: Path, name: str) -> None:
    """Exports in a process of its own, since torch takes seconds to load and would stay in memory."""
    command = [sys.executable, "-m", "alignqa.adapters.models.model_export", str(folder), str(target)]
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}  # everything that belongs to the model is in its folder
    with held_line() as line:
        lines = () if line is None else (line,)
        try:
            run = subprocess.run(  # noqa: S603 - our own module
                [*command, *map(str, lines)],
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                check=False,
                env=offline,
                timeout=_EXPORT_S,
                pass_fds=lines,
            )
        except subprocess.TimeoutExpired as error:
            raise ModelError(
                f"The embedding model {name} could not be prepared within {_EXPORT_S / 60:.0f} minutes.",
                hint="Try again when the machine is less busy, or choose a smaller model",
            ) from error
    if run.returncode:
        last = run.stderr.strip().splitlines()[-1:] or ["no message"]
        raise ModelError(
            f"The embedding model {name} cannot be prepared: {last[0].rstrip('.')}.",
            hint="Check that it is a complete sentence-transformers model; update torch, onnx and sentence-transformers",
        )
