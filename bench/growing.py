"""Lets a home grow to a number of passages, with real texts and vectors near real ones: growing.py SOURCE HOME PASSAGES."""

from __future__ import annotations

import json
import sys
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import alignqa
from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.index.interfaces import EmbedderIdentity, Vectors
from alignqa.index.library import Library
from alignqa.index.preparation import NamedManuscript
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

_SEED_EVERY = 30_000  # code points: so many seeds as a text has of these
_SEED_LENGTH = 300


class NoisyEmbedder:
    """Gives each text a vector near one of `seeds`, chosen by the text: as many as one likes, as spread as real ones."""

    def __init__(self, identity: EmbedderIdentity, seeds: Vectors, noise: float = 0.35) -> None:
        self._identity, self._seeds, self._noise = identity, seeds, noise
        self._random = np.random.default_rng(0)

    @property
    def identity(self) -> EmbedderIdentity:
        """That of the embedder it stands for."""
        return self._identity

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of shape (len(texts), dimension): a seed each, moved by `noise` times a random direction."""
        moved = self._random.standard_normal((len(texts), self._seeds.shape[1]), dtype=np.float32)
        moved *= self._noise / np.sqrt(self._seeds.shape[1])
        moved += self._seeds[[zlib.crc32(text.encode()) % len(self._seeds) for text in texts]]
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)

    def embed_question(self, question: str) -> Vectors:
        """As any other text."""
        return np.asarray(self.embed([question])[0])


def grow(source: Path, home: Path, passages: int) -> list[tuple[int, float]]:
    """Takes copies of the papers of `source` into `home` until it has about so many passages.

    After each round: how many there are, and how many a second were stored in it.
    """
    opened = alignqa.open_library(source)
    texts = [opened.paper(record.paper_id).manuscript.text for record in opened.papers()]
    letters = sum(map(len, texts)) / opened.counts()["passages"]
    parts = [text[at : at + _SEED_LENGTH] for text in texts for at in range(0, len(text), _SEED_EVERY)]
    library = Library(
        home / "indexes" / "default",
        embedder=NoisyEmbedder(opened.embedder.identity, np.asarray(opened.embedder.embed(parts))),
        open_vectors=lambda folder: ChromaIndex(folder / "chroma"),
    )
    counts = library.counts() if home.exists() else {"papers": 0, "passages": 0}
    number, present = counts["papers"], counts["passages"]
    rates: list[tuple[int, float]] = []
    while present < passages:
        copies: list[NamedManuscript] = []
        wanted = (passages - present) * letters
        for place, text in enumerate(texts):
            if wanted > 0:
                copies.append(_copy(text, number + place))
                wanted -= len(text)
        began = time.perf_counter()
        library.ingest_manuscripts(copies)
        took, before = time.perf_counter() - began, present
        number, present = number + len(copies), library.counts()["passages"]
        rates.append((present, (present - before) / took))
        print(f"{present:,} of {passages:,} passages, {rates[-1][1]:,.0f} a second", file=sys.stderr)
    return rates


def _copy(text: str, number: int) -> NamedManuscript:
    """A paper of its own: one word in twenty is another of the same text."""
    random = np.random.default_rng(number)
    words = text.split(" ")
    for at in random.integers(0, len(words), len(words) // 20):
        words[at] = words[int(random.integers(0, len(words)))]
    writer = ManuscriptWriter()
    for block in " ".join(words).split("\n\n"):
        if block.strip():
            writer.block(block)
    return NamedManuscript(f"copy-{number}", writer.finish(Metadata(title=f"Copy {number}", key=f"copy{number}")))


if __name__ == "__main__":
    print(json.dumps(grow(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))))
