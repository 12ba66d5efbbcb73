"""What a model that the settings name is for, and the words in which its user is told of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelRole:
    """The setting that names the model, what it is called in messages, and one of the hub that would do."""

    setting: str
    noun: str
    example: str


EMBEDDER = ModelRole("embedder", "embedding model", "BAAI/bge-small-en-v1.5")
RERANKER = ModelRole("reranker", "reranker", "cross-encoder/ms-marco-MiniLM-L6-v2")
