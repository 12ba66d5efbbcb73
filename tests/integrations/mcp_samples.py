"""What the tests of the server share: a call and what came of it, and an assistant that waits."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from mcp import Client
from mcp_types import CallToolResult, ResourceLink, TextContent

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.index.interfaces import Vectors
from alignqa.index.library import Library
from assistants import assistant_over


def said(result: CallToolResult) -> str:
    return "".join(part.text for part in result.content if isinstance(part, TextContent))


def links(result: CallToolResult) -> list[str]:
    return [part.uri for part in result.content if isinstance(part, ResourceLink)]


async def call(client: Client, tool: str, **arguments: object) -> CallToolResult:
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    return result


class WaitingEmbedder(ScriptedEmbedder):
    """Counts who comes, and lets nobody go on before it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.coming, self.go_on = threading.Semaphore(0), threading.Event()
        self.came = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.came += 1
        self.coming.release()
        assert self.go_on.wait(60)
        return super().embed(texts)


def assistant_of(folder: Path, embedder: ScriptedEmbedder) -> Assistant:
    vectors = MemoryIndex()
    library = Library(folder / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    library.ingest([folder])
    catalogue = library.catalogue()
    return assistant_over(catalogue, vectors, embedder)
