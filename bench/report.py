"""The table, and results as JSON that a later run can be compared with."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from measuring import Row

_PACKAGES = ("alignqa", "chromadb", "onnxruntime", "numpy", "sentence-transformers", "torch")


def table(rows: Sequence[Row]) -> str:
    """Markdown: figure, ours, reference, ratio, asked."""
    lines = ["| figure | ours | reference | ratio | asked |", "|---|---|---|---|---|"]
    for row in rows:
        reference = f"{row.reference} {row.unit}, {row.reference_name}" if row.reference else row.reference_name or "–"
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else "–"
        lines.append(f"| {row.name} | {row.ours} {row.unit} | {reference} | {ratio} | {row.asked} |")
    notes = [f"- {row.name}: {row.note}" for row in rows if row.note]
    return "\n".join([*lines, *(["", *notes] if notes else [])])


def machine() -> dict[str, str]:
    """What the figures depend on, without the machine's name or paths."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory:.0f} GiB",
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def write(rows: Sequence[Row], path: Path) -> None:
    """All samples with the machine."""
    figures = {
        row.name: {
            "unit": row.unit,
            "ours": row.ours.values,
            "reference_name": row.reference_name,
            "reference": row.reference.values if row.reference else None,
            "ratio": row.ratio,
            "asked": row.asked,
            "note": row.note,
        }
        for row in rows
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": machine(), "figures": figures}, indent=2) + "\n", encoding="utf-8")


def comparison(one: Path, other: Path) -> str:
    """The medians of two runs beside each other."""
    first, second = (json.loads(path.read_text(encoding="utf-8"))["figures"] for path in (one, other))
    lines = [f"| figure | {one.stem} | {other.stem} | second / first |", "|---|---|---|---|"]
    for name in first.keys() & second.keys():
        before, after = (sorted(figures[name]["ours"])[len(figures[name]["ours"]) // 2] for figures in (first, second))
        lines.append(f"| {name} | {before:.3g} | {after:.3g} {first[name]['unit']} | {after / before:.2f} |")
    return "\n".join([*lines[:2], *sorted(lines[2:])])


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
