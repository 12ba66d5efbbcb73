"""The claim that a question takes for granted: "Why did the gap close?" takes it that the gap closed."""

from __future__ import annotations

import re

_AUXILIARY = r"(?:does|do|did|is|are|was|were|has|have|had|can|could|should|would|will|must|may|might)"
_BEFORE = re.compile(
    r"^\W*(?:(?:so|and|but|well|then|ok|okay)\W+)*"
    r"(?:(?:in|according to|for|under|on|at|with|given(?! that)|during|as) [^,?]{2,80}, )?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r",? (?:according to|in the (?:view|words|eyes) of|as (?:the|described|reported|shown) )[^,?]*$"
    r"|,[^,]*\b(?:paper|essay|post)$",
    re.IGNORECASE,
)
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?:why|since when|for (?:what|which) reasons?|from when on) {_AUXILIARY} (?P<claim>.+)",
        r"how (?:come|is it that) (?P<claim>.+)",
        r"how (?:does|do|did|has|have|had|was|were) (?P<claim>(?!(?:you|we|i|one|it|they|this|that)\b).+)",
        r"(?:in|at|on|under|from|during|with|by) (?:which|what) [^,]{2,60}? (?:did|does|do) (?P<claim>.+)",
        r"(?:where|when) (?:did|does|do) (?P<claim>.+)",
        r"what (?:makes|made|causes|caused|led|leads|lets|let|allows|allowed|drives|drove|explains why) (?P<claim>.+)",
        r"(?:given|considering) that (?P<claim>[^,]+),.*",
        r"(?:what|which) (?:is|are|was|were) the reasons? (?:why|that) (?P<claim>.+)",
    )
)
_SAYING = re.compile(
    r"^[^,]{2,80}? (?:(?:say|think|believe|argue|claim|conclude)s?(?: that)?"
    r"|(?:expect|hold|insist|maintain|find|report|state|show)s? that) (?=\w+ )",
    re.IGNORECASE,
)


def presupposition(question: str) -> str:
    """Returns what a question takes for granted, in its own words; empty if it asks without taking anything for granted."""
    plain = _AFTER.sub("", _BEFORE.sub("", question.strip().rstrip(" ?.!")))
    found = next(filter(None, (shape.fullmatch(plain) for shape in _SHAPES)), None)
    return _SAYING.sub("", found["claim"]) if found else ""
