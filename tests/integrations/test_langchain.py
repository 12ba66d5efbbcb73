"""The retriever for LangChain, with the real package."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("langchain_core", reason="LangChain is not installed here (pip install 'alignqa[langchain]')")

from langchain_core.runnables import RunnableLambda

import alignqa
from alignqa.integrations.langchain_retriever import AlignqaRetriever

pytestmark = pytest.mark.real
QUESTION = "What is a mesa-optimizer?"


def test_documents_carry_the_paper_the_place_and_exact_offsets(primer_home: Path) -> None:
    assistant = alignqa.open(primer_home)
    documents = AlignqaRetriever(assistant, count=30).invoke(QUESTION)
    assert len(documents) == 30
    for document in documents:
        paper = assistant.paper(document.metadata["paper_id"])
        assert paper is not None
        assert paper.text[document.metadata["start"] : document.metadata["end"]] == document.page_content
    assert documents[0].metadata["title"] == "Mesa-optimization and mesa-optimizers"
    scores = [document.metadata["score"] for document in documents]
    assert scores == sorted(scores, reverse=True)


def test_it_stands_in_a_chain_with_filters_and_in_an_event_loop(primer_home: Path) -> None:
    retriever = AlignqaRetriever(alignqa.open(primer_home), count=3, papers=["primer-scheming"])
    chain = retriever | RunnableLambda(lambda documents: {document.metadata["paper_id"] for document in documents})
    assert chain.invoke(QUESTION) == {"primer-scheming"}
    assert asyncio.run(chain.ainvoke(QUESTION)) == {"primer-scheming"}


def test_without_langchain_the_extra_is_named() -> None:
    program = """if True:
        import sys, alignqa
        sys.modules["langchain_core"] = None
        try:
            import alignqa.integrations.langchain_retriever
        except alignqa.AlignqaError as error:
            print(error.message, error.hint)
    """
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "LangChain is not installed. Install it: pip install 'alignqa[langchain]'\n"
