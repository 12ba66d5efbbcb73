"""A home whose watches ask a server on this machine, which stands for all hosts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alignqa.cli.main import app
from local_server import LocalServer
from watching_samples import Run


@pytest.fixture
def arxiv(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LocalServer]:
    with LocalServer() as server:
        monkeypatch.setenv("ALIGNQA_FETCH_LOOPBACK", str(server.port))
        monkeypatch.setenv("ALIGNQA_CACHE", str(tmp_path / "cache"))
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def watch(home: Path, arxiv: LocalServer) -> Run:
    """Runs `alignqa watch` in the home."""

    def run(*args: str) -> Result:
        return CliRunner().invoke(app, ["--home", str(home), "watch", *args], prog_name="alignqa")

    return run


@pytest.fixture
def a_day_later(tmp_path: Path) -> Callable[[], None]:
    """Empties the cache, as if a day had passed."""

    def empty() -> None:
        for path in (tmp_path / "cache" / "fetched").iterdir():
            path.unlink()

    return empty
