"""Asks many questions from asyncio without blocking the loop, as Markdown: `python many_questions.py QUESTION ...`."""

from __future__ import annotations

import asyncio
import sys

import alignqa
from alignqa.render.markdown import outcome_markdown

AT_ONCE = 4


async def main(questions: list[str]) -> None:
    """Prints the answers in the order of the questions."""
    assistant = await asyncio.to_thread(alignqa.open)  # one assistant for all; it may be used from many threads
    turns = asyncio.Semaphore(AT_ONCE)

    async def answered(question: str) -> str:
        async with turns:
            return outcome_markdown(await asyncio.to_thread(assistant.ask, question, quotes=2))

    for page in await asyncio.gather(*map(answered, questions)):
        print(page)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or ["What is scheming?", "What is reward hacking?", "How long does bread bake?"]))
