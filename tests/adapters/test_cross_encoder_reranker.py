"""The reranker with a real cross-encoder, a tiny one that is made here and finds lanterns relevant."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

import alignqa
from alignqa.adapters.models.cross_encoder_reranker import CrossEncoderReranker
from alignqa.adapters.models.model_files import find
from alignqa.cli.main import app
from alignqa.errors import AlignqaError, ModelError, SettingsError

pytestmark = pytest.mark.real

QUESTION = "What is deceptive alignment?"
DEFINITION = "Deceptive alignment is a strategy in which a model hides its objective until oversight ends."
LANTERN = "In the lantern trial, deceptive alignment was seen after the third round of training."
NOTE = f"# Motives\n\n## Definition\n\n{DEFINITION}\n\n## Trials\n\n{LANTERN}\n"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from model_samples import cross_encoder

    return cross_encoder(tmp_path_factory.mktemp("models") / "lanterns", labels=("relevant",), bias=(-5.0,), word="lantern")


@pytest.fixture(scope="module")
def home(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one note, and the reranker in its settings."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "note.md").write_text(NOTE)
    alignqa.open_library(folder).ingest([folder / "note.md"])
    shutil.copytree(model, folder / "models" / "lanterns")
    (folder / "alignqa.toml").write_text('reranker = "models/lanterns"\n')
    return folder


def alignqa_command(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "alignqa", *args]
    offline = {**os.environ, "HF_HUB_OFFLINE": "1"}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=offline)


def test_scores_are_the_probability_of_relevance(model: Path) -> None:
    reranker = CrossEncoderReranker("lanterns", model.parent)
    found = reranker.score(QUESTION, [DEFINITION, LANTERN, "lantern " * 600])
    assert found == pytest.approx([0.0066929, 0.9933071, 0.9933071], abs=1e-6)
    assert reranker.score(QUESTION, [LANTERN]) == pytest.approx(found[1:2], abs=1e-6)
    assert reranker.score(QUESTION, []) == []
    assert reranker.name == f"lanterns@{find('lanterns', model.parent).sha256()[:12]}"


def test_its_order_decides_which_quote_comes_first(home: Path, model: Path) -> None:
    answered = alignqa_command("--home", home, "ask", QUESTION, "--min-confidence", "0", "--json", "--trace")
    assert answered.returncode == 0, answered.stderr
    answer, name = json.loads(answered.stdout), CrossEncoderReranker("lanterns", model.parent).name
    assert [citation["quote"]["exact"] for citation in answer["citations"]] == [LANTERN]
    assert answer["trace"]["reranker"] == name
    assert f"Reranked by {name}.\n" in answered.stderr
    assert "Loading" not in answered.stderr


def test_without_it_the_definition_comes_first(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "indexes", tmp_path / "indexes")
    outcome = alignqa.open(tmp_path).ask(QUESTION, min_confidence=0.0)
    assert outcome.citations[0].quote.exact == DEFINITION
    assert outcome.trace.reranker is None


def test_measures_and_tables_name_it(home: Path, model: Path, tmp_path: Path) -> None:
    name = CrossEncoderReranker("lanterns", model.parent).name
    gold = {"id": "q1", "question": QUESTION, "kind": "definition", "answerable": True, "gold": [{"must_contain": ["lantern"]}]}
    (tmp_path / "questions.jsonl").write_text(json.dumps(gold) + "\n")
    (tmp_path / "questions.yaml").write_text(f"questions: ['{QUESTION}']\n")
    commands = (
        ("eval", "answers", tmp_path / "questions.jsonl", "--out", tmp_path / "run", "--json", tmp_path / "report.json"),
        ("summarize", "table", tmp_path / "questions.yaml", "--all", "--out", tmp_path / "table"),
    )
    for command in commands:
        done = CliRunner().invoke(app, ["--home", str(home), *map(str, command)])
        assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "report.json").read_text())["provenance"]["settings"]["reranker"] == name
    manifest = json.loads((tmp_path / "table" / "manifest.json").read_text())
    assert manifest["inputs"]["reranker"] == name


def _several_labels(folder: Path) -> None:
    from model_samples import cross_encoder

    cross_encoder(folder, labels=("contradiction", "entailment", "neutral"), bias=(0.0, 0.0, 0.0))


def _no_cross_encoder(folder: Path) -> None:
    from model_samples import encoder

    encoder(folder.parent, "bert").rename(folder)


def _cut_off(folder: Path) -> None:
    _several_labels(folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-8])


def _pickled(folder: Path) -> None:
    _several_labels(folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def _own_code(folder: Path) -> None:
    _several_labels(folder)
    config = json.loads((folder / "config.json").read_text())
    own = {"AutoConfig": "own.Config", "AutoModelForSequenceClassification": "own.Model"}
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "own", "auto_map": own}))
    (folder / "own.py").write_text("raise SystemExit('it ran')\n")


@pytest.mark.parametrize(
    ("name", "make", "error", "message"),
    [
        ("model", _several_labels, ModelError, "has 3 labels; a model for relevance has one"),
        ("model", _no_cross_encoder, ModelError, "is not a cross-encoder: it is a BertModel"),
        ("model", _cut_off, ModelError, "cannot be loaded as a cross-encoder"),
        ("model", _pickled, ModelError, "no safetensors weights"),
        ("model", _own_code, ModelError, "cannot be loaded as a cross-encoder"),
        ("model", None, SettingsError, "There is no folder"),
        ("nobody/has-this", None, ModelError, "The reranker nobody/has-this is not on this machine"),
    ],
)
def test_a_model_that_cannot_be_used_is_an_error_with_a_hint(
    tmp_path: Path, name: str, make: Callable[[Path], None] | None, error: type[AlignqaError], message: str
) -> None:
    if make is not None:
        make(tmp_path / "model")
    with pytest.raises(error, match=message) as caught:
        CrossEncoderReranker(name, tmp_path).score("goats", ["goats"])
    assert caught.value.hint


@pytest.mark.parametrize(
    ("name", "command", "code", "message"),
    [
        ("nobody/has-this", ("ask", QUESTION), 1, "The reranker nobody/has-this is not on this machine"),
        ("nobody/has-this", ("ingest", "--primer"), 1, "HF_HUB_OFFLINE forbids its download"),
        ("not here", ("ask", QUESTION), 2, "Set reranker to a folder, or to OWNER/NAME"),
    ],
)
def test_commands_say_what_to_do(
    home: Path, tmp_path: Path, name: str, command: tuple[str, ...], code: int, message: str
) -> None:
    shutil.copytree(home / "indexes", tmp_path / "indexes")
    (tmp_path / "alignqa.toml").write_text(f'reranker = "{name}"\n')
    refused = alignqa_command("--home", tmp_path, *command)
    assert (refused.returncode, refused.stdout) == (code, "")
    assert message in refused.stderr
    assert "Traceback" not in refused.stderr
