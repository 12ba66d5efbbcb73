"""`alignqa` in the process of the tests, for what it says; that spares the imports of a process of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from contextlib import chdir
from pathlib import Path

from typer.testing import CliRunner

from alignqa.cli.main import app


def invoked(
    *arguments: str | Path, said: str = "", folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """What the command with these arguments prints and ends with; its text of standard input, its folder, and what is set."""
    with chdir(folder or Path.cwd()):
        done = CliRunner().invoke(app, list(map(os.fspath, arguments)), input=said, prog_name="alignqa", env=environment)
    return subprocess.CompletedProcess(["alignqa", *arguments], done.exit_code, done.stdout, done.stderr)
