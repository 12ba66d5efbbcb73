"""`alignqa mcp` as a real child process, spoken to by the SDK's own client or line by line."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import anyio
from mcp import Client, StdioServerParameters, stdio_client

Message = Mapping[str, Any]
_T = TypeVar("_T")
PATIENCE = 60.0  # seconds that a test waits before it fails


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH", "NO_PROXY")}


def over_stdio(home: Path, *, mode: str = "auto") -> AbstractAsyncContextManager[Client]:
    """The SDK's client with a child of its own."""
    arguments = ["-m", "alignqa", "--home", str(home), "mcp"]
    return Client(stdio_client(StdioServerParameters(command=sys.executable, args=arguments, env=environment())), mode=mode)


def run(work: Callable[[], Coroutine[Any, Any, _T]]) -> _T:
    """Runs a test's conversation, which fails if it takes a minute."""

    async def within() -> _T:
        with anyio.fail_after(PATIENCE):
            return await work()

    return anyio.run(within)


class HttpServer:
    """A child that serves over HTTP; `url` is what it says it serves at."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "alignqa", "--home", home, "mcp", "--http", *(arguments or ("--port", "0"))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(),
        )
        assert self._process.stderr is not None
        self.said = ""
        while "Serving at" not in self.said:
            line = self._process.stderr.readline()
            assert line, f"the server ended: {self.said}"
            self.said += line
        self.url = self.said.partition("Serving at ")[2].partition(" ")[0]
        self.port = int(self.url.rpartition(":")[2].partition("/")[0])

    def end(self) -> tuple[int, str, str]:
        """Interrupts it; exit code, stdout and stderr."""
        self._process.send_signal(2)
        out, error = self._process.communicate(timeout=PATIENCE)
        return self._process.returncode, out, self.said + error


class RawServer:
    """A child to which lines are written as they are; everything it says is kept."""

    def __init__(self, home: Path, *, folder: Path | None = None) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        self._process = subprocess.Popen(
            [sys.executable, "-m", "alignqa", "--home", home, "mcp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=folder,
            env=environment(),
        )
        self._lines: queue.Queue[bytes] = queue.Queue()
        self.said: list[bytes] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
        self.send("initialize", hello, number=0)
        self.reply(0)
        self.write(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}).encode())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self._errors.closed:
            self.end()

    def write(self, line: bytes) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + b"\n")
        self._process.stdin.flush()

    def send(self, method: str, parameters: object, *, number: int) -> None:
        self.write(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": parameters}).encode())

    def call(self, tool: str, arguments: object, *, number: int) -> None:
        self.send("tools/call", {"name": tool, "arguments": arguments}, number=number)

    def reply(self, number: int) -> Message:
        """The reply to a request; others that come before it are passed over, and stay in `said`."""
        while True:
            message = json.loads(self._lines.get(timeout=PATIENCE))
            if message.get("id") == number:
                return dict(message)

    def end(self) -> tuple[int, str]:
        """Closes its stdin; exit code and stderr."""
        if self._process.stdin is not None and not self._process.stdin.closed:
            self._process.stdin.close()
        try:
            code = self._process.wait(PATIENCE)
        finally:
            self._process.kill()
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._errors.seek(0)
        errors = self._errors.read().decode()
        self._errors.close()
        return code, errors

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.append(line)
            self._lines.put(line)
