"""Audits in daily use: folders, standard input, LaTeX projects, SARIF, baselines, chosen exit codes, a hook."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
import typer.main
import yaml

from alignqa.audits.collection import collect
from alignqa.audits.drafts.draft import read_draft
from alignqa.cli.main import app
from alignqa.errors import UsageError
from invoked import invoked
from places import REPOSITORY

pytestmark = pytest.mark.real

WRONG = "Lark et al. (2021) reward glowing."
RIGHT = "Lark et al. (2020) reward glowing."
FALSE = "After a month 41% of the lanterns moved away from windows (Lark et al., 2020)."


def run(home: Path, *arguments: str | Path, said: str = "", folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return invoked("--home", home, "audit", *arguments, said=said, folder=folder)


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / re.sub(r"_(?=\w+$)", ".", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_a_folder_is_read_with_everything_below_it_and_what_is_no_draft_is_passed_over(cited_home: Path, tmp_path: Path):
    write(tmp_path, a_md=WRONG, b_txt=RIGHT, empty_md=" ", code_py="x")
    (tmp_path / "below").mkdir()
    write(tmp_path / "below", c_tex=rf"\section{{A}}{WRONG}")
    (tmp_path / ".hidden").mkdir()
    write(tmp_path / ".hidden", d_md=WRONG)
    (tmp_path / "a.corrected.md").write_text(WRONG, encoding="utf-8")
    result = run(cited_home, tmp_path, "--json")
    files = [Path(draft["file"]).relative_to(tmp_path).as_posix() for draft in json.loads(result.stdout)["drafts"]]
    assert files == ["a.md", "b.txt", "below/c.tex"]
    assert result.returncode == 1
    assert "empty.md is empty. Passed over." in result.stderr
    (tmp_path / "none").mkdir()
    assert "has no drafts" in run(cited_home, tmp_path / "none").stderr


def test_standard_input_is_a_draft_in_markdown_or_latex(cited_home: Path):
    shown = run(cited_home, "-", said=f"# A heading\n\n{WRONG}\n")
    assert shown.returncode == 1
    assert "line 3, citation: wrong year" in shown.stdout
    tex = run(cited_home, "-", "--json", said=rf"\begin{{document}}% {WRONG}{os.linesep}Nothing.\end{{document}}")
    assert json.loads(tex.stdout)["drafts"][0]["findings"] == []
    assert run(cited_home, "-", "--fix-metadata", said=WRONG).returncode == 2


def test_a_latex_project_is_audited_with_its_parts_and_one_reference_list(tmp_path: Path):
    (tmp_path / "parts").mkdir()
    main = r"\documentclass{article}\begin{document}\input{parts/one}%\input{parts/gone}" + "\n"
    write(tmp_path, main_tex=main + r"\include{two}\input{../outside}\bibliography{x}\end{document}")
    write(tmp_path / "parts", one_tex=r"It is so \cite{a}. \input{parts/deep}", deep_tex=r"And so \cite{b}.")
    write(tmp_path, two_tex="Nothing.", x_bib="@book{a, title={A}}\n@book{b, title={B}}\n@book{c, title={C}}\n")
    write(tmp_path.parent, outside_tex="Not ours.")
    found = collect([tmp_path], lambda path: read_draft(path.read_bytes(), str(path)))
    assert [item.path.name for item in found] == ["main.tex", "one.tex", "deep.tex", "two.tex"]
    assert found[0].references.cited == {"a", "b"}
    assert all(item.references.keys == {"a", "b", "c"} for item in found)
    assert all(item.references.cited == {"a", "b", "c"} for item in found[1:])
    alone = collect([tmp_path / "main.tex"], lambda path: read_draft(path.read_bytes(), str(path)))
    assert [item.path.name for item in alone] == ["main.tex", "one.tex", "deep.tex", "two.tex"]


def test_files_that_input_each_other_are_read_once(tmp_path: Path):
    write(tmp_path, a_tex=r"\input{b} A.", b_tex=r"\input{a} B.")
    for named in (tmp_path / "a.tex", tmp_path):
        found = collect([named], lambda path: read_draft(path.read_bytes(), str(path)))
        assert [item.path.name for item in found] == ["a.tex", "b.tex"]


def test_sarif_has_the_places_the_kinds_and_the_levels(cited_home: Path, tmp_path: Path):
    write(tmp_path, **{"my draft_md": f"# Öl\n\n  {RIGHT} {WRONG}\n\n{FALSE}\n"})
    result = run(cited_home, "my draft.md", "--sarif", folder=tmp_path)
    assert result.returncode == 1
    log = json.loads(result.stdout)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    (run_,) = log["runs"]
    driver = run_["tool"]["driver"]
    assert driver["name"] == "alignqa"
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(rules) == len(set(rules))
    assert run_["columnKind"] == "unicodeCodePoints"
    for item in run_["results"]:
        assert item["message"]["text"]
        assert rules[item["ruleIndex"]] == item["ruleId"]
        assert item["level"] in {"none", "note", "warning", "error"}
        assert all(isinstance(value, str) for value in item["partialFingerprints"].values())
        (location,) = item["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"] == {"uri": "my%20draft.md"}
        assert all(isinstance(value, int) and value >= 1 for value in place["region"].values())
    year, number = run_["results"]
    assert (year["ruleId"], number["ruleId"]) == ("citation/wrong-year", "content/contradicted")
    assert (year["level"], number["level"]) == ("error", "error")
    text = (tmp_path / "my draft.md").read_text(encoding="utf-8").split("\n")
    region = year["locations"][0]["physicalLocation"]["region"]
    assert text[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1] == "Lark et al. (2021)"
    assert number["locations"][0]["physicalLocation"]["region"]["startLine"] == 5
    assert "41% where the paper says 14%" in number["message"]["text"]
    assert number["properties"]["evidence"][0]["paper_id"] == "lark2020why"
    everything = json.loads(run(cited_home, "my draft.md", "--sarif", "--all", folder=tmp_path).stdout)["runs"][0]["results"]
    assert {item["kind"] for item in everything} == {"pass", "fail"}


def test_a_baseline_leaves_only_what_is_new_wherever_the_lines_have_moved(cited_home: Path, tmp_path: Path):
    write(tmp_path, draft_md=f"{WRONG}\n\n{FALSE}\n")
    baseline = tmp_path / "baseline.json"
    baseline.write_text(run(cited_home, tmp_path / "draft.md", "--json").stdout, encoding="utf-8")
    shifted = FALSE.replace("lanterns moved", "lanterns\nmoved")
    write(tmp_path, draft_md=f"# A heading\n\nMore.\n\n{WRONG}\n\n{shifted}\n")
    same = run(cited_home, tmp_path / "draft.md", "--baseline", baseline)
    assert same.returncode == 0, same.stdout
    assert "No new problem" in same.stdout
    assert "2 known problems left out" in same.stdout
    quoted = "“only in daylight is its glow noticed” (Lark et al., 2020)."
    write(tmp_path, draft_md=f"{quoted}\n\n{WRONG}\n\n{shifted}\n")
    more = run(cited_home, tmp_path / "draft.md", "--baseline", baseline, "--json")
    assert more.returncode == 1
    (draft,) = json.loads(more.stdout)["drafts"]
    assert draft["problems"] == 1
    assert sorted((item["verdict"], item["known"]) for item in draft["findings"] if item["problem"]) == [
        ("altered", False),
        ("contradicted", True),
        ("wrong year", True),
    ]
    sarif = json.loads(run(cited_home, tmp_path / "draft.md", "--baseline", baseline, "--sarif").stdout)
    assert [item["ruleId"] for item in sarif["runs"][0]["results"]] == ["quotation/altered"]


def test_a_known_problem_that_is_made_again_is_new(cited_home: Path, tmp_path: Path):
    write(tmp_path, draft_md=f"{FALSE}\n")
    baseline = tmp_path / "baseline.json"
    baseline.write_text(run(cited_home, tmp_path / "draft.md", "--json").stdout, encoding="utf-8")
    write(tmp_path, draft_md=f"{FALSE}\n\n{FALSE}\n")
    assert run(cited_home, tmp_path / "draft.md", "--baseline", baseline).returncode == 1


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "alignqa.answer/1"}', '{"schema": "alignqa.audit/1", "drafts": [{}]}'])
def test_what_is_no_baseline_is_refused(cited_home: Path, tmp_path: Path, text: str):
    write(tmp_path, draft_md=RIGHT, baseline_json=text)
    refused = run(cited_home, tmp_path / "draft.md", "--baseline", tmp_path / "baseline.json")
    assert refused.returncode == 2
    assert "alignqa audit FILE --json > baseline.json" in refused.stderr


def test_the_verdicts_that_fail_can_be_chosen(cited_home: Path, tmp_path: Path):
    write(tmp_path, draft_md=f"{WRONG}\n\nDoe (1999) says so.\n")
    codes = {
        name: run(cited_home, tmp_path / "draft.md", "--fail-on", name).returncode
        for name in ("wrong-year", "contradicted", "unknown-work", "never", "nonsense")
    }
    assert codes == {"wrong-year": 1, "contradicted": 0, "unknown-work": 1, "never": 0, "nonsense": 2}


def test_the_hook_runs_a_command_that_exists_on_the_drafts_that_it_reads():
    (hook,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["entry"].split()[1] in typer.main.get_command(app).commands
    assert {"id", "name", "language"} <= set(hook)
    names = ["a.md", "b/c.tex", "d.docx", "e.py", "f.md.bak", "references.bib"]
    assert [name for name in names if re.search(hook["files"], name)] == ["a.md", "b/c.tex", "d.docx"]


def test_a_folder_without_drafts_is_an_error(tmp_path: Path):
    with pytest.raises(UsageError, match="has no drafts"):
        collect([tmp_path], lambda path: read_draft(path.read_bytes(), str(path)))
