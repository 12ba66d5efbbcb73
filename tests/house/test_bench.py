"""The quick benchmark runs and says what it measured; how fast it was is not looked at."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from places import REPOSITORY

RUN = REPOSITORY / "bench" / "run.py"


@pytest.mark.real
def test_the_quick_benchmark_measures_every_row(tmp_path: Path) -> None:
    results = tmp_path / "quick.json"
    run = subprocess.run([sys.executable, RUN, "--quick", "--json", results], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    figures = json.loads(results.read_text())["figures"]
    grown = next(name for name in figures if name.startswith("vectors: nearest 100 of "))
    assert set(figures) == {
        grown,
        "`alignqa --help`",
        "first ingest of the notes",
        "second ingest, unchanged",
        "warm question, the notes",
        "texts embedded",
    }
    assert all(value > 0 for figure in figures.values() for value in figure["ours"])
    assert all(f"| {name} |" in run.stdout for name in figures)
    compared = subprocess.run([sys.executable, RUN, "--compare", results, results], capture_output=True, text=True, check=True)
    assert compared.stdout.count("| 1.00 |") == len(figures)
