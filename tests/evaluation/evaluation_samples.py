"""What the tests of this folder share and a fixture cannot hand on."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

WriteLines = Callable[..., Path]


def score(literature: Path, questions: Path, body: str, details: Path) -> str:
    """What the scorer that measures from outside prints, with a Python script of `body` as the command it runs."""
    command = questions.with_name("alignqa")
    command.write_text(f"#!{sys.executable} -SE\nimport json, sys\n{body}\n", encoding="utf-8")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    scorer = [sys.executable, literature / "gold" / "score.py", command, questions.parent, questions, "--details", details]
    return subprocess.run(scorer, check=True, capture_output=True, text=True).stdout
