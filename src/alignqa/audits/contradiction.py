"""Finds contradictions of a statement: another number, or nearly the same words with the opposite meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass

from alignqa.answers.checks.negation import denials, is_denial
from alignqa.answers.checks.opposites import OPPOSED, exchanged, opposite_pairs
from alignqa.retrieval.terms import STOP_WORDS, stem, words

_COUNTS = "two three four five six seven eight nine ten eleven twelve"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_NUMBER_WORDS = {
    **{word: str(number) for number, word in enumerate(_COUNTS.split(), start=2)},
    **{word: f"{number}0" for number, word in enumerate(_TENS.split(), start=2)},
}
_QUANTITY = re.compile(
    r"(?<![\w.,-])(?P<value>\d+(?:[.,]\d+)*|(?i:[a-z]+))(?:(?<=\d)(?P<suffix>[KkMBT]|(?i:[mbt]n))(?!\w))?"
    r"(?P<percent>\s?%|(?i:\s+percent\b))?(?=(?P<behind>(?:[\s-]+(?i:[a-z]+)){0,3}))",
)
_SCALES = {"k": "thousand", "m": "million", "b": "billion", "t": "trillion"}
_SCALE_STEMS = frozenset(map(stem, _SCALES.values()))
_AROUND = 300  # code points on either side of a number
_AMONG = 0.4  # minimum share of the words of a statement near its number, for the paper to be speaking of the same thing
_NOT_COUNTED = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?!(?:About|Around|Nearly|Almost|Some|Over|Only|Roughly|At|Under|Between|The|In|Of|By|All|And|Just|More|Than)\b)"
    r"[A-Z][\w.]*[ -]\d+(?:\.\d+)*\w?\b|(?:§|[Ss]ec(?:tion|\.)|[Ff]igure|[Tt]able)\s*[\d.]+|\[[\d, ]+\]"
)
# Another form of "and not".
_INSTEAD = re.compile(r"\b(?:rather than|instead of|as opposed to|in place of)\b", re.IGNORECASE)
_SAME = 0.75  # minimum share of content words in common, for one word to be able to reverse the meaning


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number; `units` are the stems of the words after it, one of which names what it counts, or "%"."""

    value: str
    units: frozenset[str]

    @property
    def shown(self) -> str:
        """The number as people write it."""
        return f"{self.value}%" if "%" in self.units else f"{self.value} {self.scale}".strip()

    @property
    def scale(self) -> str:
        """The word that multiplies the number, or an empty string."""
        return next((word for word in _SCALES.values() if stem(word) in self.units), "")


def other_number(statement: str, sentence: str) -> tuple[Quantity, Quantity] | None:
    """Returns a number of the statement and a different number that the sentence has of the same thing; None if there is none."""
    stated, others = quantities(statement), quantities(sentence)
    values = {quantity.value for quantity in others}
    own = {_NUMBER_WORDS.get(word, word) for word in words(statement)} | {quantity.value for quantity in stated}
    for quantity in stated:
        if quantity.value in values:
            continue
        for other in others:
            if other.value not in own and _count_the_same(quantity, other):
                return quantity, other
    return None


def _count_the_same(one: Quantity, other: Quantity) -> bool:
    """Checks whether two numbers may count the same thing, both with a word such as "billion" or neither."""
    if bool(one.scale) != bool(other.scale):
        return False
    mine, theirs = one.units - _SCALE_STEMS, other.units - _SCALE_STEMS
    return bool(mine & theirs) if mine and theirs else bool(one.units & other.units)


def has_quantity(text: str, quantity: Quantity, statement: str) -> bool:
    """Checks whether a text, including its tables, has the number anywhere near the words of the statement."""
    wanted = {stem(word) for word in words(statement) if word not in STOP_WORDS and not word.isdigit()}
    forms = [quantity.value, *(word for word, value in _NUMBER_WORDS.items() if value == quantity.value)]
    pattern = re.compile(rf"(?<![\w.,])(?:{'|'.join(map(re.escape, forms))})(?:bn|[kmbt])?(?!\w|[.,]\d)", re.IGNORECASE)
    for match in pattern.finditer(text):
        near = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
        around = {stem(word) for word in words(near)}
        scaled = not quantity.scale or stem(quantity.scale) in around or f"{quantity.value}{quantity.scale[0].upper()}" in near
        if scaled and len(wanted & around) >= _AMONG * len(wanted):
            return True
    return False


def opposite_words(statement: str, sentence: str) -> tuple[str, str] | None:
    """Returns the words that reverse the meaning, of the statement and of a sentence in nearly the same words.

    None if the wording differs more or nothing reverses it; one of the two is empty if only the other has a negation.
    """
    if not _alike(words(statement), words(sentence)):
        return None
    pairs = [pair for pair in opposite_pairs(statement, sentence) if pair[0] != pair[1]]
    moved = exchanged(statement, sentence)
    both = OPPOSED & set(words(statement)) & set(words(sentence))
    orders = [list(dict.fromkeys(word for word in words(text) if word in both)) for text in (statement, sentence)]
    if pairs and orders[0] != orders[1]:  # "smaller ones more than larger ones": "larger ones less than smaller ones"
        return None
    if found := next(iter(pairs), None) or moved:
        return found
    if _INSTEAD.search(statement) or _INSTEAD.search(sentence):
        return None
    denied, denies = denials(statement), denials(sentence)
    if bool(denied) != bool(denies):
        return " ".join(sorted(denied)), " ".join(sorted(denies))
    return None


def _alike(statement: list[str], sentence: list[str]) -> bool:
    mine, theirs = (
        {stem(word) for word in one if word not in STOP_WORDS | (OPPOSED - set(other)) and not is_denial(word)}
        for one, other in ((statement, sentence), (sentence, statement))
    )
    return len(mine) >= 4 and len(mine & theirs) >= _SAME * max(len(mine), len(theirs))


def quantities(text: str) -> list[Quantity]:
    """Returns the numbers of a text with what they may count; numbers in names, years and references are left out."""
    found = []
    for match in _QUANTITY.finditer(_NOT_COUNTED.sub(" ", text)):
        value = _NUMBER_WORDS.get(match["value"].casefold(), match["value"].casefold())
        behind = [stem(word) for word in words(match["behind"] or "") if word not in STOP_WORDS]
        behind += [stem(_SCALES[match["suffix"][0].lower()])] if match["suffix"] else []
        units = frozenset({"%"} if match["percent"] else behind)
        if value[0].isdigit() and units:
            found.append(Quantity(value.replace(",", ""), units))
    return found
