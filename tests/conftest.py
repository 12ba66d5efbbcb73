"""What several rooms' tests share: a home that holds the bundled notes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import alignqa
from alignqa.wiring import open_home


@pytest.fixture(scope="session", autouse=True)
def clean_environment() -> None:
    """No setting of whoever runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith("ALIGNQA_") and name != "ALIGNQA_LITERATURE"]:
        del os.environ[name]


@pytest.fixture(scope="session")
def primer_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the bundled notes were ingested through the library; tests read it and never change it."""
    home = tmp_path_factory.mktemp("primer-home")
    report = alignqa.open_library(home).ingest([open_home(home).primer])
    assert report.files, "the bundled notes are missing"
    return home
