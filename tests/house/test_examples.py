"""The programs of examples/ run and print what they promise; a program that uses the library passes mypy --strict."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from places import REPOSITORY

EXAMPLES = REPOSITORY / "examples"
NOTE = "On lanterns\n\nA lantern is a lamp that can be carried. It is lit when the night comes.\n"

pytestmark = pytest.mark.real


def run(name: str, *arguments: str, home: Path, folder: Path) -> str:
    result = subprocess.run(
        [sys.executable, EXAMPLES / name, *arguments],
        cwd=folder,
        env={**os.environ, "ALIGNQA_HOME": str(home)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with a note."""
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "lanterns.txt").write_text(NOTE, encoding="utf-8")
    return folder


def test_there_are_five_programs_and_all_are_tested_and_listed() -> None:
    programs = {path.name for path in EXAMPLES.glob("*.py")}
    assert len(programs) == 5
    tested, listed = Path(__file__).read_text(encoding="utf-8"), (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f'run("{name}"' in tested and f"]({name})" in listed for name in programs)


def test_answer_and_proof(primer_home: Path, tmp_path: Path) -> None:
    printed = run("answer_and_proof.py", home=primer_home, folder=tmp_path)
    assert "primer-deceptive-alignment, sec. " in printed
    assert printed.endswith("Proven.\n")
    assert "No answer (off-topic)" in run("answer_and_proof.py", "How long does bread bake?", home=primer_home, folder=tmp_path)


def test_reading_list(notes: Path, tmp_path: Path) -> None:
    printed = run("reading_list.py", str(notes), "lamps", home=tmp_path / "home", folder=tmp_path)
    assert printed.startswith("1/1 lanterns.txt: added\n")
    assert "A lantern is a lamp that can be carried." in printed


def test_many_questions(primer_home: Path, tmp_path: Path) -> None:
    printed = run("many_questions.py", home=primer_home, folder=tmp_path)
    headings = [line for line in printed.splitlines() if line.startswith("## ")]
    assert headings == ["## What is scheming?", "## What is reward hacking?", "## How long does bread bake?"]
    assert "**No answer:**" in printed


def test_llama_index_engine(primer_home: Path, notes: Path, tmp_path: Path) -> None:
    home = shutil.copytree(primer_home, tmp_path / "home")
    printed = run("llama_index_engine.py", str(notes), "What is a mesa-optimizer?", home=home, folder=tmp_path)
    assert printed.startswith("1 documents taken in\n[1] A mesa-optimizer is a model")
    assert printed.endswith("ask_papers\n")


def test_mcp_client(primer_home: Path, tmp_path: Path) -> None:
    pytest.importorskip("mcp", reason="the MCP SDK is not installed here (pip install 'alignqa[mcp]')")
    printed = run("mcp_client.py", home=primer_home, folder=tmp_path)
    assert printed.startswith("ask, search_passages, get_paper, get_section, verify_quotes, find, define, debate, audit_text\n")
    assert "A mesa-optimizer is a model produced by training" in printed
    assert "1. Not found word for word" in printed
