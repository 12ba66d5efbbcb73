"""Commands run under strace: none of them connects to anything or looks a name up."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alignqa.adapters import telemetry

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: nobody watches the network"),
]
_OPEN_FOR = 65.0  # seconds: ONNX Runtime's telemetry, left on, asks for its host within ten
_STRACE = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg")
_ADDRESS = re.compile(r"sa_family=AF_INET6?\b.*")
_QUESTION = "What is a mesa-optimizer?"
_CALL = {
    "jsonrpc": "2.0",
    "id": 2,
    "method": "tools/call",
    "params": {"name": "ask", "arguments": {"question": _QUESTION}},
}
_HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


@contextmanager
def _watched(place: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`alignqa` in a user folder of its own, its network calls and those of its children written to `place`/calls."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    place.mkdir()
    process = subprocess.Popen(
        [*_STRACE, "-o", place / "calls", sys.executable, "-m", "alignqa", *arguments],
        env={**kept, "HOME": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _calls(place: Path) -> list[str]:
    return _ADDRESS.findall((place / "calls").read_text(encoding="utf-8", errors="replace"))


def _left_in(place: Path) -> set[str]:
    """The names of what libraries keep in the user's folder beside alignqa's own cache."""
    return {path.name for path in place.rglob("*") if "alignqa" not in path.parts[len(place.parts) :]} - {".cache", "calls"}


def _send(process: subprocess.Popen[str], *lines: str) -> None:
    assert process.stdin is not None
    process.stdin.write("".join(f"{line}\n" for line in lines))
    process.stdin.flush()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home made by a watched ingest."""
    home, place = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("ingest") / "user"
    with _watched(place, "--home", str(home), "ingest", "--primer") as process:
        _, told = process.communicate(timeout=300)
    assert process.returncode == 0, told
    assert _calls(place) == []
    assert _left_in(place) == set()
    return home


def test_ask_and_audit_ask_nobody(home, tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text("A mesa-optimizer is a model that is itself an optimizer (Hubinger et al., 2019).\n", encoding="utf-8")
    for number, arguments in enumerate((("ask", _QUESTION), ("audit", str(draft)))):
        place = tmp_path / f"user-{number}"
        with _watched(place, "--home", str(home), *arguments) as process:
            shown, told = process.communicate(timeout=120)
        assert process.returncode in (0, 1), told
        assert shown
        assert _calls(place) == []
        assert _left_in(place) == set()


def test_a_chat_and_an_mcp_server_that_stay_open_ask_nobody(home, tmp_path):
    chat, server = tmp_path / "chat", tmp_path / "server"
    with (
        _watched(chat, "--home", str(home), "ask") as chatting,
        _watched(server, "--home", str(home), "mcp") as serving,
    ):
        _send(chatting, _QUESTION)
        _send(serving, *map(json.dumps, (_HELLO, {"jsonrpc": "2.0", "method": "notifications/initialized"}, _CALL)))
        time.sleep(_OPEN_FOR)
        said, _ = chatting.communicate(timeout=60)
        replied, _ = serving.communicate(timeout=60)
    assert "primer-mesa-optimization" in said
    assert "primer-mesa-optimization" in replied
    for place in (chat, server):
        assert _calls(place) == []
        assert _left_in(place) == set()


def test_the_switches_are_set_before_a_library_is_imported_and_reach_children():
    shown = (
        "import json, os, subprocess, sys; before = set(sys.modules); import alignqa.wiring, alignqa.integrations; "
        "assert not set(sys.modules) & {'onnxruntime', 'chromadb', 'huggingface_hub', 'ray', 'torch'}; "
        "print(subprocess.run(['env'], capture_output=True, text=True).stdout)"
    )
    environment = subprocess.run(
        [sys.executable, "-c", shown],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "ORT_DISABLE_TELEMETRY": "0"},
    ).stdout.splitlines()
    assert {f"{name}={value}" for name, value in telemetry.SWITCHES.items()} <= set(environment)
