"""Speaks to `alignqa mcp` as an editor or an agent would: `python mcp_client.py [QUESTION]`."""

from __future__ import annotations

import asyncio
import os
import sys

from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import TextContent

SERVER = StdioServerParameters(command=sys.executable, args=["-m", "alignqa", "mcp"], env=dict(os.environ))


async def main(question: str) -> None:
    """Prints the tools, the answer, and whether an invented quote stands."""
    async with Client(stdio_client(SERVER)) as client:
        print(", ".join(tool.name for tool in (await client.list_tools()).tools))
        for tool, arguments in (
            ("ask", {"question": question, "quotes": 1}),
            ("verify_quotes", {"quotes": [{"text": "Models always tell the truth about lanterns."}]}),
        ):
            result = await client.call_tool(tool, arguments)
            print(*(part.text for part in result.content if isinstance(part, TextContent)), sep="\n")


if __name__ == "__main__":
    asyncio.run(main(" ".join(sys.argv[1:]) or "What is a mesa-optimizer?"))
