"""Whether a sentence of a paper says the contrary of a statement: another number, or the same words with the opposite sense."""

from __future__ import annotations

import re
from dataclasses import dataclass

from alignqa.retrieval.terms import STOP_WORDS, stem, words

_COUNTS = "two three four five six seven eight nine ten eleven twelve"
_NUMBER_WORDS = {word: str(number) for number, word in enumerate(_COUNTS.split(), start=2)}
_QUANTITY = re.compile(
    r"(?<![\w.,-])(?P<value>\d+(?:[.,]\d+)*|[a-z]+)(?P<percent>\s?%|\s+percent\b)?(?=(?P<behind>(?:[\s-]+[a-z]+){0,3}))",
    re.IGNORECASE,
)
_AROUND = 300  # code points around a number
_AMONG = 0.4  # of a statement's words that stand around its number where the paper speaks of it
_NOT_COUNTED = re.compile(
    r"\b(?:19|20)\d\d\b|\b[A-Z][\w.]*[ -]\d+(?:\.\d+)*\w?\b|(?:§|[Ss]ec(?:tion|\.)|[Ff]igure|[Tt]able)\s*[\d.]+|\[[\d, ]+\]"
)
_NEGATING = "not no never cannot neither nor without none n't unable fails fail failed hardly"
_NEGATIONS = frozenset(_NEGATING.split())
_OPPOSITES = (
    ("increase", "decrease"),
    ("increases", "decreases"),
    ("increased", "decreased"),
    ("raises", "lowers"),
    ("more", "less"),
    ("more", "fewer"),
    ("higher", "lower"),
    ("larger", "smaller"),
    ("always", "never"),
    ("likely", "unlikely"),
    ("possible", "impossible"),
    ("sufficient", "insufficient"),
    ("aligned", "misaligned"),
    ("safe", "unsafe"),
    ("with", "without"),
    ("before", "after"),
    ("above", "below"),
    ("easier", "harder"),
    ("stronger", "weaker"),
    ("worse", "better"),
)
_SAME = 0.75  # of the statement's content words that a sentence must have before a single word can turn its sense


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with the stems of the words behind it, or "%", one of which is what it counts."""

    value: str
    units: frozenset[str]

    @property
    def shown(self) -> str:
        """As a reader knows it."""
        return f"{self.value}%" if "%" in self.units else self.value


def other_number(statement: str, sentence: str) -> tuple[Quantity, Quantity] | None:
    """A number of the statement and the one that the sentence has of the same thing, where they differ."""
    said, there = quantities(statement), quantities(sentence)
    values = {quantity.value for quantity in there}
    own = {quantity.value for quantity in said}
    for quantity in said:
        if quantity.value in values:
            continue
        for other in there:
            if quantity.units & other.units and other.value not in own:
                return quantity, other
    return None


def has_quantity(text: str, quantity: Quantity, statement: str) -> bool:
    """Whether a text, tables included, has the number anywhere among the words of the statement."""
    wanted = {stem(word) for word in words(statement) if word not in STOP_WORDS and not word.isdigit()}
    forms = [quantity.value, *(word for word, value in _NUMBER_WORDS.items() if value == quantity.value)]
    pattern = re.compile(rf"(?<![\w.,])(?:{'|'.join(map(re.escape, forms))})(?!\w|[.,]\d)", re.IGNORECASE)
    for match in pattern.finditer(text):
        around = {stem(word) for word in words(text[max(0, match.start() - _AROUND) : match.end() + _AROUND])}
        if len(wanted & around) >= _AMONG * len(wanted):
            return True
    return False


def turned(statement: str, sentence: str) -> tuple[str, str] | None:
    """The word by which a sentence of nearly the same words says the opposite, in the statement and in the sentence."""
    said, there = words(statement), words(sentence)
    if not _alike(said, there):
        return None
    one, other = set(said), set(there)
    for first, second in (*_OPPOSITES, *((second, first) for first, second in _OPPOSITES)):
        if first in one and second in other and first not in other and second not in one:
            return first, second
    denied, denies = one & _NEGATIONS, other & _NEGATIONS
    if bool(denied) != bool(denies):
        return " ".join(sorted(denied)), " ".join(sorted(denies))
    return None


def _alike(said: list[str], there: list[str]) -> bool:
    opposites = {word for pair in _OPPOSITES for word in pair}
    mine = {stem(word) for word in said if word not in STOP_WORDS | _NEGATIONS | opposites}
    theirs = {stem(word) for word in there if word not in STOP_WORDS | _NEGATIONS | opposites}
    return len(mine) >= 4 and len(mine & theirs) >= _SAME * max(len(mine), len(theirs))


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text with what they may count; names, years and references count nothing."""
    found = []
    for match in _QUANTITY.finditer(_NOT_COUNTED.sub(" ", text)):
        value = _NUMBER_WORDS.get(match["value"].casefold(), match["value"].casefold())
        behind = [stem(word) for word in words(match["behind"] or "") if word not in STOP_WORDS]
        units = frozenset({"%"} if match["percent"] else behind)
        if value[0].isdigit() and units:
            found.append(Quantity(value.replace(",", ""), units))
    return found
