"""British and American spellings of one word."""

from __future__ import annotations

import re
from functools import lru_cache

# Endings and infixes that differ; applied to whole words of the field's prose, both ways.
_PAIRS = (
    (re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|er|ers|es|ing|ation|ations|ational)$)"), "iz"),
    (re.compile(r"(?<=[a-z]{3})iz(?=(?:e|ed|er|ers|es|ing|ation|ations|ational)$)"), "is"),
    (re.compile(r"(behavi|fav|col|lab|hon|hum|rum|neighb|harb|rig|vig)our"), r"\1or"),
    (re.compile(r"(behavi|fav|col|lab|hon|hum|rum|neighb|harb|rig|vig)or"), r"\1our"),
    (re.compile(r"(mode|labe|cance|trave|signa)ll(?=(?:ed|ing|er|ers)$)"), r"\1l"),
    (re.compile(r"(mode|labe|cance|trave|signa)l(?=(?:ed|ing|er|ers)$)"), r"\1ll"),
)


@lru_cache(maxsize=1_024)
def variants(word: str) -> tuple[str, ...]:
    """Returns the other spellings of a lower-case word, which need not exist: "misgeneralization" gives "misgeneralisation"."""
    found = (pattern.sub(other, word, count=1) for pattern, other in _PAIRS)
    return tuple(dict.fromkeys(other for other in found if other != word))
