"""The surroundings of a command: closed streams, folder names that a terminal would act on or that are no text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alignqa.cli.main import app

ESCAPE = "\x1b[31m"


def command(home: Path, *arguments: str, closed: str = "") -> subprocess.CompletedProcess[bytes]:
    """Runs `alignqa` from a shell that closes a stream, such as ">&-"."""
    script = f'exec "$0" -m alignqa --home "$1" "${{@:2}}" {closed}'
    return subprocess.run(["bash", "-c", script, sys.executable, home, *arguments], capture_output=True, timeout=120)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_a_closed_stream_is_no_traceback(primer_home, closed):
    result = command(primer_home, "papers", closed=closed)
    assert b"Traceback" not in result.stdout + result.stderr
    assert result.returncode == 0


def test_a_closed_stdout_is_not_where_a_file_is_written(primer_home, tmp_path):
    before = (primer_home / "indexes" / "default" / "catalogue.sqlite").read_bytes()
    assert command(primer_home, "search", "scheming", closed=">&-").returncode == 0
    assert (primer_home / "indexes" / "default" / "catalogue.sqlite").read_bytes() == before


def test_a_name_that_a_terminal_would_act_on_is_printed_without_its_escapes(primer_home, tmp_path):
    home = tmp_path / f"h{ESCAPE}ome"
    home.mkdir()
    (home / "indexes").symlink_to(primer_home / "indexes")
    for arguments in (["index", "stats"], ["show", "nothing"]):
        result = CliRunner().invoke(app, ["--debug", "--home", str(home), *arguments])
        assert ESCAPE not in result.output
    assert "Traceback" in result.output  # of the last, with --debug


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name themselves")
def test_a_home_whose_name_is_no_text_is_refused_with_the_way_on(tmp_path):
    home = os.fsencode(tmp_path) + b"/h\xffome"
    Path(os.fsdecode(home)).mkdir()
    result = command(Path(os.fsdecode(home)), "papers")
    assert result.returncode == 2
    assert b"is not valid UTF-8" in result.stderr
    assert b"alignqa --home DIR" in result.stderr
