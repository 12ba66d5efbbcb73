"""Models that the user names: exported or not, their vectors are those of sentence-transformers."""

from __future__ import annotations

import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from uninstalled import without_torch

from alignqa.adapters.models.exported_model import PreparedModel
from alignqa.adapters.models.model_files import find
from alignqa.adapters.models.model_libraries import engines
from alignqa.adapters.models.named_embedder import NamedEmbedder
from alignqa.errors import AlignqaError, IndexUnavailable, ModelError, SettingsError
from alignqa.index.interfaces import Vectors
from alignqa.wiring import embedder_of, open_home, open_library
from invoked import invoked

pytestmark = pytest.mark.real

TEXTS = [
    "A lamp.",
    "The Lamp burns oil at night, and its keeper sleeps by day.",
    *(f"The lamp stands in room {n}. " + "It burns oil. " * n for n in range(1, 9)),
]


@pytest.fixture(scope="module", autouse=True)
def offline() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with four models: two that normalise their vectors, one that does not, and one that cannot be exported."""
    from model_samples import PROMPTS, encoder, static

    folder = tmp_path_factory.mktemp("models")
    encoder(folder, "bert", prompts=PROMPTS)
    encoder(folder, "mpnet", pooling="cls")
    encoder(folder, "distilbert", normalized=False)
    static(folder)
    return folder


def original(folder: Path, texts: list[str], prompt: str = "") -> Vectors:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        made = model.encode(texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False)
    return np.asarray(made, dtype=np.float32)


def alignqa_command(*args: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "alignqa", *args], capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def prepared(models: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A cache with three of them prepared, and what was told of it."""
    cache = tmp_path_factory.mktemp("prepared")
    told: list[str] = []
    for name in ("mpnet", "distilbert", "static"):
        NamedEmbedder(name, models, cache=cache, notify=told.append).prepare()
    return cache, told


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("mpnet", "ONNX Runtime"),
        ("distilbert", "ONNX Runtime"),
        ("static", "sentence-transformers, not in ONNX Runtime: It reads offsets."),
    ],
)
def test_a_model_runs_as_its_architecture_allows(models: Path, prepared: tuple[Path, list[str]], name: str, way: str) -> None:
    cache, told = prepared
    place = told.index(f"Preparing the embedding model {name} (once)")
    assert told[place + 1] == f"The embedding model {name} runs in {way}"
    again: list[str] = []
    embedder = NamedEmbedder(name, models, cache=cache, notify=again.append)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        together = embedder.embed(TEXTS)
        alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    expected = original(models / name, TEXTS)
    assert together.shape == expected.shape
    assert np.allclose(np.linalg.norm(together, axis=1), 1.0, atol=1e-5)
    assert float((together * expected).sum(axis=1).min()) > 0.9999
    assert float((together[0] * expected[1:]).sum(axis=1).max()) < 0.99  # the texts are told apart
    assert np.allclose(alone, together, atol=1e-5)
    assert embedder.embed([]).shape == (0, embedder.identity.dimension)
    assert again == []


