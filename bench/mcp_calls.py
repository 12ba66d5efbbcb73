"""`alignqa mcp` as a process of its own: how long a call takes when it is warm, and many calls of several clients at once.

Not named after the SDK it uses, which it could not import then.
`python bench/mcp_calls.py HOME` measures this alone.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import anyio
from mcp import Client, StdioServerParameters, stdio_client
from mcp_types import CallToolResult

import report
from library import QUESTIONS
from measuring import RUNS, Row, Samples, percentile

CLIENTS = 8
CALLS = 1_000


def rows(home: Path, rounds: int = RUNS, calls: int = CALLS) -> list[Row]:
    """The warm 95th percentile over stdio, and `calls` calls by eight clients of one server over HTTP."""
    return [*anyio.run(_warm, home, rounds), *anyio.run(_together, home, calls)]


async def _warm(home: Path, rounds: int) -> list[Row]:
    server = StdioServerParameters(command=sys.executable, args=_command(home), env=dict(os.environ))
    async with Client(stdio_client(server)) as client:
        for question in QUESTIONS[:5]:
            await _ask(client, question)
        times = [[await _ask(client, question) for question in QUESTIONS] for _ in range(rounds)]
    note = f"95th percentile of {len(QUESTIONS)} questions a round, from the client's call to its result"
    return [Row("warm `ask` over MCP", "ms", Samples(tuple(percentile(one, 0.95) for one in times)), "at most 80", note=note)]


async def _together(home: Path, calls: int) -> list[Row]:
    process = await anyio.open_process(
        [sys.executable, *_command(home), "--http", "--port", "0"], stdin=None, env=dict(os.environ)
    )
    if process.stderr is None:
        sys.exit("The server has no stderr.")
    said = b""
    while b"Serving at " not in said or b" until" not in said:
        said += await process.stderr.receive()
    url = said.partition(b"Serving at ")[2].partition(b" ")[0].decode()
    times: list[float] = []
    failed = 0
    turns = iter(range(calls))

    async def work() -> None:
        nonlocal failed
        async with Client(url) as client:
            for turn in turns:
                try:
                    times.append(await _ask(client, QUESTIONS[turn % len(QUESTIONS)]))
                except Exception as error:  # noqa: BLE001 - whatever it is, it is one failure, and named
                    failed += 1
                    print(f"call {turn}: {error!r}", file=sys.stderr)

    began = time.perf_counter()
    async with anyio.create_task_group() as clients:
        for _ in range(CLIENTS):
            clients.start_soon(work)
    took = time.perf_counter() - began
    process.terminate()
    await process.wait()
    name = f"{calls:,} calls of {CLIENTS} clients"
    return [
        Row(f"{name}, errors", "", Samples((float(failed),)), "0"),
        Row(f"{name}, one call", "ms", Samples((percentile(times, 0.95),)), "–", note=f"{calls / took:.0f} calls a second"),
    ]


async def _ask(client: Client, question: str) -> float:
    """Milliseconds of a call; one that fails, or whose answer has no outcome, is an error."""
    began = time.perf_counter()
    result = await client.call_tool("ask", {"question": question})
    took = 1_000 * (time.perf_counter() - began)
    if not isinstance(result, CallToolResult) or result.is_error or "outcome" not in (result.structured_content or {}):
        raise RuntimeError(f"{question}: {result}")
    return took


def _command(home: Path) -> list[str]:
    return ["-m", "alignqa", "--home", str(home), "mcp"]


if __name__ == "__main__":
    print(report.table(rows(Path(sys.argv[1]))))
