"""Completion in the shell, as bash asks for it: one process for each press of the key."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_HEAVY = ("alignqa.wiring", "chromadb", "numpy", "onnxruntime", "pydantic_settings")


def _offered(home: Path, line: str, **more: str) -> tuple[list[str], str]:
    """What is offered for the last word of a line, and what stands on stderr."""
    words = line.split(" ")
    environment = {
        "_ALIGNQA_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(words) - 1),
        "ALIGNQA_HOME": str(home),
        "PATH": os.environ["PATH"],
        **more,
    }
    done = subprocess.run([sys.executable, "-m", "alignqa"], env=environment, capture_output=True, text=True, check=False)
    return done.stdout.split(), done.stderr


@pytest.mark.parametrize("line", ["alignqa show prim", "alignqa ask --paper prim", "alignqa remove prim"])
def test_a_key_is_completed_from_the_index(primer_home, line):
    offered, _ = _offered(primer_home, line)
    assert "primer-scheming" in offered
    assert all(key.startswith("prim") for key in offered)


def test_an_author_is_completed(primer_home):
    assert _offered(primer_home, "alignqa search --author contr") == (["contributors"], "")


@pytest.mark.parametrize("damage", [None, b"no database"], ids=["no-index", "damaged"])
def test_without_a_readable_index_nothing_is_offered_and_nothing_said(tmp_path, damage):
    if damage is not None:
        (tmp_path / "indexes" / "default").mkdir(parents=True)
        (tmp_path / "indexes" / "default" / "catalogue.sqlite").write_bytes(damage)
    assert _offered(tmp_path, "alignqa show prim") == ([], "")


def test_the_index_that_the_settings_name_is_read(primer_home, tmp_path):
    (tmp_path / "indexes").mkdir()
    (tmp_path / "indexes" / "notes").symlink_to(primer_home / "indexes" / "default")
    (tmp_path / "alignqa.toml").write_text('index = "notes"\n', encoding="utf-8")
    assert "primer-scheming" in _offered(tmp_path, "alignqa show prim")[0]


def test_no_heavy_library_is_loaded(primer_home):
    offered, imports = _offered(primer_home, "alignqa show primer-sch", PYTHONPROFILEIMPORTTIME="1")
    assert offered == ["primer-scheming"]
    assert "alignqa.cli.completion" in imports
    assert [name for name in _HEAVY if name in imports] == []