def test_an_exported_model_runs_without_the_libraries_that_exported_it(
    models: Path, prepared: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_torch(monkeypatch)
    assert NamedEmbedder("mpnet", models, cache=prepared[0]).embed(TEXTS[:2]).shape == (2, 32)
    with pytest.raises(ModelError, match="static needs torch") as told:
        _ = NamedEmbedder("static", models, cache=prepared[0]).identity
    assert "alignqa[models]" in told.value.hint


def test_a_damaged_graph_is_made_again(models: Path, prepared: tuple[Path, list[str]], tmp_path: Path) -> None:
    shutil.copytree(prepared[0], tmp_path, dirs_exist_ok=True)
    for graph in tmp_path.glob("models/*/model.onnx"):
        graph.write_bytes(graph.read_bytes()[:-1])
    told: list[str] = []
    found, whole = (NamedEmbedder("mpnet", models, cache=cache, notify=told.append) for cache in (tmp_path, prepared[0]))
    assert np.allclose(found.embed(TEXTS), whole.embed(TEXTS), atol=1e-6)
    assert told == ["Preparing the embedding model mpnet (once)", "The embedding model mpnet runs in ONNX Runtime"]


def test_an_obstacle_counts_for_the_engines_that_met_it(models: Path) -> None:
    files = find("mpnet", models)
    met = PreparedModel(
        files.stamp(), files.sha256(), 32, prompt="", question_prompt="", engines=engines("mpnet"), obstacle="It reads offsets."
    )
    assert met.is_current(files)
    assert not replace(met, engines="torch 2.0").is_current(files)
    assert replace(met, engines="torch 2.0", obstacle="").is_current(files)
    assert not replace(met, stamp="").is_current(files)


def test_a_home_with_another_model_ingests_and_answers(models: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copytree(models / "bert", home / "bert")
    (home / "alignqa.toml").write_text('embedder = "bert"\ncache = "' + str(tmp_path / "cache") + '"\n')
    note = tmp_path / "note.md"
    note.write_text(
        "# Motives\n\nDeceptive alignment is a strategy in which a model hides its objective until oversight ends. "
        "It pays where oversight is known to end.\n"
    )
    taken = invoked("--home", home, "ingest", note)
    assert (taken.returncode, taken.stdout) == (0, "1 file: 1 added. The index holds 1 paper.\n"), taken.stderr
    assert taken.stderr.count("The embedding model bert runs in ONNX Runtime\n") == 1
    asked = invoked("--home", home, "search", "What is deceptive alignment?")
    assert "Deceptive alignment is a strategy" in asked.stdout, asked.stderr
    (told,) = asked.stderr.splitlines()
    assert told.startswith("Not calibrated for the embedder bert@")
    answered = invoked("--home", home, "ask", "What is deceptive alignment?", "--min-confidence", "0")
    assert answered.stdout.startswith("[1] Deceptive alignment is a strategy"), answered.stderr

    embedder = embedder_of(open_home(home))
    assert embedder.identity.model == "bert"
    question, text = "What is deceptive alignment?", "A lamp burns oil."
    assert float(embedder.embed_question(question) @ original(home / "bert", [question], "query: ")[0]) > 0.9999
    assert float(embedder.embed([text])[0] @ original(home / "bert", [text], "passage: ")[0]) > 0.9999

    (home / "alignqa.toml").write_text('cache = "' + str(tmp_path / "cache") + '"\n')
    with pytest.raises(IndexUnavailable, match=r"made by bert@.* the settings name all-MiniLM-L6-v2@") as refused:
        open_library(home).papers()
    assert (refused.value.exit_code, bool(refused.value.hint)) == (4, True)


def test_a_changed_file_makes_another_identity(models: Path, tmp_path: Path) -> None:
    shutil.copytree(models / "mpnet", tmp_path / "mpnet")
    files = find("mpnet", tmp_path)
    assert files.sha256() == find("mpnet", models).sha256()
    first = (files.stamp(), files.sha256())
    (tmp_path / "mpnet" / "README.md").write_text("Changed.")
    files = find("mpnet", tmp_path)
    assert (files.stamp(), files.sha256()) == first
    vocabulary = tmp_path / "mpnet" / "tokenizer.json"
    vocabulary.write_bytes(vocabulary.read_bytes() + b" ")
    assert files.stamp() != first[0]
    assert files.sha256() != first[1]


def _pickled(home: Path) -> None:
    (home / "model").mkdir()
    (home / "model" / "pytorch_model.bin").write_bytes(b"")


def _broken(home: Path) -> None:
    _modules(home, "{")


def _foreign(home: Path) -> None:
    _modules(home, '[{"path": "", "type": "pooling.Own"}]')


def _modules(home: Path, text: str) -> None:
    (home / "model").mkdir()
    (home / "model" / "model.safetensors").write_bytes(b"")
    (home / "model" / "modules.json").write_text(text)


@pytest.mark.parametrize(
    ("name", "make", "error", "message"),
    [
        ("model", _pickled, ModelError, "no safetensors weights"),
        ("model", _broken, ModelError, "modules.json cannot be read"),
        ("model", _foreign, ModelError, "brings code of its own"),
        ("model", None, SettingsError, "There is no folder"),
        ("nobody/has-this", None, ModelError, "nobody/has-this is not on this machine"),
    ],
)
def test_a_model_that_cannot_be_used_is_an_error_with_a_hint(
    tmp_path: Path, name: str, make: object, error: type[AlignqaError], message: str
) -> None:
    if callable(make):
        make(tmp_path)
    with pytest.raises(error, match=message) as caught:
        _ = NamedEmbedder(name, tmp_path, cache=tmp_path / "cache").identity
    assert caught.value.hint


def test_nothing_is_downloaded_offline(tmp_path: Path) -> None:
    (tmp_path / "alignqa.toml").write_text('embedder = "nobody/has-this"\n')
    run = alignqa_command("--home", tmp_path, "ingest", "--primer")
    assert run.returncode == 1
    assert "HF_HUB_OFFLINE forbids its download" in run.stderr
    assert "Traceback" not in run.stderr
