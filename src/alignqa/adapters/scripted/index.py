"""An embedder, a reranker, a reader and a vector index that need no model, file or network."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Self

import numpy as np

from alignqa.errors import ModelError, StorageError
from alignqa.index.interfaces import EmbedderIdentity, IndexState, VectorEntry, Vectors
from alignqa.reading.readings import Readable, Reading

_WORD = re.compile(r"\w+")


class ScriptedEmbedder:
    """Embeds texts as sums of word vectors: each word has a random direction, seeded by its hash.

    Texts that share words are near each other, others are nearly orthogonal; a text without words gets the first axis.
    """

    def __init__(self, *, dimension: int = 256, model: str = "bag-of-words", fails: bool = False) -> None:
        self._identity = EmbedderIdentity(model, hashlib.sha256(model.encode()).hexdigest(), "fp32", dimension)
        self._fails = fails
        self._directions: dict[str, Vectors] = {}
        self.embedded: list[str] = []

    @property
    def identity(self) -> EmbedderIdentity:
        """The identity, made of the model's name and the dimension."""
        return self._identity

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns unit vectors of shape (len(texts), dimension), and adds the texts to `embedded`; ModelError if made to fail."""
        if self._fails:
            raise ModelError("This embedder was made to fail.", hint="Use another embedder")
        self.embedded.extend(texts)
        vectors = np.zeros((len(texts), self._identity.dimension), dtype=np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in _WORD.findall(text.casefold()):
                vector += self._direction(word)
            length = float(np.linalg.norm(vector))
            if length:
                vector /= length
            else:
                vector[0] = 1.0
        return vectors

    def embed_question(self, question: str) -> Vectors:
        """Returns the same vector as `embed`."""
        vector: Vectors = self.embed([question])[0]
        return vector

    def _direction(self, word: str) -> Vectors:
        if word not in self._directions:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            direction = np.random.default_rng(seed).standard_normal(self._identity.dimension)
            self._directions[word] = (direction / np.linalg.norm(direction)).astype(np.float32)
        return self._directions[word]


class ScriptedReranker:
    """Scores a text by the best of the given phrases in it, and 0 without any; `read` records the texts."""

    name = "scripted"

    def __init__(self, scores: Mapping[str, float]) -> None:
        self._scores = scores
        self.read: list[str] = []

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Returns one score per text; the question is ignored."""
        self.read.extend(texts)
        return [max((score for phrase, score in self._scores.items() if phrase in text), default=0.0) for text in texts]


class ScriptedReader:
    """Gives a window the reading of the first given phrase in it, and `otherwise` without any; `read_windows` records them.

    A reading with fewer or more probabilities of need than a window has sentences needs all of them alike.
    """

    name = "scripted"

    def __init__(self, readings: Mapping[str, Reading], *, otherwise: Reading) -> None:
        self._readings = readings
        self._otherwise = otherwise
        self.read_windows: list[Readable] = []

    def read(self, question: str, windows: Sequence[Readable]) -> list[Reading]:
        """Returns one reading per window; the question is ignored."""
        self.read_windows.extend(windows)
        return [self._reading(window) for window in windows]

    def _reading(self, window: Readable) -> Reading:
        text = " ".join(window.sentences)
        found = next((reading for phrase, reading in self._readings.items() if phrase in text), self._otherwise)
        fits = len(found.needed) == len(window.sentences)
        return found if fits else replace(found, needed=(1.0,) * len(window.sentences))


class MemoryIndex:
    """A vector index in memory with exact cosine; it outlives `close`, as a folder would.

    Calls that change it are counted from 1, and from number `fails_at` on they raise StorageError; None means never.
    """

    def __init__(self, *, fails_at: int | None = None) -> None:
        self.fails_at = fails_at
        self.changes = 0
        self.entries: dict[int, VectorEntry] = {}
        self._vectors: dict[int, Vectors] = {}

    def upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Stores entries, replacing those of the same passage id."""
        self._change()
        for entry, vector in zip(entries, vectors, strict=True):
            self.entries[entry.passage_id] = entry
            self._vectors[entry.passage_id] = vector / np.linalg.norm(vector)

    def delete(self, passage_ids: Collection[int]) -> None:
        """Deletes entries; unknown ids are ignored."""
        self._change()
        for passage_id in passage_ids:
            self.entries.pop(passage_id, None)
            self._vectors.pop(passage_id, None)

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Returns at most `count` pairs (passage id, cosine similarity), best first, ties by id."""
        chosen = [key for key, entry in self.entries.items() if paper_ids is None or entry.paper_id in paper_ids]
        unit = vector / np.linalg.norm(vector)
        scored = [(key, float(self._vectors[key] @ unit)) for key in chosen]
        return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:count]

    def fetch(self, passage_ids: Collection[int]) -> dict[int, Vectors]:
        """Returns the vectors of those entries that exist."""
        return {passage_id: self._vectors[passage_id] for passage_id in passage_ids if passage_id in self._vectors}

    def count(self) -> int:
        """Counts the entries."""
        return len(self.entries)

    def of(self, state: IndexState) -> Self:
        """Returns the index itself, which has only one state: the newest."""
        return self

    def reopen(self) -> None:
        """Does nothing: no other process writes to it."""

    def warm(self) -> None:
        """Does nothing: there is nothing to load."""

    def clear(self) -> None:
        """Deletes all entries."""
        self._change()
        self.entries.clear()
        self._vectors.clear()

    def close(self) -> None:
        """Does nothing."""

    def _change(self) -> None:
        self.changes += 1
        if self.fails_at is not None and self.changes >= self.fails_at:
            raise StorageError("This vector index was made to fail.", hint="Run the command again")
