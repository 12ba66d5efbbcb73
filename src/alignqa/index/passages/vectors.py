"""The vectors of a passage: one per sentence, and one for the whole, made of them and of the title and section path."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from alignqa.index.interfaces import Embedder, Vectors
from alignqa.index.passages.splitting import Passage

# Vectors are stored in half precision: the catalogue is half as large, and the vector index gets exactly what is stored.
_STORED = np.dtype("<f2")
_CHECKSUMS = struct.Struct("<II")  # CRC-32 of the vector of the whole, which is often read alone, and of those of the sentences
_ROUNDING = 0.01  # of the length of a vector in half precision
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

    def to_bytes(self, key: str) -> bytes:
        """Returns both in half precision, the whole first, after their checksums, which also depend on the key they are for."""
        return _with_checksums(np.vstack((self.whole, self.sentences)).astype(_STORED).tobytes(), len(self.whole), key)

    @classmethod
    def from_bytes(cls, blob: bytes, dimension: int, key: str, *, checked: bool) -> PassageVectors:
        """Reads what `to_bytes` wrote, or (not `checked`) an earlier alignqa, which wrote no checksums.

        Raises ValueError or TypeError if it was changed; without checksums, only if that shows.
        """
        if checked:
            kept, blob = blob, blob[_CHECKSUMS.size :]
            if _with_checksums(blob, dimension, key) != kept:
                raise ValueError("vectors that were changed")
        rows = np.frombuffer(blob, dtype=_STORED).astype(np.float32).reshape(-1, dimension)
        return cls(rows[0], rows[1:])

    @staticmethod
    def whole_bytes(dimension: int, *, checked: bool) -> int:
        """Returns the number of bytes that the whole takes at the beginning of what is stored, with the checksums before it."""
        return (_CHECKSUMS.size if checked else 0) + dimension * _STORED.itemsize


def with_checksums(blob: bytes, dimension: int, key: str) -> bytes:
    """Adds checksums to vectors that an earlier alignqa stored; ValueError or TypeError if they cannot be right."""
    vectors = np.frombuffer(blob, dtype=_STORED).astype(np.float32).reshape(-1, dimension)
    lengths = np.linalg.norm(vectors, axis=1)
    if len(vectors) < 2 or not (np.abs(lengths - 1.0) < _ROUNDING).all():
        raise ValueError("vectors that are not of length 1")
    return _with_checksums(blob, dimension, key)


def _with_checksums(blob: bytes, dimension: int, key: str) -> bytes:
    whole, seed = dimension * _STORED.itemsize, crc32(key.encode("utf-8", "surrogateescape"))
    return _CHECKSUMS.pack(crc32(blob[:whole], seed), crc32(blob[whole:], seed)) + blob


@dataclass(frozen=True, slots=True)
class WholeVectors:
    """The vectors of an index's passages: ids and papers, and L2-normalised float32 of shape (passages, dimension)."""

    ids: tuple[int, ...]
    papers: tuple[str, ...]
    vectors: Vectors

    @classmethod
    def of(cls, rows: Sequence[tuple[int, str, str, bytes]], dimension: int, *, checked: bool) -> WholeVectors:
        """Builds them from ids, papers, keys, and the first bytes of `PassageVectors.to_bytes`, or of what was stored before it.

        Raises ValueError or TypeError if vectors are missing or were changed; without checksums (`checked`), only if it shows.
        """
        ids, papers, keys, blobs = zip(*rows, strict=True) if rows else ((), (), (), ())
        wholes = [blob[_CHECKSUMS.size :] for blob in blobs] if checked else blobs
        if checked:
            # All at once: twenty thousand take seven milliseconds.
            sums = np.fromiter(map(crc32, wholes, map(crc32, map(str.encode, keys))), dtype="<u4", count=len(wholes))
            kept = np.frombuffer(b"".join(blob[:4] for blob in blobs), dtype="<u4")
            if not np.array_equal(sums, kept):
                raise ValueError("vectors that were changed")
        vectors = np.frombuffer(b"".join(wholes), dtype=_STORED).astype(np.float32).reshape(len(ids), dimension)
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
