"""The headings of a Markdown file: numbers separated from titles, and levels that agree with the numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_ATTRIBUTE = r"(?:[#.][\w:.-]+|[\w-]+=(?:\"[^\"{}]*\"|[^\s{}]+)|-)"
# Behind "_" and "^" braces hold an index or an exponent.
_ATTRIBUTES = re.compile(rf"(?<![_^])\{{:?\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}")
_ATTRIBUTED_SPAN = re.compile(rf"\[([^\[\]]+)\](?={_ATTRIBUTES.pattern})")
_NUMBERED = re.compile(
    r"\A(?P<number>\d{1,3}(?:\.[A-Z]?\d{1,3})*|[A-Z](?:\.\d{1,3})+|[A-Z](?=[.:)]?\s)|[IVX]{1,5}(?=\.\s))(?P<stop>[.:)]?)\s+(?P<title>\S.*)\Z",
    re.DOTALL,
)
_BIBLIOGRAPHY = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:list of )?(?:references|bibliography|works cited|literature cited|reference list)(?: and notes)?",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"(?:foot|end)?notes(?: to (?:the )?(?:chapters?|parts?|text|pages?|preface|introduction)\b.*)?|footnotes and references",
    re.IGNORECASE,
)
_LINKS = re.compile(
    r"see also|(?:external )?links|further (?:reading|information)|(?:related|recommended|suggested|additional) (?:reading|links"
    r"|resources|posts|articles|pages)",
    re.IGNORECASE,
)
_OUTERMOST = re.compile(r"abstract|acknowledge?ments?|appendi(?:x|ces)\b.*|supplementary materials?", re.IGNORECASE)
_LONGEST_TITLE = 12  # words of a line that only its bold type makes a heading
_FEWEST_LETTERS = 3  # "OR" between two commands is no heading
_CAPTION = re.compile(r"(?:figure|fig\.|table|video|listing|algorithm|box|exhibit)\s+[A-Z]?\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarkdownHeading:
    """A heading divided into the parts that a section needs; `of_comments` says that others wrote what is below it."""

    title: str
    number: str
    level: int
    of_comments: bool = False

    @property
    def begins_bibliography(self) -> bool:
        """Says whether a list of references follows."""
        return _BIBLIOGRAPHY.fullmatch(self.title.strip(" :.")) is not None

    @property
    def begins_notes(self) -> bool:
        """Says whether the notes of the whole paper follow."""
        return _NOTES.fullmatch(self.title.strip(" :.")) is not None

    @property
    def begins_links(self) -> bool:
        """Says whether a list of other pages and works follows, each with its address or title."""
        return _LINKS.fullmatch(self.title.strip(" :.")) is not None


def without_attributes(text: str) -> str:
    """Removes the attribute lists of Markdown dialects, such as `{: #anchor .class }`, from `text`."""
    return _ATTRIBUTES.sub("", _ATTRIBUTED_SPAN.sub(r"\1", text)) if "{" in text else text


def is_title_like(text: str) -> bool:
    """Checks whether a line in bold type reads like a heading: short, with a capital or a number first, and no sentence."""
    text = text.strip()
    first = next((char for char in text if char.isalnum()), "")
    return (
        0 < len(text.split()) <= _LONGEST_TITLE
        and (first.isupper() or first.isdigit())
        and sum(map(str.isalpha, text)) >= _FEWEST_LETTERS
        and text[0] not in "\"“‘'(["
        and text[-1] not in '.!,;:…"”'
        and _CAPTION.match(text) is None
    )


def headings(printed: Sequence[tuple[int, str]]) -> list[MarkdownHeading]:
    """Returns the headings of a document, given the Markdown level and the text of each, in order.

    Markdown levels are kept if the numbers agree with them (level minus depth of the number is always the same);
    otherwise a number's depth decides, and an unnumbered heading keeps its Markdown distance from the numbered one before it.
    The outermost level is 1, and no heading is more than one level below the heading before it.
    """
    split = _split_numbers([text for _, text in printed])
    depths = [number.count(".") + 1 if number else 0 for number, _ in split]
    shifts = {level - depth for (level, _), depth in zip(printed, depths, strict=True) if depth}
    levels = [level for level, _ in printed] if len(shifts) < 2 else _levels_by_number(printed, split, depths)
    outermost = min(levels, default=1)
    found: list[MarkdownHeading] = []
    for (number, title), level in zip(split, levels, strict=True):
        found.append(MarkdownHeading(title, number, min(level - outermost, found[-1].level if found else 0) + 1))
    return found


def _levels_by_number(printed: Sequence[tuple[int, str]], split: Sequence[tuple[str, str]], depths: Sequence[int]) -> list[int]:
    levels: list[int] = []
    last_printed, last_level = 0, 0
    for (level, _), (_, title), depth in zip(printed, split, depths, strict=True):
        if depth:
            last_printed, last_level = level, depth
            levels.append(depth)
        elif _OUTERMOST.fullmatch(title) or _BIBLIOGRAPHY.fullmatch(title) or not last_level:
            levels.append(1)
        else:
            levels.append(max(last_level + level - last_printed, 1))
    return levels


def _split_numbers(texts: Sequence[str]) -> list[tuple[str, str]]:
    """Splits headings into number and title; "10 lessons" and "A case for" are titles unless the other numbers say otherwise."""
    found = [_NUMBERED.match(text) for text in texts]
    dotted = {match["number"].split(".")[0] for match in found if match and "." in match["number"]}
    split: list[tuple[str, str]] = []
    last, letter = 0, ""
    for text, match in zip(texts, found, strict=True):
        if match is None or not (_is_number(match, dotted, last) or _is_next_letter(match["number"], dotted, letter)):
            split.append(("", text))
            continue
        first = match["number"].split(".")[0]
        last = int(first) if first.isdigit() else last
        letter = first if len(first) == 1 and first.isalpha() else letter
        split.append((match["number"], match["title"]))
    return split


def _is_number(match: re.Match[str], dotted: set[str], last: int) -> bool:
    number = match["number"]
    if "." in number or number in dotted or match["stop"]:
        return True
    return number.isdigit() and int(number) == last + 1


def _is_next_letter(number: str, dotted: set[str], letter: str) -> bool:
    """Checks whether a letter without a stop continues the appendices, some of which have parts ("B.1")."""
    lettered = any(first.isalpha() for first in dotted)
    return len(number) == 1 and number.isalpha() and lettered and number == (chr(ord(letter) + 1) if letter else "A")


_STARTS_SENTENCE = re.compile(
    r"\s+(?:A|An|Another|As|At|Because|But|By|Each|For|From|Given|Here|How|However|If|In|It|Its|Like|Many|Most|Of|On|One|Our"
    r"|Similarly|Since|So|Some|Such|That|The|Their|There|These|They|This|Those|Through|To|We|What|When|Where|Whether|While|Who|Why"
    r"|With|You)\s+[a-z]"
)


def runs_in(title: str, following: str) -> bool:
    """Checks whether bold words at the start of a paragraph are a heading that nothing but the type sets apart from what follows.

    The next word begins a sentence: it is one that has a capital letter only there.
    """
    return is_title_like(title) and title[-1].isalnum() and _STARTS_SENTENCE.match(following) is not None
