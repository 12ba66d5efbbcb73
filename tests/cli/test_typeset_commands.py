"""`--tex` and `--pandoc` as they are run: exact lists of works, the same bytes again, and nobody's file replaced."""

import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from alignqa.cli.main import app
from alignqa.papers.bibliography import read_bibtex

QUESTION = "What is a mesa-optimizer?"


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def keys_in(folder: Path, name: str) -> list[str]:
    return [entry.key for entry in read_bibtex((folder / name).read_text(encoding="utf-8"))[0]]


@pytest.mark.parametrize("words", [["ask", QUESTION], ["define", "mesa-optimizer"], ["ask", "Who won the football match?"]])
def test_the_list_has_exactly_the_cited_works_and_a_second_run_writes_the_same_bytes(
    primer_home: Path, tmp_path: Path, words: list[str]
):
    files = ["--tex", str(tmp_path / "a.tex"), "--pandoc", str(tmp_path / "a.md")]
    made = run(primer_home, *words, *files)
    assert made.exit_code in {0, 3}, made.output
    assert made.stdout == run(primer_home, *words).stdout
    first = contents(tmp_path)
    assert set(first) == {"a.tex", "a.md", "a.bib"}
    in_tex = re.findall(r"\\citep(?:\[[^\]]*\])*\{([^}]+)\}", first["a.tex"].decode())
    in_pandoc = re.findall(r"(?<![\w\\])@([\w-]+)", first["a.md"].decode())
    assert sorted(set(in_tex)) == sorted(set(in_pandoc)) == keys_in(tmp_path, "a.bib")
    assert run(primer_home, *words, *files).exit_code == made.exit_code
    assert contents(tmp_path) == first


def test_an_audit_finds_every_citation_of_a_written_file_right(primer_home: Path, tmp_path: Path):
    run(primer_home, "ask", QUESTION, "--tex", str(tmp_path / "a.tex"), "--pandoc", str(tmp_path / "a.md"))
    for name in ("a.tex", "a.md"):
        audited = run(primer_home, "audit", str(tmp_path / name))
        assert audited.exit_code == 0, audited.stdout
        assert re.search(r"Citations: \d+ right\.", audited.stdout), audited.stdout


def test_files_of_others_and_changed_ones_are_not_replaced(primer_home: Path, tmp_path: Path):
    (tmp_path / "thesis.tex").write_text("\\section{Mine}", encoding="utf-8")
    (tmp_path / "refs.bib").write_text("@book{mine,}", encoding="utf-8")
    run(primer_home, "ask", QUESTION, "--tex", str(tmp_path / "changed.tex"))
    with (tmp_path / "changed.tex").open("a", encoding="utf-8") as file:
        file.write("My own sentence.\n")
    before = contents(tmp_path)
    for name in ("thesis.tex", "refs.tex", "changed.tex"):
        refused = run(primer_home, "ask", QUESTION, "--tex", str(tmp_path / name))
        assert refused.exit_code == 2
        assert "was not written by alignqa, or was changed since" in refused.stderr
    assert run(primer_home, "ask", QUESTION, "--tex", str(tmp_path / "a.bib")).exit_code == 2
    assert run(primer_home, "ask", QUESTION, "--pandoc", str(tmp_path / "a.tex")).exit_code == 2
    assert contents(tmp_path) == before


def test_a_list_that_another_file_needs_is_not_replaced(primer_home: Path, tmp_path: Path):
    run(primer_home, "ask", QUESTION, "--paper", "primer-mesa-optimization", "--tex", str(tmp_path / "a.tex"))
    before = contents(tmp_path)
    other = ["ask", "What is scheming?", "--paper", "primer-scheming"]
    refused = run(primer_home, *other, "--pandoc", str(tmp_path / "a.md"))
    assert refused.exit_code == 2
    assert "lists the works of" in refused.stderr
    assert contents(tmp_path) == before
    assert run(primer_home, *other, "--pandoc", str(tmp_path / "a.md"), "--tex", str(tmp_path / "a.tex")).exit_code == 0


def test_pages_and_tables_are_written_too_and_proven_with_their_folder(primer_home: Path, tmp_path: Path):
    (tmp_path / "questions.yaml").write_text('questions: ["What is scheming?", "Who paid for it?"]', encoding="utf-8")
    out = tmp_path / "out"
    keys = ["primer-scheming", "primer-mesa-optimization"]
    words = ["--out", str(out), "--tex", "--pandoc"]
    papers = [word for key in keys for word in ("--papers", key)]
    assert run(primer_home, "summarize", "table", str(tmp_path / "questions.yaml"), *papers, *words).exit_code == 0
    assert {"table.tex", "table.pandoc.md", "table.bib", "primer-scheming.tex"} <= set(contents(out))
    assert "primer-scheming" in keys_in(out, "table.bib")
    pages = tmp_path / "pages"
    for command in (["papers", *keys], ["concept", "scheming"]):
        assert run(primer_home, "summarize", *command, "--out", str(pages), "--tex", "--pandoc").exit_code == 0
    assert "pandoc" not in (pages / "index.md").read_text(encoding="utf-8")
    assert keys_in(pages, "primer-scheming.bib") == ["primer-scheming"]
    assert run(primer_home, "verify", str(pages)).exit_code == 0
    assert "--tex --pandoc" in (pages / "manifest.json").read_text(encoding="utf-8")
