"""Tells the power behind a word, as in RL², from the mark of a note: where a file has a note of this number, it is a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from alignqa.papers import section_names as names
from alignqa.papers.parsing.manuscript.powers import (
    is_mark_of,
    is_note_mark,
    letters_of_notes,
    marked_letters,
    names_power,
    powers_behind_words,
)

_SUP = re.compile(r"(?P<before>(?<![^\W\d_])[^\W\d_]{2,30}+)(?P<tags>(?:</[a-z]{1,9}>)*)<sup>(?P<text>[1-9])</sup>")
_CARET = re.compile(r"(?P<before>(?<![^\W\d_])[^\W\d_]{2,30}+)(?P<tags>)\^(?P<text>[1-9])\^(?!\w)")
_MARK = re.compile(
    r"(?P<before>[^\n<^]{1,40})(?:</[a-z]{1,9}>)*(?:<sup>(?P<text>[\d, –-]{1,20})</sup>|\^(?P<caret>[\d,–-]{1,20})\^)"
)
# A note begins with its number: raised or as the label of a footnote anywhere, in other forms only below a heading for notes.
_NOTE = re.compile(r"^[ >*-]*(?:<[a-z][^<>]*>)*(?:<sup>|\[\^)\W{0,2}(\d{1,3})\b", re.MULTILINE)
_LETTERS = re.compile(
    r"(?P<before>[^\n<^]{1,40})(?P<tags>(?:</[a-z]{1,9}>)*)"
    r"(?:<sup>(?P<text>[a-z\d][a-z, –-]{0,20})</sup>|\^(?P<caret>[a-z\d][a-z,–-]{0,20})\^)"
)
_LETTERED_NOTE = re.compile(r"(?:^[ >*-]*|<(?:p|li|dd)>)(?:<sup>([a-z])</sup>|\^([a-z])\^)[ \t]*+\S", re.MULTILINE)
_CONTEXT = 40  # characters
_NOTES = re.compile(r"^(?:#+ +|\*\*)(?:foot|end)?notes?\b.*$", re.MULTILINE | re.IGNORECASE)
_LISTS = re.compile(rf"^(?:#+ +|\*\*)(?:{names.NOTES}|{names.REFERENCE_LIST})\b.*$", re.MULTILINE | re.IGNORECASE)
_NUMBERED = re.compile(r"^[ >*\\]*[\[(]?(\d{1,3})\\?[.):\]]", re.MULTILINE)

# Marks that lead to their notes: "[^2]", "[2](#fn2)", "<a href="#fn2">2</a>"; at the beginning of a line they lead back.
_LINKED = re.compile(
    r"(?<=[^\n])(?:\[\^(\d{1,3})\](?!:)|\[(?:\\?\[|\^)?(\d{1,3})(?:\\?\]|\^)?\]\(#"
    r"|<a\s[^<>]{0,200}href=.#[^<>]{0,200}>\s{0,9}(\d{1,3})\b)"
)


@dataclass(frozen=True, slots=True)
class _Signs:
    """The raised signs of a file: the numbers of its `notes`, these with their letters (`noted`), and the `powers` of words."""

    notes: frozenset[str]
    noted: frozenset[str]
    powers: frozenset[str]

    def write(self, text: str, pattern: re.Pattern[str]) -> str:
        """Returns the text with the powers that the pattern finds written as such, and without the marks of lettered notes."""
        return pattern.sub(self._power, _LETTERS.sub(self._unmarked, text))

    def write_tags(self, before: str, tokens: Sequence[Token]) -> None:
        """Writes what stands between two tags behind the text `before`."""
        shown = tokens[1].content
        if self._is_power(before, shown):
            shown = f"^{shown}"
        elif is_mark_of(self.noted, before, shown):
            shown = ""
        else:
            return
        for token, content in zip(tokens, ("", shown, ""), strict=True):
            token.content = content

    def _is_power(self, before: str, text: str) -> bool:
        return names_power(before, text, self.notes, powers=self.powers)

    def _power(self, found: re.Match[str]) -> str:
        return f"{found['before']}{found['tags']}^{found['text']}" if self._is_power(found["before"], found["text"]) else found[0]

    def _unmarked(self, found: re.Match[str]) -> str:
        is_mark = is_mark_of(self.noted, found["before"], found["text"] or found["caret"])
        return f"{found['before']}{found['tags']}" if is_mark else found[0]


def write_raised_names(tokens: Sequence[Token], body: str) -> frozenset[str]:
    """Writes the raised digits in the names of a file as powers, in its `tokens`, and returns the marks of notes."""
    if _MARK.search(body) is None and _LETTERS.search(body) is None:
        return frozenset()
    marks, signs = _read(body)
    for token in tokens:
        if token.type == "html_block":
            token.content = signs.write(token.content, _SUP)
        children = token.children or []
        before = ""
        for at, child in enumerate(children):
            if child.type == "text" and "^" in child.content:
                child.content = signs.write(before + child.content, _CARET)[len(before) :]
            if [one.content for one in children[at : at + 3 : 2]] == ["<sup>", "</sup>"]:
                signs.write_tags(before, children[at : at + 3])
            before = f"{before}{child.content}"[-_CONTEXT:] if child.type == "text" else before
    behind_units = {found["text"] for found in _LETTERS.finditer(body) if found["text"] in signs.notes}
    return (marks - signs.powers) | behind_units | (signs.noted - signs.notes)


def _read(body: str) -> tuple[frozenset[str], _Signs]:
    """Returns the numbers that look like marks of notes, and what the raised signs of the file are."""
    notes = {found[1] for found in _NOTE.finditer(body)}
    if (heading := _NOTES.search(body)) is not None:
        notes |= {found[1] for found in _NUMBERED.finditer(body, heading.end())}
    linked = {number for found in _LINKED.finditer(body) for number in found.groups() if number}
    notes -= linked
    entries = {found[1] for found in _NUMBERED.finditer(body, heading.end())} if (heading := _LISTS.search(body)) else set()
    raised = ((found["before"].rstrip("*_"), found["text"] or found["caret"]) for found in _MARK.finditer(body))
    marks = [(before, number) for before, text in raised if is_note_mark(before, text) for number in re.findall(r"\d+", text)]
    powers = powers_behind_words(marks, notes | (entries - linked))
    signs = _Signs(frozenset(notes), _letters(body).union(notes), powers)
    return frozenset(number for _, number in marks), signs


def _letters(body: str) -> frozenset[str]:
    """Returns the letters of notes: those that a line begins with, and those whose marks come in their order."""
    marks = [marked_letters(found["before"].rstrip("*_"), found["text"] or found["caret"]) for found in _LETTERS.finditer(body)]
    known = frozenset(found[1] or found[2] for found in _LETTERED_NOTE.finditer(body))
    return (known if any(marks) else frozenset()) | letters_of_notes(marks)
