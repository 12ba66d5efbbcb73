"""Tokens and batches: every string is tokenised once, and windows are put together from the pieces."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.pools import Group, Pool

QUESTION, CONTEXT, WHOLE = 64, 32, 256
"""The most tokens of a question or claim, of title and heading, and of everything."""
_UNKNOWN = -1.0
_CLS, _SEP, _COLON = 101, 102, 1024  # of the vocabulary of BERT, uncased
Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A group ready to learn from: the tokens of its windows one after the other, and what is known of each window.

    `sentence_of` names the sentence of each token, -1 for none; `lengths` and `heads` count the tokens of each window and
    those of the question before it. Labels are -1 where they are not known; `needed` has shape (windows, sentences).
    """

    source: str
    tokens: Numbers
    sentence_of: Numbers
    lengths: Numbers
    heads: Numbers
    relevant: Numbers
    answered: Numbers
    judgement: Numbers
    needed: Numbers

    @property
    def windows(self) -> int:
        """The number of windows."""
        return len(self.lengths)

    @property
    def longest(self) -> int:
        """The tokens of the longest window."""
        return int(self.lengths.max(initial=0))


@dataclass(slots=True)
class Pieces:
    """Token ids of strings, each computed once."""

    tokenizer: Tokenizer
    known: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, texts: Iterable[str]) -> None:
        """Tokenises the texts that are not known yet."""
        new = [text for text in dict.fromkeys(texts) if text not in self.known]
        for start in range(0, len(new), 20_000):
            part = new[start : start + 20_000]
            for text, encoded in zip(part, self.tokenizer.encode_batch_fast(part, add_special_tokens=False), strict=True):
                self.known[text] = encoded.ids

    def head(self, question: str) -> list[int]:
        """The tokens before a window."""
        return [_CLS, *self.known[question][:QUESTION], _SEP]

    def window(self, head: Sequence[int], context: str, sentences: Sequence[str]) -> tuple[list[int], list[int]]:
        """Puts a window together, as tokens and the sentence of each; sentences that do not fit are cut at the end."""
        tokens = [*head, *self.known[context][:CONTEXT], _COLON]
        sentence_of = [-1] * len(tokens)
        for number, sentence in enumerate(sentences):
            ids = self.known[sentence]
            tokens += ids
            sentence_of += [number] * len(ids)
        return [*tokens[: WHOLE - 1], _SEP], [*sentence_of[: WHOLE - 1], -1]


def prepare(pools: Iterable[Pool], tokenizer: Tokenizer) -> list[Prepared]:
    """Tokenises all groups."""
    found: list[Prepared] = []
    for pool in pools:
        pieces = Pieces(tokenizer)
        pieces.learn([*pool.sentences, *pool.contexts, *(group.text for group in pool.groups)])
        found += [_prepared(group, pool, pieces) for group in pool.groups]
    return found


def _prepared(group: Group, pool: Pool, pieces: Pieces) -> Prepared:
    head = pieces.head(group.text)
    windows = [pieces.window(head, *pool.passage(window)) for window in group.windows]
    most = max((window.last - window.first + 1 for window in group.windows), default=1)
    needed = np.full((len(windows), most), _UNKNOWN, dtype=np.float32)
    for row, window in zip(needed, group.windows, strict=True):
        if window.needed is not None:
            count = window.last - window.first + 1
            row[:count] = np.isin(np.arange(window.first, window.last + 1), window.needed)
    return Prepared(
        group.source,
        np.array([token for tokens, _ in windows for token in tokens], dtype=np.int32),
        np.array([number for _, sentence_of in windows for number in sentence_of], dtype=np.int16),
        np.array([len(tokens) for tokens, _ in windows], dtype=np.int32),
        np.full(len(windows), len(head), dtype=np.int32),
        np.array([_number(window.relevant) for window in group.windows], dtype=np.float32),
        np.array([_number(window.answered) for window in group.windows], dtype=np.float32),
        np.array([window.judgement for window in group.windows], dtype=np.int64),
        needed,
    )


def _number(value: bool | None) -> float:
    return _UNKNOWN if value is None else float(value)


