"""Commands that are killed leave no process behind and lose nothing; many more kills: make kill."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from places import REPOSITORY

pytestmark = pytest.mark.real
PATIENCE = 60.0  # seconds that a test waits before it fails
_MARK = "KILLING_MARK"


def processes_with(mark: str) -> list[int]:
    """The processes that have a mark in their environment, as children inherit it."""
    return sorted(_found(mark))


def _found(mark: str) -> Iterator[int]:
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and f"{_MARK}={mark}".encode() in (folder / "environ").read_bytes():
                yield int(folder.name)


def slow_pdf() -> bytes:
    """A PDF whose one page has so many letters that reading it takes many seconds."""
    drawn = zlib.compress(b" ".join(b"BT /F1 10 Tf %d %d Td (lamp) Tj ET" % (i % 450, i * 7 % 750) for i in range(400_000)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    return b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % item for item in enumerate(objects, start=1))


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are found by /proc, which only Linux has")
def test_a_killed_ingest_leaves_no_reader_behind(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "slow.pdf").write_bytes(slow_pdf())
    mark = uuid.uuid4().hex
    command = [sys.executable, "-m", "alignqa", "--home", tmp_path / "home", "ingest", tmp_path / "papers"]
    with subprocess.Popen(command, env={**os.environ, _MARK: mark}, stderr=subprocess.PIPE) as run:
        until = time.monotonic() + PATIENCE
        while len(processes_with(mark)) < 3 and time.monotonic() < until:
            assert run.poll() is None, run.stderr.read()
            time.sleep(0.02)
        assert len(processes_with(mark)) >= 3  # itself, a reader, and the reader's own child for the PDF
        run.kill()
    while processes_with(mark) and time.monotonic() < until:
        time.sleep(0.02)
    assert processes_with(mark) == []


def test_kills_at_random_moments_lose_nothing_and_leave_nothing(tmp_path: Path) -> None:
    results = tmp_path / "kills.json"
    script = REPOSITORY / "bench" / "endurance" / "killing.py"
    command = [sys.executable, script, "--kills", "6", "--seed", "3", "--json", results]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found = json.loads(results.read_text(encoding="utf-8"))
    assert set(found) == {"ingest", "remove", "index rebuild", "import", "summarize", "export"}
    assert all(one == {"kills": 1, "lost": [], "left": []} for one in found.values())
