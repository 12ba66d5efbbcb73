"""The output folder of a batch: pages with their answer files, an index, and the manifest that repeats and resumes the run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alignqa.errors import AlignqaError, IndexUnavailable, StorageError, UsageError
from alignqa.index.catalogue.reading import Catalogue

BATCH_SCHEMA = "alignqa.summaries/1"
MANIFEST = "manifest.json"

Files = Mapping[str, str]
"""File names with their contents."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to make: its name, and what makes its files."""

    name: str
    make: Callable[[], Files]


@dataclass(frozen=True, slots=True)
class BatchRun:
    """What a batch was made with: the command that repeats it, the state of the index, versions, inputs, a hash of the code."""

    command: str
    index: str
    version: str
    inputs: tuple[tuple[str, str], ...] = ()
    code: str = ""

    @property
    def fingerprint(self) -> str:
        """A hash of all of it: pages of another run are made anew."""
        return hashlib.sha256(json.dumps([self.command, self.index, self.version, self.inputs, self.code]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BatchReport:
    """How a batch ended: the number of pages made, of those that were there, and what failed, by name."""

    made: int
    kept: int
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Record:
    """What the manifest says: the hash of each file by task, what failed, and the hashes of the files of other runs before it."""

    fingerprint: str
    tasks: dict[str, dict[str, str]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, str]:
        """The hash of each file of this run."""
        return {name: digest for files in self.tasks.values() for name, digest in files.items()}

    @property
    def all_files(self) -> dict[str, str]:
        """The hash of each file of the folder that a batch wrote."""
        return {**self.former, **self.files}


class OutputFolder:
    """A folder that a batch writes to; what others wrote there is never overwritten unless `force` is given."""

    def __init__(self, path: Path, run: BatchRun, *, force: bool = False) -> None:
        self._path = path
        self._run = run
        self._force = force
        self._before = _read(path / MANIFEST, force=force)
        self._record = _Record(run.fingerprint)

    @property
    def pages(self) -> frozenset[str]:
        """The names of the pages that earlier runs wrote and that are there still, without their endings."""
        names = (name for name in self._before.all_files if name.endswith(".md") and (self._path / name).exists())
        return frozenset(name.removesuffix(".md") for name in names)

    def write(self, tasks: Sequence[PageTask], finish: Callable[[Sequence[str]], Files], *, progress: Progress) -> BatchReport:
        """Makes what is not there yet, one task after the other, then the files that need all of them, such as an index.

        `finish` is given the names of the tasks that did not fail, whose files are there then.
        A task that fails is noted and the others go on, unless the disk or the index failed.
        Each file is whole or absent, and is in the manifest when the next task begins.
        """
        made = kept = 0
        for done, task in enumerate(tasks, start=1):
            if (files := self._there(task.name)) is not None:
                self._record.tasks[task.name] = files
                kept += 1
            else:
                made += self._make(task)
            progress(done, len(tasks))
        self._record.tasks[""] = self._put(finish([task.name for task in tasks if task.name not in self._record.failed]))
        self._save(done=True)
        return BatchReport(made, kept, tuple(self._record.failed.items()))

    def _make(self, task: PageTask) -> int:
        try:
            files = task.make()
        except (StorageError, IndexUnavailable):
            raise  # every other page would fail, too
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one page must not cost the others
            self._record.failed[task.name] = (
                error.message if isinstance(error, AlignqaError) else f"{type(error).__name__}: {error}"
            )
            return 0
        self._record.tasks[task.name] = self._put(files)
        self._save()
        return 1

    def _there(self, name: str) -> dict[str, str] | None:
        """The files of a task that this same run made before and nobody changed since."""
        files = self._before.tasks.get(name) if self._before.fingerprint == self._run.fingerprint else None
        if not files or any(_digest_of(self._path / file) != digest for file, digest in files.items()):
            return None
        return files

    def _put(self, files: Files) -> dict[str, str]:
        for name, text in files.items():
            self._guard(name, text)
            _write(self._path / name, text)
        return {name: _digest(text.encode()) for name, text in files.items()}

    def _guard(self, name: str, text: str) -> None:
        """Refuses to overwrite a file that is not of an earlier batch, or was changed since."""
        found = _digest_of(self._path / name)
        ours = {None, _digest(text.encode()), self._before.all_files.get(name), self._record.files.get(name)}
        if not self._force and found not in ours:
            raise UsageError(
                f"{self._path / name} was written or changed by somebody else.",
                hint="Name another folder: --out DIR; or overwrite what is there: --force",
            )

    def _save(self, *, done: bool = False) -> None:
        """The manifest; what was there before stays known as ours: to go on from, to be replaced, or to stand beside the new."""
        tasks: dict[str, dict[str, str]] = self._record.tasks
        former = self._before.all_files
        if done:
            beside = former.keys() - self._record.files.keys()
            former = {name: former[name] for name in sorted(beside) if (self._path / name).exists()}
        elif self._before.fingerprint == self._run.fingerprint:
            tasks = {**self._before.tasks, **tasks}
        data = {
            "schema": BATCH_SCHEMA,
            "fingerprint": self._run.fingerprint,
            "command": self._run.command,
            "index": self._run.index,
            "version": self._run.version,
            "code": self._run.code,
            "inputs": dict(self._run.inputs),
            "tasks": dict(sorted(tasks.items())),
            "failed": self._record.failed,
            "former": former,
        }
        _write(self._path / MANIFEST, json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def index_state(catalogue: Catalogue, embedder: str) -> str:
    """A hash of the embedder and all texts of an index, with what is known of their papers."""
    digest = hashlib.sha256(embedder.encode())
    for record in catalogue.papers():
        digest.update(f"{record.paper_id} {record.text_sha256} {record.metadata!r}\n".encode())
    return digest.hexdigest()


def changed_files(path: Path) -> list[str]:
    """The files of a batch's folder that are missing or are no longer what was written; UsageError where there is no manifest."""
    if not (path / MANIFEST).is_file():
        raise UsageError(f"{path} holds no {MANIFEST} of a batch.", hint="Name a folder made by: alignqa summarize")
    return sorted(name for name, digest in _read(path / MANIFEST).all_files.items() if _digest_of(path / name) != digest)


def answer_files(path: Path) -> list[Path]:
    """The answer files of a batch's folder, by name."""
    return sorted(path / name for name in _read(path / MANIFEST).all_files if name.endswith(".json"))


def _read(path: Path, *, force: bool = False) -> _Record:
    """An earlier manifest; without one, an empty record; UsageError for a file of that name that is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["schema"] != BATCH_SCHEMA:
            raise ValueError(f"it is not of the schema {BATCH_SCHEMA}")
        tasks = {str(name): _hashes(files) for name, files in data["tasks"].items()}
        return _Record(str(data["fingerprint"]), tasks, former=_hashes(data.get("former", {})))
    except FileNotFoundError:
        return _Record("")
    except OSError as error:
        raise _unusable(path, error) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if force:
            return _Record("")
        raise UsageError(
            f"{path} is not the manifest of a batch: {error}.", hint="Name another folder: --out DIR; or overwrite it: --force"
        ) from error


def _hashes(files: Mapping[object, object]) -> dict[str, str]:
    return {_plain(name): str(digest) for name, digest in files.items()}


def _plain(name: object) -> str:
    """A file name of a manifest, which may name nothing outside its folder."""
    if not isinstance(name, str) or Path(name).name != name:
        raise ValueError(f"it names the file {name!r}")
    return name


def _write(path: Path, text: str) -> None:
    """Writes a file whole: under another name first, so that an interruption leaves the former one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise _unusable(path, error) from error


def _digest_of(path: Path) -> str | None:
    try:
        return _digest(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unusable(path, error) from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _unusable(path: Path, error: OSError) -> StorageError:
    return StorageError(f"{path} cannot be used: {error.strerror or error}.", hint="Check the folder, or name another: --out DIR")
