"""Tells what a generator proves while it is still writing, and afterwards how the answer came about."""

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


class Teller:
    """Shows each claim as soon as it is proven (`stream`), and an agent's steps on stderr as they are taken (`watch`)."""

    def __init__(self, *, watch: bool = False, stream: bool = True, number_of: Callable[[Quote], int] | None = None) -> None:
        self._watch = watch
        self._stream = stream
        self._number_of = number_of or Sources().number_of
        self._told = False

    def heard(self, writing: Writing | None) -> Writing | None:
        """The writing, with this teller listening."""
        if writing is None:
            return None
        return replace(writing, show=self._claim if self._stream else None, watch=self._step if self._watch else None)

    def told(self, outcome: Outcome) -> bool:
        """Whether the outcome's claims have been shown already."""
        return self._told and outcome.trace.generator is not None

    def explain(self, outcome: Outcome) -> None:
        """How the outcome came about, on stderr."""
        from alignqa.render.plain import to_plain
        from alignqa.render.why import why_blocks

        say(to_plain(why_blocks(outcome)).rstrip("\n"))

    def _claim(self, claim: ProvenClaim) -> None:
        from alignqa.answers.answer import Claim
        from alignqa.render.blocks import claim_block

        self._told = True
        markers = tuple(self._number_of(quote) for quote in claim.quotes)
        options.show([claim_block(Claim(claim.text, markers, claim.verdict))])

    def _step(self, step: Step) -> None:
        from alignqa.render.wording import step_line

        say(step_line(step))
