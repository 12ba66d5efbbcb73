"""Tells what a passage has against a claim: a plain contradiction, or a difference that leaves agreement open."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from alignqa.answers.checks.agreement import Surrounded, difference
from alignqa.answers.checks.alignment import nearest_sentence, shared
from alignqa.answers.checks.arrangement import rearranged
from alignqa.answers.checks.rewording import equivalents, unabbreviated
from alignqa.answers.checks.turning import turned
from alignqa.audits import contradiction
from alignqa.audits.contradiction import Quantity
from alignqa.audits.evidence import Evidence
from alignqa.audits.sources import CitedPapers
from alignqa.audits.thresholds import AuditThresholds
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Span

MAX_READ = 8
"""Papers that are read whole for one claim; a textbook of more chapters mentions nearly everything."""
_MOSTLY = 0.6  # share of the words of a claim that a sentence with another number must have, if the window has few
_BEFORE, _AFTER = 700, 500  # code points around the evidence in which a name may stand


class StanceReader:
    """Holds claims against passages of the papers of one state of an index; `people` are words of the names of known authors."""

    def __init__(self, sources: CitedPapers, people: frozenset[str], *, thresholds: AuditThresholds) -> None:
        self._sources = sources
        self._people = people
        self._limits = thresholds

    def other_number(self, claim: str, evidence: Evidence, *, among: Collection[str]) -> str:
        """Describes a number that a passage near enough to a claim gives otherwise; empty if there is none.

        A number that one of the papers `among` has of the same thing anywhere is no contradiction.
        """
        if evidence.strength < self._limits.number_strength:
            return ""
        near_enough = evidence.coverage >= self._limits.number_coverage
        text = evidence.text if near_enough else nearest_sentence(claim, evidence.text)
        pair = contradiction.other_number(claim, text) if near_enough or shared(claim, text) >= _MOSTLY else None
        if pair is None or self._counts(claim, pair[0], among):
            return ""
        return f"The draft says {pair[0].shown} where the paper says {pair[1].shown}."

    def says(self, claim: str, evidence: Evidence, *, called: Iterable[str] = ()) -> bool:
        """Checks whether a passage has all words of a claim in their relations, and nothing differs.

        The claim may also stand there as its converse, and with the abbreviations that the paper defines or their long forms.
        """
        source, names = self._sources.source(evidence.paper_id), tuple(called)
        known = source.abbreviations if source else {}
        known = {short: long for short, long in known.items() if (short in claim) != (short in evidence.text)}
        text = unabbreviated(evidence.text, known)
        return any(
            not self.unsaid(form, evidence, text=text) and not self.difference(form, evidence, called=names, text=text)
            for form in equivalents(unabbreviated(claim, known))
        )

    def difference(self, claim: str, evidence: Evidence, *, called: Iterable[str] = (), text: str = "") -> str:
        """Describes in what a claim differs from a passage, or from its `text` in another form; empty if nothing is found.

        `called` are names under which the claim speaks of the paper.
        """
        source, known = self._sources.source(evidence.paper_id), self._sources.metadata.get(evidence.paper_id)
        around = source.text[max(0, evidence.span.start - _BEFORE) : evidence.span.end + _AFTER] if source else evidence.text
        named = (known.title or "", *known.authors, *known.wholes) if known else ()
        context = "\n".join((around, evidence.heading, *named, evidence.paper_id, *called))
        return difference(claim, Surrounded(text or evidence.text, context), people=self._people)

    def unsaid(self, claim: str, evidence: Evidence, *, text: str = "") -> str:
        """Returns the first words of a claim that a passage does not have in the same relations; empty if it has all.

        `text` is the passage in another form. The sentence before the passage tells what "it" and "we" are there.
        """
        source, known = self._sources.source(evidence.paper_id), self._sources.metadata.get(evidence.paper_id)
        before = Span(max(0, evidence.span.start - _BEFORE), evidence.span.start)
        said = sentences(source.text, before)[-1:] if source else []
        authors = (*known.authors, str(known.year or "")) if known else ()
        sentence = " ".join(span.of(source.text) for span in said) if source else ""
        about = " ".join((known.title or "" if known else "", evidence.heading, sentence))
        return rearranged(claim, [text or evidence.text], about, authors=" ".join(authors))

    def _counts(self, claim: str, quantity: Quantity, among: Collection[str]) -> bool:
        """Checks whether any of the papers has the number of a claim near the thing that is counted."""
        sources = (self._sources.source(key) for key in sorted(among)[:MAX_READ])
        return any(source is not None and contradiction.has_quantity(source.text, quantity, claim) for source in sources)


def reversed_words(claim: str, text: str, *, whole: bool = True) -> str:
    """Describes the words by which a claim means the opposite of a text in nearly the same words; empty if there are none.

    Without `whole`, only a clause that has all other words of the claim counts.
    """
    opposites = (contradiction.opposite_words(claim, text) if whole else None) or turned(claim, text)
    if opposites is None:
        return ""
    one, other = (f"“{word}”" if word else "no negation" for word in opposites)
    return f"The draft has {one} where the paper has {other}."
