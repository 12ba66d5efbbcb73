"""alignqa as a LangChain retriever, whose documents have exact offsets into the canonical text.

import alignqa
from alignqa.integrations.langchain_retriever import AlignqaRetriever

documents = AlignqaRetriever(alignqa.open(), count=5).invoke("What is a mesa-optimizer?")
"""

from __future__ import annotations

from pydantic import PrivateAttr

from alignqa.answers.assistant import Assistant
from alignqa.extras import needs
from alignqa.integrations.found_passages import FoundPassage, PassageFinder
from alignqa.retrieval.filters import Filters

with needs("LangChain", extra="langchain"):
    from langchain_core.callbacks import CallbackManagerForRetrieverRun
    from langchain_core.documents import Document
    from langchain_core.retrievers import BaseRetriever


class AlignqaRetriever(PassageFinder, BaseRetriever):
    """Retrieves passages of an assistant's index as documents, best first.

    The metadata of a document: paper_id, title, authors, year, url, section, page, page_label, kind, text_sha256, score,
    and `start` and `end`, with `paper.text[start:end] == document.page_content`; unknown values are None.
    """

    _assistant: Assistant = PrivateAttr()
    _filters: Filters = PrivateAttr()
    _count: int = PrivateAttr()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(item) for item in self._found(query)]


def _document(found: FoundPassage) -> Document:
    passage = found.ranked.passage
    place = {"start": passage.span.start, "end": passage.span.end, "score": found.ranked.score}
    return Document(passage.text, id=found.key, metadata={**found.metadata, **place})
