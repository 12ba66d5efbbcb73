"""The output folder of a batch: pages with their answer files, an index, and a manifest for resuming or repeating the run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from alignqa.atomic_files import write_file
from alignqa.errors import AlignqaError, IndexUnavailable, StorageError, UsageError
from alignqa.index.catalogue.reading import Catalogue

BATCH_SCHEMA = "alignqa.summaries/1"
MANIFEST = "manifest.json"

Files = Mapping[str, str]
"""File names with their contents."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PageTask:
    """One page to make: its name, and the function that makes its files."""

    name: str
    make: Callable[[], Files]


@dataclass(frozen=True, slots=True)
class BatchRun:
    """Everything that decides the pages of a batch.

    These are the command that repeats it, the state of the index, the version of alignqa, the inputs and a hash of the code.
    """

    command: str
    index: str
    version: str
    inputs: tuple[tuple[str, str], ...] = ()
    code: str = ""

    @property
    def fingerprint(self) -> str:
        """A hash of all fields; pages from a run with another fingerprint are made anew."""
        return hashlib.sha256(json.dumps([self.command, self.index, self.version, self.inputs, self.code]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class BatchReport:
    """The result of a batch: how many pages were made and how many kept, and the error of each page that failed, by name."""

    made: int
    kept: int
    failed: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Record:
    """The content of a manifest.

    `tasks` has the hash of each file by task, `failed` the error by task, `former` the hash of each file from earlier runs.
    """

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
        """The hash of each file that this run or an earlier one wrote to the folder."""
        return {**self.former, **self.files}


class OutputFolder:
    """A folder that a batch writes to; files that no batch wrote are never overwritten unless `force` is given."""

    def __init__(self, path: Path, run: BatchRun, *, force: bool = False) -> None:
        self._path = path
        self._run = run
        self._force = force
        self._earlier = _read(path / MANIFEST, force=force)
        self._record = _Record(run.fingerprint)

    @property
    def pages(self) -> frozenset[str]:
        """The names, without endings, of the pages from earlier runs that still exist."""
        written = (name for name in self._earlier.all_files if name.endswith(".md") and (self._path / name).exists())
        return frozenset(name for file in written if "." not in (name := file.removesuffix(".md")))

    def write(self, tasks: Sequence[PageTask], finish: Callable[[Sequence[str]], Files], *, progress: Progress) -> BatchReport:
        """Makes the pages that are missing, one after the other, then the files that need all of them, such as an index.

        `finish` gets the names of the tasks that did not fail; their files exist by then.
        A task that fails is recorded and the others go on, unless the disk or the index failed.
        Each file is whole or absent, and is in the manifest before the next task begins.
        """
        made = kept = 0
        for done, task in enumerate(tasks, start=1):
            if (files := self._already_made(task.name)) is not None:
                self._record.tasks[task.name] = files
                kept += 1
            else:
                made += self._make(task)
            progress(done, len(tasks))
        self._record.tasks[""] = self._write_files(finish([task.name for task in tasks if task.name not in self._record.failed]))
        self._save(done=True)
        return BatchReport(made, kept, tuple(self._record.failed.items()))

    def _make(self, task: PageTask) -> int:
        try:
            files = task.make()
        except (StorageError, IndexUnavailable):
            raise  # every other page would fail too
        except Exception as error:  # noqa: BLE001 - a fault in one page must not stop the others
            self._record.failed[task.name] = (
                error.message if isinstance(error, AlignqaError) else f"{type(error).__name__}: {error}"
            )
            return 0
        self._record.tasks[task.name] = self._write_files(files)
        self._save()
        return 1

    def _already_made(self, name: str) -> dict[str, str] | None:
        """Returns the file hashes of a task, if an earlier start of this run made its files and they are unchanged; else None."""
        files = self._earlier.tasks.get(name) if self._earlier.fingerprint == self._run.fingerprint else None
        if not files or any(_digest_of(self._path / file) != digest for file, digest in files.items()):
            return None
        return files

    def _write_files(self, files: Files) -> dict[str, str]:
        for name, text in files.items():
            self._refuse_overwriting(name, text)
            _write(self._path / name, text)
        return {name: _digest(text.encode()) for name, text in files.items()}

    def _refuse_overwriting(self, name: str, text: str) -> None:
        """Refuses to overwrite a file that no batch wrote, or that was changed since."""
        found = _digest_of(self._path / name)
        ours = {None, _digest(text.encode()), self._earlier.all_files.get(name), self._record.files.get(name)}
        if not self._force and found not in ours:
            raise UsageError(
                f"{self._path / name} was not written by an earlier batch, or was changed since.",
                hint="Choose another folder with --out DIR, or overwrite the file with --force",
            )

    def _save(self, *, done: bool = False) -> None:
        """Writes the manifest, in which the files of earlier runs stay known as ours.

        They may be resumed from, replaced, or kept beside the new ones.
        """
        tasks: dict[str, dict[str, str]] = self._record.tasks
        former = self._earlier.all_files
        if done:
            beside = former.keys() - self._record.files.keys()
            former = {name: former[name] for name in sorted(beside) if (self._path / name).exists()}
        elif self._earlier.fingerprint == self._run.fingerprint:
            tasks = {**self._earlier.tasks, **tasks}
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
    """Returns a hash of the embedder, and of the text and metadata of every paper in an index."""
    digest = hashlib.sha256(embedder.encode())
    for record in catalogue.papers():
        digest.update(f"{record.paper_id} {record.text_sha256} {record.metadata!r}\n".encode())
    return digest.hexdigest()


def changed_files(path: Path) -> list[str]:
    """Returns the files of a batch folder that are missing or were changed; UsageError if there is no manifest."""
    if not (path / MANIFEST).is_file():
        raise UsageError(f"{path} has no {MANIFEST} from a batch.", hint="Name a folder made by alignqa summarize")
    return sorted(name for name, digest in _read(path / MANIFEST).all_files.items() if _digest_of(path / name) != digest)


def answer_files(path: Path) -> list[Path]:
    """Returns the answer files of a batch folder, sorted by name."""
    return sorted(path / name for name in _read(path / MANIFEST).all_files if name.endswith(".json"))


def _read(path: Path, *, force: bool = False) -> _Record:
    """Reads an earlier manifest; an empty record if there is none; UsageError if the file is not a manifest, unless `force`."""
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
            f"{path} is not the manifest of a batch: {error}.",
            hint="Choose another folder with --out DIR, or overwrite it with --force",
        ) from error


def _hashes(files: Mapping[object, object]) -> dict[str, str]:
    return {_bare_name(name): str(digest) for name, digest in files.items()}


def _bare_name(name: object) -> str:
    """Checks a file name from a manifest, which must not point outside its folder."""
    if not isinstance(name, str) or Path(name).name != name:
        raise ValueError(f"it names the file {name!r}")
    return name


def _write(path: Path, text: str) -> None:
    """Writes a file and its folder; an interruption leaves the former file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text)
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
    return StorageError(
        f"{path} cannot be used: {error.strerror or error}.", hint="Check the folder, or choose another with --out DIR"
    )
