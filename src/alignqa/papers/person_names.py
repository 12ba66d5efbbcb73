"""Names of people as they are kept: given name, family name, suffix, in this order.

Where a source states a family name of several words, its words are joined by no-break spaces: nothing else can tell the
family name in "Gabriel García Márquez". Particles in lower case ("van der") stay apart, since they are told by their letters.
Comparisons take the no-break space for a space, and what leaves the house has spaces (docs/decisions/0023).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from alignqa.papers.parsing.manuscript.writer import clean

_JOINT = "\u00a0"
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV", re.IGNORECASE)


def display_name(given: str, family: str, suffix: str = "") -> str:
    """Returns the name whose parts a source states."""
    parts = (clean(given), _joined_family(clean(family).split()), clean(suffix))
    return " ".join(part for part in parts if part)


def whole_name(name: str) -> str:
    """Returns a name that is cited whole, such as that of a society; the comma in "Widget Group, The" divides it."""
    return clean(name) if "," in name else _JOINT.join(clean(name).split())


def states_family(name: str) -> bool:
    """Checks whether a kept name tells its family name."""
    return _JOINT in name


def plain_name(name: str) -> str:
    """Returns a kept name with plain spaces."""
    return name.replace(_JOINT, " ")


def plain_names(names: Iterable[str]) -> list[str]:
    """Returns kept names with plain spaces."""
    return [plain_name(name) for name in names]


def with_families(names: Sequence[str], families: Sequence[str]) -> list[str]:
    """Returns the kept forms of plain names, given the family name of each; names without one stay as they are."""
    stated = (*families, *([""] * len(names)))
    return [_with_family(name, family) for name, family in zip(names, stated, strict=False)]


def clean_name(name: str) -> str:
    """Cleans a kept name as `clean` does, and leaves the words of its family name joined."""
    return _JOINT.join(filter(None, map(clean, name.split(_JOINT))))


def _with_family(name: str, family: str) -> str:
    if name == family:
        return whole_name(name)
    given, found, rest = name.partition(f" {family}")
    return f"{given} {_joined_family(family.split())}{rest}" if family and found else name


def _joined_family(words: Sequence[str]) -> str:
    """Joins the words of a family name, but for the particles before them and a suffix behind them; all particles are none."""
    start = next((place for place, word in enumerate(words) if not _is_particle(word)), len(words))
    end = len(words) - (len(words) > 1 and _SUFFIX.fullmatch(words[-1]) is not None)
    return " ".join((*words[:start], *filter(None, [_JOINT.join(words[start:end])]), *words[max(start, end) :]))


def _is_particle(word: str) -> bool:
    return next((char for char in word if char.isalpha()), "A").islower()
