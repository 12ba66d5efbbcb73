"""Citation keys, and titles folded for comparison."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Sequence
from itertools import count

from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

from alignqa.papers.bibliography.organisations import is_organisation
from alignqa.papers.document import Metadata
from alignqa.papers.person_names import plain_name, states_family

FUNCTION_WORDS = frozenset({"a", "an", "the", "how", "what", "why", "on", "in", "of", "for", "to"})
"""Title words that never make the word of a key."""

# Letters that Unicode does not decompose, in the spelling that library catalogues use.
_TRANSLITERATED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "ng"}
)
_SUFFIX = re.compile(r"(?:,?(?<!\s)\s++(?:Jr|Sr|I{2,3}|IV|et\s++al)\.?){1,9}$", re.IGNORECASE)
_APOSTROPHES = re.compile("['’ʼ`´]")
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_NOT_WORD = re.compile(r"[\W_]+")
_HOST = re.compile(r"https?://(?:www\.)?([^/:?#\s]+)", re.IGNORECASE)
_UNSIGNED_WORDS = 3  # title words in the key of a work without an author


def citation_key(metadata: Metadata, *, fallback: str, folder: str = "") -> str:
    """The key `authorYEARword` in lower-case ASCII: "hubinger2019risks".

    The author is the first one's family name without its particles, as BibTeX styles sort it ("van Merwijk" gives "merwijk"),
    and accents are transliterated. The word is the first title word that is not in `FUNCTION_WORDS`.
    An unknown year or title is left out.
    Without an author, the key is made of three such title words and the year: "inner-alignment-explained-2021".
    A lone word says nothing, so it follows the name of the work it is a part of, of its venue, of its site,
    or of `fallback`, such as a file's stem, or of the `folder`: "lamp-book-conclusion".
    If nothing is known, the key is made from `fallback`; if that has no ASCII letter or digit either, it is "paper".
    """
    author = _slug(family_name(metadata.authors[0]).removeprefix("The ")) if metadata.authors else ""
    year = str(metadata.year) if metadata.year is not None else ""
    words = _title_words(metadata.title or "")
    if author:
        return author + year + (words[0] if words else "")
    parts = words[:_UNSIGNED_WORDS]
    if len(parts) == 1:
        named = (*reversed(metadata.wholes), metadata.venue or "", _site(metadata.url or ""), fallback, folder)
        places = ("-".join(_title_words(name)[:_UNSIGNED_WORDS]) for name in named)
        parts.insert(0, next((place for place in places if place and place not in parts), "paper"))
    return "-".join([*(parts or [_slug(fallback, joint="-") or "paper"]), *([year] if year else [])])


def distinct_key(key: str, taken: Container[str]) -> str:
    """Returns `key` if it is not taken, or else the first of `key` + b, c, and so on to z, then aa, ab, that is not."""
    if key not in taken:
        return key
    return next(candidate for number in count(2) if (candidate := key + _letters(number)) not in taken)


def family_name(name: str, *, particles: bool = False) -> str:
    """Returns the family name in "First von Last" or "von Last, First"; `particles` says whether "von" is part of it.

    "Jr.", "III" and "et al." at the end are not part of it. A name that BibTeX cannot divide keeps all its words,
    and so does that of an organisation. The words that a kept name joins belong together.
    """
    name = _SUFFIX.sub("", name.strip())
    if is_organisation(name):
        return plain_name(name)
    try:
        parts = parse_single_name_into_parts(name)
    except InvalidNameError:
        return plain_name(name)
    words = [*parts.von, *parts.last] if particles else parts.last or parts.von
    return plain_name(" ".join(words) or name)


def compared_family(name: str) -> str:
    """Returns the part of a family name by which names of several sources are compared: the last word that is surely of it.

    One source says that "García" belongs to "Márquez", and another does not say it. An organisation's name is compared whole.
    """
    return family_name(plain_name(name))


def stated_families(names: Sequence[str]) -> list[str]:
    """Returns the family name of each author, with particles; nothing unless a source states one of several words."""
    return [family_name(name, particles=True) for name in names] if any(map(states_family, names)) else []


def fold_title(title: str) -> str:
    """Folds `title` for comparison: NFKC, case folded, letters and digits only, words separated by one space."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    return _NOT_WORD.sub(" ", folded).strip()


def _title_words(title: str) -> list[str]:
    words = map(_slug, _NOT_WORD.split(_APOSTROPHES.sub("", title)))
    return [word for word in words if word and word not in FUNCTION_WORDS]


def _site(url: str) -> str:
    """The name of a site in an address: "ai-safety-atlas" in "https://www.ai-safety-atlas.com/chapters"."""
    found = _HOST.match(url)
    return found[1].rpartition(".")[0].replace(".", "-") if found else ""


def _slug(text: str, *, joint: str = "") -> str:
    """Transliterates `text` to lower-case ASCII letters and digits; `joint` replaces each run of other characters."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_TRANSLITERATED))
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return _NOT_KEY.sub(joint, letters).strip(joint or None)


def _letters(number: int) -> str:
    """Writes a number in letters: 1 is "a", 26 is "z", 27 is "aa"."""
    name = ""
    while number:
        number, digit = divmod(number - 1, 26)
        name = chr(ord("a") + digit) + name
    return name
