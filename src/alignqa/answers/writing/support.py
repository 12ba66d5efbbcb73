"""Whether quotes carry a claim: numbers, names, links, denials and the strength of what is said, without a model.

The check is one-sided: what it faults goes beyond the quotes or is put in words too far from theirs to tell;
what it passes may still be read with the quotes beside it, which is why they are always shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Quote
from alignqa.answers.interfaces import Entailment
from alignqa.answers.writing.negation import stems_of, turned
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Metadata, Span
from alignqa.retrieval.terms import stem, stems, words

MIN_SHARED = 0.5
"""Of a claim's content words, this share stands in its quotes or in what is known of their papers; of less nothing can be told.

Set by hand: at a third, what SmolLM2 makes up around a few words of its quotes still passed.
"""
MIN_ENTAILED = 0.5

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_COUNTED = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
twenty
"""
_NUMBER_WORDS = {word: str(value) for value, word in enumerate(_COUNTED.split())} | {
    "half": "50%",
    "twice": "2",
    "dozen": "12",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
}
del _NUMBER_WORDS["one"]  # a pronoun more often than a number
_PERCENT = re.compile(r"(\d)\s*(?:per ?cent\b|percent\b)", re.IGNORECASE)
_LINK = re.compile(r"\w+://|\bwww\.|\]\(|\bmailto:|\bdata:\w+/|\b[\w-]+\.(?:com|org|net|io|ai|dev|example)\b", re.IGNORECASE)
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
    """What the check found: `faults` are reasons to drop the claim, `excess` says how it goes further than its quotes."""

    faults: tuple[str, ...] = ()
    excess: str = ""


def check(
    text: str, quotes: Sequence[Quote], papers: Sequence[Metadata], *, entailment: Entailment | None = None
) -> SupportCheck:
    """Whether the quotes carry `text`; `papers` is what is known of the quotes' papers."""
    quoted = "\n".join(quote.exact for quote in quotes)
    about = " ".join([quoted, *(_about(paper) for paper in papers), *(quote.locator.section or "" for quote in quotes)])
    faults = [
        *(f"the number {number} is in none of its quotes" for number in _lacking_numbers(text, about)),
        *(f"the name {name} is in none of its quotes" for name in _lacking_names(text, about)),
    ]
    if _LINK.search(text) and not all(link.casefold() in quoted.casefold() for link in _links(text)):
        faults.append("it has a link that is in none of its quotes")
    said = stems_of(text)
    shared = len(said & frozenset(stems(about)))
    if not said or shared < MIN_SHARED * len(said):
        faults.append("it shares too few words with its quotes")
    elif reason := turned(text, quoted):
        faults.append(reason)
    excess = _excess(text, quotes, said)
    if not faults and not excess and entailment is not None and entailment.entails([(quoted, text)])[0] < MIN_ENTAILED:
        excess = "its quotes do not entail it"
    return SupportCheck(tuple(faults), excess)


def _about(paper: Metadata) -> str:
    return " ".join([paper.title or "", *paper.authors, str(paper.year or "")])


def _links(text: str) -> list[str]:
    return [word.strip(".,;()[]<>\"'") for word in text.split() if _LINK.search(word)]


def _numbers(text: str) -> set[str]:
    """The numbers of a text, those in words too; one with a per cent sign counts with and without it."""
    text = _PERCENT.sub(r"\1%", text)
    found = {_NUMBER_WORDS[word] for word in words(text) if word in _NUMBER_WORDS}
    for match in _NUMBER.finditer(text):
        plain = match.group().replace(",", "")
        found |= {plain, f"{plain}%"} if text[match.end() : match.end() + 1] == "%" else {plain}
    return found


def _lacking_numbers(text: str, about: str) -> list[str]:
    return sorted(_numbers(text) - _numbers(about))


def _lacking_names(text: str, about: str) -> list[str]:
    """Words with a capital that do not only begin a sentence, and that neither the quotes nor their papers have."""
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


def _excess(text: str, quotes: Sequence[Quote], said: frozenset[str]) -> str:
    """How a claim is stronger than the sentences that it is nearest to; empty where it is not."""
    parts = [span.of(quote.exact) for quote in quotes for span in sentences(quote.exact, Span(0, len(quote.exact)))]
    shared = [len(said & stems_of(part)) for part in parts]
    nearest = [part for part, count in zip(parts, shared, strict=True) if count and count >= 0.8 * max(shared)]
    if nearest and not _HEDGE.search(text) and all(_MODAL.search(part) for part in nearest):
        return f"its quotes say “{_modal(nearest[0])}”, and it does not"
    strong = {match.casefold() for match in _CERTAIN.findall(text)}
    if new := sorted(strong - {word for part in parts for word in words(part)}):
        return f"it says “{new[0]}”, and its quotes do not"
    return ""


def _modal(sentence: str) -> str:
    found = _MODAL.search(sentence)
    return found.group().casefold() if found else ""
