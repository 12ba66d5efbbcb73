"""What the tests of watches share: the address that they ask, and how their JSON is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from typer.testing import Result

API = "export.arxiv.org/api/query"
SINCE = ("--since", "2024-01-01")

Run = Callable[..., Result]


def new_papers(result: Result) -> list[dict[str, Any]]:
    """The papers that `alignqa watch run --json` printed."""
    assert result.exit_code == 0, result.stderr
    return [paper for watch in json.loads(result.stdout) for paper in watch["papers"]]


def numbers(result: Result) -> list[str]:
    return [paper["arxiv_id"] for paper in new_papers(result)]
