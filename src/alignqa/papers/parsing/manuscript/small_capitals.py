"""Repairs headings in small capitals that a converter tore apart: "I Ntroduction", "Fine -Tuning"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from alignqa.papers.parsing.manuscript.hyphenation import Vocabulary

_TORN_HYPHEN = re.compile(r"(?<=[^\W_])\s+-\s?(?=[^\W_])|(?<=[^\W_])-\s+(?=[A-Z])")
_TORN_MARK = re.compile(r"\s{1,60}(?=[?!.,:;](?:\s|\Z))")
_TORN_GENITIVE = re.compile(r"(?<=[^\W\d_])\s{0,60}’\s{0,60}S\b")
# One letter and one letter make a word only where the word is as common as "is" or "on".
_COMMON = 20
_SEVERAL = 3


def heading_mender(printed: Sequence[str], known: Vocabulary) -> Callable[[str], str]:
    """Returns a function that joins the torn words of a heading, as far as the document's own words show that they were one.

    "O Utline" becomes "Outline" because the document uses that word and never "utline".
    If several of the headings `printed` are torn like this, a half that the document never uses is enough evidence.
    """
    pairs = [pair for heading in printed for pair in pairwise(heading.split())]
    torn_throughout = sum(1 for first, second in pairs if _is_torn(first, second, known)) >= _SEVERAL

    def mended(heading: str) -> str:
        return _mended(heading, lambda first, second: _is_torn(first, second, known, unknown_is_torn=torn_throughout))

    return mended


def _mended(heading: str, is_torn: Callable[[str, str], bool]) -> str:
    words = heading.split()
    mended: list[str] = []
    for word in reversed(words):
        if mended and is_torn(word, mended[-1]):
            mended[-1] = word + mended[-1][0].lower() + mended[-1][1:]
        else:
            mended.append(word)
    if len(mended) == len(words):
        return heading
    text = " ".join(reversed(mended))
    text = _TORN_GENITIVE.sub("’s", _TORN_HYPHEN.sub("-", text))
    return _TORN_MARK.sub("", text)


def _is_torn(first: str, second: str, known: Vocabulary, *, unknown_is_torn: bool = False) -> bool:
    """Checks whether the capital `first` and the word `second` are one word: the document uses it more often than the half."""
    if len(first) != 1 or not (first.isalpha() and first.isupper() and second[:1].isupper()):
        return False
    rest = re.split(r"[^\w]", second, maxsplit=1)[0].casefold()
    if not rest:
        return False
    whole, half = known.words.get(first.casefold() + rest, 0), known.words.get(rest, 0)
    if len(rest) == 1:
        return whole >= _COMMON
    return whole > half or (unknown_is_torn and not half)
