"""Lets an agent search for passages before anything is written."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from alignqa.answers.agent.tools import AgentTools, PaperScope
from alignqa.answers.interfaces import Prompt, Usage
from alignqa.answers.trace import Step
from alignqa.answers.writing.request import Writing
from alignqa.answers.writing.writer import WritingTask

_SPENT = "The agent spent its budget before it had an answer; this is written from what it had found."


@dataclass(frozen=True, slots=True)
class Sought:
    """The result of an agent's search: its reply, None if it has none, and what the trace is to record."""

    reply: str | None = None
    usage: Usage = field(default_factory=Usage)
    notices: tuple[str, ...] = ()
    prompts: tuple[tuple[str, str], ...] = ()
    steps: tuple[Step, ...] = ()


def seek(task: WritingTask, writing: Writing, scope: PaperScope) -> Sought:
    """Lets the agent of `writing` search; without one, or with a model that calls no functions, there is no reply."""
    if writing.researcher is None:
        return Sought()
    fence, prompts = secrets.token_hex(8), writing.writer.prompts
    agent_tools = AgentTools(task, scope, fence=fence, watch=writing.watch)
    prompt = Prompt(prompts.fill("research/system", fence=fence), prompts.fill("research/user", question=task.question))
    researched = writing.researcher.research(prompt, agent_tools.tools)
    if researched is None:
        name = writing.writer.generator.name
        return Sought(notices=(f"{name} calls no functions; the passages were retrieved once, without an agent.",))
    return Sought(
        researched.reply,
        researched.usage,
        () if researched.reply is not None else (_SPENT,),
        prompts.hashes("research/system", "research/user"),
        agent_tools.steps,
    )
