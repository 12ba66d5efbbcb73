"""Chroma within this process as the vector index: a folder beside the catalogue."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from alignqa.adapters.chroma_collection import HNSW, REBUILD, CollectionIndex, says_full
from alignqa.adapters.chroma_graph import shortened
from alignqa.errors import AlignqaError, IndexUnavailable, StorageError

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client

COLLECTION = "alignqa-passages"


class ChromaIndex(CollectionIndex):
    """An embedded Chroma folder; opened at first use, since importing Chroma takes half a second.

    Only `upsert` makes a folder: a reader of one that is gone is told so, and is not given an empty one.
    """

    _in_use: ClassVar[set[str]] = set()
    _naming: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._client: Client | None = None
        self._opened: ChromaCollection | None = None
        self._name = ""

    def reopen(self) -> None:
        """Opens the folder anew: a client opened before another process wrote gives stale results without an error."""
        self.close()

    def clear(self) -> None:
        """Deletes the folder."""
        with self._turn:
            self.close()
            if self._folder.is_dir():
                self._served(lambda: shutil.rmtree(self._folder))

    def close(self) -> None:
        """Lets go of Chroma's files."""
        with self._turn:
            client, self._client, self._opened = self._client, None, None
            if client is not None:  # or the name is not ours any more: somebody else may have taken it
                client.close()
                with self._naming:
                    self._in_use.discard(self._name)

    @property
    def _place(self) -> str:
        return str(self._folder)

    def _limit(self) -> int:
        return self._open().get_max_batch_size()

    def _exists(self) -> bool:
        return (self._folder / "chroma.sqlite3").exists()

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

            self._folder.mkdir(parents=True, exist_ok=True)
            if damaged := shortened(self._folder):
                raise IndexUnavailable(f"The vector index is damaged: {damaged} is too short.", hint=REBUILD)
            self._name = self._free_name()
            self._client = Client(settings=Settings(is_persistent=True, persist_directory=self._name, anonymized_telemetry=False))
        return self._client

    def _free_name(self) -> str:
        """A spelling of the folder that nobody else in this process uses, which the plain one might be.

        Chroma shares one engine among all clients of one spelling, so that reopening would change nothing while another is open.
        """
        with self._naming:
            name = f"{self._folder}/."
            while name in self._in_use:
                name += "/."
            self._in_use.add(name)
            return name

    def _translated(self, error: Exception) -> AlignqaError:
        if isinstance(error, OSError) or says_full(error):
            return StorageError(
                f"The vector index {self._folder} cannot be read or written: {error}.",
                hint="Check free disk space and that the folder can be written, then run the command again",
            )
        return IndexUnavailable(f"The vector index {self._folder} cannot be read: {error}.", hint=REBUILD)