def shuffled(groups: Sequence[Prepared], weights: dict[str, float], rng: random.Random) -> Iterator[Prepared]:
    """Yields groups for ever: each source as often as its size times its weight (1 where none is named) asks for."""
    by_source: dict[str, list[Prepared]] = {}
    for group in groups:
        by_source.setdefault(group.source, []).append(group)
    names = sorted(by_source)
    shares = [len(by_source[name]) * weights.get(name, 1.0) for name in names]
    waiting: dict[str, list[Prepared]] = {name: [] for name in names}
    while True:
        name = rng.choices(names, shares)[0]
        if not waiting[name]:
            waiting[name] = rng.sample(by_source[name], len(by_source[name]))
        yield waiting[name].pop()


def batches(groups: Iterator[Prepared], *, tokens: int, bucket: int = 2_048) -> Iterator[list[Prepared]]:
    """Batches of about `tokens` tokens with padding, of groups of like length."""
    rng = random.Random(0)
    while True:
        some = sorted((next(groups) for _ in range(bucket)), key=lambda group: group.longest)
        made: list[list[Prepared]] = [[]]
        count = 0
        for group in some:
            if made[-1] and (count + group.windows) * group.longest > tokens:
                made.append([])
                count = 0
            made[-1].append(group)
            count += group.windows
        rng.shuffle(made)
        yield from made


@dataclass(frozen=True, slots=True)
class Batch:
    """The tensors of some groups; `sentence_of` has shape (windows, tokens), -1 for a token of no sentence.

    `needed` has shape (windows, sentences), `owner` is the group of each window. Labels are -1 where they are not known.
    """

    inputs: dict[str, torch.Tensor]
    sentence_of: torch.Tensor
    relevant: torch.Tensor
    answered: torch.Tensor
    judgement: torch.Tensor
    needed: torch.Tensor
    owner: torch.Tensor
    groups: int

    @property
    def windows(self) -> int:
        """The number of windows."""
        return len(self.owner)

    def to(self, device: torch.device) -> Batch:
        """The same on a device; a copy to a graphics card does not wait."""
        if device.type == "cpu":
            return self

        def moved(value: torch.Tensor) -> torch.Tensor:
            return value.pin_memory().to(device, non_blocking=True)

        names = [one.name for one in fields(self) if one.name not in ("inputs", "groups")]
        inputs = {name: moved(value) for name, value in self.inputs.items()}
        return Batch(inputs=inputs, groups=self.groups, **{name: moved(getattr(self, name)) for name in names})

    def of_sentences(self, tokens: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Averages what is given for tokens over each sentence; also says which sentences a window has."""
        slots = self.sentence_of + 1
        shape = (len(slots), self.needed.shape[1] + 1)
        sums = torch.zeros(shape, device=tokens.device).scatter_add(1, slots, tokens.float())
        counts = torch.zeros(shape, device=tokens.device).scatter_add(1, slots, torch.ones_like(tokens, dtype=torch.float32))
        return (sums / counts.clamp(min=1.0))[:, 1:], counts[:, 1:] > 0


def collate(groups: Sequence[Prepared]) -> Batch:
    """Pads the windows of some groups to one batch."""
    lengths = np.concatenate([group.lengths for group in groups])
    columns = np.arange(lengths.max())
    inside = columns < lengths[:, None]
    ids, sentence_of = np.zeros(inside.shape, dtype=np.int64), np.full(inside.shape, -1, dtype=np.int64)
    ids[inside] = np.concatenate([group.tokens for group in groups])
    sentence_of[inside] = np.concatenate([group.sentence_of for group in groups])
    types = inside & (columns >= np.concatenate([group.heads for group in groups])[:, None])
    needed = np.full((len(lengths), max(group.needed.shape[1] for group in groups)), _UNKNOWN, dtype=np.float32)
    row = 0
    for group in groups:
        needed[row : row + group.windows, : group.needed.shape[1]] = group.needed
        row += group.windows
    inputs = {"input_ids": ids, "attention_mask": inside.astype(np.int64), "token_type_ids": types.astype(np.int64)}
    return Batch(
        inputs={name: torch.from_numpy(value) for name, value in inputs.items()},
        sentence_of=torch.from_numpy(sentence_of),
        relevant=torch.from_numpy(np.concatenate([group.relevant for group in groups])),
        answered=torch.from_numpy(np.concatenate([group.answered for group in groups])),
        judgement=torch.from_numpy(np.concatenate([group.judgement for group in groups])),
        needed=torch.from_numpy(needed),
        owner=torch.from_numpy(np.repeat(np.arange(len(groups)), [group.windows for group in groups])),
        groups=len(groups),
    )
