"""Kills commands at random moments, and looks for what was lost and for processes that were left: killing.py [--kills N]."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import chromadb  # noqa: F401 - so that forks have it

import alignqa

_MARK = "KILLING_MARK"  # in the environment of every process that a command starts
_GRACE = 3.0  # seconds for processes to end after the one that started them
_TERM = "lamp oil"
# What `index verify` says of work that was begun: nothing is lost, and the same command again must finish it.
_REBUILDING, _PENDING = "rebuild was interrupted", "the next ingest finishes them"
_BEFORE, _NEW = 4, 6  # papers of a home, and papers that are ingested into it


@dataclass(frozen=True)
class Trial:
    """A command in a home, and the papers that must be there after it was killed and again after it was repeated.

    `halfway` is what the index may say after the kill, and no longer after the repetition.
    """

    arguments: tuple[str, ...]
    papers: frozenset[str]
    halfway: str | None = None

    def lost(self, home: Path, *, again: bool) -> list[str]:
        """Returns what is missing or wrong in a home."""
        found = [*_missing(home, self.papers), *_broken_pages(home)]
        return [fault for fault in found if again or not (self.halfway and self.halfway in fault)]


@dataclass
class Count:
    """What came of the kills of one command."""

    kills: int = 0
    lost: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def main() -> int:
    """Kills each command equally often, and prints a table; the exit code is 1 if anything was lost or left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--json", type=Path, help="keep what came of it here, after every kill")
    chosen = parser.parse_args()
    dice = random.Random(chosen.seed)  # noqa: S311 - moments, no secrets
    with tempfile.TemporaryDirectory(prefix="alignqa-killing-") as place:
        counts = _sweep(Path(place), chosen.kills, dice, chosen.json)
    print("| command | kills | lost | processes left |\n|---|---|---|---|")
    for name, count in counts.items():
        print(f"| {name} | {count.kills} | {len(count.lost)} | {len(count.left)} |")
    faults = [fault for count in counts.values() for fault in (*count.lost, *count.left)]
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


def _sweep(place: Path, kills: int, dice: random.Random, kept: Path | None) -> dict[str, Count]:
    papers = _write_papers(place / "papers", range(_BEFORE))
    _write_papers(place / "more", range(_BEFORE, _BEFORE + _NEW))
    (place / "refs.bib").write_text(_bibliography(place / "more"), encoding="utf-8")
    start = place / "start"
    start.mkdir()
    _run(start, "ingest", str(papers), place=place)
    trials = _trials(place, start)
    lasting = {name: _lasts(trial, place) for name, trial in trials.items()}
    counts = {name: Count() for name in trials}
    for number in range(kills):
        name = list(trials)[number % len(trials)]
        _try(trials[name], counts[name], place, dice.uniform(0.0, lasting[name]))
        if kept:
            kept.write_text(json.dumps({each: asdict(count) for each, count in counts.items()}, indent=1), encoding="utf-8")
    return counts


def _trials(place: Path, start: Path) -> dict[str, Trial]:
    before = frozenset(paper.paper_id for paper in alignqa.open_library(start).papers())
    gone = min(before)
    return {
        "ingest": Trial(("ingest", str(place / "more")), before, _PENDING),
        "remove": Trial(("remove", gone), before - {gone}),
        "index rebuild": Trial(("index", "rebuild"), before, _REBUILDING),
        "import": Trial(("import", str(place / "refs.bib")), before, _PENDING),
        "summarize": Trial(("summarize", "concept", _TERM, "--out", "pages"), before),
        "export": Trial(("papers", "--bibtex"), before),
    }


