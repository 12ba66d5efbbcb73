"""A toy for the recipe: sentences with a rule that a very small reader can learn, and the reader."""

from __future__ import annotations

import random
import re

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig

from training.network import ReaderNetwork
from training.pools import Group, Judgement, Label, Pool

_DULL = ["The path is wet.", "A gull calls.", "Nobody came by.", "The tide was low.", "Stones lay about."]
_LIT, _DARK = "Bright, bright, bright the lantern burned.", "Dark, dark, dark the lantern stayed."
_QUESTIONS = ["What burned?", "what did they see at night", "Which light was there?"]


_WORDS = sorted({word for text in (*_DULL, _LIT, _DARK, *_QUESTIONS) for word in re.findall(r"\w+", text.lower())})
_FIRST = 1_030  # after the marks of BERT's vocabulary, of which the last that is used is 1,024


def tokenizer() -> Tokenizer:
    """A vocabulary of the toy's own words."""
    words = {"[UNK]": 100} | {word: _FIRST + number for number, word in enumerate(_WORDS)}
    found = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))  # noqa: S106 - a mark
    found.normalizer = normalizers.Lowercase()
    found.pre_tokenizer = pre_tokenizers.Whitespace()
    return found


def network(layers: int = 2) -> ReaderNetwork:
    """A reader with random weights; wide enough that its matrices are stored in eight bits."""
    config = BertConfig(
        vocab_size=_FIRST + len(_WORDS), hidden_size=128, num_hidden_layers=layers, num_attention_heads=2, intermediate_size=256,
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    return ReaderNetwork(config)


def pool(groups: int, seed: int) -> Pool:
    """Groups whose answer is the window that names a lantern: burning it supports, dark it contradicts."""
    rng = random.Random(seed)
    sentences: list[str] = []
    made = []
    for _ in range(groups):
        windows = []
        answer = rng.randrange(4)
        for place in range(4):
            first = len(sentences)
            some = rng.sample(_DULL, rng.randint(1, 2))
            stance = Judgement.NEITHER
            needed: tuple[int, ...] = ()
            if place == answer:
                lit = rng.random() < 0.5
                at = rng.randint(0, len(some))
                some.insert(at, _LIT if lit else _DARK)
                stance, needed = (Judgement.SUPPORTS if lit else Judgement.CONTRADICTS), (first + at,)
            sentences += some
            windows.append(Label(first, len(sentences) - 1, place == answer, place == answer, stance, needed))
        made.append(Group(rng.choice(_QUESTIONS), "toy", tuple(windows)))
    return Pool(tuple(sentences), ("A walk > Evening",), (0,) * len(sentences), tuple(made))
