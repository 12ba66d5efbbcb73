"""A generator with prescribed replies, for tests and for trying the gate out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from alignqa.answers.interfaces import Prompt, ReplyPiece, Schema, Usage

Reply = str | Exception | Callable[[Prompt], str]


class ScriptedGenerator:
    """Gives its replies one after the other, and then empty ones; `asked` records the prompts.

    A reply is a text, an error to raise, or a function of the prompt; it arrives in pieces of `piece` characters.
    Four characters count as a token.
    """

    def __init__(self, replies: Sequence[Reply], *, name: str = "scripted", context_window: int = 8_192, piece: int = 12) -> None:
        self._replies = list(replies)
        self._name = name
        self._context_window = context_window
        self._piece = piece
        self.asked: list[Prompt] = []

    @property
    def name(self) -> str:
        """The name as it was given."""
        return self._name

    @property
    def context_window(self) -> int:
        """The tokens of prompt and reply together, as given."""
        return self._context_window

    def generate(self, prompt: Prompt, *, schema: Schema | None = None) -> Iterator[ReplyPiece]:
        """Yields the next reply in pieces; the schema is ignored."""
        self.asked.append(prompt)
        reply = self._replies.pop(0) if self._replies else ""
        if isinstance(reply, Exception):
            raise reply
        text = reply if isinstance(reply, str) else reply(prompt)
        for at in range(0, len(text), self._piece):
            yield ReplyPiece(text[at : at + self._piece])
        yield ReplyPiece("", Usage(1, (len(prompt.system) + len(prompt.user)) // 4, len(text) // 4))
