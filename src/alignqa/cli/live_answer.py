"""Shows a generator's claims while it is still writing, and afterwards explains how the answer came about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from alignqa.answers.conversation.sources import Sources
from alignqa.cli import options
from alignqa.cli.failures import say

if TYPE_CHECKING:
    from alignqa.answers.answer import Outcome, Quote
    from alignqa.answers.trace import Step
    from alignqa.answers.writing.claim_checks import ProvenClaim
    from alignqa.answers.writing.request import Writing


class LiveAnswer:
    """Shows each claim as soon as it is proven (`stream`), and an agent's steps on stderr as they are taken (`watch`)."""

    def __init__(self, *, watch: bool = False, stream: bool = True, number_of: Callable[[Quote], int] | None = None) -> None:
        self._watch = watch
        self._stream = stream
        self._number_of = number_of or Sources().number_of
        self._showed_claims = False

    def follow(self, writing: Writing | None) -> Writing | None:
        """Returns the writing with its claims and steps reported to this object."""
        if writing is None:
            return None
        return replace(
            writing,
            show=self._show_claim if self._stream else None,
            watch=self._show_step if self._watch else None,
        )

    def has_shown(self, outcome: Outcome) -> bool:
        """Checks whether the outcome's claims have already been shown."""
        return self._showed_claims and outcome.trace.generator is not None

    def explain(self, outcome: Outcome) -> None:
        """Prints on stderr how the outcome came about."""
        from alignqa.render.plain import to_plain
        from alignqa.render.why import why_blocks

        say(to_plain(why_blocks(outcome)).rstrip("\n"))

    def _show_claim(self, claim: ProvenClaim) -> None:
        from alignqa.answers.answer import Claim
        from alignqa.render.blocks import claim_block

        self._showed_claims = True
        markers = tuple(self._number_of(quote) for quote in claim.quotes)
        options.show([claim_block(Claim(claim.text, markers, claim.verdict))])

    def _show_step(self, step: Step) -> None:
        from alignqa.render.wording import step_line

        say(step_line(step))
