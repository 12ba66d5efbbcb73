"""Writes answers with a language model: quotes first, claims second, and no claim that its quotes do not support."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from alignqa.answers.interfaces import Entailment, Generator, Prompt, Usage
from alignqa.answers.trace import Dropped, Step
from alignqa.answers.writing.claim_checks import ClaimCheck, ProvenClaim
from alignqa.answers.writing.numbering import Numbering, shown
from alignqa.answers.writing.prompts import Prompts
from alignqa.answers.writing.replies import REPLY_SCHEMA, GeneratedClaim, ReplyParser
from alignqa.errors import UsageError
from alignqa.papers.document import Metadata

CHARACTERS_A_TOKEN = 3
"""A low estimate, so that a prompt never has more tokens than calculated; English prose has four."""
_REPLY_SHARE = 4  # one part in so many of the context window is left for the reply
_MAX_REPLY = 1_500  # tokens, enough for eight claims
_MAX_PASSAGES = 20_000  # characters; more costs money and attention, and gains hardly anything
_MIN_PASSAGES = 600  # characters, about one passage
_MAX_FAULTS = 8
_MAX_LAST_REPLY = 2_000  # characters of the last reply that are shown again

Show = Callable[[ProvenClaim], None]
"""Called with every claim as soon as it is proven."""


@dataclass(frozen=True, slots=True)
class WritingTask:
    """A writing task: a question, the sentences that were offered for it, and the metadata of their papers."""

    question: str
    numbering: Numbering
    metadata: Mapping[str, Metadata]


@dataclass(frozen=True, slots=True)
class Written:
    """The result of writing: the claims that are proven, what was dropped, and what it cost."""

    claims: tuple[ProvenClaim, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    usage: Usage = field(default_factory=Usage)
    prompts: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class _Round:
    """One reply after the claim check; `doubtful` are claims that their quotes do not plainly support."""

    reply: str
    whole: bool
    proven: tuple[ProvenClaim, ...]
    doubtful: tuple[ProvenClaim, ...]
    dropped: tuple[Dropped, ...]

    @property
    def faults(self) -> list[str]:
        """The faults of the reply, described for the generator."""
        found = [f"- “{item.text}”: {item.why}." for item in self.dropped]
        found += [f"- “{claim.text}”: {claim.doubt}." for claim in self.doubtful]
        if not self.whole:
            found.insert(0, "- It was not the JSON object that was asked for.")
        return found[:_MAX_FAULTS]


class ClaimWriter:
    """Answers from numbered sentences with one generator: one round of writing, and at most one of repair."""

    def __init__(self, generator: Generator, prompts: Prompts, *, entailment: Entailment | None = None) -> None:
        self._generator = generator
        self._prompts = prompts
        self._entailment = entailment

    @property
    def generator(self) -> Generator:
        """The generator that writes."""
        return self._generator

    @property
    def prompts(self) -> Prompts:
        """The prompts that the generator is given."""
        return self._prompts

    def room(self, question: str) -> int:
        """Returns how many characters of passages fit into the prompt, also in the repair round; raises UsageError if too few."""
        window = self._generator.context_window
        fixed = self._prompts.fill("write/system", fence="0" * 16)
        fixed += self._prompts.fill("repair/user", fence="0" * 16, passages="", question=question, reply="", faults="")
        room = (window - min(_MAX_REPLY, window // _REPLY_SHARE)) * CHARACTERS_A_TOKEN - len(fixed)
        # The last reply and its faults are cut so that a quarter of the room holds them.
        if room * 3 // 4 < _MIN_PASSAGES:
            raise UsageError(
                f"{self._generator.name} takes {window:,} tokens, too few for the prompt and one passage.",
                hint="Choose a model that takes more, or say how many it takes: generator_context in alignqa.toml",
            )
        return min(_MAX_PASSAGES, room * 3 // 4)

    def write(self, task: WritingTask, *, show: Show | None = None, reply: str | None = None) -> Written:
        """Returns the claims that the sentences support, in the generator's order; none if no claim holds.

        `reply` is the reply of an agent, if one has written it already. Raises ProviderError if the provider fails.
        """
        show = show or (lambda claim: None)
        room = self.room(task.question)
        passages, last = _fitting(task, room)
        seen = last if reply is None else len(task.numbering)
        claim_check = ClaimCheck(task.numbering, task.metadata, last=seen, entailment=self._entailment)
        # One fence for both rounds: then a server that caches prompts need not read the passages twice.
        values = {"question": task.question, "passages": passages, "fence": secrets.token_hex(8)}
        spent: list[Usage] = []
        used = ["write/user"] if reply is None else []
        pieces = self._pieces(spent, "write/user", values) if reply is None else iter([reply])
        rounds = [_round(pieces, claim_check, show)]
        if faults := "\n".join(rounds[0].faults):
            used.append("repair/user")
            repair = {"reply": rounds[0].reply[: min(_MAX_LAST_REPLY, room // 6)], "faults": faults[: room // 6]}
            pieces = self._pieces(spent, "repair/user", values | repair)
            rounds.append(_round(pieces, claim_check, show, known=rounds[0].proven))
        claims, dropped = _settled(rounds, show)
        prompts = self._prompts.hashes("write/system", *used) if used else ()
        return Written(tuple(claims), tuple(dropped), sum(spent, Usage()), prompts)

    def _pieces(self, spent: list[Usage], name: str, values: Mapping[str, str]) -> Iterator[str]:
        """Yields the pieces of a reply; their usage is added to `spent`."""
        system = self._prompts.fill("write/system", fence=values["fence"])
        prompt = Prompt(system, self._prompts.fill(name, **values))
        for piece in self._generator.generate(prompt, schema=REPLY_SCHEMA):
            spent.append(piece.usage)
            yield piece.text


def _round(pieces: Iterator[str], claim_check: ClaimCheck, show: Show, *, known: Sequence[ProvenClaim] = ()) -> _Round:
    """Checks one reply, claim by claim as they arrive; claims that are `known` are not repeated."""
    reader = ReplyParser()
    proven: list[ProvenClaim] = []
    doubtful: list[ProvenClaim] = []
    dropped: list[Dropped] = []
    seen = {claim.text.casefold() for claim in known}

    def judge(claims: Sequence[GeneratedClaim]) -> None:
        for claim in claims:
            judged = claim_check.admit(claim)
            if isinstance(judged, Dropped):
                dropped.append(judged)
            elif judged.text.casefold() not in seen:
                seen.add(judged.text.casefold())
                (doubtful if judged.doubt else proven).append(judged)
                if not judged.doubt:
                    show(judged)

    for piece in pieces:
        judge(reader.feed(piece))
        if reader.full:
            break
    rest, whole = reader.end()
    judge(rest)
    return _Round(reader.text, whole, tuple(proven), tuple(doubtful), tuple(dropped))


def _settled(rounds: Sequence[_Round], show: Show) -> tuple[list[ProvenClaim], list[Dropped]]:
    """Returns the claims of all rounds that hold, and what was dropped.

    A claim that its quotes do not support is shown with that verdict, unless another one states its quotes more carefully.
    """
    claims = [claim for one in rounds for claim in one.proven]
    dropped = [item for one in rounds for item in one.dropped]
    for claim in (claim for one in rounds for claim in one.doubtful):
        if any(set(claim.quotes) & set(other.quotes) for other in claims):
            dropped.append(Dropped(claim.text, claim.doubt))
        else:
            claims.append(claim)
            show(claim)
    return claims, dropped


def _fitting(task: WritingTask, room: int) -> tuple[str, int]:
    """Returns as many whole passages as fit, in the order in which they were offered, and the last number among them."""
    texts: list[str] = []
    last = 0
    for passage in task.numbering.passages():
        text = shown(passage, task.metadata)
        if texts and room < len(text):
            break
        texts.append(text)
        last = max(last, *(sentence.number for sentence in passage))
        room -= len(text) + 2
    return "\n\n".join(texts), last
