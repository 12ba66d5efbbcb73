"""What a generator claims, through the gate: quotes that are proven, and a check that they carry the claim."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from alignqa.answers.answer import ClaimVerdict, Quote
from alignqa.answers.interfaces import Entailment
from alignqa.answers.trace import Dropped
from alignqa.answers.writing import support
from alignqa.answers.writing.numbering import Numbering
from alignqa.answers.writing.replies import GeneratedClaim
from alignqa.papers.document import Metadata

MAX_CLAIM_CHARACTERS = 600
"""A longer claim is not one statement."""
_MARKERS = re.compile(r"\s*[\[【]\^?\d+(?:\s*[,;–-]\s*\^?\d+)*[\]】]")


@dataclass(frozen=True, slots=True)
class ProvenClaim:
    """A claim and the quotes it stands on, at least one; an overclaimed one says `excess`."""

    text: str
    quotes: tuple[Quote, ...]
    excess: str = ""

    @property
    def verdict(self) -> ClaimVerdict:
        """How the claim stands to its quotes."""
        return ClaimVerdict.OVERCLAIMED if self.excess else ClaimVerdict.SUPPORTED


class Gate:
    """Lets a claim pass with the sentences that were offered, up to number `last`, or says why not."""

    def __init__(
        self, numbering: Numbering, metadata: Mapping[str, Metadata], *, last: int, entailment: Entailment | None = None
    ) -> None:
        self._numbering = numbering
        self._metadata = metadata
        self._last = last
        self._entailment = entailment

    def admit(self, claim: GeneratedClaim) -> ProvenClaim | Dropped:
        """The claim with its quotes, or the reasons why it is dropped.

        A number that was not offered drops the claim, even beside good ones:
        whoever invents one source is not believed on another.
        """
        text = cleaned(claim.text)
        if not any(char.isalnum() for char in text):
            return Dropped(text, "it says nothing")
        if len(text) > MAX_CLAIM_CHARACTERS:
            return Dropped(text[:MAX_CLAIM_CHARACTERS], f"it is longer than {MAX_CLAIM_CHARACTERS} characters")
        quotes, faults = self._numbering.prove(claim.sentences, claim.quotes, last=self._last)
        if not quotes and not faults:
            faults = ["it names no sentence that was offered"]
        if faults:
            return Dropped(text, "; ".join(faults))
        papers = [self._metadata[key] for key in sorted({quote.paper_id for quote in quotes}) if key in self._metadata]
        finding = support.check(text, quotes, papers, entailment=self._entailment)
        if finding.faults:
            return Dropped(text, "; ".join(finding.faults))
        return ProvenClaim(text, tuple(quotes), finding.excess)


def cleaned(text: str) -> str:
    """A generated text on one line, without citation marks of its own and without characters that act or cannot be stored."""
    kept = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return " ".join(_MARKERS.sub("", kept).split())
