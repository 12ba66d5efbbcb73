from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from llama_index.core import Document
from llama_index.core.readers.base import BaseReader

import alignqa
from alignqa.adapters.chroma.embedded import COLLECTION, ChromaIndex
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.index.ingestion import IngestOutcome
from alignqa.index.library import Library
from assistants import assistant_over

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
    yield World(library, assistant_over(catalogue, vectors, embedder), embedder)
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


def test_llama_index_opens_the_collection_itself_and_finds_the_same_paper_but_no_words(world: World, tmp_path: Path) -> None:
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
    assert theirs[0].node.get_content() == ""  # the words are in the catalogue alone, so that a purge leaves none
    assert ours[0].node.text
    assert theirs[0].node.metadata["paper_id"] == ours[0].node.metadata["paper_id"]
    client.close()


def test_a_query_engine_gives_our_answer_and_its_quotes_as_nodes(world: World) -> None:
    from alignqa.integrations.llama_index_query_engine import AlignqaQueryEngine, AlignqaResponse

    engine = AlignqaQueryEngine(world.assistant, quotes=2)
    for response in (engine.query("What is a kettle?"), asyncio.run(engine.aquery("What is a kettle?"))):
        assert isinstance(response, AlignqaResponse)
        assert isinstance(response.outcome, alignqa.Answer)
        assert str(response).startswith("[1] The kettle is an old thing.")
        assert response.metadata is not None and response.metadata["schema"] == "alignqa.answer/1"
        assert len(response.source_nodes) == len(response.outcome.citations)
        for found in response.source_nodes:
            paper = world.library.paper(found.node.metadata["paper_id"])
            assert paper.text[found.node.start_char_idx : found.node.end_char_idx] == found.node.text
    declined = engine.query("Where do submarines sleep?")
    assert isinstance(declined, AlignqaResponse)
    assert isinstance(declined.outcome, alignqa.Abstention)
    assert str(declined).startswith("No answer: ")


# LlamaIndex's workflows look at every attribute of an agent, also at those that pydantic warns of.
@pytest.mark.filterwarnings("ignore::pydantic.warnings.PydanticDeprecationWarning")
def test_an_agent_asks_through_the_tool(world: World) -> None:
    from llama_index.core.agent.workflow import FunctionAgent, ToolCallResult
    from llama_index.core.base.llms.types import ChatMessage, ToolCallBlock
    from llama_index.core.llms.mock import MockFunctionCallingLLM

    from alignqa.integrations.llama_index_query_engine import AlignqaResponse, query_tool

    def says(messages: Sequence[ChatMessage], **_: object) -> ChatMessage:
        if any(message.role == "tool" for message in messages):
            return ChatMessage("Kettles are old.", role="assistant")
        call = ToolCallBlock(tool_call_id="1", tool_name="ask_papers", tool_kwargs={"input": "What is a kettle?"})
        return ChatMessage(role="assistant", blocks=[call])

    async def conversation() -> list[ToolCallResult]:
        agent = FunctionAgent(tools=[query_tool(world.assistant)], llm=MockFunctionCallingLLM(response_generator=says))
        running = agent.run("Tell me about kettles.")
        called = [event async for event in running.stream_events() if isinstance(event, ToolCallResult)]
        await running
        return called

    (called,) = asyncio.run(conversation())
    assert isinstance(called.tool_output.raw_output, AlignqaResponse)
    assert "The kettle is an old thing." in str(called.tool_output.content)


class Almanac(BaseReader):
    """A reader of invented documents whose sentences repeat, in which looking for a text finds the wrong place."""

    def lazy_load_data(self, *args: object, **load_kwargs: object) -> Iterator[Document]:
        for year in range(1900, 1960):
            days = [
                f"## Day {day}\n\nThe lamp was lit. The lamp was put out. Nobody wrote why, in the year {year}, it burned.\n\n"
                + "The lamp was lit. The lamp was put out. " * 3
                for day in range(20)
            ]
            yield Document(
                text="\n\n".join(["# An almanac", *days]),
                metadata={
                    "file_name": "almanac.md",
                    "title": f"Almanac of {year}",
                    "author": "Ada Lark and Bo Finch",
                    "date": year,
                },
                doc_id=f"almanac-{year}",
            )


def test_the_offsets_of_a_thousand_nodes_of_any_readers_documents_are_right(tmp_path: Path) -> None:
    from alignqa.integrations.llama_index_documents import ingest_documents
    from alignqa.integrations.llama_index_retriever import AlignqaRetriever

    embedder, vectors = ScriptedEmbedder(), MemoryIndex()
    library = Library(tmp_path, embedder=embedder, open_vectors=lambda _: vectors)
    report = ingest_documents(library, Almanac().lazy_load_data())
    assert len(report.of(IngestOutcome.ADDED)) == 60
    assert len(ingest_documents(library, Almanac().load_data()).of(IngestOutcome.UNCHANGED)) == 60
    catalogue = library.catalogue()
    assistant = assistant_over(catalogue, vectors, embedder)
    nodes = AlignqaRetriever(assistant, count=1_000).retrieve("Why was the lamp lit and put out?")
    papers = {record.paper_id: library.paper(record.paper_id) for record in library.papers()}
    assert len({found.node.node_id for found in nodes}) == 1_000
    for found in nodes:
        paper = papers[found.node.metadata["paper_id"]]
        assert paper.text[found.node.start_char_idx : found.node.end_char_idx] == found.node.text
    first = papers[nodes[0].node.metadata["paper_id"]].metadata
    assert first.authors == ("Ada Lark", "Bo Finch")
    assert first.title == f"Almanac of {first.year}"
    catalogue.close()


def test_the_pages_of_a_file_become_one_paper_and_an_empty_document_is_refused(tmp_path: Path) -> None:
    from alignqa.integrations.llama_index_documents import ingest_documents

    pages = [
        "On lanterns\n\nA lantern is lit when the night comes and nobody",
        "who lives in the house can see the road any longer.",
    ]
    documents = [
        Document(text=text, metadata={"file_path": "lanterns.pdf", "file_name": "lanterns.pdf", "page_label": str(number)})
        for number, text in enumerate(pages, start=1)
    ]
    library = Library(tmp_path, embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
    report = ingest_documents(library, [*documents, Document(text=" ", doc_id="nothing")])
    assert [(str(file.path), file.outcome) for file in report.files] == [("lanterns.pdf", "added"), ("nothing", "refused")]
    paper = library.paper(report.files[0].paper_id)
    assert "nobody who lives in the house" in paper.text
    assert [page.number for page in paper.manuscript.pages] == [1, 2]


def test_a_document_cannot_make_us_read_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from alignqa.integrations.llama_index_documents import ingest_documents

    (tmp_path / "secret.tex").write_text("The lantern's secret.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    text = "\\documentclass{article}\\begin{document}A lantern is a lamp. \\input{secret}\\end{document}"
    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: MemoryIndex())
    report = ingest_documents(library, [Document(text=text, metadata={"file_name": "lantern.tex"})])
    assert "secret" not in library.paper(report.files[0].paper_id).text
