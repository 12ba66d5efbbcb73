"""The dates of entries of a list of references, in whatever form they are printed."""

from __future__ import annotations

import re

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?"
    r"|Dec(?:ember)?|Spring|Summer|Autumn|Fall|Winter)\b\.?"
)
"""The pattern of a month or a season."""
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?!\d)"
_ANY_YEAR = r"(?:1[0-9]|20)\d\d"
YEAR = re.compile(r"(?:(?<![\d./:–-])|(?<=\d{4}/))(?P<year>(?:19|20)\d\d)(?P<letter>[a-z]?)(?![\w/–-]|\.\d)")
"""The pattern of a year that is no part of an address, a number or a range."""
_OLD_YEAR = re.compile(r"[,.(] ?(?P<year>1[5-8]\d\d)(?P<letter>)\)?\.?\s*\Z")
# "(2015, Aug.)", "(Spring 2018)", "(2019-01-05)", "(1781/1998)", "([1933] 1974)", "(ca. 380 B.C.E.)", "(n.d.)", "[in press]"
BRACKETED_DATE = re.compile(
    rf"[(\[](?:(?=[^()]{{0,40}}\d{{2,4}})(?>{MONTH}|{_ANY_YEAR}[a-z]?(?!\w)|{_DAY}|\d{{3}}(?!\d)|centur(?:y|ies)|(?:ca?|about|orig)\b\.?|circa|and"
    r"|original work published|(?:re)?published|B\.? ?C\.?(?: ?E\.?)?(?!\w)|A\.? ?D\.?(?!\w)|C\.? ?E\.?(?!\w)|[\s,;/&–\[\]-]"
    r"){1,14}+(?<=[\w.\]])"
    r"|n\. ?d\.|nd|no date|in press|in prep(?:aration|\.)|forthcoming|to appear|submitted|under review|accepted)"
    r"(?:[-,] ?[a-z])?[)\]][.,:]?",
    re.IGNORECASE,
)
"""The pattern of a date in brackets, also of what stands for one."""
_YEAR_IN_DATE = re.compile(r"(?<!\d)(?P<year>(?:1[0-9]|20)\d\d)(?P<letter>[a-z]?)(?!\w)")
_PLAIN_DATE = re.compile(
    rf"(?:(?:{_DAY} )?{MONTH} (?:{_DAY},? )?)?(?P<year>(?:1[5-9]|20)\d\d)(?P<letter>[a-z]?)(?:, {MONTH}(?: {_DAY})?)?[.,:;]\s+"
)
UNDATED = r"(?:[Ff]orthcoming|[Ii]n [Pp]ress|[Tt]o [Aa]ppear|[Nn]\. ?[Dd]\b)"
_PLAIN_UNDATED = re.compile(rf"{UNDATED}[.,:;]+\s+(?=[^\sa-z])")
# Of what is still to appear, other years than those behind this word or in a place of their own are part of the title.
_TO_APPEAR = re.compile(
    rf"[,.;(”\"] ?(?:(?P<year>(?:19|20)\d\d)(?P<letter>[a-z]?)[,;]? ?)?\(?{UNDATED}(?=[.,;:)]|\s+(?:at|in|with)\b|\s*\Z)"
)
_BEFORE_DATE = re.compile(r"[.,:;]*\s*")
_ACCESSED = re.compile(r"\b(?:Accessed|accessed|Retrieved|\[Online)")


def date_at(text: str, start: int) -> tuple[re.Match[str] | None, int] | None:
    """Reads a date behind the authors: its year, if it has one, and where it ends; None if there is no date."""
    begin = _BEFORE_DATE.match(text, start)
    place = begin.end() if begin else start
    if bracketed := BRACKETED_DATE.match(text, place):
        return year_within(bracketed), bracketed.end()
    if undated := _PLAIN_UNDATED.match(text, place):
        return None, undated.end()
    plain = _PLAIN_DATE.match(text, place)
    return (plain, plain.end()) if plain else None


def is_undated(text: str) -> bool:
    """Checks for an entry that says that its work has no date, or none yet."""
    return BRACKETED_DATE.search(text) is not None or _TO_APPEAR.search(text) is not None


def year_within(bracketed: re.Match[str]) -> re.Match[str] | None:
    """Returns the last year of a date in brackets: in "(1781/1998)" it is that of the edition."""
    found = list(_YEAR_IN_DATE.finditer(bracketed.string, bracketed.start(), bracketed.end()))
    return found[-1] if found else None


def last_year(text: str) -> re.Match[str] | None:
    """Returns the year of publication, which comes last but for addresses and days of access."""
    text = _ACCESSED.split(text, maxsplit=1)[0]
    to_appear = _TO_APPEAR.search(text)
    years = list(YEAR.finditer(text, to_appear.end() if to_appear else 0))
    if to_appear and not years:
        return to_appear if to_appear["year"] else None
    return next(iter(reversed(years)), None) or _OLD_YEAR.search(text)
