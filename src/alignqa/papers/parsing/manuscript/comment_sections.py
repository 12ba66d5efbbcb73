"""The comments of others below a post: the headings above them, and the lines that name who wrote each and when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from alignqa.papers.parsing.manuscript.bylines import stated_year

_WORD = r"(?:comments?|responses?|repl(?:y|ies))"
_HEADING = re.compile(
    rf"(?:(?:all|user|reader|recent|new|top|public|your)\s+)?{_WORD}(?:\s+(?:and|&)\s+{_WORD})?"
    r"(?:\s+(?:from|by) (?:our )?readers)?"
    rf"|(?:\d[\d,]*|one)\s+(?:{_WORD}|thoughts?)(?:\s+(?:on|to)\s.{{1,150}})?"
    r"|discussion|(?:the )?conversation|what (?:people|others|readers) (?:say|said|are saying)",
    re.IGNORECASE,
)
# No author writes the title of a section in small letters behind its number, counts in brackets, or invites replies.
_SURE = re.compile(
    r"\d[\d,]* (?:comments?|responses?|repl(?:y|ies))|(?i:comments|responses|replies)\s*[(\[:–—-]\s*\d[\d,]*[)\]]?"
    r"|(?:\d[\d,]*|[Oo]ne) (?i:comments?|responses?|repl(?:y|ies)|thoughts?) (?:on|to) [“\"‘'«].*"
    r"|(?i:(?:leave|post|add|write|submit) (?:a|your) (?:reply|comment|response)|join the (?:conversation|discussion))"
)
_AGO = re.compile(r"\b(?:\d+|an?|one|a few) (?:sec|second|min|minute|hour|hr|day|week|month|year)s? ago\b", re.IGNORECASE)
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    "|dec(?:ember)?)"  # and not "Mary" or "Julia"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATED_LINE = re.compile(
    rf"{_AGO.pattern}|\b\d{{1,4}}([-/.])\d{{1,2}}\1\d{{1,4}}\b|\b{_MONTH}\.? {_DAY}\b|\b{_DAY} {_MONTH}\b",
    re.IGNORECASE,
)
_SAYS = re.compile(r"\s(?:says|said|wrote|writes|commented|replied|responded|asked|answered)(?:\s?:|\s?\.{3}|\s?…|\Z)")
_LONGEST = 14  # words of a line that signs a comment
_MOST_NAMES = 4  # words beside the date
_NO_NAME = re.compile(
    rf"\d\S*|{_MONTH}|(?:mon|tues?|wed|thu|thurs|fri|sat|sun)(?:(?:nes|ur)?day)?|on|at|by|am|pm|utc|gmt"
    r"|wrote|writes|said|says|commented|replied|responded|asked|answered|posted|submitted|edited|reply|permalink|link"
    r"|(?:like|point|vote)s?|karma|guest|author|op",
    re.IGNORECASE,
)
# A sentence has one of these, and a name has none.
_SENTENCE = frozenset(
    str.split("""
    a an and are as because been but for from had has have he her his how i if in is it its my no not of or our she that the their
    them then there these they this to was we were what when which who will with you your section figure table see""")
)
_SHORTEST_POST = 150  # letters
_FEWEST = 2  # names
_PERSON = re.compile(r"[^\W\d_a-z]\w+(?: [^\W\d_a-z][\w.’'-]*){1,3}")
_LETTERS = re.compile(r"\w+")
_HANDLE = re.compile(r"@?(?=\w*[\d_])(?=\w*[^\W\d_])\w{3,30}")


def is_comments_heading(title: str) -> bool:
    """Checks for a heading that may stand above comments of others, though a section of the paper itself may have it, too."""
    return _HEADING.fullmatch(title.strip(" :.")) is not None or is_surely_of_comments(title)


def is_surely_of_comments(title: str) -> bool:
    """Checks for a heading that no section of a paper has, such as "2 comments" or "Leave a reply"."""
    return _SURE.fullmatch(title.strip(" :.")) is not None


def names_commenter(text: str) -> bool:
    """Checks for a line that introduces the words of somebody: "Bob Roe says:", "olu said…"."""
    found = _SAYS.search(text)
    return found is not None and found.end() == len(text) and is_name(text[: found.start()])


def is_name_above_date(text: str, below: str) -> bool:
    """Checks for a name, alone or with "says", in one line, and nothing but a date in the line below it."""
    return bool(_DATED_LINE.search(below)) and not _others(_AGO.sub(" 0 ", below)) and is_name(_SAYS.sub("", text))


def is_name(text: str) -> bool:
    """Checks for a few words that may be a name or a handle, and are no sentence."""
    others = _others(text)
    is_short = 0 < len(others) <= _MOST_NAMES and len(text.split()) <= _MOST_NAMES
    return (
        is_short
        and (text[:1].isalnum() or text[:1] == "@")
        and not text.endswith((":", "!", "?"))
        and _SENTENCE.isdisjoint(others)
    )


def _others(line: str) -> list[str]:
    """Returns the words of a line, folded, that belong to no date and to nothing else that stands beside a name."""
    parts = re.split(r"[\s,;:|()\[\]·•—–/-]+", line)
    return [word.casefold() for part in parts if (word := part.strip(".")) and not _NO_NAME.fullmatch(word)]


def signs_comment(text: str) -> bool:
    """Checks for a name with a date, alone or before a colon: "olu wrote on 11 September 2018:", "Bob Roe, 2 days ago"."""
    words = text.split()
    if len(words) > _LONGEST or text.endswith((".", "!", "?")):
        words = words[: next((end for end, word in enumerate(words[:_LONGEST], start=1) if word.endswith(":")), 0)]
    line = " ".join(words)
    dated = _AGO.sub(" 0 ", line)
    if dated == line and stated_year(line) is None:
        return False
    others = _others(dated)
    return 0 < len(others) <= _MOST_NAMES and _SENTENCE.isdisjoint(others)


def replies_begin(lines: Sequence[str]) -> int | None:
    """Returns the place of the first line of replies, each of which begins with a name and a date, in two lines of any order.

    Replies are at least two, below a post; `lines` are the paragraphs of a page, its headings among them.
    """
    signed: list[tuple[int, str]] = []
    for at, (one, other) in enumerate(pairwise(lines[:-1])):
        if not signed or at > signed[-1][0] + 1:
            named = (name for name, date in ((one, other), (other, one)) if _is_person(name) and is_name_above_date(name, date))
            signed.extend((at, name) for name in named)
    if len(signed) < _FEWEST or sum(map(len, lines[: signed[0][0]])) < _SHORTEST_POST:
        return None
    return signed[0][0] if are_of_people([name for _, name in signed], lines) else None


def are_names_alone(names: Sequence[str], lines: Sequence[str]) -> bool:
    """Checks whether lines that are set apart, such as bold ones, are the names of several people and not labels."""
    return len(names) >= _FEWEST and all(map(is_name, names)) and are_of_people(names, lines)


def are_of_people(names: Sequence[str], lines: Sequence[str]) -> bool:
    """Checks whether names look like those of people, and the text has no word of most of them in small letters."""
    words = set(_LETTERS.findall(" ".join(line for line in lines if line not in names)))
    sure = [_HANDLE.fullmatch(name) or words.isdisjoint(_LETTERS.findall(name.lower())) for name in names]
    return all(map(_is_person, names)) and 2 * sum(map(bool, sure)) > len(names)


def _is_person(name: str) -> bool:
    return _PERSON.fullmatch(name) is not None or _HANDLE.fullmatch(name) is not None
