"""What several rooms' tests share: a home that holds the bundled notes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import alignqa
from alignqa.adapters.models.onnx_embedder import OnnxEmbedder
from alignqa.adapters.models.onnx_reader import OnnxReader
from alignqa.wiring import open_home
from chroma_process import ChromaProcess
from made_once import made_once

# The same examples every time, however slow the machine is; `make fuzz` tries fresh ones.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("fresh", max_examples=1_000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

# The processes of the tests are as many as the cores: threads of numpy and torch would only wait for each other.
for _library in ("OMP", "OPENBLAS", "MKL"):
    os.environ[f"{_library}_NUM_THREADS"] = "1"

# Started in the background, the tests and all that they start would not hear an interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_LONGEST = frozenset({"house", "evaluation", "adapters", "index", "cli"})


@pytest.hookimpl(optionalhook=True)  # of pytest-xdist
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores, since some tests wait for a clock or for another process."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begins with the folders whose files take minutes, so that at the end no process waits for another one."""
    items.sort(key=lambda item: _LONGEST.isdisjoint(item.path.parts))


@pytest.fixture(scope="session", autouse=True)
def clean_environment() -> None:
    """No setting of whoever runs the tests reaches them."""
    for name in [name for name in os.environ if name.startswith("ALIGNQA_") and name != "ALIGNQA_LITERATURE"]:
        del os.environ[name]
    os.environ["NO_PROXY"] = "127.0.0.1"  # the servers of the tests are on this machine


@pytest.fixture(scope="session", autouse=True)
def loaded_models() -> Iterator[None]:
    """The packaged models, which stay loaded from the first test that needs them to the last."""
    kept = (OnnxEmbedder.shared(), OnnxReader.shared())
    yield
    del kept


@pytest.fixture(scope="session")
def primer_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the bundled notes were ingested through the library; tests read it and never change it."""

    def make(home: Path) -> None:
        report = alignqa.open_library(home).ingest([open_home(home).primer])
        assert report.files, "the bundled notes are missing"

    return made_once(tmp_path_factory, "primer-home", make)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ChromaProcess]:
    """A Chroma server of the test's own, started."""
    process = ChromaProcess(tmp_path / "server").start()
    yield process
    process.kill()


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    """A Chroma server that the tests of a module share: each index has a collection of its own there."""
    process = ChromaProcess(tmp_path_factory.mktemp("server")).start()
    yield process
    process.kill()
