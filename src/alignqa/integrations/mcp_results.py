"""Results of the tools for the Model Context Protocol: a text, the same in a schema, and links to the texts of papers."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote as quoted

from alignqa.answers.answer import Citation
from alignqa.extras import needs
from alignqa.render.printable import one_line

with needs("The MCP SDK", extra="mcp"):
    from mcp_types import CallToolResult, ContentBlock, ResourceLink, TextContent

PAPERS = "alignqa://papers/"


def links(papers: Iterable[tuple[str, str | None]]) -> list[ResourceLink]:
    """Makes one link to the text of each paper."""
    return [
        ResourceLink(
            type="resource_link",
            uri=PAPERS + quoted(key, safe=""),
            name=key,
            title=one_line(title or key),
            mime_type="text/plain",
        )
        for key, title in dict(papers).items()
    ]


def links_of(citations: Iterable[Citation]) -> list[ResourceLink]:
    """Makes one link to the text of each paper that is cited."""
    return links((citation.paper_id, citation.title) for citation in citations)


def result(text: str, structured: object, linked: list[ResourceLink]) -> CallToolResult:
    """Makes a result of a text, its structured form, and links."""
    content: list[ContentBlock] = [TextContent(type="text", text=text), *linked]
    return CallToolResult(content=content, structured_content=structured)
