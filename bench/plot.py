"""Time and memory against the number of passages, drawn by the peers' own Python: plot.py POINTS.json FILE.svg."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot

source, target = map(Path, sys.argv[1:])
points = json.loads(source.read_text(encoding="utf-8"))
sizes = [point["passages"] for point in points]
matplotlib.rcParams["svg.hashsalt"] = "alignqa"  # the same figures make the same file
figure, (times, memory) = pyplot.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
for name in ("question", "search", "vectors", "exact, numpy"):
    times.plot(sizes, [point[f"{name} p95 ms"] for point in points], marker="o", label=name)
times.set(xscale="log", yscale="log", xlabel="passages", ylabel="ms, 95th percentile")
for name, label in (("memory MiB", "warm process"), ("cold MiB", "cold `ask`"), ("ingest MiB", "ingest")):
    memory.plot(sizes, [point[name] for point in points], marker="o", label=label)
memory.set(xscale="log", xlabel="passages", ylabel="MiB")
for part in (times, memory):
    part.legend()
    part.grid(alpha=0.3)
figure.savefig(target, metadata={"Date": None})
