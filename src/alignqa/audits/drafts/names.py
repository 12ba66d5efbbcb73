"""Reads names of authors, also beside the title of a work."""

from __future__ import annotations

import re

from alignqa.audits.drafts.mention import Name
from alignqa.papers.document import Span
from alignqa.retrieval.terms import STOP_WORDS

CAPITAL = "[A-Z" + "".join(letter for letter in map(chr, range(0xC0, 0x250)) if letter.isupper()) + "]"
"""The pattern of a capital letter."""
PARTICLE = (
    r"(?:(?:van|von|der|den|de|di|du|da|dos|del|della|la|le|al|el|ter|zu|af|bin|ibn|Van|Von|De|Di|Du|Da|Del|La|Le|Al|El|St\.)\s+"
    r"(?:der\s+|den\s+|de\s+|la\s+|las\s+|los\s+)?|d['’]|al-|el-)"
)
"""The pattern of what stands before a family name."""
FAMILY = rf"{PARTICLE}?{CAPITAL}[^\W\d_]{{0,40}}(?:[-’'][^\W\d_]{{1,40}}){{0,4}}"
"""The pattern of a family name."""
# Atomic: else the matcher would try every way of dividing a long list of names.
NAME = rf"(?>(?:(?:{CAPITAL}\.-?\s?|{FAMILY}\s+){{0,3}})?{FAMILY})"
MORE = r"(?:,?\s+(?:et\s*\.?\s+al\b\.?|and\s+(?:colleagues|collaborators|coauthors|others)\b|u\.\s?a\.))"
_AND = r"(?:,?\s+(?:and|&|\\&)\s+)"
NAME_LIST = rf"{NAME}(?:,\s+{NAME}){{0,12}}?(?:{_AND}{NAME})?"
_INITIALS = rf"(?:{CAPITAL}\.(?:[-\s]?{CAPITAL}\.){{0,3}})"
# "Doe, J. A., Roe, R. & Poe, E.", as lists of references have it.
INVERTED = rf"{FAMILY},\s+{_INITIALS}(?:,?\s*(?:(?:and|&|\\&|…|\.\.\.)\s*)?{FAMILY},\s+{_INITIALS}){{0,30}}"
"""The pattern of a list of names with the family names first."""
# "Doe JA, Roe R", as lists in medicine have it.
SHORT = rf"{FAMILY}\s{CAPITAL}{{1,3}}(?:,\s+{FAMILY}\s{CAPITAL}{{1,3}}){{0,30}}"
"""The pattern of a list of names with the family names first and without stops."""
_INVERTED_NAME = re.compile(rf"(?P<family>{FAMILY}),?\s+(?P<given>{_INITIALS}|{CAPITAL}{{1,3}}\b)")
_WHOLE = re.compile(NAME)
_NO_GIVEN_NAMES = frozenset({"see", "following", "like", "e.g", "cites", "citing", "via", "compare", "cf"})
# Words that may stand between the authors and the title of a work.
_LINK = (
    r"(?:\s*[(\[]?(?P<year>(?:19|20)\d\d)[a-z]?[)\]]?)?[\s,.:;(\u2060]*(?:(?:wrote|published|introduced\s+\w+)\s+)?(?:(?:in|on)\s+)?(?:(?:a|an|the|their|his|her)\s+)?"
    r"(?:(?P<later>(?:19|20)\d\d)\s+)?(?:paper|post|article|report|essay|book|preprint|work)?[\s,:]*(?:titled|called|entitled)?"
    r"[\s,:\u2060*_“\"‘'`\[{\\]*$"
)
_AUTHORS_BEFORE = re.compile(rf"(?<![^\W_])(?P<authors>{NAME_LIST})(?P<more>,?{MORE})?{_LINK}")
_INVERTED_BEFORE = re.compile(rf"(?<![^\W_])(?P<authors>{INVERTED}|{SHORT})(?P<more>,?{MORE})?{_LINK}")
_AUTHORS_AFTER = re.compile(rf"[”\"'’*_\u2060}}\]]*,?\s*\(?by\s+(?P<authors>{NAME_LIST})(?P<more>{MORE})?")
# Between a title and its year there may be a venue: capitalised words, with function words among them.
_YEAR_AFTER = re.compile(
    r"[”\"’'*_\u2060}\]]*+[,.\s\u2060*_”\"]*+(?:(?:appeared|was\s+published)\s+)?(?:(?>[A-Z]\w*+(?:\.[^\W\d]\w*+)*+|arXiv\S*|of|on|in|and|the|for)[,.\s]++){0,8}"
    r"[(\[]?(?P<year>(?:19|20)\d\d)(?!\d|[-–]\d|\.\d)"
)
_LOOKED_BACK = 400


def people_in(text: str, start: int) -> tuple[Name, ...]:
    """Returns the names in a list of authors; `start` is the position of the list in the draft."""
    names = []
    for match in _WHOLE.finditer(text):
        parts = match.group().split()
        # Words at the start of a sentence look like given names: "In Hubinger et al. 2019".
        dropped = 0
        while len(parts) > 1 and parts[0].casefold().rstrip(".") in STOP_WORDS | _NO_GIVEN_NAMES:
            dropped += text[match.start() + dropped :].index(parts[1], len(parts[0])) if len(parts) > 1 else 0
            parts = parts[1:]
        if parts and parts[0].casefold() not in STOP_WORDS:
            own = 2 if parts[-1].endswith(("'s", "’s")) else 0
            name = " ".join(parts)
            names.append(Name(name[: len(name) - own], Span(start + match.start() + dropped, start + match.end() - own)))
    return tuple(names)


def inverted_people_in(text: str, start: int) -> tuple[Name, ...]:
    """Returns the names in a list that has the family names first; they are written with the initials first."""
    return tuple(
        Name(f"{' '.join(match['given'].split())} {match['family']}", Span(start + match.start(), start + match.end()))
        for match in _INVERTED_NAME.finditer(text)
    )


def authors_before(text: str, start: int, title: int) -> tuple[tuple[Name, ...], bool, int | None, Span | None]:
    """Returns the authors right before a title, whether "et al." follows them, and the year before the title with its span."""
    begin = max(start, title - _LOOKED_BACK)
    before = text[begin:title]
    inverted = _INVERTED_BEFORE.search(before)
    for match in (inverted,) if inverted else _AUTHORS_BEFORE.finditer(before):
        read = inverted_people_in if inverted else people_in
        authors = read(match["authors"], begin + match.start("authors"))
        if not authors:
            continue
        group = "year" if match["year"] else "later"
        year = (int(match[group]), Span(begin + match.start(group), begin + match.end(group))) if match[group] else (None, None)
        return authors, bool(match["more"]), *year
    return (), False, None, None


def authors_after(text: str, title: int, end: int) -> tuple[tuple[Name, ...], bool, int]:
    """Returns the authors after a title ("by …"), whether "et al." follows, and the end of the whole.

    Without such authors, the end is that of the title.
    """
    match = _AUTHORS_AFTER.match(text, title, end)
    if match is None:
        return (), False, title
    return people_in(match["authors"], match.start("authors")), bool(match["more"]), match.end()


def year_after(text: str, title: int, end: int) -> tuple[int | None, Span | None]:
    """Returns the year within a few words after a title that ends at `title`, with its span."""
    match = _YEAR_AFTER.match(text, title, end)
    return (int(match["year"]), Span(*match.span("year"))) if match else (None, None)
