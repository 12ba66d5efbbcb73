"""Other models than the packaged ones, where the extra that runs them is not installed: the error names it, before any work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from uninstalled import without_torch

from alignqa.adapters.models.cross_encoder_entailment import CrossEncoderEntailment
from alignqa.adapters.models.cross_encoder_reranker import CrossEncoderReranker
from alignqa.adapters.models.named_embedder import NamedEmbedder
from alignqa.errors import ModelError
from alignqa.wiring import fetch_models, open_home

WAYS: dict[str, Callable[[Path], object]] = {
    "an embedder": lambda home: NamedEmbedder("model", home, cache=home / "cache").embed(["A lamp."]),
    "its identity": lambda home: NamedEmbedder("model", home, cache=home / "cache").identity,
    "a reranker": lambda home: CrossEncoderReranker("model", home).score("What is a lamp?", ["A lamp."]),
    "an entailment model": lambda home: CrossEncoderEntailment(home / "model").entails([("A lamp.", "A lamp.")]),
    "a download": lambda home: fetch_models(open_home(home), notify=pytest.fail),
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a model, on a machine without the libraries of the extra."""
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "config.json").write_text("{}")
    (tmp_path / "model" / "model.safetensors").write_bytes(b"")
    (tmp_path / "alignqa.toml").write_text('embedder = "nobody/has-this"\n')
    without_torch(monkeypatch)
    return tmp_path


@pytest.mark.parametrize("way", WAYS)
def test_the_error_names_the_extra(home: Path, way: str) -> None:
    with pytest.raises(ModelError, match=r"(model|has-this) needs torch, which is not installed") as told:
        WAYS[way](home)
    assert told.value.hint == "Install it: pip install 'alignqa[models]'"
    assert not (home / "cache").exists()
