"""An explanation of an outcome: what was retrieved, quoted and dropped, and why; and what it cost."""

from __future__ import annotations

from collections.abc import Iterator

from alignqa.answers.answer import Abstention, Outcome
from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.wording import confidence_line, count_of, step_line


def why_blocks(outcome: Outcome) -> Iterator[Block]:
    """Yields the trace of an outcome in words."""
    trace = outcome.trace
    yield Block(f"Asked: {outcome.question}", BlockStyle.HEADING)
    yield Block(f"Written by {trace.generator}." if trace.generator else "No language model wrote this.")
    if trace.reranker:
        yield Block(f"Reranked by {trace.reranker}.")
    if trace.reader:
        yield Block(f"Read by {trace.reader}.")
    if trace.not_calibrated_for:
        yield Block(f"Not calibrated for {trace.not_calibrated_for}.")
    if isinstance(outcome, Abstention):
        yield Block(f"Declined: {outcome.reason.value}. {confidence_line(outcome.confidence)}".rstrip())
    for notice in trace.notices:
        yield Block(f"Note: {notice}", BlockStyle.WARNING)
    for step in trace.steps:
        yield Block(step_line(step))
    yield Block(f"Retrieved: {count_of(len(trace.passages), 'passage')}; * marks the quoted ones.", gap=True)
    for passage in trace.passages:
        place = f"{passage.paper_id} {passage.span.start}:{passage.span.end}"
        yield Block(f"{place}, score {passage.score:.3f}", BlockStyle.ASIDE, label="  * " if passage.quoted else "    ", indent=4)
    yield Block(f"Dropped: {count_of(len(trace.dropped), 'claim')}." if trace.dropped else "Nothing was dropped.", gap=True)
    for item in trace.dropped:
        yield Block(f"{item.text} ({item.why})", BlockStyle.ASIDE, label="  - ", indent=4)
    usage = trace.usage
    if usage.calls:
        cost = "" if trace.cost is None else f", ${trace.cost:.6f}"
        calls, tokens = count_of(usage.calls, "call"), count_of(usage.prompt_tokens, "token")
        yield Block(f"Used: {calls}, {tokens} read, {usage.completion_tokens:,} written{cost}.", gap=True)
    yield Block(", ".join(f"{name} {value:,.0f} ms" for name, value in trace.timings_ms), BlockStyle.ASIDE)
