"""Asks many questions in one process, then replaces a paper many times, and prints memory and disk on the way.

    python bench/endurance/flatness.py                           # 20,000 questions about the notes, 500 replacements
    python bench/endurance/flatness.py --papers FOLDER --reader  # about papers of your own, with the model that reads

Both must stay flat: what is kept for questions is bounded, and so is what a replaced paper leaves behind.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from alignqa.wiring import assistant_of, library_of, open_home

_QUESTIONS = Path(__file__).parents[2] / "tests" / "questions" / "reading.jsonl"
_ENDINGS = ["", " in practice", " and why", " today", " for large models", " according to the authors", " if at all"]
_PRINTED = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0)  # of the whole


def main() -> None:
    """Runs both parts and prints a line of JSON at each point."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=int, default=20_000)
    parser.add_argument("--replacements", type=int, default=500)
    parser.add_argument("--papers", type=Path, help="a file or folder to ask about (default: the bundled notes)")
    parser.add_argument("--reader", action="store_true", help="let the model read, too, which takes ten times as long")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = open_home(Path(folder))
        library_of(home).ingest([given.papers or home.primer])
        for kind, count, work in (
            ("questions", given.questions, _asking(Path(folder), given.questions, reader=given.reader)),
            ("replacements", given.replacements, _replacing(Path(folder), given.replacements)),
        ):
            began, points = time.perf_counter(), {max(1, round(part * count)) for part in _PRINTED}
            for done, _ in enumerate(work, start=1):
                if done in points:
                    found = {kind: done, "memory_mb": _memory(), "disk_mb": _disk(Path(folder))}
                    print(json.dumps(found | {"s": round(time.perf_counter() - began)}), flush=True)


def _asking(folder: Path, count: int, *, reader: bool) -> Iterator[None]:
    """Asks `count` questions, no two alike: of our question sets, with endings."""
    texts = [json.loads(line)["question"] for line in _QUESTIONS.read_text(encoding="utf-8").splitlines()]
    chosen = random.Random(1)  # noqa: S311 - a sample, not a secret
    home = open_home(folder)
    assistant = assistant_of(home if reader else home.faster())
    for number in range(count):
        assistant.ask(f"{chosen.choice(texts).rstrip('?')}{_ENDINGS[number // len(texts) % len(_ENDINGS)]}?")
        yield


def _replacing(folder: Path, count: int) -> Iterator[None]:
    """Ingests a note of forty paragraphs `count` times, each time with other words."""
    library, note = library_of(open_home(folder)), folder / "note.md"
    for edition in range(count):
        lines = [f"Paragraph {at} of edition {edition} says that lamp {at * edition % 97} burns oil." for at in range(40)]
        note.write_text("# Of lamps\n\n" + "\n\n".join(lines), encoding="utf-8")
        library.ingest([note])
        yield


def _memory() -> float:
    """Returns what this process holds in memory now, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1_024, 1)


def _disk(folder: Path) -> float:
    """Returns the bytes of all files in a folder, in MB."""
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1)


if __name__ == "__main__":
    main()
