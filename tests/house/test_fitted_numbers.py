"""The numbers that decide stand in one file: whole and known names only, told where they do not fit the models in use."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.cli.main import app
from alignqa.errors import SettingsError
from alignqa.fitted import FITTED_FILE, load_fitted, read_fitted
from alignqa.index.library import Library
from alignqa.wiring import assistant_of, open_home
from assistants import FITTED, assistant_over
from places import REPOSITORY

SHIPPED = (REPOSITORY / "src" / "alignqa" / FITTED_FILE).read_text(encoding="utf-8")


def written(folder: Path, text: str) -> Path:
    path = folder / FITTED_FILE
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("coverage = 1.7", "", "window.coverage is missing"),
        ("coverage = 1.7", "coverage = 1.7\nglow = 1.0", "window.glow: no such number"),
        ("coverage = 1.7", 'coverage = "much"', "window.coverage is 'much', which is no number"),
        ("feedback_passages = 5", "feedback_passages = 5.5", "retrieval.feedback_passages is 5.5, which is no whole number"),
        ("[audit] ", "[audits] ", "[audit] is missing"),
        ("format = 1", "format = 9", "format is 9"),
        ('date = "2026', 'day = "2026', "date is missing"),
        ("dense = 0.5", "dense = ", "Invalid value"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_with_every_fault(tmp_path, old, new, said):
    assert old in SHIPPED
    path = written(tmp_path, SHIPPED.replace(old, new, 1))
    with pytest.raises(SettingsError, match=re.escape(said)) as caught:
        read_fitted(path)
    assert str(path) in caught.value.message
    assert caught.value.hint


def test_all_faults_are_told_at_once(tmp_path):
    broken = SHIPPED.replace("coverage = 1.7", "glow = 1.0").replace("off_topic = 0.35", "")
    with pytest.raises(SettingsError) as caught:
        read_fitted(written(tmp_path, broken))
    for fault in ("window.glow", "window.coverage is missing", "calibration.off_topic is missing"):
        assert fault in caught.value.message


def test_the_file_of_a_home_takes_the_place_of_the_shipped_one(tmp_path):
    written(tmp_path, SHIPPED.replace("threshold = 0.42", "threshold = 0.9"))
    assert load_fitted(tmp_path).calibration.threshold == 0.9
    assert load_fitted(tmp_path / "elsewhere") == FITTED
    assert open_home(tmp_path).fitted.calibration.threshold == 0.9


def test_a_setting_takes_the_place_of_one_number(tmp_path):
    (tmp_path / "alignqa.toml").write_text("dense_weight = 0.8\n", encoding="utf-8")
    found = open_home(tmp_path).fitted
    assert asdict(found.retrieval) == {**asdict(FITTED.retrieval), "dense": 0.8}


def test_a_broken_file_ends_a_command_with_2(tmp_path, primer_home):
    written(tmp_path, "format = 1\n")
    (tmp_path / "indexes").symlink_to(primer_home / "indexes")
    result = CliRunner().invoke(app, ["--home", str(tmp_path), "ask", "What is a mesa-optimizer?"])
    assert result.exit_code == 2
    assert FITTED_FILE in result.output


def test_other_models_than_those_they_were_fitted_for_are_named():
    assert FITTED.mismatch(FITTED.embedder, None) is None
    assert FITTED.mismatch("bag-of-words@0/fp32", None) == "the embedder bag-of-words@0/fp32"
    assert FITTED.mismatch(FITTED.embedder, "glow-reader") == "the reranker glow-reader"


def test_the_trace_says_what_the_confidence_is_not_calibrated_for(tmp_path):
    (tmp_path / "lamp.md").write_text("# Lamps\n\nA lamp is a vessel that burns oil through the night.\n", encoding="utf-8")
    vectors, embedder = MemoryIndex(), ScriptedEmbedder()
    library = Library(tmp_path / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest([tmp_path / "lamp.md"])
    catalogue = library.catalogue()
    told = FITTED.mismatch(str(embedder.identity), None)
    assistant = assistant_over(catalogue, vectors, embedder, not_calibrated_for=told)
    trace = assistant.ask("What is a lamp?", min_confidence=0.0).to_dict()["trace"]
    catalogue.close()
    assert trace["not_calibrated_for"] == f"the embedder {embedder.identity}"


def test_the_packaged_model_is_what_they_were_fitted_for(primer_home):
    told: list[str] = []
    home = open_home(primer_home)
    trace = assistant_of(home, notify=told.append).ask("What is a mesa-optimizer?").to_dict()["trace"]
    assert "not_calibrated_for" not in trace
    assert told == []
