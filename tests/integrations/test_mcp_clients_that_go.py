"""A client that goes away, in the middle of a call or without one: the server ends, whichever of its streams is closed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip(
    "mcp", reason="the MCP SDK is not installed here (pip install 'alignqa[mcp]'): nothing of alignqa mcp is tested"
)

from mcp_process import PATIENCE, environment

pytestmark = pytest.mark.real

HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
DRAFT = "\n\n".join(
    f"A model may seem aligned in training because it schemes, in {number} ways (Hubinger et al., 2019)." for number in range(400)
)


def message(method: str, parameters: object, **more: object) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": parameters, **more}).encode() + b"\n"


@pytest.mark.parametrize("busy", [False, True])
@pytest.mark.parametrize("stream", ["stdin", "stdout", "both"])
def test_a_server_whose_client_has_gone_ends(primer_home: Path, stream: str, busy: bool) -> None:
    command = [sys.executable, "-m", "alignqa", "--home", str(primer_home), "mcp"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=environment(), **pipes) as server:  # type: ignore[call-overload] # by name
        try:
            server.stdin.write(message("initialize", HELLO, id=0))
            server.stdin.flush()
            assert b'"id":0' in server.stdout.readline().replace(b" ", b"")
            server.stdin.write(message("notifications/initialized", {}))
            if busy:
                server.stdin.write(message("tools/call", {"name": "audit_text", "arguments": {"text": DRAFT}}, id=1))
            server.stdin.flush()
            for name in ("stdin", "stdout"):
                if stream in (name, "both"):
                    getattr(server, name).close()
            assert server.wait(PATIENCE) == 0
        finally:
            server.kill()
