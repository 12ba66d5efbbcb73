"""`chroma run` as a process on a free loopback port, and a library whose vectors are there."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from pathlib import Path

from alignqa.adapters.chroma.server import ChromaServerIndex
from alignqa.adapters.scripted.index import ScriptedEmbedder
from alignqa.index.interfaces import Embedder
from alignqa.index.library import Library

_CHROMA = Path(sys.executable).parent / "chroma"


class ChromaProcess:
    """The server on `folder`; it keeps its port when it is started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, folder: Path | None = None, *, largest_file: int = 0) -> ChromaProcess:
        """Starts the server, on another folder or with a limit on the size of files if wanted, and waits until it listens."""
        process = subprocess.Popen(
            [_CHROMA, "run", "--path", folder or self.folder, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "RUST_LOG": "error"},
        )
        if largest_file:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (largest_file, largest_file))
        self._process = process
        until = time.monotonic() + 30
        while not self._listens():
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server does not listen"
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """SIGKILL, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def served_library(folder: Path, url: str, *, embedder: Embedder | None = None) -> Library:
    """The library of an index folder whose vectors are at the server, with the scripted embedder by default."""
    return Library(
        folder,
        embedder=embedder or ScriptedEmbedder(),
        open_vectors=lambda folder: ChromaServerIndex(url, folder),
        served=True,
    )


def nearest(library: Library, question: str, *, count: int = 8) -> list[tuple[int, str, float]]:
    """Passage id, text and score (four digits) of what is nearest to a question, with both indexes opened for it alone."""
    catalogue, vectors = library.catalogue(), library.open_vectors(library.folder)
    try:
        found = vectors.nearest(library.embedder.embed([question])[0], count=count)
        records = catalogue.passages(key for key, _ in found)
        return [(key, records[key].text, round(score, 4)) for key, score in found]
    finally:
        catalogue.close()
        vectors.close()
