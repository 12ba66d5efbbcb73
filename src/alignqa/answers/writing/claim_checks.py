"""The claim check: the quotes of a generator's claim must be proven, and must support the claim."""

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
"""The maximum length of a claim; a longer one is not one statement."""
_MARKERS = re.compile(r"\s{0,60}[\[【]\^?\d++(?:\s*+[,;–-]\s*+\^?\d++)*+[\]】]")


@dataclass(frozen=True, slots=True)
class ProvenClaim:
    """A claim and the quotes it stands on, at least one.

    `excess` says how an overclaimed one goes too far, `unsettled` what is not established of one on the same subject.
    """

    text: str
    quotes: tuple[Quote, ...]
    excess: str = ""
    unsettled: str = ""

    @property
    def verdict(self) -> ClaimVerdict:
        """The relation of the claim to its quotes."""
        if self.excess:
            return ClaimVerdict.OVERCLAIMED
        return ClaimVerdict.SAME_SUBJECT if self.unsettled else ClaimVerdict.SUPPORTED

    @property
    def doubt(self) -> str:
        """The reason why its quotes do not support it; empty if they do."""
        return self.excess or (f"its quotes do not plainly say “{self.unsettled}”" if self.unsettled else "")


class ClaimCheck:
    """Accepts a claim on the sentences that were offered, up to number `last`, or says why it is dropped."""

    def __init__(
        self, numbering: Numbering, metadata: Mapping[str, Metadata], *, last: int, entailment: Entailment | None = None
    ) -> None:
        self._numbering = numbering
        self._metadata = metadata
        self._last = last
        self._entailment = entailment

    def admit(self, claim: GeneratedClaim) -> ProvenClaim | Dropped:
        """Returns the claim with its quotes, or the reasons why it is dropped.

        A number that was not offered drops the claim, even beside good ones:
        a generator that invents one source is not trusted on another.
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
        before = " ".join(self._numbering.before(quote) for quote in quotes)
        finding = support.check(text, quotes, papers, before=before, entailment=self._entailment)
        if finding.faults:
            return Dropped(text, "; ".join(finding.faults))
        return ProvenClaim(text, tuple(quotes), finding.excess, finding.unsettled)


def cleaned(text: str) -> str:
    """Puts a generated text on one line, without its own citation marks, control, format or unassigned characters."""
    kept = "".join(char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return " ".join(_MARKERS.sub("", kept).split())