def _try(trial: Trial, count: Count, place: Path, moment: float) -> None:
    """Kills a command in a copy of the home, looks, repeats it and looks again."""
    home = _home(place)
    mark = uuid.uuid4().hex
    command = [sys.executable, "-m", "alignqa", "--home", str(home), *trial.arguments]
    process = subprocess.Popen(
        command, env=_environment(place) | {_MARK: mark}, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with suppress(subprocess.TimeoutExpired):
        process.wait(moment)
    process.send_signal(signal.SIGKILL)
    process.wait()
    count.kills += 1
    called = f"{' '.join(trial.arguments[:2])} after {moment:.2f} s"
    count.left += [f"{called}: left {line}" for line in _left(mark)]
    count.lost += [f"{called}: {fault}" for fault in trial.lost(home, again=False)]
    again = _run(home, *trial.arguments, place=place, check=False)
    # A paper that has been removed cannot be removed again.
    if again.returncode not in ((0, 2) if trial.arguments[0] == "remove" else (0,)):
        count.lost.append(f"{called}: again it ends with {again.returncode}: {again.stderr.strip()[-300:]}")
    count.lost += [f"{called}, again: {fault}" for fault in trial.lost(home, again=True)]
    shutil.rmtree(home)


def _missing(home: Path, wanted: frozenset[str]) -> list[str]:
    """Returns what a fresh process misses in a home, and what it finds wrong there."""
    # A fork has everything imported already; this process itself opens no vectors.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as fresh:
        try:
            keys, problems = fresh.submit(_seen, home).result(600)
        except Exception as error:  # noqa: BLE001 - whatever it is, the home is not readable
            return [f"it cannot be read: {error!r}"]
    return [*(f"lost {key}" for key in sorted(wanted - set(keys))), *map(str, problems)]


def _seen(home: Path) -> tuple[list[str], list[str]]:
    library = alignqa.open_library(home)
    keys = [paper.paper_id for paper in library.papers()]
    try:
        return keys, [str(problem) for problem in library.verify()]
    except alignqa.AlignqaError as error:
        return keys, [f"{error.message} {error.hint}"]


def _broken_pages(home: Path) -> list[str]:
    """Returns pages that end in the middle: a page is written whole or not at all."""
    pages = (home / "pages").rglob("*.md")
    return [f"cut page {page.name}" for page in pages if not page.read_text(encoding="utf-8").endswith("\n")]


def _left(mark: str) -> list[str]:
    """Returns the command lines of processes that have the mark, after they had time to end."""
    until = time.monotonic() + _GRACE
    while (found := list(_marked(mark))) and time.monotonic() < until:
        time.sleep(0.1)
    for process, _ in found:
        with suppress(OSError):
            os.kill(process, signal.SIGKILL)
    return [line for _, line in found]


def _marked(mark: str) -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").iterdir():
        with suppress(OSError):
            if folder.name.isdigit() and f"{_MARK}={mark}".encode() in (folder / "environ").read_bytes():
                yield int(folder.name), (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")[:200]


def _lasts(trial: Trial, place: Path) -> float:
    home = _home(place)
    begin = time.monotonic()
    _run(home, *trial.arguments, place=place)
    lasted = time.monotonic() - begin
    shutil.rmtree(home)
    return lasted


def _home(place: Path) -> Path:
    home = place / f"home-{uuid.uuid4().hex[:8]}"
    shutil.copytree(place / "start", home)
    return home


def _run(home: Path, *arguments: str, place: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "alignqa", "--home", str(home), *arguments]
    return subprocess.run(
        command, env=_environment(place), cwd=home, capture_output=True, text=True, encoding="utf-8", check=check, timeout=600
    )


def _environment(place: Path) -> dict[str, str]:
    return {**os.environ, "ALIGNQA_CACHE": str(place / "cache")}


def _write_papers(folder: Path, numbers: range) -> Path:
    """Writes papers in Markdown, and every third one as a PDF of many pages, which a process of its own reads."""
    folder.mkdir()
    for number in numbers:
        lines = [f"Lamp oil {number} burns for {line} nights in room {line % 7}, and lamp oil is a fuel." for line in range(80)]
        if number % 3:
            (folder / f"lamp{number}.md").write_text(f"# Lamps of year {number}\n\n{' '.join(lines)}\n", encoding="utf-8")
        else:
            (folder / f"lamp{number}.pdf").write_bytes(_pdf([f"Lamps of year {number}", *lines]))
    return folder


def _bibliography(folder: Path) -> str:
    entries = (
        f"@misc{{{path.stem}, title={{Lamps of year {path.stem[4:]}}}, author={{Lark, Ada}}, year={{2017}}, file={{{path}}}}}\n"
        for path in sorted(folder.iterdir())
    )
    return "".join(entries)


def _pdf(lines: list[str], *, on_a_page: int = 40) -> bytes:
    """Makes a PDF of plain lines."""
    pages = [lines[first : first + on_a_page] for first in range(0, len(lines), on_a_page)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, texts in enumerate(pages):
        drawn = " ".join(f"BT /F1 10 Tf 50 {760 - 16 * row} Td ({text}) Tj ET" for row, text in enumerate(texts))
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {resources} /Contents {5 + 2 * number} 0 R >>")
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


if __name__ == "__main__":
    sys.exit(main())
