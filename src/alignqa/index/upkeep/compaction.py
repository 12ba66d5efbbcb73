"""Gives the space of what was removed back to the disk."""

from __future__ import annotations

from pathlib import Path

from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.index.interfaces import Embedder, VectorIndex
from alignqa.index.upkeep.rebuilding import refill


def sweep(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: Embedder) -> None:
    """Makes sure that no word of a purged paper is left in any file of the index."""
    if catalogue.documents:  # an earlier alignqa wrote the passages there, and deleting them would leave their words
        refill(catalogue, vectors, embedder=embedder)
    catalogue.sweep()


def folder_size(folder: Path) -> int:
    """Returns the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
