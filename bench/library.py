"""Warm questions through the library, and homes to ask them of."""

from __future__ import annotations

import sys
import time
import zlib
from pathlib import Path

import numpy as np

import alignqa
from alignqa.adapters.chroma_index import ChromaIndex
from alignqa.index.ingestion import NamedManuscript
from alignqa.index.interfaces import Embedder, EmbedderIdentity, Vectors
from alignqa.index.library import Library
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.parsing.writer import ManuscriptWriter
from measuring import RUNS, Row, Samples, percentile

QUESTIONS = (Path(__file__).with_name("questions.txt")).read_text(encoding="utf-8").split("\n")[:-1]


def warm_row(home: Path, name: str, asked: str, rounds: int = RUNS) -> Row:
    """The 95th percentile over all questions, once a round."""
    assistant = alignqa.open(home)
    for question in QUESTIONS[:5]:
        assistant.ask(question)
    percentiles, middles = [], []
    for _ in range(rounds):
        times = []
        for question in QUESTIONS:
            began = time.perf_counter()
            assistant.ask(question)
            times.append(1_000 * (time.perf_counter() - began))
        percentiles.append(percentile(times, 0.95))
        middles.append(percentile(times, 0.5))
    note = f"95th percentile of {len(QUESTIONS)} questions a round; the median is {np.median(middles):.0f} ms"
    return Row(f"warm question, {name}", "ms", Samples(tuple(percentiles)), asked, note=note)


class NoisyEmbedder:
    """Gives each text a vector near one of `seeds`, chosen by the text: as many as one likes, as spread as real ones."""

    def __init__(self, identity: EmbedderIdentity, seeds: Vectors, noise: float = 0.35) -> None:
        self._identity, self._seeds, self._noise = identity, seeds, noise
        self._random = np.random.default_rng(0)

    @property
    def identity(self) -> EmbedderIdentity:
        """That of the embedder it stands for."""
        return self._identity

    def embed(self, texts: list[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension)."""
        chosen = self._seeds[[zlib.crc32(text.encode()) % len(self._seeds) for text in texts]]
        return noisy(chosen, self._random, self._noise)


def noisy(vectors: Vectors, random: np.random.Generator, noise: float) -> Vectors:
    """The vectors moved by `noise` times a random direction, normalised again."""
    moved = random.standard_normal(vectors.shape, dtype=np.float32)
    moved *= noise / np.sqrt(vectors.shape[1])
    moved += vectors
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def large_home(folder: Path, source: Path, passages: int) -> Path:
    """A home of about `passages` passages: the texts of `source` again and again, words changed, vectors near theirs."""
    if (folder / "made").exists():
        return folder
    opened = alignqa.open_library(source)
    embedder: Embedder = opened.embedder
    texts = [opened.paper(record.paper_id).manuscript.text for record in opened.papers()]
    seeds = np.asarray(embedder.embed([text[start : start + 300] for text in texts for start in range(0, len(text), 30_000)]))
    library = Library(
        folder / "indexes" / "default",
        embedder=NoisyEmbedder(embedder.identity, seeds),  # type: ignore[arg-type]
        open_vectors=lambda place: ChromaIndex(place / "chroma"),
    )
    random = np.random.default_rng(0)
    number = 0
    while number == 0 or library.counts()["passages"] < passages:
        copies = [_copy(text, number + place, random) for place, text in enumerate(texts)]
        number += len(copies)
        library.ingest_manuscripts(copies)
        print(f"{library.counts()['passages']:,} of {passages:,} passages", file=sys.stderr)
    (folder / "made").touch()
    return folder


def _copy(text: str, number: int, random: np.random.Generator) -> NamedManuscript:
    """A paper of its own: one word in twenty is another of the same text."""
    words = text.split(" ")
    for at in random.integers(0, len(words), len(words) // 20):
        words[at] = words[int(random.integers(0, len(words)))]
    writer = ManuscriptWriter()
    for block in " ".join(words).split("\n\n"):
        if block.strip():
            writer.block(block)
    manuscript: Manuscript = writer.finish(Metadata(title=f"Copy {number}", key=f"copy{number}"))
    return NamedManuscript(f"copy-{number}", manuscript)
