"""A follow-up made a whole question by a generator; where it makes none of it, by rules."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from alignqa.answers.conversation.follow_ups import resolve
from alignqa.answers.interfaces import Prompt
from alignqa.answers.writing.claim_checks import cleaned
from alignqa.answers.writing.writer import ClaimWriter

_LONGEST = 400  # characters; a longer reply is an answer and no question
_BEFORE = 5  # questions that a follow-up may point back to


def rewrite(writer: ClaimWriter, questions: Sequence[str], text: str) -> str:
    """The question that `text` asks after the earlier `questions`; ProviderError where the provider fails."""
    if not questions:
        return resolve(None, text)
    fence = secrets.token_hex(8)
    conversation = "\n".join(questions[-_BEFORE:])
    prompt = Prompt(
        writer.prompts.fill("rewrite/system"),
        writer.prompts.fill("rewrite/user", fence=fence, conversation=conversation, question=text),
    )
    reply = ""
    for piece in writer.generator.generate(prompt):
        reply += piece.text
        if len(reply) > _LONGEST:
            return resolve(questions[-1], text)
    lines = [line for line in reply.strip().splitlines() if line.strip()]
    question = cleaned(lines[0]).strip(" \"'“”") if len(lines) == 1 else ""
    return question if question.endswith("?") and fence not in question else resolve(questions[-1], text)
