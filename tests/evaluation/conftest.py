"""What several of these tests need: JSON lines in a file, and the folder with other people's texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluation_samples import WriteLines

from places import LITERATURE


@pytest.fixture
def write_lines(tmp_path: Path) -> WriteLines:
    """Writes objects as JSON lines to a file of `tmp_path`; returns its path."""

    def write(name: str, *objects: object) -> Path:
        path = tmp_path / name
        path.write_text("".join(json.dumps(item) + "\n" for item in objects), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def literature() -> Path:
    """The folder with the papers and benchmarks that may not be redistributed; a test that asks for it is skipped without it."""
    folder = LITERATURE
    if not folder.is_dir():
        pytest.skip(f"there is no {folder}")
    return folder
