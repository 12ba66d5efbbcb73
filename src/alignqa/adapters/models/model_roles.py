"""Roles of the models that the settings name, with the words that messages use for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ModelRole:
    """The setting that names a model, the noun for it in messages, and an example from the hub."""

    setting: str
    noun: str
    example: str


EMBEDDER = ModelRole("embedder", "embedding model", "BAAI/bge-small-en-v1.5")
RERANKER = ModelRole("reranker", "reranker", "cross-encoder/ms-marco-MiniLM-L6-v2")
