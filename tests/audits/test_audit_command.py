"""`alignqa audit` as it is run: exit codes, reports, a corrected copy, and files that are no drafts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from invoked import invoked
from places import REPOSITORY

pytestmark = pytest.mark.real


def run(home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return invoked("--home", home, "audit", *arguments)


def test_the_command_reports_writes_a_copy_and_ends_with_one(cited_home: Path, tmp_path: Path):
    draft = tmp_path / "draft.md"
    draft.write_text("A lantern rewarded for its glow may come to prefer darkness (Lark et al., 2021).\n", encoding="utf-8")
    result = run(cited_home, draft, "--fix-metadata")
    assert result.returncode == 1, result.stderr
    assert "line 1, citation: wrong year" in result.stdout
    assert "1 problem. Citations: 1 wrong year. Statements: 1 supported." in result.stdout
    copy = tmp_path / "draft.corrected.md"
    assert copy.read_text(encoding="utf-8") == draft.read_text(encoding="utf-8").replace("2021", "2020")
    assert run(cited_home, draft, "--fix-metadata").returncode == 2
    clean = run(cited_home, copy, "--json")
    assert clean.returncode == 0
    report = json.loads(clean.stdout)
    assert report["schema"] == "alignqa.audit/1"
    assert report["clean"] is True
    (content,) = [finding for finding in report["drafts"][0]["findings"] if finding["part"] == "content"]
    assert content["evidence"][0]["paper_id"] == "lark2020why"
    assert "No problem. Citations: 1 right. Statements: 1 supported." in run(cited_home, copy, "--markdown").stdout


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("missing.md", None, "cannot be read: No such file or directory."),
        ("empty.md", b" \n", "is empty."),
        ("binary.md", b"\x89PNG\x00\x01\x02", "is neither UTF-8 text nor a document of Word or LibreOffice."),
        ("latin.txt", b"caf\xe9 " * 9, "is neither UTF-8 text nor a document of Word or LibreOffice."),
    ],
)
def test_a_file_that_is_no_draft_is_refused_in_a_sentence(
    cited_home: Path, tmp_path: Path, name: str, data: bytes | None, message: str
):
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = run(cited_home, tmp_path / name)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Hint:" in result.stderr
    assert result.stdout == ""


def test_the_report_in_the_documents_is_what_the_command_prints(primer_home: Path, monkeypatch: pytest.MonkeyPatch):
    examples = REPOSITORY / "docs" / "guide" / "examples"
    monkeypatch.chdir(examples)
    result = run(primer_home, "audit-draft.md", "--markdown")
    assert result.returncode == 1, result.stderr
    assert result.stdout == (examples / "audit-report.md").read_text(encoding="utf-8")
