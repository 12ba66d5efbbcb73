"""The embedder of an index as a LlamaIndex embedding model.

import alignqa
from alignqa.integrations.llama_index_embedding import AlignqaEmbedding

embedding = AlignqaEmbedding(alignqa.open_library().embedder)
"""

from __future__ import annotations

import asyncio

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from alignqa.index.interfaces import Embedder


class AlignqaEmbedding(BaseEmbedding):
    """Embeds queries and texts as an embedder's L2-normalised vectors; `model_name` is its identity in the manifest."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder) -> None:
        super().__init__(model_name=str(embedder.identity))
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex reports this model."""
        return "AlignqaEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return [float(value) for value in self._embedder.embed_question(query)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [[float(value) for value in vector] for vector in self._embedder.embed(texts)]
