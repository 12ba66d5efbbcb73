"""The vectors of a passage: one per sentence, and one for the whole, made of them and of the title and section path."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alignqa.index.interfaces import Embedder, Vectors
from alignqa.index.passages.splitting import Passage

# Vectors are stored in half precision: the catalogue is half as large, and the vector index gets exactly what is stored.
_STORED = np.dtype("<f2")
_CONTEXT = 0.5
"""The weight of title and section path in a passage's vector, against 1 for the mean of its sentences.

On SciFact's training split the nearest passage then ranks abstracts as well as a vector of the whole text (nDCG@10 0.66).
"""


@dataclass(frozen=True, slots=True)
class PassageText:
    """The strings of a passage that are embedded: the title with the section path, which may be empty, and each sentence."""

    context: str
    sentences: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """The hash under which the vectors are stored."""
        return hashlib.sha256("\x1f".join((self.context, *self.sentences)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """L2-normalised float32: `whole` of shape (dimension,), `sentences` of shape (sentences, dimension)."""

    whole: Vectors
    sentences: Vectors

    def to_bytes(self) -> bytes:
        """Returns both in half precision, the whole first."""
        return np.vstack((self.whole, self.sentences)).astype(_STORED).tobytes()

    @classmethod
    def from_bytes(cls, blob: bytes, dimension: int) -> PassageVectors:
        """Reads what `to_bytes` wrote."""
        rows = np.frombuffer(blob, dtype=_STORED).astype(np.float32).reshape(-1, dimension)
        return cls(rows[0], rows[1:])

    @staticmethod
    def whole_bytes(dimension: int) -> int:
        """Returns the number of bytes that the whole takes in `to_bytes`."""
        return dimension * _STORED.itemsize


@dataclass(frozen=True, slots=True)
class WholeVectors:
    """The vectors of an index's passages: ids and papers, and L2-normalised float32 of shape (passages, dimension)."""

    ids: tuple[int, ...]
    papers: tuple[str, ...]
    vectors: Vectors

    @classmethod
    def of(cls, rows: Sequence[tuple[int, str, bytes]], dimension: int) -> WholeVectors:
        """Builds them from ids, papers, and the first bytes of `PassageVectors.to_bytes`."""
        ids, papers, blobs = zip(*rows, strict=True) if rows else ((), (), ())
        vectors = np.frombuffer(b"".join(blobs), dtype=_STORED).astype(np.float32).reshape(-1, dimension)
        return cls(ids, papers, vectors)

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Returns at most `count` pairs (passage id, cosine similarity), best first, ties by id; optionally of some papers."""
        similarity = self.vectors @ vector
        if paper_ids is not None:
            similarity[[paper not in paper_ids for paper in self.papers]] = -np.inf
        best = np.argsort(-similarity, kind="stable")[:count]
        return [(self.ids[at], float(similarity[at])) for at in best if similarity[at] != -np.inf]


def passage_text(title: str | None, passage: Passage, text: str) -> PassageText:
    """Returns the strings of a passage of the canonical `text` that are embedded."""
    context = ". ".join(part for part in (title or "", passage.heading.replace(" > ", ". ")) if part)
    return PassageText(context, tuple(span.of(text) for span in passage.sentences))


def embed_passages(passages: Sequence[PassageText], embedder: Embedder) -> list[PassageVectors]:
    """Embeds passages; a string that occurs more than once is embedded once."""
    strings = dict.fromkeys(string for passage in passages for string in (passage.context, *passage.sentences) if string)
    computed = np.asarray(embedder.embed(list(strings)), dtype=np.float32)
    vectors = dict(zip(strings, computed, strict=True))
    return [_combined(passage, vectors) for passage in passages]


def _combined(passage: PassageText, vectors: Mapping[str, Vectors]) -> PassageVectors:
    sentences = np.stack([vectors[sentence] for sentence in passage.sentences])
    whole = sentences.mean(axis=0)
    if passage.context:
        whole = whole + _CONTEXT * vectors[passage.context]
    length = float(np.linalg.norm(whole))
    return PassageVectors(np.asarray(whole / length if length else sentences[0], dtype=np.float32), sentences)
