from __future__ import annotations

import numpy as np
import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.errors import ModelError, StorageError
from alignqa.index.interfaces import VectorEntry


def test_the_same_words_have_the_same_vector_in_any_order_and_batch() -> None:
    embedder = ScriptedEmbedder()
    vectors = embedder.embed(["lamps burn oil", "Oil lamps burn!", "doors shut", ""])
    assert vectors.shape == (4, 256)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    assert float(vectors[0] @ vectors[1]) > 0.9999
    assert abs(float(vectors[0] @ vectors[2])) < 0.3
    assert np.array_equal(ScriptedEmbedder().embed(["doors shut"])[0], vectors[2])
    assert embedder.embed([]).shape == (0, 256)


def test_a_part_told_to_fail_fails() -> None:
    with pytest.raises(ModelError):
        ScriptedEmbedder(fails=True).embed(["lamps"])
    index = MemoryIndex(fails_at=2)
    vector = ScriptedEmbedder().embed(["lamps"])
    index.upsert([VectorEntry(1, "a")], vector)
    with pytest.raises(StorageError):
        index.delete([1])
    assert index.count() == 1


def test_nearest_is_exact_cosine_with_ties_by_id() -> None:
    index = MemoryIndex()
    vectors = ScriptedEmbedder().embed(["lamps burn", "doors shut", "lamps burn"])
    index.upsert([VectorEntry(3, "a"), VectorEntry(2, "b"), VectorEntry(1, "b")], vectors)
    found = index.nearest(vectors[0], count=2)
    assert [key for key, _ in found] == [1, 3]
    assert [round(score, 5) for _, score in found] == [1.0, 1.0]
    assert [key for key, _ in index.nearest(vectors[0], count=5, paper_ids={"b"})] == [1, 2]
