"""Chroma embedded in this process as the vector index, with a folder beside the catalogue."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from alignqa.adapters.allocator import return_large_blocks
from alignqa.adapters.chroma.collection import HNSW, CollectionIndex, is_disk_error, store_every
from alignqa.adapters.chroma.graph_files import damaged_file, elements
from alignqa.adapters.chroma.own_tables import has_damaged_text, unstored
from alignqa.errors import AlignqaError, IndexUnavailable, StorageError
from alignqa.index.catalogue.reading import REBUILD
from alignqa.index.interfaces import VectorEntry, Vectors

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client

COLLECTION = "alignqa-passages"
MAX_DELETED = 2_000
"""The number of deleted entries, 4 MB, that a graph may keep if it has fewer others; from then on it is made anew."""

_COPIED_AT_ONCE = 1_000
_STORED_EVERY = 1_000  # changes, Chroma's own number, after which the graph's files are written
_SHARE = 100  # of a large graph that may have changed before: Chroma writes the ids of all its entries each time
_T = TypeVar("_T")


class ChromaIndex(CollectionIndex):
    """An embedded Chroma folder, opened at first use, since importing Chroma takes half a second.

    Only `upsert` makes a collection: reading one that is missing is an error, and does not make an empty one.
    Clearing begins a new folder beside the old one (`chroma-2` after `chroma`), and the one with the highest number is used.
    In the same folder, SQLite would mix up the new database's journal with that of the deleted one, which a reader may
    still have open.
    Chroma keeps what is deleted in its graph. When that is more than what is not, the rest is copied into a new folder.
    """

    _in_use: ClassVar[set[str]] = set()
    _naming: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._client: Client | None = None
        self._opened: ChromaCollection | None = None
        self._name = ""
        self._written = False

    def delete(self, passage_ids: Collection[int]) -> None:
        """Deletes entries, and makes the graph anew if most of it was deleted; unknown ids are ignored."""
        super().delete(passage_ids)
        self._exclusively(self._renew_if_mostly_deleted)

    def reopen(self) -> None:
        """Closes the folder, so that it is opened anew: a client opened before another process wrote returns stale results."""
        self.close()

    def clear(self) -> None:
        """Begins an empty folder and deletes the older ones; what a reader still writes into them is deleted the next time."""
        with self._lock:
            self.close()
            self._exclusively(self._begin)

    def close(self) -> None:
        """Releases Chroma's files; what this object has written is in the graph's files then, but for the last few."""
        with self._lock:
            if self._written:
                self._written = False
                with suppress(AlignqaError):  # nothing is lost: the changes are in Chroma's log
                    self._exclusively(self._store)
            client, self._client, self._opened = self._client, None, None
            if client is not None:  # otherwise the name is already free, and another object may be using it
                client.close()
                with self._naming:
                    self._in_use.discard(self._name)

    def _upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        self._store_less_often()
        super()._upsert(entries, vectors)
        self._written = True

    def _store_less_often(self) -> None:
        """Lets a graph that has grown change more before its files are written; Chroma obeys when it opens the folder."""
        size = elements(self._current())
        if size <= 2 * _SHARE * _STORED_EVERY or size <= 2 * _SHARE * self._stored_every():
            return
        store_every(self._collection(), size // _SHARE)
        self.close()

    def _stored_every(self) -> int:
        return int((self._collection().configuration_json.get("hnsw") or {}).get("sync_threshold", _STORED_EVERY))

    def _store(self) -> None:
        """Has Chroma write the graph's files, so that no reader makes thousands of changes again."""
        if not self._exists() or unstored(self._current()) <= _STORED_EVERY:
            return
        # Chroma writes them after so many changes, and the deletion of an entry that never was is one.
        super()._delete([str(-number) for number in range(1, self._stored_every() + 1)])

    def _begin(self) -> None:
        old = self._generations()
        if old:
            self._next(old).mkdir()
        for path in old.values():
            shutil.rmtree(path, ignore_errors=True)

    def _renew_if_mostly_deleted(self) -> None:
        if not self._exists():
            return
        count = self._collection().count()
        if elements(self._current()) - count > max(count, MAX_DELETED):
            self._renew()

    def _renew(self) -> None:
        """Copies the entries into a folder of their own, which readers see when it is complete; what was half copied is lost."""
        beside = self._folder.with_name(f"{self._folder.name}.new")
        shutil.rmtree(beside, ignore_errors=True)
        with closing(ChromaIndex(beside)) as copy:
            to = copy._collection(create=True)
            ids = self._collection().get(include=[])["ids"]
            for first in range(0, len(ids), _COPIED_AT_ONCE):
                page = self._collection().get(ids=ids[first : first + _COPIED_AT_ONCE], include=["embeddings", "metadatas"])
                to.add(ids=page["ids"], embeddings=page["embeddings"], metadatas=page["metadatas"])
        self.close()
        old = self._generations()
        beside.rename(self._next(old))
        for path in old.values():
            shutil.rmtree(path, ignore_errors=True)

    def _next(self, generations: Collection[int]) -> Path:
        return self._folder.with_name(f"{self._folder.name}-{max(generations) + 1}")

    def _generations(self) -> dict[int, Path]:
        """Returns the existing folders by number; the first has no number in its name."""
        name = f"{self._folder.name}-"
        numbers = {path: path.name.removeprefix(name) for path in self._folder.parent.glob(f"{name}*")}
        later = {int(number): path for path, number in numbers.items() if number.isdecimal()}
        return later | ({1: self._folder} if self._folder.exists() else {})

    def _current(self) -> Path:
        folders = self._generations()
        return folders[max(folders)] if folders else self._folder

    @property
    def _place(self) -> str:
        return str(self._folder)

    def _limit(self) -> int:
        return self._open().get_max_batch_size()

    def _exists(self) -> bool:
        return (self._current() / "chroma.sqlite3").exists()

    def _collection(self, *, create: bool = False) -> ChromaCollection:
        if self._opened is None:
            if not create and not self._exists():
                raise IndexUnavailable(f"There is no vector index at {self._folder}.", hint=REBUILD)
            client = self._open()
            if create:
                self._opened = client.get_or_create_collection(COLLECTION, embedding_function=None, configuration=HNSW)
            else:
                self._opened = client.get_collection(COLLECTION, embedding_function=None)
        return self._opened

    def _open(self) -> Client:
        if self._client is None:
            from chromadb.api.client import Client
            from chromadb.config import Settings

            return_large_blocks()
            folder = self._current()
            folder.mkdir(parents=True, exist_ok=True)
            if damaged := damaged_file(folder):
                raise IndexUnavailable(
                    f"The vector index is damaged: the file {damaged} is incomplete or was changed.", hint=REBUILD
                )
            if has_damaged_text(folder):
                raise IndexUnavailable(f"The vector index is damaged: its tables in {folder} were changed.", hint=REBUILD)
            self._name = self._free_name(folder)
            self._client = Client(settings=Settings(is_persistent=True, persist_directory=self._name, anonymized_telemetry=False))
        return self._client

    def _free_name(self, folder: Path) -> str:
        """Returns a spelling of the folder's path that no other object in this process uses.

        Chroma shares one engine among all clients of one spelling, so reopening would change nothing while another is open.
        """
        with self._naming:
            name = f"{folder}/."
            while name in self._in_use:
                name += "/."
            self._in_use.add(name)
            return name

    def _exclusively(self, work: Callable[[], _T]) -> _T:
        def retried_if_renewed() -> _T:
            try:
                return work()
            except Exception:
                if not self._name or self._name.startswith(f"{self._current()}/."):
                    raise
                self.reopen()  # another process has copied the entries and deleted the folder that is open here
                return work()

        return super()._exclusively(retried_if_renewed)

    def _translated(self, error: Exception) -> AlignqaError:
        if isinstance(error, OSError) or is_disk_error(error):
            return StorageError(
                f"The vector index {self._folder} cannot be read or written: {error}.",
                hint="Check the free disk space and the permissions of the folder, then run the command again",
            )
        return IndexUnavailable(f"The vector index {self._folder} cannot be read: {error}.", hint=REBUILD)
