"""What a home of some size costs its reader, as JSON: probing.py HOME QUESTIONS."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import chromadb
import numpy as np

from alignqa.adapters.chroma.embedded import COLLECTION, ChromaIndex
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity, Vectors
from alignqa.retrieval.retriever import CANDIDATES
from alignqa.wiring import assistant_of, library_of, open_home
from library import QUESTIONS
from measuring import percentile

_T = TypeVar("_T")
_AT_ONCE = 50_000  # vectors read, or compared, at a time


def probe(home: Path, count: int) -> dict[str, float]:
    """Percentiles in milliseconds of each part over the first `count` questions, the share of the true ten found, the memory."""
    opened, questions = open_home(home), QUESTIONS[:count]
    assistant = assistant_of(opened)
    figures = _times("question", assistant.ask, questions)
    figures["memory MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024

    figures |= _times("search", lambda text: assistant.search(text, count=CANDIDATES), questions)

    embedder = library_of(opened).embedder
    asked = embedder.embed(questions)
    catalogue = Catalogue.open(opened.index_folder / "catalogue.sqlite")
    index = ChromaIndex(opened.index_folder / "chroma")
    figures |= _times("vectors", lambda vector: index.nearest(vector, count=CANDIDATES), asked)
    found = [[key for key, _ in index.nearest(vector, count=CANDIDATES)] for vector in asked]
    index.close()
    alone = chromadb.PersistentClient(str(opened.index_folder / "chroma")).get_collection(COLLECTION, embedding_function=None)
    figures |= _times("Chroma alone", lambda vector: alone.query(query_embeddings=[vector], n_results=CANDIDATES), asked)

    keys, vectors = _all_vectors(catalogue, embedder.identity)
    figures |= _times("exact, numpy", lambda vector: _exact(vectors, vector, CANDIDATES), asked)
    true = [set(keys[_exact(vectors, vector, 10)].tolist()) for vector in asked]
    figures["recall@10"] = float(
        np.mean([len(best & set(near[:10])) / len(best) for best, near in zip(true, found, strict=True)])
    )
    return figures


def _times(name: str, once: Callable[[_T], object], questions: Iterable[_T]) -> dict[str, float]:
    questions = list(questions)
    for question in questions[:5]:
        once(question)
    times = []
    for question in questions:
        began = time.perf_counter()
        once(question)
        times.append(1_000 * (time.perf_counter() - began))
    return {f"{name} p50 ms": percentile(times, 0.5), f"{name} p95 ms": percentile(times, 0.95)}


def _all_vectors(catalogue: Catalogue, embedder: EmbedderIdentity) -> tuple[np.ndarray, Vectors]:
    """The ids of all passages and their vectors, in half precision."""
    size = catalogue.counts()["passages"]
    keys: list[int] = []
    parts: list[np.ndarray] = []
    first = 0
    while len(keys) < size:
        kept = catalogue.passage_vectors(range(first, first + _AT_ONCE), embedder)
        keys += kept
        parts += [np.array([vectors.whole for vectors in kept.values()], dtype=np.float16).reshape(-1, embedder.dimension)]
        first += _AT_ONCE
    return np.array(keys), np.vstack(parts)


def _exact(vectors: Vectors, query: Vectors, count: int) -> np.ndarray:
    scores = np.concatenate([vectors[at : at + _AT_ONCE].astype(np.float32) @ query for at in range(0, len(vectors), _AT_ONCE)])
    best = np.argpartition(-scores, min(count, len(scores) - 1))[:count]
    return best[np.argsort(-scores[best], kind="stable")]


if __name__ == "__main__":
    print(json.dumps(probe(Path(sys.argv[1]), int(sys.argv[2]))))
