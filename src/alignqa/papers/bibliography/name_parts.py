"""Divides kept names into the parts that reference lists have."""

from __future__ import annotations

import re
from typing import NamedTuple

from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

from alignqa.papers.bibliography.organisations import is_organisation
from alignqa.papers.person_names import plain_name, states_family

_SUFFIX = re.compile(r"(?P<name>.+?),?(?<!\s)\s++(?P<suffix>(?:Jr|Sr)\.?|I{2,3}|IV)")


class PersonParts(NamedTuple):
    """The parts of a person's name, with plain spaces; `particle` and `suffix` may be empty."""

    given: str
    particle: str
    family: str
    suffix: str


def person_parts(name: str) -> PersonParts | None:
    """Returns the parts of a name; None for one that is cited whole, or that the parts would not give again."""
    if is_organisation(name) or (states_family(name) and " " not in name):
        return None
    suffixed = _SUFFIX.fullmatch(name)
    try:
        parts = parse_single_name_into_parts(suffixed["name"] if suffixed else name)
    except InvalidNameError:
        return None
    given, particle, family = (plain_name(" ".join(words)) for words in (parts.first, parts.von, parts.last))
    divided = PersonParts(given, particle, family, suffixed["suffix"] if suffixed else "")
    again = " ".join(filter(None, divided)) == plain_name(name)
    return divided if again and divided.given and divided.family and "and" not in parts.von else None
