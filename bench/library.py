"""Warm questions through the library."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from alignqa.wiring import assistant_of, open_home
from measuring import RUNS, Row, Samples, percentile

QUESTIONS = (Path(__file__).with_name("questions.txt")).read_text(encoding="utf-8").split("\n")[:-1]


def warm_row(
    home: Path, name: str, asked: str, rounds: int = RUNS, questions: Sequence[str] = QUESTIONS, *, fast: bool = False
) -> Row:
    """The 95th percentile over all questions, once a round; `fast` is without the reader."""
    opened = open_home(home)
    assistant = assistant_of(opened.faster() if fast else opened)
    for question in questions[:5]:
        assistant.ask(question)
    percentiles, middles = [], []
    for _ in range(rounds):
        times = []
        for question in questions:
            began = time.perf_counter()
            assistant.ask(question)
            times.append(1_000 * (time.perf_counter() - began))
        percentiles.append(percentile(times, 0.95))
        middles.append(percentile(times, 0.5))
    note = f"95th percentile of {len(questions)} questions a round; the median is {np.median(middles):.0f} ms"
    return Row(f"warm question, {name}{', --fast' * fast}", "ms", Samples(tuple(percentiles)), asked, note=note)
