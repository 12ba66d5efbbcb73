"""The vector index at sizes up to a million passages, beside exact search."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np

from alignqa.adapters.chroma_index import ChromaIndex
from alignqa.index.interfaces import VectorEntry, Vectors
from library import noisy
from measuring import Row, Samples, percentile

_STEP = 10_000
_COUNT = 100
_QUERIES = 100


def vector_rows(folder: Path, seeds: Vectors, sizes: list[int]) -> list[Row]:
    """Time and recall of the nearest hundred at each size, the rate of adding, and the disk."""
    random = np.random.default_rng(0)
    index, rows, present, kept = ChromaIndex(folder), [], 0, []
    for size in sizes:
        added, began = size - present, time.perf_counter()
        while present < size:
            batch = noisy(seeds[random.integers(0, len(seeds), min(_STEP, size - present))], random, 0.6)
            index.upsert([VectorEntry(present + at, f"p{(present + at) // 60}", "") for at in range(len(batch))], batch)
            present += len(batch)
            kept.append(batch.astype(np.float16))
        rate = added / (time.perf_counter() - began)
        queries = noisy(seeds[random.integers(0, len(seeds), _QUERIES)], random, 0.6)
        ours, theirs, recall = _search(index, np.vstack(kept), queries)
        disk = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / size
        note = f"recall@10 {recall:.3f}; added {rate:,.0f} vectors/s; {disk / 1_024:.1f} KiB on disk a passage"
        rows.append(
            Row(f"nearest {_COUNT} of {size:,}", "ms", ours, "at most 150, recall@10 0.98", "exact, numpy", theirs, note=note)
        )
        print(f"{rows[-1].name}: {ours.median:.1f} ms, {note}", file=sys.stderr)
    index.close()
    return rows


def _search(index: ChromaIndex, vectors: Vectors, queries: Vectors) -> tuple[Samples, Samples, float]:
    """The 95th percentiles in milliseconds of the index and of exact search, and the share of the true ten that are found."""
    index.nearest(queries[0], count=_COUNT)
    times: tuple[list[float], list[float]] = ([], [])
    found = 0
    for query in queries:
        began = time.perf_counter()
        near = [key for key, _ in index.nearest(query, count=_COUNT)][:10]
        middle = time.perf_counter()
        true = _exact(vectors, query)
        times[0].append(1_000 * (middle - began))
        times[1].append(1_000 * (time.perf_counter() - middle))
        found += len(set(near) & set(true))
    ours, theirs = (Samples((percentile(values, 0.95),)) for values in times)
    return ours, theirs, found / (10 * len(queries))


def _exact(vectors: Vectors, query: Vectors) -> list[int]:
    scores = np.concatenate(
        [part.astype(np.float32) @ query for part in np.array_split(vectors, max(1, len(vectors) // 100_000))]
    )
    return [int(at) for at in np.argpartition(-scores, 10)[:10]]
