"""The files of a model that the settings name: their folder and the hashes that identify them."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from alignqa.adapters.models import model_hub
from alignqa.adapters.models.model_roles import EMBEDDER, ModelRole
from alignqa.errors import ModelError, SettingsError
from alignqa.index.catalogue.records import file_sha256

_HUB_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*", re.ASCII)
_RELEVANT = {".safetensors", ".json", ".txt", ".model"}  # weights, settings, vocabularies


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model in a folder, with the name under which an index remembers it and the files that determine its vectors."""

    name: str
    folder: Path
    files: tuple[Path, ...]

    def stamp(self) -> str:
        """Hashes the names, sizes and times of the files, which is quick: while this stays the same, so does `sha256`."""
        parts = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in self.files]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def sha256(self) -> str:
        """Hashes the names and contents of the files; the result does not depend on where the folder is."""
        lines = (f"{file_sha256(file)}  {file.relative_to(self.folder).as_posix()}\n" for file in self.files)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def find(name: str, home: Path, role: ModelRole = EMBEDDER) -> ModelFiles:
    """Finds the model that `name` names: a folder, relative to the home, or a model in the hub cache of this machine.

    ModelError if it is not there, has no safetensors weights, or has modules that are not from sentence-transformers.
    """
    folder = _folder(name, home, role)
    if folder is not None:
        return in_folder(folder)
    cached = model_hub.cached(name)
    if cached is None:
        raise ModelError(
            f"The {role.noun} {name} is not on this machine: no such folder, and not in the hub cache.",
            hint="Run alignqa ingest PATH with a network and without HF_HUB_OFFLINE, which downloads it",
        )
    return ModelFiles(name, cached, _relevant_files(cached))


def in_folder(folder: Path) -> ModelFiles:
    """Finds the model in a folder; ModelError as in `find`."""
    return ModelFiles(folder.name, folder, _relevant_files(folder))


def is_missing(name: str, home: Path, role: ModelRole = EMBEDDER) -> bool:
    """Checks whether the model has to be downloaded before it can be used."""
    return _folder(name, home, role) is None and model_hub.cached(name) is None


def _folder(name: str, home: Path, role: ModelRole) -> Path | None:
    """Finds the folder that a name means, None for a model on the hub; SettingsError if it can be neither."""
    folder = (home / Path(name).expanduser()).resolve()
    if folder.is_dir():
        return folder
    if not _HUB_NAME.fullmatch(name):
        raise SettingsError(
            f"There is no folder {folder}, and {name!r} cannot be the name of a model on the Hugging Face hub.",
            hint=f"Set {role.setting} to a folder, or to OWNER/NAME, such as {role.example}",
        )
    return None


def _relevant_files(folder: Path) -> tuple[Path, ...]:
    """Lists the files of the model and of its modules, sorted."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        folders = {folder, *(folder / module["path"] for module in modules)}
        foreign = [module["type"] for module in modules if not module["type"].startswith("sentence_transformers.")]
    except FileNotFoundError:
        folders, foreign = {folder}, []  # sentence-transformers pools an encoder without modules by the mean
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{folder / 'modules.json'} cannot be read: {error}.", hint="Download the model again") from error
    if foreign:
        raise ModelError(
            f"The model in {folder} brings code of its own ({foreign[0]}), which alignqa does not run.",
            hint="Choose a model that consists of modules of sentence-transformers",
        )
    files = sorted(file for folder in folders if folder.is_dir() for file in folder.iterdir() if file.suffix in _RELEVANT)
    if not any(file.suffix == ".safetensors" for file in files):
        raise ModelError(
            f"There are no safetensors weights in {folder}; pickled weights can run code and are not read.",
            hint="Choose a complete model with safetensors weights, or convert this one",
        )
    return tuple(files)
