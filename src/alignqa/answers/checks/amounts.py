"""Compares the numbers of a statement, and the units in which it measures, with those of its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alignqa.retrieval.terms import stem, words

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen
"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_OTHERS = {
    "dozen": 12, "dozens": 12, "twice": 2, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "triple": 3, "tripled": 3,
    "thrice": 3, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "thirds": 3, "fourths": 4, "fifths": 5, "tenths": 10, "hundred": 100, "hundreds": 100, "thousands": 1000,
    "hundredfold": 100, "thousandfold": 1000, "pair": 2, "both": 2, "couple": 2,
}  # fmt: skip
_VALUES: dict[str, float] = {
    **{word: value for value, word in enumerate(_ONES.split())},
    **{word: value * 10 for value, word in enumerate(_TENS.split(), start=2)},
    **_OTHERS,
}
_VALUES |= {f"{word}fold": _VALUES[word] for word in ("two", "three", "four", "five", "six", "seven", "eight", "ten", "twenty")}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SUFFIXES = {"k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12}
# Fractions that a text may also give as a percentage, with the range of percentages that people call so.
_FRACTIONS = {"half": (45, 55), "quarter": (22, 28), "quarters": (72, 78)}
# Words that often do not count: "one day", "the first", "both sides".
_LOOSE = frozenset({0.0, 1.0, 2.0})
_NAMED = re.compile(
    r"\b[A-Z]\w*[ -]\d{1,4}(?:\.\d+)*\w?\b|\b[A-Z]+\d+\w*\b|\b(?:[Ss]ection|[Cc]hapter|[Ff]igure|[Tt]able|[Ll]evel)\s\d[\d.]*"
)
_BEFORE_NUMBERS = re.compile(
    r"\b(?:About|Around|Nearly|Almost|Some|Over|Only|Roughly|At|Under|Between|The|In|Of|By|Since|From|All|And|Just) (?=\d)"
)
_SPELLED = re.compile(
    r"\b(?:{0})(?:[\s-](?:{0}|{1}))*\b".format(
        "|".join(f"{_ONES} {_TENS}".replace(" one ", " ").split()[::-1]), "|".join(_SCALES)
    ),
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"(?<![\w.,])(?P<value>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:(?P<suffix>k|m|bn?|t|x|th|st|nd|rd|s)(?![a-z]))?"
    r"(?:\s(?P<scale>hundred|thousand|million|billion|trillion)s?\b)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<=\d)\s?[-–—]\s?(?=\d)")
_TIMES = "second minute hour day week month year decade century millennium afternoon night"
_SIZES = """
thousand million billion trillion percent bit byte gigabyte terabyte token parameter flop dollar euro pound watt meter
metre kilometer kilometre gram kilogram
"""
_UNITS = frozenset(stem(word) for word in f"{_TIMES} {_SIZES}".split())
_UNIT_FORMS = {
    "k": "thousand",
    "m": "million",
    "b": "billion",
    "bn": "billion",
    "t": "trillion",
    "%": "percent",
    "$": "dollar",
    "€": "euro",
}
_COUNTING = re.compile(
    r"(?:\d[\d.,]*(?:\s|-)?|\b(?:an?|one|each|every|per|several|few|some|half|many|of|next|last|within|"
    + "|".join([*_VALUES, *_SCALES])
    + r")\s(?:\w+\s)?)$"
)


def missing_amounts(statement: str, text: str) -> list[str]:
    """Returns the numbers of a statement that its evidence has in no form, as people write them."""
    have, known = set(_amounts(text)), text.casefold()
    missing = [value for value in dict.fromkeys(_amounts(_unnamed(statement))) if value not in _LOOSE and not _has(value, have)]
    for word, (low, high) in _FRACTIONS.items():
        said = re.search(rf"\b{word}\b", statement.casefold()) and not re.search(
            rf"\b(?:and a|second|first) {word}\b", statement.casefold()
        )
        if (
            said
            and not re.search(rf"\b{word}\b", known)
            and not any(low <= value <= high or low <= value * 100 <= high for value in have)
        ):
            return [word, *map(_shown, missing)]
    return list(map(_shown, missing))


def missing_units(statement: str, text: str) -> list[str]:
    """Returns the units in which a statement counts and that its evidence does not have."""
    have = {stem(word) for word in words(text)}
    have |= {
        stem(unit)
        for mark, unit in _UNIT_FORMS.items()
        if re.search(rf"\d\s?{re.escape(mark)}(?![a-z])|{re.escape(mark)}\d", text.casefold())
    }
    found = [match[0] for match in re.finditer(r"[A-Za-z]+", statement) if _is_counted(statement, match)]
    found += ["percent"] if "%" in statement else []
    return [word for word in dict.fromkeys(found) if stem(word.casefold()) not in have]


def in_digits(text: str) -> str:
    """Writes the numbers of a text that are spelled out in digits: "fifty-one", "two thousand"; without commas inside."""
    spelled = _SPELLED.sub(lambda match: _written(match[0]), text)
    return re.sub(r"(?<=\d),(?=\d{3}\b)", "", spelled)


def _written(words_of_number: str) -> str:
    found = list(_amounts(words_of_number))
    return f"{found[0]:.15g}" if len(found) == 1 else words_of_number


def _is_counted(statement: str, match: re.Match[str]) -> bool:
    """Checks whether a word is a unit after a number, or after a word that counts."""
    if stem(match[0].casefold()) not in _UNITS:
        return False
    return _COUNTING.search(statement[max(0, match.start() - 25) : match.start()].casefold()) is not None


def _has(value: float, have: set[float]) -> bool:
    # "98 percent" may be written 0.98.
    return value in have or value / 100 in have


def _unnamed(statement: str) -> str:
    """Returns a statement without the numbers of names, such as GPT-4 and AI 2027."""
    return _NAMED.sub(" ", _BEFORE_NUMBERS.sub("", statement))


def _amounts(text: str) -> Iterator[float]:
    """Yields the numbers of a text, in digits and in words."""
    text = _RANGE.sub(" ", text)
    for match in _FIGURE.finditer(text):
        value = float(match["value"].replace(",", "")) * _SUFFIXES.get((match["suffix"] or "").casefold(), 1.0)
        yield value * _SCALES.get((match["scale"] or "").casefold(), 1.0)
    found = re.findall(r"[a-z]+", text.casefold())
    skip = False
    for position, word in enumerate(found):
        if skip:
            skip = False
            continue
        if word not in _VALUES:
            continue
        value = _VALUES[word]
        after = found[position + 1] if position + 1 < len(found) else ""
        if word in _TENS.split() and 0 < _VALUES.get(after, 0) < 10:
            value, skip = value + _VALUES[after], True
        elif after in _SCALES:
            value, skip = value * _SCALES[after], True
        elif found[position + 1 : position + 4] == ["and", "a", "half"]:
            value += 0.5
        yield float(value)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 10_000 else f"{value:g}"
