"""True statements on the papers, each with a falsehood made of it and the passages that support the true one."""

from __future__ import annotations

import json
from dataclasses import dataclass

from alignqa.evaluation.answers.gold import GoldItem

HOW = frozenset({"negation", "direction", "number", "unit", "name", "role", "modality"})
"""The points in which a falsehood differs; one that differs in modality says more than the paper, and contradicts nothing."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim that the passages of `gold` support, and `falsehood`, which differs from it in one point, named by `how`."""

    id: str
    claim: str
    falsehood: str
    how: str
    papers: tuple[str, ...]
    gold: tuple[GoldItem, ...]
    split: str


def read_statements(text: str) -> list[Statement]:
    """Reads JSON lines; ValueError or KeyError names what is missing, since the file is our own."""
    return [_statement(json.loads(line)) for line in text.split("\n") if line.strip()]


def _statement(data: dict[str, object]) -> Statement:
    given = {name: str(data[key]) for name, key in (("id", "id"), ("claim", "claim"), ("falsehood", "false"), ("how", "how"))}
    if given["how"] not in HOW or data["split"] not in ("train", "test"):
        raise ValueError(f"{given['id']}: how is {given['how']!r} and split {data['split']!r}")
    papers, gold = data["papers"], data["gold"]
    if not isinstance(papers, list) or not isinstance(gold, list) or not gold:
        raise ValueError(f"{given['id']}: papers or gold is no list, or there is no gold")
    return Statement(**given, papers=tuple(papers), gold=tuple(map(_gold, gold)), split=str(data["split"]))


def _gold(data: dict[str, object]) -> GoldItem:
    terms, section, page = data["must_contain"], data["section"], data["page"]
    if not isinstance(terms, list) or not terms:
        raise ValueError(f"must_contain is {terms!r}")
    return GoldItem(
        tuple(terms),
        (),
        str(data["paper"]),
        section if isinstance(section, str) else None,
        page if isinstance(page, int) else None,
    )
