"""The trace of an outcome: what was used, what was retrieved, what was dropped and why, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NotRequired

from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers.interfaces import Usage
from alignqa.papers.document import Span


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was proposed but not shown, and the reason."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that was retrieved, its score, and whether something in it is quoted."""

    paper_id: str
    span: Span
    score: float
    quoted: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A tool call of an agent: the tool, its arguments, and the number of new sentences that came back."""

    tool: str
    arguments: str
    found: int


@dataclass(frozen=True, slots=True)
class Trace:
    """The history of an outcome; without a generator, only `timings_ms` differs for the same question, index and settings.

    `reranker` and `reader` are None if the features of quotes alone chose them.
    `generator` is None if quotes alone answer, even if a generator was asked and failed: `notices` says so.
    `not_calibrated_for` names the embedder or reranker that the fitted numbers were not fitted for.
    `cost` is in US dollars, None if no prices are set.
    """

    index: str = ""
    embedder: str = ""
    generator: str | None = None
    prompts: tuple[tuple[str, str], ...] = ()
    timings_ms: tuple[tuple[str, float], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
    notices: tuple[str, ...] = ()
    passages: tuple[Considered, ...] = ()
    steps: tuple[Step, ...] = ()
    reranker: str | None = None
    reader: str | None = None
    not_calibrated_for: str | None = None


class TraceDict(TypedDict):
    """A trace as JSON."""

    index: str
    embedder: str
    generator: str | None
    prompts: dict[str, str]
    timings_ms: dict[str, float]
    dropped: list[dict[str, str]]
    tokens: dict[str, int]
    cost: float | None
    notices: list[str]
    passages: list[dict[str, str | int | float | bool]]
    steps: list[dict[str, str | int]]
    reranker: NotRequired[str]
    reader: NotRequired[str]
    not_calibrated_for: NotRequired[str]


def trace_dict(trace: Trace) -> TraceDict:
    """Returns a trace as JSON."""
    made: TraceDict = {
        "index": trace.index,
        "embedder": trace.embedder,
        "generator": trace.generator,
        "prompts": dict(trace.prompts),
        "timings_ms": dict(trace.timings_ms),
        "dropped": [{"text": item.text, "why": item.why} for item in trace.dropped],
        "tokens": {
            "calls": trace.usage.calls,
            "prompt": trace.usage.prompt_tokens,
            "completion": trace.usage.completion_tokens,
        },
        "cost": trace.cost,
        "notices": list(trace.notices),
        "passages": [
            {
                "paper_id": item.paper_id,
                "start": item.span.start,
                "end": item.span.end,
                "score": item.score,
                "quoted": item.quoted,
            }
            for item in trace.passages
        ],
        "steps": [{"tool": step.tool, "arguments": step.arguments, "found": step.found} for step in trace.steps],
    }
    if trace.reranker is not None:
        made["reranker"] = trace.reranker
    if trace.reader is not None:
        made["reader"] = trace.reader
    if trace.not_calibrated_for is not None:
        made["not_calibrated_for"] = trace.not_calibrated_for
    return made
