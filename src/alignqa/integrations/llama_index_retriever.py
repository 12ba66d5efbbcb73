"""alignqa as a retriever of LlamaIndex: nodes whose offsets are exact over the canonical text.

import alignqa
from alignqa.integrations.llama_index_retriever import AlignqaRetriever

nodes = AlignqaRetriever(alignqa.open(), count=5).retrieve("What is a mesa-optimizer?")
"""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from alignqa.answers.assistant import Assistant
from alignqa.papers.document import Paper
from alignqa.retrieval.retriever import RankedPassage

# What a language model need not read, and what must not change the vector of a node that is embedded again.
_BOOKKEEPING = ("paper_id", "kind", "text_sha256", "url")


class AlignqaRetriever(BaseRetriever):
    """Passages of an assistant's index as nodes, best first; `paper.text[start_char_idx:end_char_idx] == node.text` for each.

    The metadata of a node: paper_id, title, authors, year, url, section, page, page_label, kind and text_sha256;
    what is unknown is None.
    """

    def __init__(
        self,
        assistant: Assistant,
        *,
        count: int = 10,
        papers: Sequence[str] = (),
        authors: Sequence[str] = (),
        years: tuple[int | None, int | None] | None = None,
    ) -> None:
        super().__init__()
        self._assistant = assistant
        self._count = count
        self._papers = tuple(papers)
        self._authors = tuple(authors)
        self._years = years

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        ranked = self._assistant.search(
            query_bundle.query_str, papers=self._papers, authors=self._authors, years=self._years, count=self._count
        )
        papers: dict[str, Paper | None] = {}
        nodes = []
        for item in ranked:
            key = item.passage.paper_id
            if key not in papers:
                papers[key] = self._assistant.paper(key)
            # A paper may be replaced between the search and here; then its passages are of a text that is gone.
            if (paper := papers[key]) is not None and item.passage.span.of(paper.text) == item.passage.text:
                nodes.append(NodeWithScore(node=_node(item, paper), score=item.score))
        return nodes


def _node(item: RankedPassage, paper: Paper) -> TextNode:
    passage, known = item.passage, paper.metadata
    locator = paper.manuscript.locate(passage.span.start)
    return TextNode(
        id_=f"{paper.paper_id}:{passage.span.start}:{passage.span.end}",
        text=passage.text,
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
        metadata={
            "paper_id": paper.paper_id,
            "title": known.title,
            "authors": ", ".join(known.authors) or None,
            "year": known.year,
            "url": known.url,
            "section": locator.section,
            "page": locator.page,
            "page_label": locator.page_label,
            "kind": passage.kind.value,
            "text_sha256": paper.manuscript.text_sha256,
        },
        excluded_llm_metadata_keys=list(_BOOKKEEPING),
        excluded_embed_metadata_keys=list(_BOOKKEEPING),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=paper.paper_id)},
    )
