from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from alignqa.adapters.chroma_index import COLLECTION, ChromaIndex
from alignqa.adapters.scripted import ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.index.library import Library
from alignqa.retrieval.retriever import Retriever

pytestmark = pytest.mark.real

NOTE = """---
title: On {0}s
authors: [Ada Lark, Bo Finch]
year: 20{1}
---

# Beginnings

The {0} is an old thing. Nobody knows who made the first {0}.

# Uses

Each {0} is kept in a room of its own. A {0} that is looked after lasts for years.
"""


@dataclass(frozen=True)
class World:
    library: Library
    assistant: Assistant
    embedder: ScriptedEmbedder


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home = tmp_path_factory.mktemp("home")
    for number, thing in enumerate(["lamp", "door", "kettle"], start=18):
        (home / f"{thing}.md").write_text(NOTE.format(thing, number), encoding="utf-8")
    embedder = ScriptedEmbedder()
    library = Library(home / "index", embedder=embedder, open_vectors=lambda folder: ChromaIndex(folder / "chroma"))
    library.ingest([home])
    catalogue, vectors = library.catalogue(), ChromaIndex(home / "index" / "chroma")
    yield World(library, Assistant(catalogue, Retriever(catalogue, vectors, embedder), embedder), embedder)
    vectors.close()
    catalogue.close()


def test_nodes_carry_the_paper_the_place_and_exact_offsets(world: World) -> None:
    from alignqa.integrations.llama_index_retriever import AlignqaRetriever

    nodes = AlignqaRetriever(world.assistant, count=6).retrieve("Who made the first kettle?")
    assert len(nodes) == 6
    for found in nodes:
        paper = world.library.paper(found.node.metadata["paper_id"])
        assert paper.text[found.node.start_char_idx : found.node.end_char_idx] == found.node.text
        assert found.node.ref_doc_id == paper.paper_id
    first = nodes[0]
    assert first.node.text == "The kettle is an old thing. Nobody knows who made the first kettle."
    assert {key: first.node.metadata[key] for key in ("title", "authors", "year", "section", "page", "page_label")} == {
        "title": "On kettles",
        "authors": "Ada Lark, Bo Finch",
        "year": 2020,
        "section": "Beginnings",
        "page": None,
        "page_label": None,
    }
    assert [found.score for found in nodes] == sorted((found.score for found in nodes), reverse=True)


def test_filters_and_asynchronous_use(world: World) -> None:
    from alignqa.integrations.llama_index_retriever import AlignqaRetriever

    retriever = AlignqaRetriever(world.assistant, count=9, years=(2018, 2018))
    nodes = asyncio.run(retriever.aretrieve("Who made the first kettle?"))
    assert {found.node.metadata["title"] for found in nodes} == {"On lamps"}


def test_the_embedding_is_the_embedders(world: World) -> None:
    from alignqa.integrations.llama_index_embedding import AlignqaEmbedding

    embedding = AlignqaEmbedding(world.embedder)
    expected = world.embedder.embed(["lamps", "doors"])
    assert embedding.model_name == str(world.embedder.identity)
    assert np.allclose(embedding.get_text_embedding_batch(["lamps", "doors"]), expected)
    assert np.allclose(embedding.get_query_embedding("lamps"), expected[0])
    assert np.allclose(asyncio.run(embedding.aget_query_embedding("doors")), expected[1])


def test_llama_index_opens_the_collection_itself(world: World, tmp_path: Path) -> None:
    import chromadb
    from llama_index.core import VectorStoreIndex
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from alignqa.integrations.llama_index_embedding import AlignqaEmbedding
    from alignqa.integrations.llama_index_retriever import AlignqaRetriever

    client = chromadb.PersistentClient(str(world.library.folder / "chroma"))
    store = ChromaVectorStore(chroma_collection=client.get_collection(COLLECTION, embedding_function=None))
    index = VectorStoreIndex.from_vector_store(store, embed_model=AlignqaEmbedding(world.embedder))
    question = "Who made the first kettle?"
    theirs = index.as_retriever(similarity_top_k=3).retrieve(question)
    ours = AlignqaRetriever(world.assistant, count=3).retrieve(question)
    assert theirs[0].node.get_content() == ours[0].node.text
    assert theirs[0].node.metadata["paper_id"] == ours[0].node.metadata["paper_id"]
    client.close()
