"""Workers in a Ray cluster, started for one run or already running, that read and embed papers."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, Generic, TypeVar

import alignqa
from alignqa.adapters.workers.ray_cluster import RUN_AGAIN, connected
from alignqa.errors import AlignqaError, ModelError, ProviderError, UnreadablePaper
from alignqa.index.interfaces import Embedder, EmbedderIdentity
from alignqa.index.passages.vectors import PassageText, PassageVectors, embed_passages
from alignqa.index.preparation import PaperPreparer, ReadPaper, UnreadPaper
from alignqa.papers.bibliography import ReferenceEntry
from alignqa.papers.parsing.formats import Format, sniff

_T = TypeVar("_T")
_PATIENCE_S = 3_600.0  # for one task; a busy cluster may let it wait, and one without processors never begins it
_RETRIES = 2  # so a paper can cost three workers
_PAPERS_PER_PROCESSOR = 2  # so that no processor waits for the writer

_LOADED: dict[str, Embedder] = {}
"""In a worker: the embedder of the current run, kept from task to task."""

MakeEmbedder = Callable[[], Embedder]
"""Makes a worker's embedder, in the worker; it must be picklable."""


@contextmanager
def ray_workers(
    address: str, *, make_embedder: MakeEmbedder, identity: EmbedderIdentity, processors: int | None = None
) -> Iterator[RayWorkers]:
    """Provides workers of the cluster at `address`; LOCAL means a cluster that ends with the block.

    `processors` is how many processors a local cluster uses, by default all.
    AlignqaError if Ray is not installed; ProviderError if the cluster cannot be reached or has another version of alignqa.
    """
    with connected(address, processors=processors) as ray:
        workers = RayWorkers(ray, make_embedder=make_embedder, identity=identity)
        workers.require_same_version()
        yield workers


class RayWorkers:
    """`Workers` whose processes are Ray's; a task whose process dies is repeated, up to three times in all."""

    def __init__(self, ray: ModuleType, *, make_embedder: MakeEmbedder, identity: EmbedderIdentity) -> None:
        self._ray = ray
        self._identity = identity
        self._run = uuid.uuid4().hex
        self._make_embedder = ray.put(make_embedder)
        # What is the same for many papers is sent to each machine once; only the last is kept, so that Ray can drop the others.
        self._reader: tuple[PaperPreparer | None, Any] = (None, None)
        self._references: tuple[tuple[ReferenceEntry, ...], Any] = ((), ())
        self._read = ray.remote(_read).options(max_retries=_RETRIES)
        self._embed = ray.remote(_embed).options(max_retries=_RETRIES)

    @property
    def max_in_progress(self) -> int:
        """The number of papers to have in progress: two per processor of the cluster as it is now."""
        return max(2, _PAPERS_PER_PROCESSOR * int(self._ray.cluster_resources().get("CPU", 1)))

    def read(self, paper: UnreadPaper, reader: PaperPreparer) -> _LocalPaper | _RemoteResult[ReadPaper]:
        """Begins to read a paper; its content is sent along, so that the workers do not need the file."""
        if sniff(paper.data, paper.path) is Format.LATEX:
            return _LocalPaper(paper, reader)  # the other parts of the source are beside it on this machine
        if reader is not self._reader[0]:
            self._reader = (reader, self._ray.put(reader))
        if paper.references is not self._references[0]:
            self._references = (paper.references, self._ray.put(paper.references))
        task = self._read.remote(self._reader[1], replace(paper, references=()), self._references[1])
        return _RemoteResult(self._ray, task, paper.path)

    def embed(self, passages: Sequence[PassageText], path: Path) -> _RemoteResult[Sequence[PassageVectors]]:
        """Begins to embed passages."""
        task = self._embed.remote(self._run, self._make_embedder, self._identity, tuple(passages))
        return _RemoteResult(self._ray, task, path)

    def require_same_version(self) -> None:
        """Raises ProviderError if the workers have no alignqa, or another version."""
        expected = alignqa.__version__

        def version() -> str:
            # Sent by value, so that it also runs where alignqa is missing.
            from importlib.metadata import PackageNotFoundError
            from importlib.metadata import version as version_of

            try:
                return version_of("alignqa")
            except PackageNotFoundError:
                return ""

        found = _result(self._ray, self._ray.remote(version).remote())
        if found != expected:
            raise ProviderError(
                f"The cluster's workers have {f'alignqa {found}' if found else 'no alignqa'}, and this is alignqa {expected}.",
                hint=f"Install the same version on every machine: pip install 'alignqa[scale]=={expected}'",
            )


