"""Tells the power behind a word, as in RL², from the mark of a note: where a file has a note of this number, it is a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from alignqa.papers import section_names as names
from alignqa.papers.parsing.manuscript.powers import is_note_mark, names_power, powers_behind_words

_SUP = re.compile(r"(?P<before>(?<![^\W\d_])[^\W\d_]{2,30}+)(?P<tags>(?:</[a-z]{1,9}>)*)<sup>(?P<text>[1-9])</sup>")
_CARET = re.compile(r"(?P<before>(?<![^\W\d_])[^\W\d_]{2,30}+)(?P<tags>)\^(?P<text>[1-9])\^(?!\w)")
_MARK = re.compile(
    r"(?P<before>[^\n<^]{1,40})(?:</[a-z]{1,9}>)*(?:<sup>(?P<text>[\d, –-]{1,20})</sup>|\^(?P<caret>[\d,–-]{1,20})\^)"
)
# A note begins with its number: raised or as the label of a footnote anywhere, in other forms only below a heading for notes.
_NOTE = re.compile(r"^[ >*-]*(?:<[a-z][^<>]*>)*(?:<sup>|\[\^)\W{0,2}(\d{1,3})\b", re.MULTILINE)
_CONTEXT = 40  # characters
_NOTES = re.compile(r"^(?:#+ +|\*\*)(?:foot|end)?notes?\b.*$", re.MULTILINE | re.IGNORECASE)
_LISTS = re.compile(rf"^(?:#+ +|\*\*)(?:{names.NOTES}|{names.REFERENCE_LIST})\b.*$", re.MULTILINE | re.IGNORECASE)
_NUMBERED = re.compile(r"^[ >*\\]*[\[(]?(\d{1,3})\\?[.):\]]", re.MULTILINE)

# Marks that lead to their notes: "[^2]", "[2](#fn2)", "<a href="#fn2">2</a>"; at the beginning of a line they lead back.
_LINKED = re.compile(
    r"(?<=[^\n])(?:\[\^(\d{1,3})\](?!:)|\[(?:\\?\[|\^)?(\d{1,3})(?:\\?\]|\^)?\]\(#"
    r"|<a\s[^<>]{0,200}href=.#[^<>]{0,200}>\s{0,9}(\d{1,3})\b)"
)


def write_raised_names(tokens: Sequence[Token], body: str) -> frozenset[str]:
    """Writes the raised digits in the names of a file as powers, in its `tokens`, and returns the marks of notes."""
    if _MARK.search(body) is None:
        return frozenset()
    notes = {found[1] for found in _NOTE.finditer(body)}
    if (heading := _NOTES.search(body)) is not None:
        notes |= {found[1] for found in _NUMBERED.finditer(body, heading.end())}
    linked = {number for found in _LINKED.finditer(body) for number in found.groups() if number}
    notes -= linked
    entries = {found[1] for found in _NUMBERED.finditer(body, heading.end())} if (heading := _LISTS.search(body)) else set()
    raised = ((found["before"].rstrip("*_"), found["text"] or found["caret"]) for found in _MARK.finditer(body))
    marks = [(before, number) for before, text in raised if is_note_mark(before, text) for number in re.findall(r"\d+", text)]
    powers = powers_behind_words(marks, notes | (entries - linked))

    def power(found: re.Match[str]) -> str:
        is_power = names_power(found["before"], found["text"], notes, powers=powers)
        return f"{found['before']}{found['tags']}^{found['text']}" if is_power else found[0]

    for token in tokens:
        if token.type == "html_block":
            token.content = _SUP.sub(power, token.content)
        children = token.children or []
        before = ""
        for at, child in enumerate(children):
            if child.type == "text" and "^" in child.content:
                child.content = _CARET.sub(power, before + child.content)[len(before) :]
            in_tags = [one.content for one in children[at : at + 3 : 2]] == ["<sup>", "</sup>"]
            if in_tags and names_power(before, (digit := children[at + 1]).content, notes, powers=powers):
                child.content, digit.content, children[at + 2].content = "", f"^{digit.content}", ""
            before = f"{before}{child.content}"[-_CONTEXT:] if child.type == "text" else before
    return frozenset(number for _, number in marks) - powers
