"""The task as Inspect runs it, beside `alignqa eval answers`; `make inspect` has Inspect, `make test` has not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("inspect_ai", reason="Inspect is not installed here; make inspect runs these tests")

from places import REPOSITORY

pytestmark = pytest.mark.real
COMMANDS = Path(sys.executable).parent
PRIMER = REPOSITORY / "corpus" / "questions" / "primer.jsonl"
NAMES = {
    "evidence": {"first", "any", "section", "page"},
    "abstention": {"declined", "answered", "wrongly declined", "off-topic", "reason", "false-premise"},
    "quotes_proven": {"verbatim"},
}


def inspect(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [
        COMMANDS / "inspect",
        "eval",
        *arguments,
        "--display",
        "plain",
        "--log-format",
        "json",
        "--log-dir",
        folder / "logs",
    ]
    environment = {**os.environ, "COLUMNS": "200", "ALIGNQA_HOME": str(folder / "nowhere")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_scores_are_those_of_alignqa_eval_answers(primer_home: Path, tmp_path: Path) -> None:
    questions = tmp_path / "2024"
    lines = PRIMER.read_text(encoding="utf-8").splitlines()[::9]
    questions.write_text("\n".join(lines), encoding="utf-8")
    splits = [json.loads(line)["split"] for line in lines]
    named = ("-T", f"home={primer_home}", "-T", "questions=2024", "-T", "split=test")
    done = inspect(tmp_path, "alignqa/answers", "--model", "mockllm/model", *named)
    assert done.returncode == 0, done.stdout + done.stderr
    log = json.loads(next((tmp_path / "logs").iterdir()).read_text(encoding="utf-8"))
    assert log["status"] == "success"
    assert len(log["samples"]) == splits.count("test") > 5
    assert log["stats"]["model_usage"] == {}, "the model was called"
    found = {score["name"]: {name: one["value"] for name, one in score["metrics"].items()} for score in log["results"]["scores"]}

    report = tmp_path / "report.json"
    options = ("--split", "test", "--json", report, "--out", tmp_path / "run")
    command = [COMMANDS / "alignqa", "--home", primer_home, "eval", "answers", questions, *options]
    subprocess.run(command, check=True, capture_output=True)
    figures = json.loads(report.read_text(encoding="utf-8"))["measures"]["figures"]
    values = {figure["name"]: figure["value"] for figure in figures if figure["value"] is not None}
    assert found == {scorer: {name: values[name] for name in names & values.keys()} for scorer, names in NAMES.items()}
    assert values["verbatim"] == 1.0
    assert {"first", "any", "declined", "off-topic"} <= values.keys()

    for sample in log["samples"]:
        outcome = json.loads(sample["output"]["completion"])
        assert (outcome["schema"], outcome["question"]) == ("alignqa.answer/1", sample["input"])
        assert (
            sample["scores"]["abstention"]["value"]
            == "CI"[(outcome["outcome"] == "answered") != sample["metadata"]["answerable"]]
        )


def test_a_mistake_is_told_in_two_lines(primer_home: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"[red]": 1}\n', encoding="utf-8")
    for home, message in ((primer_home, "line 1: unknown key '[red]'"), (tmp_path / "none", "There is no index at ")):
        done = inspect(tmp_path, "alignqa/answers", "-T", f"home={home}", "-T", "questions=q.jsonl")
        told = done.stdout + done.stderr
        assert done.returncode == 1
        assert message in told
        assert "Hint: " in told
        assert "Traceback" not in told
        questions.write_text(PRIMER.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")


def test_it_answers_the_questions_of_another_task(primer_home: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs.py").write_text(
        "from inspect_ai import Task, task\n"
        "from inspect_ai.dataset import Sample\n"
        "from inspect_ai.scorer import includes\n"
        "@task\n"
        "def theirs():\n"
        "    return Task([Sample('What is a mesa-optimizer?', target='optimizer in its own right')], scorer=includes())\n",
        encoding="utf-8",
    )
    done = inspect(tmp_path, "theirs.py", "--solver", "alignqa/ask", "-S", f"home={primer_home}")
    assert done.returncode == 0, done.stdout + done.stderr
    [sample] = json.loads(next((tmp_path / "logs").iterdir()).read_text(encoding="utf-8"))["samples"]
    assert sample["scores"]["includes"]["value"] == "C"
