"""`alignqa serve` as a real child process, and an application of the same home without one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from starlette.testclient import TestClient

from alignqa.current_assistant import CurrentAssistant
from alignqa.web.application import make_app
from alignqa.web.desk import Desk
from alignqa.wiring import open_home

PATIENCE = 60.0  # seconds that a test waits before it fails


def desk_of(home: Path, *, read_only: bool = False) -> Desk:
    opened = open_home(home).faster()
    return Desk(opened, CurrentAssistant(opened), read_only=read_only)


def browser_of(home: Path, *, read_only: bool = False, token: str = "") -> TestClient:
    """A client of an application that runs in this process; like a browser, it follows no redirection to be looked at."""
    app = make_app(desk_of(home, read_only=read_only), port=8765, token=token)
    return TestClient(app, base_url="http://127.0.0.1:8765", follow_redirects=False, raise_server_exceptions=True)


class WebServer:
    """A child that serves; `url` is the address that it printed."""

    def __init__(self, home: Path, *arguments: str, port: int = 0) -> None:
        names = ("PATH", "HOME", "PYTHONPATH", "NO_PROXY")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "alignqa", "--home", home, "serve", "--port", str(port), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={name: value for name, value in os.environ.items() if name in names} | {"ALIGNQA_FAST": "true"},
        )
        assert self.process.stderr is not None
        self.said = ""
        while "Serving at" not in self.said:
            line = self.process.stderr.readline()
            assert line, f"the server ended: {self.said}"
            self.said += line
        self.url = self.said.partition("Serving at ")[2].partition(" ")[0]
        self.port = int(self.url.partition("://")[2].partition("/")[0].rpartition(":")[2])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.end()

    def get(self, path: str, **more: object) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE, trust_env=False, **more)  # type: ignore[arg-type]

    def end(self) -> tuple[int, str, str]:
        """Interrupts it; exit code, stdout and stderr."""
        self.process.send_signal(signal.SIGINT)
        out, error = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, self.said + error
