"""Recognises English, since statements in other languages are not judged."""

from __future__ import annotations

from alignqa.retrieval.terms import words

_SAMPLE = 20_000  # code points that are read
_FEW_WORDS = 8
_DENSE = 40  # words
_PLAIN = 0.98  # share of letters without accents
_MANY, _FEW = 0.08, 0.04  # shares of function words that English prose has, and that English with names and numbers has
# Words that occur in one of the languages only; "in", "was", "die" and their like say nothing.
_ENGLISH = """
the of and to that for with as by are from this which have has be not can or it its at we they their these when if than but were
been our may would could should more most such only between into how what who does there some will while because about
"""
_OTHERS = """
der und ist nicht ein eine einer den dem des von zu mit sich auf sie wird werden durch oder dass auch nach bei aus haben wenn
le les et est une dans pour qui que par sur pas avec plus sont ce cette aux ou mais leur être nous
el los las y es una del para con por se como su pero más sus esta entre cuando muy sin sobre también
il lo gli che di è sono della nel con per una dei alla più come anche questo ma non
o os um uma do da em não com se mais na ao são pelo como
het een van niet zijn voor met dat aan er maar ook bij door worden uit
och att är som inte av på med den det till av og ikke til af der han
"""
_ENGLISH_WORDS = frozenset(words(_ENGLISH))
_OTHER_WORDS = frozenset(words(_OTHERS)) - _ENGLISH_WORDS - {"et", "al"}


def is_english(text: str) -> bool:
    """Checks whether a text is in English, by its function words; a very short one counts as English."""
    sample = text[:_SAMPLE]
    letters = [letter for letter in sample if letter.isalpha()]
    if sum(letter < "\u0250" for letter in letters) < len(letters) / 2:
        return False
    found = words(sample)
    english = sum(word in _ENGLISH_WORDS for word in found)
    others = sum(word in _OTHER_WORDS for word in found)
    if len(found) < _FEW_WORDS:
        return True
    plain = sum(letter.isascii() for letter in letters) > _PLAIN * len(letters)
    # A few dense sentences may have no function word at all; then the letters tell.
    return english >= others and (
        english >= _MANY * len(found) or (plain and (english >= _FEW * len(found) or len(found) < _DENSE))
    )
