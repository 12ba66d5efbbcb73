"""Small invented papers, and libraries made of scripted parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.interfaces import Embedder, VectorIndex
from alignqa.index.library import Library

MakeLibrary = Callable[..., Library]
WriteNote = Callable[..., Path]


@pytest.fixture
def write_note(tmp_path: Path) -> WriteNote:
    """Writes `papers/NAME.md` with a title made of the name and the given sentences; returns its path."""

    def write(name: str, *sentences: str, key: str = "", folder: str = "papers") -> Path:
        path = tmp_path / folder / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        front = f"---\ntitle: On {name}\nauthors: [Ada Lark]\nyear: 2020\n{f'key: {key}' if key else ''}\n---\n\n"
        path.write_text(front + "# Findings\n\n" + " ".join(sentences) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def make_library(tmp_path: Path) -> MakeLibrary:
    """A library in `tmp_path/index`; by default all of one test share one embedder and one vector index."""
    shared_embedder, shared_vectors = ScriptedEmbedder(), MemoryIndex()

    def make(embedder: Embedder | None = None, vectors: VectorIndex | None = None) -> Library:
        chosen = vectors or shared_vectors
        return Library(tmp_path / "index", embedder=embedder or shared_embedder, open_vectors=lambda _: chosen)

    return make
