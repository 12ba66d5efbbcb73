"""`alignqa eval` as it is given on a command line, over the bundled notes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from evaluation_samples import WriteLines
from typer.testing import CliRunner, Result

from alignqa.adapters.models.onnx_reader import OnnxReader
from alignqa.cli.main import app
from places import REPOSITORY

pytestmark = pytest.mark.real

DEFINED = {
    "id": "p1",
    "question": "What is a mesa-optimizer?",
    "kind": "definition",
    "answerable": True,
    "gold": [{"must_contain": ["mesa-optimizer", "optimizer in its own right"]}],
}
BREAD = {"id": "p2", "question": "How long does rye bread bake?", "kind": "how", "answerable": False, "why": "off-topic"}
NOT_THERE = {
    "id": "p3",
    "question": "What is deceptive alignment?",
    "kind": "definition",
    "answerable": True,
    "gold": [{"must_contain": ["zebra crossing"]}],
}


def run(home: Path, *args: str | Path) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), "eval", *map(str, args)], prog_name="alignqa")


def test_answers_are_measured_and_reported_four_ways(primer_home: Path, tmp_path: Path, write_lines: WriteLines) -> None:
    questions = write_lines("questions.jsonl", DEFINED, BREAD, NOT_THERE)
    page, data, out = tmp_path / "report.md", tmp_path / "report.json", tmp_path / "run"
    html = tmp_path / "report.html"
    options = ("--out", out, "--markdown", page, "--json", data, "--html", html, "--fail-under", "verbatim=1")
    result = run(primer_home, "answers", questions, *options)
    assert result.exit_code == 0, result.output
    report = json.loads(data.read_text(encoding="utf-8"))
    values = {figure["name"]: figure["value"] for figure in report["measures"]["figures"]}
    assert (values["any"], values["verbatim"], values["declined"], values["off-topic"]) == (0.5, 1.0, 1.0, 1.0)
    assert [failure["id"] for failure in report["measures"]["failures"]] == ["p3"]
    assert report["provenance"]["command"] == "alignqa eval answers questions.jsonl --fail-under verbatim=1"
    assert report["provenance"]["inputs"].keys() == {"questions.jsonl"}
    settings = {
        "quotes": "5",
        "min_confidence": "not set",
        "dense_weight": "0.5",
        "reranker": "not set",
        "reader": OnnxReader().name,
    }
    assert report["provenance"]["settings"] == settings
    assert "| any | 0.500 |" in page.read_text(encoding="utf-8")
    assert html.read_text(encoding="utf-8").count('class="dot"') == sum(one is not None and one <= 1 for one in values.values())
    assert "p3: What is deceptive alignment? (definition)" in result.stdout
    for text in (result.stdout, *(file.read_text(encoding="utf-8") for file in (page, data, html))):
        assert str(tmp_path) not in text
        assert str(primer_home) not in text

    first = (result.stdout, page.read_bytes(), data.read_bytes(), html.read_bytes())
    kept = (out / "shown.jsonl").read_bytes()
    assert run(primer_home, "answers", questions, *options).stdout == first[0]
    assert (page.read_bytes(), data.read_bytes(), html.read_bytes()) == first[1:]
    (out / "shown.jsonl").unlink()
    assert run(primer_home, "answers", questions, *options).stdout == first[0]
    assert (out / "shown.jsonl").read_bytes() == kept


def test_a_figure_below_its_threshold_ends_with_1(primer_home: Path, tmp_path: Path, write_lines: WriteLines) -> None:
    questions = write_lines("questions.jsonl", NOT_THERE)
    result = run(primer_home, "answers", questions, "--out", tmp_path / "run", "--fail-under", "any=0.5")
    assert result.exit_code == 1
    assert "any is 0.0000 and should be at least 0.5." in result.stdout


def test_what_cannot_be_measured_ends_with_2_before_anything_is_asked(tmp_path: Path, write_lines: WriteLines) -> None:
    questions = write_lines("questions.jsonl", DEFINED)
    faulty = write_lines("faulty.jsonl", {**DEFINED, "colour": "red"}, [])
    home = tmp_path / "none"
    for arguments, message in (
        (("answers", questions, "--fail-under", "wrong=0.1"), "There is no measure 'wrong'."),
        (("answers", questions, "--split", "test"), "questions.jsonl has no questions in the split 'test'."),
        (("answers", faulty), "faulty.jsonl has 2 faults:\n  line 1: unknown key 'colour'\n  line 2: is not a JSON object"),
        (("answers", tmp_path / "missing.jsonl"), "missing.jsonl cannot be read: No such file or directory."),
        (("retrieval", "--corpus", faulty, "--fail-under", "MAP=1"), "There is no measure 'MAP'."),
        (("retrieval", "--corpus", faulty, "--format", "trec"), "There is no format 'trec'."),
    ):
        result = run(home, *arguments)
        assert result.exit_code == 2, result.output
        assert message in result.stderr
    assert run(home, "answers", questions).exit_code == 4
    assert not home.exists()


def test_retrieval_is_measured_kept_and_compared(tmp_path: Path, write_lines: WriteLines) -> None:
    corpus = write_lines(
        "corpus.jsonl",
        {"_id": "d1", "title": "Lamps", "text": "A lamp burns oil in the dark."},
        {"_id": "d2", "title": "Wicks", "text": "A wick draws oil upwards by capillary force."},
    )
    queries = write_lines("queries.jsonl", {"_id": "q1", "text": "How does a wick draw oil?"})
    qrels = tmp_path / "test.tsv"
    qrels.write_text("query-id\tcorpus-id\tscore\nq1\td2\t1\n", encoding="utf-8")
    files = ("retrieval", "--corpus", corpus, "--queries", queries, "--qrels", qrels)
    out, data = tmp_path / "run", tmp_path / "report.json"
    result = run(tmp_path / "home", *files, "--out", out, "--fail-under", "nDCG@10=1")
    assert result.exit_code == 0, result.output
    assert "2 documents, 1 query, 1 relevant pair." in result.stdout
    assert str(tmp_path) not in result.stdout
    assert (out / "run.trec").read_text(encoding="utf-8").startswith("q1 Q0 d2 1 ")
    assert (out / "per-query.tsv").read_text(encoding="utf-8").splitlines()[1].startswith("q1\t1.000000")

    other = tmp_path / "other.trec"
    other.write_text("q1 Q0 d1 1 2.0 old\nq1 Q0 d2 2 1.0 old\n", encoding="utf-8")
    page = tmp_path / "report.html"
    compared = run(tmp_path / "home", *files, "--out", out, "--against", other, "--json", data, "--html", page)
    assert "Comparison with the other run" in page.read_text(encoding="utf-8")
    assert compared.exit_code == 0, compared.output
    rows = {row["name"]: row for row in json.loads(data.read_text(encoding="utf-8"))["comparisons"]}
    assert rows["RR"] == {"name": "RR", "value": 1.0, "other": 0.5, "better": 1, "worse": 0, "p_value": 1.0}

    qrels.write_text("q1\td2\t1\nq1\td7\t1\nq7\td2\t1\n", encoding="utf-8")
    faulty = run(tmp_path / "home", *files, "--out", out)
    assert faulty.exit_code == 1
    assert "2 judgements of missing queries or documents:" in faulty.stdout
    assert "qrels, line 2: there is no document d7" in faulty.stdout
    assert "qrels, line 3: there is no query q7" in faulty.stdout


def test_quality_on_a_third_of_the_bundled_questions_does_not_fall(
    primer_home: Path, tmp_path: Path, write_lines: WriteLines
) -> None:
    """`make eval` asks all."""
    lines = (REPOSITORY / "corpus" / "questions" / "primer.jsonl").read_text(encoding="utf-8").splitlines()
    measured = [item for item in map(json.loads, lines) if item["split"] == "test"]
    questions = write_lines("questions.jsonl", *measured[::3])
    # One question of each sort below what they are now, so that one more or less does not stop a change.
    minimum = ("verbatim=1", "off-topic=1", "first=0.66", "any=0.83", "answered=0.95", "declined=0.5")
    floors = [part for floor in minimum for part in ("--fail-under", floor)]
    result = run(primer_home, "answers", questions, "--out", tmp_path / "run", *floors)
    assert result.exit_code == 0, result.output
