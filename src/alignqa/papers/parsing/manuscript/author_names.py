"""Printed author names: separated from each other, in the order given name, family name, without marks, links and titles."""

from __future__ import annotations

import re

from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import clean_name, display_name

_BORDER = re.compile(r"\s{0,60};\s*|\s{0,60},(?!\s{0,60}(?:Jr|Sr|II|III|IV)\b)\s*(?:and\s+|&\s*)?|\s{1,60}(?:and|&)\s+")
_STRONG_BORDER = re.compile(r"\s{0,60};\s*|\s{0,60},\s{1,60}(?:and|&)\s+|\s{1,60}(?:and|&)\s+")
_MARKS = re.compile(
    r"\d{0,9}footnote(?:mark|text):?\s*\d+|\[\^?[\w*]+\]|[*∗†‡§¶⋄◦♠♣♥♦]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=[^\W\d_])\d++(?:,\d++)*+\Z"
)
# The digits of "tinwatcher77" belong to it, those of "Doe2,3" are marks.
_HANDLE = re.compile(r"[\w.-]*[^\W\d]\d{1,9}")
_ET_AL = re.compile(r"\bet\.?\s+al\b\.?|\band others\b", re.IGNORECASE)
_SUFFIX = re.compile(r"\s{0,60},\s{0,60}(?:Jr|Sr|II|III|IV)\b\.?\Z")
_WIKILINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?(?:[^\[\]|/]*/)*([^\[\]|]*)\]\]")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
GRADES = re.compile(
    r",?\s{0,60}(?:(?:Graduate|Student|Senior|Life|Associate|Founding)\s+){0,4}(?:Member|Fellow),?\s{0,60}(?:IEEE|ACM|AAAI|SIAM)\b"
    r"|,\s{0,60}(?:Ph\.?\s?D|M\.?D|M\.?Sc|B\.?Sc|Dr\.?\s?rer\.?\s?nat|FRS|Esq)\b\.?"
)
"""The pattern of what people are in a society, and of their degrees, as these are printed behind their names."""
# Unlike "Redwood", hardly ever a part of a name.
_PLACE = re.compile(
    r"\b(?:universit\w{1,5}|institut\w{1,5}|laborator\w{1,5}|labs?|dep(?:artmen)?t|college|school|faculty|academy|cent(?:er|re)"
    r"|research|foundation|association|agency|ministry|consortium|corporation|inc|ltd|gmbh"
    r"|openai|deepmind|anthropic|google|microsoft|meta ai)\b",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:and|&)\s")
_IN_BRACKETS = re.compile(r"\s?\((?P<place>[^()]{2,80})\)")
_SCHOOL = re.compile(r"MIT|UCLA|UCL|EPFL|ETH(?: Z[uü]rich)?|CMU|NYU|IBM|NASA|CNRS|I(?:NRIA|nria)|DFKI|MIRI|IEEE|ACM")
_FAMILY = re.compile(r"(?:(?:van|von|de|der|den|di|da|del|la|le|ter|ten|al|el)\s+)*[^\W\d_][\w'’-]*(?:\s[A-Z][\w'’-]*)?")
# One given name and initials; "MIT" is none.
_GIVEN_ALONE = re.compile(r"[A-Z][\w'’-]*[^\W\dA-Z][\w'’-]*(?:\s[A-Z]\.?)*|(?:[A-Z]\.[\s-]?)+")
_GIVEN = re.compile(r"[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){0,2}")


def author_names(entries: tuple[str, ...], *, listed: bool = False) -> tuple[str, ...]:
    """Returns the names, once each, without marks, "and" and "et al."; a single entry may name several authors.

    If the names are `listed` as metadata, "Doe Roe, Jane" is one person; in a byline it is two.
    """
    tidy = clean_name if listed else clean  # what is listed may be kept names; printed no-break spaces mean nothing
    plain = [_without_affiliations(GRADES.sub("", tidy(without_links(entry)))) for entry in entries]
    parts = [part for entry in plain for part in (_separated(entry, listed=listed) if len(plain) == 1 else (given_first(entry),))]
    return tuple(dict.fromkeys(name for part in parts if (name := author_name(part))))


def author_name(name: str) -> str:
    """Removes footnote marks, "et al." and a leading "by" or "and" from a printed name; returns "" if no letter is left."""
    name = _ET_AL.sub("", clean_name(name))
    name = name if _HANDLE.fullmatch(name) else clean_name(_MARKS.sub("", name)).strip(",;: ")
    name = re.sub(r"\A(?:and|by)\s+", "", name, flags=re.IGNORECASE)
    return name if any(char.isalpha() for char in name) else ""


def given_first(name: str) -> str:
    """Returns "Last, First" as it is kept, "First Last"; "Sam Poe, Jr." and names without a comma stay as they are."""
    family, comma, given = name.partition(",")
    if not comma or not given.strip() or "," in given or _SUFFIX.search(name):
        return name
    return display_name(given, family)


def without_links(text: str) -> str:
    """Replaces wikilinks ("[[people/Jane Doe|Jane]]") and Markdown links with the text that they show."""
    return _LINK.sub(r"\1", _WIKILINK.sub(r"\1", text)) if "[" in text else text


def _without_affiliations(entry: str) -> str:
    """Returns an entry without the affiliations behind names, as in "Jane Doe, Lamp Lab; Amy Poe, MIT".

    What stands first is a name, were it that of an institute; and several institutes in a row are authors themselves.
    A town may follow an affiliation, so a name does only if an affiliation of its own or "and" says so.
    """
    entry = _IN_BRACKETS.sub(lambda match: "" if _is_affiliation(match["place"]) else match[0], entry)
    people: list[str] = []
    for person in entry.split(";"):
        parts = person.split(",")
        placed = [_is_affiliation(part) for part in parts]
        if not placed[0] and any(placed):
            first = placed.index(True)
            behind = range(first + 1, len(parts))
            own = [at for at in behind if not placed[at] and (_JOINED.match(parts[at]) or placed[at + 1 : at + 2] == [True])]
            person = ",".join([*parts[:first], *(parts[at] for at in own)])
        people.append(person)
    return ";".join(people)


def _is_affiliation(part: str) -> bool:
    return _PLACE.search(part) is not None or _SCHOOL.fullmatch(part.strip()) is not None


def _separated(entry: str, *, listed: bool) -> tuple[str, ...]:
    """Separates an entry at semicolons and "and" if each part reads "Last, First", otherwise at commas, too."""
    parts = [part for part in _STRONG_BORDER.split(_ET_AL.sub("", entry).strip(" ,;")) if part]
    if parts and all(map(_is_inverted, parts)) and any(_is_one_person(part, listed=listed) for part in parts):
        return tuple(map(given_first, parts))
    return tuple(_BORDER.split(entry))


def _is_one_person(part: str, *, listed: bool) -> bool:
    """Checks that "Doe, Jane" does not name two people, as "Jane Doe, Ada Roe" does: no full name has a single word."""
    family, _, given = part.partition(",")
    return _is_one_word(family) or (listed and _GIVEN_ALONE.fullmatch(given.strip()) is not None)


def _is_one_word(family: str) -> bool:
    return sum(1 for word in family.split() if word[0].isupper()) == 1


def _is_inverted(part: str) -> bool:
    """Checks for "Last, First"; "Jane Doe, Ada Roe" is no such name, nor are two handles without capitals."""
    family, _, given = part.partition(",")
    return (
        _SUFFIX.search(part) is None
        and _FAMILY.fullmatch(family.strip()) is not None
        and any(char.isupper() for char in family)
        and _GIVEN.fullmatch(given.strip()) is not None
    )
