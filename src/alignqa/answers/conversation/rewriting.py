"""Makes a follow-up into a whole question, by a generator or, if its reply is no question, by rules."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from alignqa.answers.conversation.follow_ups import resolve
from alignqa.answers.interfaces import Prompt
from alignqa.answers.writing.claim_checks import cleaned
from alignqa.answers.writing.writer import ClaimWriter

_MAX_QUESTION = 400  # characters; a longer reply is an answer, not a question
_MAX_EARLIER = 5  # questions that a follow-up may refer to


def rewrite(writer: ClaimWriter, questions: Sequence[str], text: str) -> str:
    """Returns the question that `text` asks after the earlier `questions`; raises ProviderError if the provider fails."""
    if not questions:
        return resolve(None, text)
    fence = secrets.token_hex(8)
    conversation = "\n".join(questions[-_MAX_EARLIER:])
    prompt = Prompt(
        writer.prompts.fill("rewrite/system"),
        writer.prompts.fill("rewrite/user", fence=fence, conversation=conversation, question=text),
    )
    reply = ""
    for piece in writer.generator.generate(prompt):
        reply += piece.text
        if len(reply) > _MAX_QUESTION:
            return resolve(questions[-1], text)
    lines = [line for line in reply.strip().splitlines() if line.strip()]
    question = cleaned(lines[0]).strip(" \"'“”") if len(lines) == 1 else ""
    return question if question.endswith("?") and fence not in question else resolve(questions[-1], text)
