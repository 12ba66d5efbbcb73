import itertools
import random
from pathlib import Path

import numpy as np
import pytest
import tiny
import torch
from tokenizers import Tokenizer

from alignqa.adapters.models import minilm
from alignqa.adapters.models.onnx_reader import _Text
from training.batches import CONTEXT, QUESTION, WHOLE, Prepared, batches, collate, prepare, shuffled
from training.pools import Group, Judgement, Label, Pool, read_pools, write_pools


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    found = Tokenizer.from_file(str(minilm.tokenizer_file()))
    found.no_padding()
    found.no_truncation()
    return found


@pytest.fixture(scope="module")
def groups(tokenizer: Tokenizer) -> list[Prepared]:
    return prepare([tiny.pool(30, seed=1)], tokenizer)


def test_pools_are_read_as_they_were_written(tmp_path: Path) -> None:
    unknown = Group("Who?", "own", (Label(0, 1, None, None), Label(1, 1, False, True, Judgement.NOT_SUPPORTS, ())))
    written = [tiny.pool(5, seed=1), Pool(("Ä.", "B."), ("c",), (0, 0), (unknown,))]
    assert write_pools(tmp_path / "p.gz", written) == 6
    assert list(read_pools(tmp_path / "p.gz")) == written


def test_a_batch_holds_each_window_as_it_is_alone(groups: list[Prepared]) -> None:
    together = collate(groups)
    assert together.windows == sum(group.windows for group in groups) == 120
    row = 0
    for number, group in enumerate(groups):
        alone = collate([group])
        for own in range(group.windows):
            size = int(group.lengths[own])
            for name, values in together.inputs.items():
                assert values[row, :size].tolist() == alone.inputs[name][own, :size].tolist()
                assert not values[row, size:].any()
            assert together.sentence_of[row, :size].tolist() == alone.sentence_of[own, :size].tolist()
            assert (together.sentence_of[row, size:] == -1).all()
            known = alone.needed.shape[1]
            assert together.needed[row, :known].tolist() == alone.needed[own].tolist()
            assert (together.needed[row, known:] == -1).all()
            assert int(together.owner[row]) == number
            for label in ("relevant", "answered", "judgement"):
                assert getattr(together, label)[row] == getattr(alone, label)[own]
            row += 1


def test_a_window_is_put_together_as_alignqa_does(tokenizer: Tokenizer) -> None:
    """What is learned from and what is read must be the same tokens, however long the parts are."""
    question, about = "why " * 90, "a title " * 40
    for sentences in (("One lamp.",), ("One lamp.", "word " * 300, "cut away"), ("x " * 100, "y " * 100, "z " * 100)):
        pool = Pool(
            sentences, (about,), (0,) * len(sentences), (Group(question, "q", (Label(0, len(sentences) - 1, None, None),)),)
        )
        (group,) = prepare([pool], tokenizer)
        ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in (question, about, *sentences)]
        asked = _Text([101, *ids[0][:QUESTION], 102], ids[1], ids[2:])
        assert group.tokens.tolist() == asked.tokens
        assert int(group.heads[0]) == asked.first == QUESTION + 2
        assert len(asked.tokens) <= WHOLE and group.sentence_of[asked.first + CONTEXT] == -1
        spans = [np.flatnonzero(group.sentence_of == number) for number in range(len(sentences))]
        assert [(span[0], span[-1] + 1) if len(span) else None for span in spans] == [
            (start, end) if end > start else None for start, end in asked.spans
        ]


def test_tokens_are_averaged_over_their_sentences(groups: list[Prepared]) -> None:
    batch = collate(groups[:2])
    tokens = torch.arange(batch.sentence_of.numel(), dtype=torch.float32).reshape(batch.sentence_of.shape)
    averages, there = batch.of_sentences(tokens)
    for row in range(batch.windows):
        for sentence in range(batch.needed.shape[1]):
            mine = tokens[row][batch.sentence_of[row] == sentence]
            assert bool(there[row, sentence]) == bool(len(mine))
            assert averages[row, sentence] == pytest.approx(float(mine.mean()) if len(mine) else 0.0)


def test_batches_keep_groups_whole_and_to_the_size_asked_for(groups: list[Prepared]) -> None:
    stream = batches(shuffled(groups, {}, random.Random(1)), tokens=600, bucket=64)
    for batch in itertools.islice(stream, 40):
        width = max(group.longest for group in batch)
        assert len(batch) == 1 or sum(group.windows for group in batch) * width <= 600


def test_sources_are_seen_as_often_as_their_weights_say(groups: list[Prepared], tokenizer: Tokenizer) -> None:
    pool = tiny.pool(10, seed=2)
    rare = prepare(
        [Pool(pool.sentences, pool.contexts, pool.context_of, tuple(Group(g.text, "rare", g.windows) for g in pool.groups))],
        tokenizer,
    )
    drawn = [group.source for group in itertools.islice(shuffled([*groups, *rare], {"rare": 6.0}, random.Random(1)), 900)]
    assert 540 < drawn.count("rare") < 660  # 10 · 6 against 30
    assert (
        len({id(group) for group in itertools.islice(shuffled(groups, {}, random.Random(3)), 30)}) == 30
    )  # each once before any twice
