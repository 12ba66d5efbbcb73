"""alignqa as a LlamaIndex query engine, and as a tool for its agents.

import alignqa
from alignqa.integrations.llama_index_query_engine import AlignqaQueryEngine, query_tool

response = AlignqaQueryEngine(alignqa.open()).query("What is a mesa-optimizer?")
print(response.outcome, response.source_nodes)
tool = query_tool(alignqa.open())
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.prompts.mixin import PromptMixinType
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
from llama_index.core.tools import QueryEngineTool

from alignqa.answers.answer import Answer, Citation, Outcome
from alignqa.answers.assistant import Assistant
from alignqa.answers.choosing.chooser import MAX_QUOTES
from alignqa.integrations.llama_index_retriever import BOOKKEEPING
from alignqa.papers.person_names import plain_names
from alignqa.render.blocks import outcome_blocks
from alignqa.render.plain import to_plain

_NAME = "ask_papers"
_DESCRIPTION = (
    "Answers a question about AI alignment research with verbatim quotes, each proven to stand in its paper, "
    "with paper, section and page; or says that the papers do not answer, and why. Give one question as a sentence."
)


class AlignqaResponse(Response):
    """An Answer or an Abstention, `outcome`, as a LlamaIndex response.

    Its text is what `alignqa ask` prints, its metadata what `outcome.to_dict()` returns.
    Its source nodes are the quotes, or the nearest passages of an abstention, with exact offsets into the paper's text.
    """

    def __init__(self, outcome: Outcome) -> None:
        citations = outcome.citations if isinstance(outcome, Answer) else outcome.nearest
        super().__init__(to_plain(outcome_blocks(outcome)), [_node(citation) for citation in citations], dict(outcome.to_dict()))
        self.outcome = outcome


class AlignqaQueryEngine(BaseQueryEngine):
    """Asks an assistant; LlamaIndex uses no language model and no prompt."""

    def __init__(
        self,
        assistant: Assistant,
        *,
        papers: Sequence[str] = (),
        authors: Sequence[str] = (),
        years: tuple[int | None, int | None] | None = None,
        quotes: int = MAX_QUOTES,
    ) -> None:
        super().__init__(callback_manager=None)
        self._assistant = assistant
        self._papers = tuple(papers)
        self._authors = tuple(authors)
        self._years = years
        self._quotes = quotes

    def _query(self, query_bundle: QueryBundle) -> AlignqaResponse:
        outcome = self._assistant.ask(
            query_bundle.query_str, papers=self._papers, authors=self._authors, years=self._years, quotes=self._quotes
        )
        return AlignqaResponse(outcome)

    async def _aquery(self, query_bundle: QueryBundle) -> AlignqaResponse:
        return await asyncio.to_thread(self._query, query_bundle)

    def _get_prompt_modules(self) -> PromptMixinType:
        return {}


def query_tool(assistant: Assistant, *, name: str = _NAME, description: str = _DESCRIPTION) -> QueryEngineTool:
    """Makes a tool with which an agent asks the assistant; the `raw_output` of a call is an AlignqaResponse."""
    return QueryEngineTool.from_defaults(AlignqaQueryEngine(assistant), name=name, description=description)


def _node(citation: Citation) -> NodeWithScore:
    quote, locator = citation.quote, citation.locator
    node = TextNode(
        id_=f"{quote.paper_id}:{quote.span.start}:{quote.span.end}",
        text=quote.exact,
        start_char_idx=quote.span.start,
        end_char_idx=quote.span.end,
        metadata={
            "paper_id": quote.paper_id,
            "title": citation.title,
            "authors": ", ".join(plain_names(citation.authors)) or None,
            "year": citation.year,
            "url": citation.url,
            "section": locator.section,
            "page": locator.page,
            "page_label": locator.page_label,
            "quoted": citation.quoted,
            "text_sha256": quote.text_sha256,
        },
        excluded_llm_metadata_keys=list(BOOKKEEPING),
        excluded_embed_metadata_keys=list(BOOKKEEPING),
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=quote.paper_id)},
    )
    return NodeWithScore(node=node)
