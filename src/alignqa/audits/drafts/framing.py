"""Takes off a statement what only tells who makes it: "Doe found that …", "As Doe shows, …", "…, say Doe and Roe"."""

from __future__ import annotations

import re

# A verb that says how sure its author is ("suggest", "believe", "prove") belongs to the statement.
_BASES = "say find show argue report note observe state describe point explain hold write warn remark stress emphasize emphasise"
_FORMS = {form for base in _BASES.split() for form in (base, f"{base}s", f"{base.removesuffix('e')}ed", f"{base}n")}
_SAYS = "|".join(sorted({*_FORMS, "said", "found", "wrote", "held", "point out", "points out"}, reverse=True))
_BEFORE = re.compile(
    # Behind a citation that was taken out, the verb is left.
    rf"^(?:(?:also|first|later|then)\s+)?(?:{_SAYS})(?:\s+that\b|\s*[,:])?\s+"
    rf"|^(?:according\s+to|following|per|as\s+(?:in|{_SAYS})(?:\s+(?:by|in))?|as|in)\s*,\s*"
    rf"|^(?:the\s+)?(?:work|paper|study|authors?|analysis|results?)\s+(?:of|by|in|from)\s+(?:{_SAYS})\s+that\s+",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    rf"(?:[,;]\s{{0,3}}|\s{{1,3}})as\s{{1,3}}(?:(?:is|was|has been)\s{{1,3}})?"
    rf"(?:{_SAYS})(?:\s{{1,3}}(?:by|in))?\s{{0,3}}(?=[.!?]{{0,3}}$)"
    rf"|,\s{{0,3}}(?:{_SAYS})\s{{0,3}}(?=[.!?]{{0,3}}$)"
    r"|[,;:]?(?:\s{1,3}(?:and|or|see|also|cf\.?|in|by|as|from|e\.g\.?|following|[,;])[,;]?){1,6}+\s{0,3}(?=[.!?]{0,3}$)",
    re.IGNORECASE,
)


def unframed(text: str) -> str:
    """Returns a statement, whose citations were taken out, without the words that belonged to them."""
    if not text[:1].islower() and not re.match(r"(?:As|In|According|Following|Per|The)\b", text):
        return _BEHIND.sub("", text)
    return _BEHIND.sub("", _BEFORE.sub("", text, count=1))
