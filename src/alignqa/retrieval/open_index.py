"""An index that is open for reading."""

from __future__ import annotations

from dataclasses import dataclass

from alignqa.index.catalogue import Catalogue
from alignqa.index.interfaces import Embedder
from alignqa.retrieval.retriever import Retriever


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """The catalogue of an index, what retrieves from it, the embedder it was made with, and its name."""

    catalogue: Catalogue
    retriever: Retriever
    embedder: Embedder
    name: str = ""
