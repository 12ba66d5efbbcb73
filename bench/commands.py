"""Whole processes: how long a reader waits for the command."""

from __future__ import annotations

import sys
from pathlib import Path

from measuring import RUNS, Row, Run, Samples, process, repeated

ALIGNQA = str(Path(sys.executable).with_name("alignqa"))
QUESTION = "Why might a model behave well only while it is being trained?"


def help_row(peers: Path | str, runs: int = RUNS) -> Row:
    """`alignqa --help` beside `pqa --help`."""
    ours = repeated(lambda: process([ALIGNQA, "--help"]).seconds, runs)
    if isinstance(peers, str):
        return Row("`alignqa --help`", "s", ours, "at most 0.1", f"paper-qa {peers}")
    theirs = repeated(lambda: process([str(peers / "pqa"), "--help"]).seconds, runs)
    return Row("`alignqa --help`", "s", ours, "at most 0.1", "`pqa --help`", theirs)


def cold_rows(home: Path, runs: int = RUNS) -> list[Row]:
    """A question in a fresh process, its time and memory, beside the import of sentence-transformers alone."""
    command, environment = [ALIGNQA, "ask", QUESTION], {"ALIGNQA_HOME": str(home)}
    process(command, environment)
    ours = [process(command, environment) for _ in range(runs)]
    importing = [sys.executable, "-c", "import sentence_transformers"]
    process(importing)
    theirs = [process(importing) for _ in range(runs)]
    name = "importing sentence-transformers"
    return [
        Row("cold `alignqa ask`", "s", _samples(ours, "seconds"), "at most 1.4", name, _samples(theirs, "seconds")),
        Row("its memory", "MiB", _samples(ours, "mebibytes"), "at most 420", name, _samples(theirs, "mebibytes")),
    ]


def completion_row(home: Path, name: str, line: str, runs: int = RUNS) -> Row:
    """What bash runs when the key is pressed at the end of a line."""
    pressed = {"_ALIGNQA_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    environment = {"ALIGNQA_HOME": str(home), **pressed}
    return Row(f"completion of {name}", "s", repeated(lambda: process([ALIGNQA], environment).seconds, runs), "at most 0.2")


def ingest_rows(home: Path, runs: int = RUNS) -> list[Row]:
    """The bundled notes taken in, and taken in again."""
    first = iter(range(runs + 1))
    fresh = repeated(lambda: process([ALIGNQA, "ingest", "--primer"], {"ALIGNQA_HOME": f"{home}-{next(first)}"}).seconds, runs)
    again = repeated(lambda: process([ALIGNQA, "ingest", "--primer"], {"ALIGNQA_HOME": f"{home}-0"}).seconds, runs)
    return [
        Row("first ingest of the notes", "s", fresh, "–"),
        Row("second ingest, unchanged", "s", again, "–", "the first", fresh),
    ]


def _samples(runs: list[Run], field: str) -> Samples:
    return Samples(tuple(getattr(run, field) for run in runs))
