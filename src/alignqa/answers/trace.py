"""How an outcome came about: what was used, what was retrieved, what was dropped and why, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NotRequired

from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers.interfaces import Usage
from alignqa.papers.document import Span

if TYPE_CHECKING:
    from alignqa.answers.answer import Quote
    from alignqa.retrieval.retriever import RankedPassage


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that was proposed and not shown, and why."""

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
    """A look that an agent took: the tool, its arguments, and how many sentences came back that were new."""

    tool: str
    arguments: str
    found: int


@dataclass(frozen=True, slots=True)
class Trace:
    """How an outcome came about; without a generator all but `timings_ms` is the same for the same question, index and settings.

    `reranker` is None where quotes stand in the order of their own signs.
    `generator` is None where quotes answer, even if one was asked and failed: `notices` tell so.
    `cost` is in US dollars, None where no prices are set.
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


def considered(ranked: Sequence[RankedPassage], quotes: Sequence[Quote]) -> tuple[Considered, ...]:
    """Retrieved passages as a trace tells of them."""
    return tuple(
        Considered(
            item.passage.paper_id,
            item.passage.span,
            item.score,
            any(quote.paper_id == item.passage.paper_id and quote.span.overlaps(item.passage.span) for quote in quotes),
        )
        for item in ranked
    )


def trace_dict(trace: Trace) -> TraceDict:
    """A trace as JSON."""
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
    return made
