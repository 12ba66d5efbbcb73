"""alignqa as a LlamaIndex retriever, whose nodes have exact offsets into the canonical text.

import alignqa
from alignqa.integrations.llama_index_retriever import AlignqaRetriever

nodes = AlignqaRetriever(alignqa.open(), count=5).retrieve("What is a mesa-optimizer?")
"""

from __future__ import annotations

import asyncio

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from alignqa.integrations.found_passages import FoundPassage, PassageFinder

BOOKKEEPING = ("paper_id", "kind", "text_sha256", "url")
"""Metadata that a language model need not read, and that must not change the vector of a node that is embedded again."""


class AlignqaRetriever(PassageFinder, BaseRetriever):
    """Retrieves passages of an index as nodes, best first, with `paper.text[start_char_idx:end_char_idx] == node.text`.

    The metadata of a node: paper_id, title, authors, year, url, section, page, page_label, kind and text_sha256;
    unknown values are None.
    """

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [NodeWithScore(node=_node(item), score=item.ranked.score) for item in self._found(query_bundle.query_str)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _node(found: FoundPassage) -> TextNode:
    passage = found.ranked.passage
    return TextNode(
        id_=found.key,
        text=passage.text,
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
        metadata=dict(found.metadata),
        excluded_llm_metadata_keys=list(BOOKKEEPING),
        excluded_embed_metadata_keys=list(BOOKKEEPING),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=found.paper.paper_id)},
    )
