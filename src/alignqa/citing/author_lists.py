"""Reads the authors with whom an entry of a list of references begins, in whichever order their names are printed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from alignqa.audits.drafts.names import CAPITAL, PARTICLE
from alignqa.citing.entry_dates import MONTH, UNDATED
from alignqa.papers.bibliography.entry import MORE_AUTHORS
from alignqa.papers.bibliography.organisations import is_organisation
from alignqa.papers.person_names import display_name

_WORD = rf"{CAPITAL}[^\W\d_]{{0,40}}(?:[-’'][^\W\d_]{{1,40}}){{0,4}}"
_INITIAL = rf"{CAPITAL}[a-z]?\."
_INITIALS = rf"(?>{_INITIAL}(?:[-\s]?{CAPITAL}\.){{0,3}})"
_GIVEN = rf"(?:(?:{CAPITAL}\.-?){{1,4}}|{_WORD}|\({_WORD}\))"
# "Lark JZ" has the family name first, but "Mistral AI" is an organisation.
_BEFORE_FAMILY = rf"(?:{PARTICLE}|(?:ten|te|van\s['’]t|vom|zum|zur)\s+)"
_LAST = rf"{_BEFORE_FAMILY}?(?!(?!AI\b){CAPITAL}{{1,3}}(?![^\W\d_]|['’-])){_WORD}"
_FAMILY = rf"{_BEFORE_FAMILY}?{_WORD}"
_FORWARD = re.compile(rf"(?:{_GIVEN}(?:\s+|(?<=\.)(?={CAPITAL}))){{1,4}}{_LAST}(?![^\W_])")
_INVERTED = re.compile(
    rf"(?P<family>{_FAMILY}(?:\s{_WORD}){{0,2}}),\s+(?P<given>{_INITIALS}|{CAPITAL}{{1,2}}(?=[,;.]|\s(?:and|&)))"
)
_INVERTED_IN_FULL = re.compile(
    rf"(?P<family>{_FAMILY}),\s+(?P<given>{_GIVEN}(?:\s+{_GIVEN}){{0,2}}?)(?=[,;:]|(?<=\w\w)\.|\s+(?:and|&|\())"
)
_BEFORE_TITLE = re.compile(rf"(?P<family>{_FAMILY}),\s+(?P<given>(?:{_WORD}\s+){{0,2}}{_INITIALS})(?=\s+\S)")
_WITHOUT_COMMA = re.compile(rf"(?P<family>{_FAMILY}(?:\s{_WORD})?)\s(?P<given>{_INITIALS}|{CAPITAL}{{1,3}}(?![^\W\d_]))")
# Among other names there may be one whose accents were torn off, or that its bearer writes without capitals.
_AMONG_OTHERS = re.compile(r"[^\W\d_][^\s,.;:()\[\]“\"]{0,30}(?:\s[^\s,;:()\[\]“\"]{1,30}){1,4}?(?=,\s|\s+(?:and|&)\s)")
# Names in other scripts, such as 李明, have no capitals, or others.
_LETTER = r"[\u0370-\u1dff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_OTHER_SCRIPT = re.compile(rf"{_LETTER}{{1,20}}+(?:[\s.·-]\s?{_LETTER}{{1,20}}+){{0,3}}")
_JOINED_LATER = re.compile(r"[^.:“\"(]{0,200}?\s(?:and|&)\s")
_SUFFIX = re.compile(r",?\s(?:Jr|Sr|II|III|IV)\b\.?")
_HANDLE = re.compile(r"\s?\[@?\w{1,30}\]")
_NEXT = re.compile(
    r"\s{0,9}[,;]?\s{0,9}(?:…|\.\s?\.\s?\.)\s{0,9},?\s{0,9}(?:(?:and|&)\s+)?"
    r"|\s{0,9}[,;]\s{0,9}(?:(?P<and>and|&)\s{1,9})?|\s{1,9}(?P<only>and|&)\s{1,9}"
)
_MORE = re.compile(r",?\s*(?:and\s+)?(?:et\s+al\b\.?|(?:\d{1,4}\s+)?(?:more\s+)?others\b|\.\.\.|…)")
_EDITORS = re.compile(r",?\s*\(?(?:[Ee]ds?\b\.?|[Ee]ditors?\b)\)?")
# Behind the last name: the end of a sentence, a date, or a title in quotation marks.
_END = re.compile(
    rf"[.,:;]*\s*(?:[(\[“\"]|(?:1[5-9]|20)\d\d[a-z]?\b|(?:\d{{1,2}}\s+)?{MONTH}\s+(?:\d{{1,2}},\s+)?(?:19|20)\d\d|{UNDATED}[.,:])|[.:](?:\s|$)"
)
_YEAR_BEHIND_COMMA = re.compile(r",\s\d{4}")
_AFTER_INITIAL = re.compile(r":?\s+(?=[^a-z\s])|$")
_TITLE_BEHIND_COMMA = re.compile(rf",\s+(?!(?:and|&)\s|{_INITIAL}\s|[^,.]{{2,40}},\s+{CAPITAL}\.)(?=\S)")
_NAME_GOES_ON = re.compile(rf"\.?\s+{_LAST}(?:,\s+{CAPITAL}|\s+(?:and|&)\s+{CAPITAL})")
_FIRM = re.compile(r"\w{1,20}?AI|DeepSeek-AI|DeepMind|Anthropic|Google|Meta|Microsoft|NVIDIA|Qwen")
_FIRM_FIRST = re.compile(rf"(?:{_FIRM.pattern})(?=,\s{_WORD}\s|\s+(?:and|&)\s)")
_MAX_NAMES = 5_000


@dataclass(frozen=True, slots=True)
class AuthorList:
    """The names of a list of authors, where it ends, and whether the title follows after no more than a comma."""

    names: tuple[str, ...]
    end: int
    before_comma: bool = False


@dataclass(frozen=True, slots=True)
class _Name:
    """A name with the place behind it; `last` says that "and" stands before it, `initials` that its given name is abridged."""

    text: str
    end: int
    last: bool
    initials: bool


def authors_at_start(text: str) -> AuthorList | None:
    """Reads the names at the beginning of an entry; None if it does not begin with names of people that end somewhere.

    The orders are "Jane R. Doe", "Doe, J. R.", "Doe, Jane R., and Amy Poe" and "Doe JR".
    """
    readers: tuple[Callable[[str, int], re.Match[str] | None], ...] = (
        _forward,
        _INVERTED.match,
        _in_full,
        _without_comma,
    )
    return next((found for read in readers if (found := _listed(text, read))), None)


def _forward(text: str, start: int) -> re.Match[str] | None:
    found = _FORWARD.match(text, start) or (_AMONG_OTHERS if start else _FIRM_FIRST).match(text, start)
    return found or _in_other_script(text, start)


def _in_other_script(text: str, start: int) -> re.Match[str] | None:
    """Reads a name in a script without our capitals; at the beginning only if others follow, since it may be a title."""
    found = _OTHER_SCRIPT.match(text, start)
    return found if found and (start or _JOINED_LATER.match(text, found.end())) else None


def _in_full(text: str, start: int) -> re.Match[str] | None:
    found = _INVERTED_IN_FULL.match(text, start) or _BEFORE_TITLE.match(text, start)
    if found and _FIRM.fullmatch(found["family"]):
        return None
    return found or ((_FORWARD.match(text, start) or _in_other_script(text, start)) if start else None)


def _without_comma(text: str, start: int) -> re.Match[str] | None:
    found = _WITHOUT_COMMA.match(text, start)
    # "Jane R. Doe, Amy Poe …" has a name that goes on.
    return None if found is None or _NAME_GOES_ON.match(text, found.end()) or is_organisation(found[0]) else found


def _listed(text: str, read: Callable[[str, int], re.Match[str] | None]) -> AuthorList | None:
    names: list[_Name] = []
    place, last = 0, False
    while len(names) < _MAX_NAMES and (found := read(text, place)):
        suffix = _SUFFIX.match(text, found.end())
        end = suffix.end() if suffix else found.end()
        names.append(_Name(_written(found, suffix), end, last, found[0].endswith(".") or found[0][1:2] == "."))
        handle = _HANDLE.match(text, end)
        behind = _NEXT.match(text, handle.end() if handle else end)
        joined = behind is not None and bool(behind["and"] or behind["only"])
        if behind is None or (last and not joined):
            break
        place, last = behind.end(), joined
    # A title may begin as a name does: the list ends at the last name behind which it can end.
    for count in range(len(names), max(0, len(names) - 3), -1):
        if ended := _ended(text, names[:count]):
            return ended
    return None


def _written(found: re.Match[str], suffix: re.Match[str] | None) -> str:
    if found.re in {_FORWARD, _AMONG_OTHERS, _FIRM_FIRST, _OTHER_SCRIPT}:
        return " ".join(found[0].split()) + (f" {suffix[0].strip(' ,')}" if suffix else "")
    given = " ".join(found["given"].split())
    return display_name(given, " ".join(found["family"].split()), suffix[0].strip(" ,") if suffix else "")


def _ended(text: str, names: list[_Name]) -> AuthorList | None:
    """Returns the list of these names if an entry can go on as it does behind the last of them."""
    end, written = names[-1].end, [name.text for name in names]
    if handle := _HANDLE.match(text, end):
        end = handle.end()
    if more := _MORE.match(text, end):
        end, written = more.end(), [*written[:-1], written[-1] + MORE_AUTHORS]
    if editors := _EDITORS.match(text, end):
        end = editors.end()
    closed = more is not None or editors is not None or text[end - 1] == "."
    # In "J. Doe, Deep Learning, MIT Press, 2016" title and publisher look like names.
    titled = names[0].initials and not names[-1].initials and _YEAR_BEHIND_COMMA.match(text, end)
    if (not titled and _END.match(text, end)) or (closed and _AFTER_INITIAL.match(text, end)):
        return AuthorList(tuple(written), end)
    if (names[-1].last or all(name.initials for name in names)) and _TITLE_BEHIND_COMMA.match(text, end):
        return AuthorList(tuple(written), end, before_comma=True)
    return None
