"""Words, stems and stop words: one tokenisation for questions and sentences, that of the full-text index."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

# unicode61 of SQLite FTS5 splits at every character that is neither a letter nor a digit.
_TOKEN = re.compile(r"[^\W_]+")
_ACCENT = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")

# Function words of questions and of prose; they carry no topic.
_STOP_WORDS = """
    a about above according actually after again against all also although am an and another any are aren as at be
    became because become been before being below between both but by can cannot could couldn d did didn do does doesn
    doing don down during each either else ever every exactly few for from further get give given go had has hasn have
    haven having he her here hers him his how however i if in into is isn it its itself just let ll m many may me
    might mine more most much must my near no nor not now of off often ok okay on once one only or other our ours out
    over own paper per please re really roughly s same say says shall she should shouldn so some still such t tell
    than that the their theirs them then there these they this those though through to too under until up upon us ve
    very was wasn we were weren what whats when where whether which while who whom whose why will with within without
    won would wouldn yes yet you your yours
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_local = Stemmer.Stemmer("porter")
_MIN_STEMMED = 3  # letters
_SYLLABLE = re.compile(r"[aeiouy][^aeiouy]")
_DOUBLED = re.compile(r"([^aeioulsz\d])\1$")


def words(text: str) -> list[str]:
    """Returns the lower-case words of a text, without accents, split as the full-text index splits them."""
    if not text.isascii():
        text = _ACCENT.sub("", unicodedata.normalize("NFKD", text))
    return _TOKEN.findall(text.lower())


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Returns the Porter stem of a lower-case word, as the full-text index stems it, and keeps it: words of texts recur."""
    return stem_once(word)


def stem_once(word: str) -> str:
    """Returns the Porter stem of a lower-case word that need not exist, and keeps nothing.

    The full-text index has the two rules that Porter added later, for "-logy" and "-bly", and halves any doubled consonant but
    l, s and z.
    """
    if len(word) < _MIN_STEMMED:
        return word
    found = str(_local.stemWord(word))
    if _SYLLABLE.search(found.removesuffix("bli")) and found.endswith("bli"):
        return str(_local.stemWord(f"{found[:-1]}e"))
    if _SYLLABLE.search(found.removesuffix("logi")) and found.endswith("logi"):
        return found[:-1]
    return found[:-1] if _DOUBLED.search(found) and word in (f"{found}ing", f"{found}ed") else found


def stems(text: str) -> list[str]:
    """Returns the stems of a text's words, including stop words."""
    return [stem(word) for word in words(text)]


def content_words(text: str) -> list[str]:
    """Returns the words of a text that are not stop words, each once, in order; single letters are left out."""
    return list(dict.fromkeys(word for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())))
