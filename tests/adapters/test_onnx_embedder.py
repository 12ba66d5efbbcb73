from __future__ import annotations

import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

from alignqa.adapters.models import minilm
from alignqa.adapters.models.onnx_embedder import OnnxEmbedder
from alignqa.errors import ModelError, StorageError

pytestmark = pytest.mark.real

TEXTS = [
    "A lamp.",
    "The lamp burns oil at night, and its keeper sleeps by day.",
    *(f"Lamp {n} stands in room {n * 7}. " + "It burns steadily. " * n for n in range(1, 17)),
    "«Où est la lampe ?» — naïve café, 中文",
    "word " * 600,
]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    OnnxEmbedder(folder).warm()
    return folder


@pytest.fixture(scope="module")
def embedder(cache: Path) -> OnnxEmbedder:
    return OnnxEmbedder(cache)


def test_vectors_are_those_of_sentence_transformers(embedder: OnnxEmbedder) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch and transformers deprecate is theirs
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(minilm.model_folder()), device="cpu", local_files_only=True)
        expected = np.asarray(model.encode(TEXTS, normalize_embeddings=True, show_progress_bar=False))
    found = embedder.embed(TEXTS)
    assert found.shape == (20, 384)
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-5)
    assert float((found * expected).sum(axis=1).min()) > 0.9999


def test_a_vector_does_not_depend_on_its_batch_or_place(embedder: OnnxEmbedder) -> None:
    together = embedder.embed(TEXTS)
    assert np.allclose(embedder.embed(TEXTS[::-1])[::-1], together, atol=1e-5)
    for place in (0, 5, 18):
        assert np.allclose(embedder.embed([TEXTS[place]])[0], together[place], atol=1e-5)
    assert embedder.embed([]).shape == (0, 384)


def test_the_second_start_exports_nothing(cache: Path) -> None:
    told: list[str] = []
    OnnxEmbedder(cache, notify=told.append).warm()
    assert told == []


def test_a_damaged_export_is_made_again(cache: Path, embedder: OnnxEmbedder, tmp_path: Path) -> None:
    copy = tmp_path / "cache"
    shutil.copytree(cache, copy)
    graph = next(copy.glob("*.onnx"))
    data = bytearray(graph.read_bytes())
    data[len(data) // 2] ^= 1
    graph.write_bytes(data)
    told: list[str] = []
    found = OnnxEmbedder(copy, notify=told.append).embed(["A lamp."])
    assert len(told) == 1
    assert np.allclose(found, embedder.embed(["A lamp."]), atol=1e-6)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(minilm.model_folder(), folder)
    minilm.check_weights(folder)
    weights = folder / "model.safetensors"
    with weights.open("r+b") as file:
        file.seek(50_000_000)
        byte = file.read(1)
        file.seek(50_000_000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelError, match="not the pinned one"):
        minilm.onnx_file(tmp_path / "cache", model=folder)
    weights.unlink()
    with pytest.raises(ModelError, match="cannot be read"):
        minilm.onnx_file(tmp_path / "cache", model=folder)


def test_a_cache_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    with pytest.raises(StorageError):
        OnnxEmbedder(tmp_path / "cache").embed(["A lamp."])


@pytest.mark.parametrize(
    "module", ["alignqa", "alignqa.wiring", "alignqa.adapters.models.onnx_embedder", "alignqa.adapters.chroma.embedded"]
)
def test_importing_loads_no_heavy_library(module: str) -> None:
    heavy = "torch transformers sentence_transformers onnxruntime onnx tokenizers chromadb llama_index lxml pypdfium2 rich"
    code = f"import sys, {module}; print([name for name in '{heavy}'.split() if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
