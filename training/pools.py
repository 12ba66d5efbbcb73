"""Pools: sentences in their order with what was asked about them, as the recipe reads and writes them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any


class Judgement(IntEnum):
    """The stance of a window to a claim; data that only say "does not support" leave open which of the last two it is."""

    SUPPORTS = 0
    CONTRADICTS = 1
    NEITHER = 2
    NOT_SUPPORTS = 3
    UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Label:
    """A window, the sentences `first` to `last` of its pool, and what is known of it; None where it is not known.

    `relevant` orders windows, `answered` says that it holds the answer; `needed` are the sentences that the answer needs.
    """

    first: int
    last: int
    relevant: bool | None
    answered: bool | None
    judgement: Judgement = Judgement.UNKNOWN
    needed: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A question or claim with the windows that compete for it."""

    text: str
    source: str
    windows: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Sentences in the order of their texts, the title and heading of each, and the groups made of them.

    `contexts` are the distinct titles with headings, `context_of` names that of each sentence.
    """

    sentences: tuple[str, ...]
    contexts: tuple[str, ...]
    context_of: tuple[int, ...]
    groups: tuple[Group, ...]

    def passage(self, window: Label) -> tuple[str, tuple[str, ...]]:
        """Returns the context and the sentences of a window."""
        return self.contexts[self.context_of[window.first]], self.sentences[window.first : window.last + 1]


def context(title: str, heading: str = "") -> str:
    """Joins a title and a section path to what the reader sees before a window."""
    return f"{title[:80]} > {heading[-80:]}" if heading else title[:80]


def write_pools(path: Path, pools: Iterable[Pool]) -> int:
    """Writes one pool a line, compressed; returns how many groups they have."""
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=9) as file:
        for pool in pools:
            groups = [(g.text, g.source, [_row(window) for window in g.windows]) for g in pool.groups]
            line = [pool.sentences, pool.contexts, pool.context_of, groups]
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            count += len(groups)
    return count


def read_pools(path: Path) -> Iterator[Pool]:
    """Reads what `write_pools` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            sentences, contexts, context_of, groups = json.loads(line)
            read = tuple(Group(text, source, tuple(_label(row) for row in rows)) for text, source, rows in groups)
            yield Pool(tuple(sentences), tuple(contexts), tuple(context_of), read)


def _row(window: Label) -> list[object]:
    known = [None if value is None else int(value) for value in (window.relevant, window.answered)]
    return [window.first, window.last, *known, int(window.judgement), window.needed]


def _label(row: list[Any]) -> Label:
    first, last, relevant, answered, judgement, needed = row
    return Label(first, last, _flag(relevant), _flag(answered), Judgement(judgement), None if needed is None else tuple(needed))


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)