class _LocalPaper:
    """A paper that is read in this process, once, when its result is asked for."""

    def __init__(self, paper: UnreadPaper, reader: PaperPreparer) -> None:
        self._paper = paper
        self._reader = reader
        self._read: ReadPaper | UnreadablePaper | None = None

    def result(self) -> ReadPaper:
        """Returns the paper; UnreadablePaper if it cannot be read."""
        if self._read is None:
            try:
                self._read = self._reader.read_confined(self._paper)
            except UnreadablePaper as error:
                self._read = error
        if isinstance(self._read, UnreadablePaper):
            raise self._read
        return self._read


class _RemoteResult(Generic[_T]):
    """The result of a task; an AlignqaError is returned as a value, since Ray would wrap it."""

    def __init__(self, ray: ModuleType, task: Any, path: Path) -> None:
        self._ray = ray
        self._task = task
        self._path = path

    def result(self) -> _T:
        """Waits for the result, and raises it if it is an error."""
        result: _T | AlignqaError = _result(self._ray, self._task, self._path)
        if isinstance(result, AlignqaError):
            raise result
        return result


def _result(ray: ModuleType, task: Any, path: Path | None = None) -> Any:
    """Waits for a task; UnreadablePaper if the paper at `path` ended its workers, ProviderError if the cluster failed."""
    failures = ray.exceptions
    try:
        return ray.get(task, timeout=_PATIENCE_S)
    except failures.GetTimeoutError as error:
        raise ProviderError(
            f"The Ray cluster has not done its work within {_PATIENCE_S / 60:.0f} minutes.",
            hint=f"Check that it has free processors (ray status). {RUN_AGAIN}",
        ) from error
    except (failures.WorkerCrashedError, failures.OutOfMemoryError, failures.NodeDiedError) as error:
        if path is None:
            raise ProviderError("The cluster's workers die before they do anything.", hint=RUN_AGAIN) from error
        raise UnreadablePaper(
            f"{path} ended the process that worked on it {_RETRIES + 1} times; it may need more memory than a worker has.",
            hint="Ingest it alone: alignqa ingest FILE",
        ) from error
    except failures.RayTaskError as error:
        cause = error.cause
        raise (cause if isinstance(cause, Exception) else error) from error
    except (failures.RayError, ConnectionError) as error:
        raise ProviderError(f"The Ray cluster was lost: {type(error).__name__}.", hint=RUN_AGAIN) from error


def _read(reader: PaperPreparer, paper: UnreadPaper, references: tuple[ReferenceEntry, ...]) -> ReadPaper | AlignqaError:
    try:
        return reader.read_confined(replace(paper, references=references))
    except AlignqaError as error:
        return error


def _embed(
    run: str, make_embedder: MakeEmbedder, expected: EmbedderIdentity, passages: Sequence[PassageText]
) -> list[PassageVectors] | AlignqaError:
    try:
        if run not in _LOADED:
            _LOADED.clear()
            _LOADED[run] = make_embedder()
        embedder = _LOADED[run]
        if embedder.identity != expected:
            return ModelError(
                f"A worker embeds with {embedder.identity}, and the index was made with {expected}.",
                hint="Install the same version of alignqa on every machine of the cluster",
            )
        return embed_passages(passages, embedder)
    except AlignqaError as error:
        return error
