"""Time and memory against the number of passages: a home that grows, each size asked in a fresh process."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import commands
from library import QUESTIONS
from measuring import Row, Samples, process

SIZES = (1_000, 10_000, 100_000, 1_000_000)
_HERE = Path(__file__).parent
_COLD_RUNS = 3
Point = dict[str, float]
"""The figures of one size; names end with the unit, but for `passages` and `recall@10`."""

_COLUMNS = {
    "question, p50 / p95 ms": ("question p50 ms", "question p95 ms"),
    "search, p50 / p95 ms": ("search p50 ms", "search p95 ms"),
    "vectors, p50 / p95 ms": ("vectors p50 ms", "vectors p95 ms"),
    "Chroma alone": ("Chroma alone p50 ms", "Chroma alone p95 ms"),
    "exact, numpy": ("exact, numpy p50 ms", "exact, numpy p95 ms"),
    "recall@10": ("recall@10",),
    "cold question, s / MiB": ("cold s", "cold MiB"),
    "warm process, MiB": ("memory MiB",),
    "a passage on disk, KiB: catalogue / vectors": ("catalogue KiB", "vectors KiB"),
    "passages stored a second": ("stored a second",),
    "memory of the ingest, MiB": ("ingest MiB",),
}


def points(
    source: Path, home: Path, sizes: Sequence[int], *, questions: int = len(QUESTIONS), cold: int = _COLD_RUNS
) -> list[Point]:
    """Lets `home` grow from size to size, with the papers of the home `source`, and measures at each."""
    return [_point(source, home, size, questions, cold) for size in sizes]


def _point(source: Path, home: Path, size: int, questions: int, runs: int) -> Point:
    grown = process(_child("growing.py", source, home, size))
    rounds: list[tuple[int, float]] = json.loads(grown.printed)
    passages = rounds[-1][0]
    probed: Point = json.loads(process(_child("probing.py", home, questions)).printed)
    cold = [process([commands.ALIGNQA, "ask", commands.QUESTION], {"ALIGNQA_HOME": str(home)}) for _ in range(runs)]
    folder = home / "indexes" / "default"
    point = {
        "passages": passages,
        **probed,
        "cold s": Samples(tuple(run.seconds for run in cold)).median,
        "cold MiB": Samples(tuple(run.mebibytes for run in cold)).median,
        "catalogue KiB": _kibibytes(folder.glob("catalogue.sqlite*")) / passages,
        "vectors KiB": _kibibytes((folder / "chroma").rglob("*")) / passages,
        "stored a second": rounds[-1][1],
        "ingest MiB": grown.mebibytes,
    }
    print(f"{passages:,} passages: {json.dumps(point)}; {rounds}", file=sys.stderr)
    return point


def table(points: Sequence[Point]) -> str:
    """Markdown: a row a size."""
    lines = [f"| passages | {' | '.join(_COLUMNS)} |", "|---" * (len(_COLUMNS) + 1) + "|"]
    for point in points:
        cells = (" / ".join(_short(point[name]) for name in names) for names in _COLUMNS.values())
        lines.append(f"| {point['passages']:,} | {' | '.join(cells)} |")
    return "\n".join(lines)


def vector_rows(points: Iterable[Point]) -> list[Row]:
    """The vector stage of each size, beside exact search."""
    return [
        Row(
            f"vectors: nearest 100 of {point['passages']:,}",
            "ms",
            Samples((point["vectors p95 ms"],)),
            "at most 150, recall@10 0.98",
            "exact, numpy",
            Samples((point["exact, numpy p95 ms"],)),
            note=f"95th percentile; recall@10 {point['recall@10']:.3f}; Chroma alone {point['Chroma alone p95 ms']:.3g} ms",
        )
        for point in points
    ]


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _child(script: str, *arguments: object) -> list[str]:
    return [sys.executable, str(_HERE / script), *map(str, arguments)]


def _kibibytes(paths: Iterable[Path]) -> float:
    return sum(path.stat().st_size for path in paths if path.is_file()) / 1_024
