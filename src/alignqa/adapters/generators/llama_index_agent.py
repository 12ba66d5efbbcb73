"""A LlamaIndex agent that looks for passages with our tools, within a budget."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from alignqa.adapters.generators.llama_index_generator import LlamaIndexGenerator, usage_of
from alignqa.answers.agent.interfaces import Budget, Researched, Tool
from alignqa.answers.interfaces import Generator, Prompt, Usage

if TYPE_CHECKING:
    from llama_index.core.llms import LLM


class LlamaIndexResearcher:
    """Runs a FunctionAgent with read-only tools on the model of a generator."""

    def __init__(self, generator: Generator, budget: Budget | None = None) -> None:
        self._generator = generator
        self._budget = budget or Budget()

    def research(self, prompt: Prompt, tools: Sequence[Tool]) -> Researched | None:
        """Returns the agent's final reply; None if the model calls no functions. ProviderError if the provider fails."""
        generator = self._generator
        if not isinstance(generator, LlamaIndexGenerator) or not generator.llm.metadata.is_function_calling_model:
            return None
        research = self._connected(generator, prompt, tools)
        if not _in_event_loop():
            return asyncio.run(research)  # Ctrl-C ends it
        with ThreadPoolExecutor(max_workers=1) as thread:
            return thread.submit(asyncio.run, research).result()

    async def _connected(self, generator: LlamaIndexGenerator, prompt: Prompt, tools: Sequence[Tool]) -> Researched:
        from alignqa.adapters.generators.connections import async_client

        async with async_client(loopback=generator.loopback, timeout=generator.limits.timeout) as client:
            try:
                return await self._run(generator, generator.llm_over(client), prompt, tools)
            except Exception as error:  # noqa: BLE001 - whatever a provider's library raises becomes one error for users
                raise generator.failure(error).error from None

    async def _run(self, generator: LlamaIndexGenerator, llm: LLM, prompt: Prompt, tools: Sequence[Tool]) -> Researched:
        from llama_index.core.agent.workflow import AgentOutput, FunctionAgent
        from llama_index.core.llms import ChatResponse
        from llama_index.core.tools import FunctionTool
        from workflows.errors import WorkflowRuntimeError

        agent = FunctionAgent(
            name="reader",
            description="Looks things up in research papers.",
            system_prompt=prompt.system,
            tools=[FunctionTool.from_defaults(fn=_without_key(tool, generator)) for tool in tools],
            llm=llm,
            allow_parallel_tool_calls=False,
            streaming=False,
            timeout=generator.limits.timeout * self._budget.steps,
        )
        usage, reply = Usage(), None
        handler = agent.run(user_msg=prompt.user, max_iterations=self._budget.steps)
        try:
            async for event in handler.stream_events():
                if isinstance(event, AgentOutput):
                    usage += usage_of(ChatResponse(message=event.response, raw=event.raw)) or Usage(1)
                    reply = None if event.tool_calls else event.response.content
                    if event.tool_calls and usage.prompt_tokens + usage.completion_tokens >= self._budget.tokens:
                        await handler.cancel_run()
                        return Researched(None, usage)
            await handler
        except WorkflowRuntimeError:  # all rounds are used up
            return Researched(None, usage)
        return Researched(generator.without_key(reply) if reply is not None else None, usage)


def _without_key(tool: Tool, generator: LlamaIndexGenerator) -> Tool:
    """Returns a tool whose calls, which are shown, do not have the key in their arguments."""

    @functools.wraps(tool)
    def call(*arguments: str, **named: str) -> str:
        plain = {name: generator.without_key(str(value)) for name, value in named.items()}
        return tool(*(generator.without_key(str(value)) for value in arguments), **plain)

    return call


def _in_event_loop() -> bool:
    """Checks whether this thread runs an event loop, as in a notebook; it cannot run a second one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
