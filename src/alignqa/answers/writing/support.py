"""Checks whether quotes support a claim, without a model: what it has that they lack, and what it says in other relations.

The check is one-sided: a claim that it faults goes beyond the quotes or is worded too differently to judge;
a claim that it passes should still be read beside the quotes, which is why they are always shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Quote
from alignqa.answers.checks.agreement import Surrounded, contrary, uncertainty
from alignqa.answers.checks.amounts import in_digits
from alignqa.answers.checks.arrangement import rearranged
from alignqa.answers.checks.certainty import unconditional
from alignqa.answers.checks.negation import reversal, stems_of
from alignqa.answers.checks.rewording import equivalents
from alignqa.answers.interfaces import Entailment
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Metadata, Span
from alignqa.retrieval.terms import stem, stems, words

MIN_SHARED = 0.5
"""The minimum share of a claim's content words that are in its quotes or their papers' metadata; below it, no judgement.

Set by hand: at a third, inventions of SmolLM2 around a few words of its quotes still passed.
"""
MIN_ENTAILED = 0.5

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_HALF = re.compile(r"\bhalf\b", re.IGNORECASE)
_PERCENT = re.compile(r"(\d)\s*(?:per ?cent\b|percent\b)", re.IGNORECASE)
# Schemes, handles and e-mail addresses, and whatever has a dot between two letters, but for "e.g." and its like.
_LINK = re.compile(
    r"\b[a-z][\w+.-]{0,30}:(?=[^\s\d])|@\w|\]\(|\bwww\b|(?!\b(?:[a-z]\.){1,4}[a-z]?\b)\b[\w-]{1,64}\.(?=[^\W\d_]{2})",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![\w.])[A-Z][\w'’-]*")
_ORDINARY = frozenset({"i", "a", "ai", "the", "it", "in", "on", "as", "if", "both", "this", "these", "while", "when", "some"})
_HEDGE = re.compile(
    r"\b(?:may|might|could|can|would|should|possibl[ey]|perhaps|maybe|likely|unlikely|probabl[ey]|plausibl[ey]|potential(?:ly)?"
    r"|suggest\w*|appear\w*|seem\w*|hypothesi[sz]e\w*|hypothes[ie]s|conjecture\w*|speculat\w*|expect\w*|believ\w*|suspect\w*"
    r"|argu\w+|sometimes|often|tends?|some|in principle|not necessarily|assum\w+|if|risk\w*|would|propos\w+|claim\w*)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(
    r"\b(?:may|might|could|possibl[ey]|perhaps|maybe|likely|unlikely|probabl[ey]|plausibl[ey]|suggest\w*|appears?|seems?"
    r"|hypothesi[sz]e\w*|conjecture\w*|speculat\w*|suspect\w*|sometimes|not necessarily)\b",
    re.IGNORECASE,
)
_CERTAIN = re.compile(
    r"\b(?:always|never|all|every|everyone|none|proves?|proven|guarantees?|guaranteed|certain(?:ly)?|definitely|inevitabl[ey]"
    r"|undoubtedly|must|impossible|will|necessarily|only)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SupportCheck:
    """The result of the check.

    `faults` are reasons to drop the claim, `excess` says how it goes further than its quotes,
    and `unsettled` gives words of which it is not established that the quotes say them.
    """

    faults: tuple[str, ...] = ()
    excess: str = ""
    unsettled: str = ""


def check(
    text: str, quotes: Sequence[Quote], papers: Sequence[Metadata], *, before: str = "", entailment: Entailment | None = None
) -> SupportCheck:
    """Checks whether the quotes support `text`; `papers` are the metadata of the quotes' papers.

    `before` is what stands before quotes that begin with a pronoun, so that "it" is not taken for nothing.
    """
    forms = (_check(form, quotes, papers, before=before, entailment=entailment) for form in equivalents(text))
    first = next(forms)
    return first if first == SupportCheck() else next((found for found in forms if found == SupportCheck()), first)


def _check(
    text: str, quotes: Sequence[Quote], papers: Sequence[Metadata], *, before: str, entailment: Entailment | None
) -> SupportCheck:
    """Checks a claim as it is worded."""
    quoted = "\n".join(quote.exact for quote in quotes)
    named = " ".join([*(_about(paper) for paper in papers), *(quote.locator.section or "" for quote in quotes)])
    years = " ".join(str(paper.year) for paper in papers if paper.year)
    about, around = f"{quoted} {named}", f"{quoted} {named} {before}"
    faults = [
        *(f"the number {number} is in none of its quotes" for number in _lacking_numbers(text, about)),
        *(f"the name {name} is in none of its quotes" for name in _lacking_names(text, around)),
    ]
    if _lacking_links(text, quoted):
        faults.append("it has an address or a link that is in none of its quotes")
    claimed = stems_of(text)
    shared = len(claimed & frozenset(stems(around)))
    if not claimed or shared < MIN_SHARED * len(claimed):
        faults.append("it shares too few words with its quotes")
    elif reason := reversal(text, quoted) or (not faults and contrary(text, Surrounded(f"{quoted} {years}", around))):
        faults.append(reason)
    if faults:
        return SupportCheck(tuple(faults))
    excess = _excess(text, quotes, claimed) or uncertainty(text, quoted)
    if not excess and entailment is not None and entailment.entails([(quoted, text)])[0] < MIN_ENTAILED:
        excess = "its quotes do not entail it"
    return SupportCheck(
        (),
        excess,
        "" if excess else rearranged(text, [quote.exact for quote in quotes], f"{named} {before}", authors=_authors(papers)),
    )


def _authors(papers: Sequence[Metadata]) -> str:
    return " ".join([*(name for paper in papers for name in paper.authors), *(str(paper.year) for paper in papers if paper.year)])


def _about(paper: Metadata) -> str:
    return " ".join([paper.title or "", *paper.authors, str(paper.year or "")])


def _lacking_links(text: str, quoted: str) -> list[str]:
    """Returns addresses, links and handles of a text, in any script, that the quotes do not have."""
    plain, have = (unicodedata.normalize("NFKC", one).replace("[.]", ".").casefold() for one in (text, quoted))
    found = [word.strip(".,;:()[]<>{}\"'“”‘’") for word in plain.split() if _LINK.search(word)]
    return [link for link in found if link not in have]


def _numbers(text: str) -> set[str]:
    """Returns the numbers in a text, also those in words; one with a per cent sign counts with and without it."""
    text = _PERCENT.sub(r"\1%", _HALF.sub("50%", in_digits(text)))
    found: set[str] = set()
    for match in _NUMBER.finditer(text):
        plain = match.group().replace(",", "")
        found |= {plain, f"{plain}%"} if text[match.end() : match.end() + 1] == "%" else {plain}
    return found


def _lacking_numbers(text: str, about: str) -> list[str]:
    return sorted(_numbers(text) - _numbers(about))


def _lacking_names(text: str, about: str) -> list[str]:
    """Returns words with a capital that do not only begin a sentence, and that neither the quotes nor their papers have."""
    known = frozenset(stems(about))
    begins = {span.start for span in sentences(text, Span(0, len(text)))}
    lacking = []
    for match in _NAME.finditer(text):
        name = match.group()
        follows = _NAME.match(text, match.end() + 1)
        if match.start() in begins and name[1:].islower() and not (follows and follows.group()[1:].islower()):
            continue
        if not all(stem(word) in known or word in _ORDINARY for word in words(name.removesuffix("'s").removesuffix("’s"))):
            lacking.append(name)
    return lacking


def _excess(text: str, quotes: Sequence[Quote], claimed: frozenset[str]) -> str:
    """Says how a claim is stronger than the sentences nearest to it; empty if it is not."""
    parts = [span.of(quote.exact) for quote in quotes for span in sentences(quote.exact, Span(0, len(quote.exact)))]
    shared = [len(claimed & stems_of(part)) for part in parts]
    nearest = [part for part, count in zip(parts, shared, strict=True) if count and count >= 0.8 * max(shared)]
    if nearest and not _HEDGE.search(text) and all(_MODAL.search(part) for part in nearest):
        return f"its quotes say “{_modal(nearest[0])}”, and it does not"
    strong = {match.casefold() for match in _CERTAIN.findall(text)}
    if nearest and all(unconditional(text, part) for part in nearest):
        return f"its quotes say it with “{unconditional(text, nearest[0])}”, and it does not"
    if new := sorted(strong - {word for part in parts for word in words(part)}):
        return f"it says “{new[0]}”, and its quotes do not"
    return ""


def _modal(sentence: str) -> str:
    found = _MODAL.search(sentence)
    return found.group().casefold() if found else ""
