"""Tells the power in a name, as in RL², from the mark of a note: where a file has a note of this number, it is a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from alignqa.papers.parsing.manuscript.powers import names_power

_SUP = re.compile(r"(?P<before>(?<![A-Za-z])[A-Z]{2,30}+)<sup>(?P<text>[1-9])</sup>")
# A note begins with its number: raised or as the label of a footnote anywhere, in other forms only below a heading for notes.
_NOTE = re.compile(r"^[ >*-]*(?:<[a-z][^<>]*>)*(?:<sup>|\[\^)\W{0,2}(\d{1,3})\b", re.MULTILINE)
_NOTES = re.compile(r"^(?:#+ +|\*\*)(?:foot|end)?notes?\b.*$", re.MULTILINE | re.IGNORECASE)
_NUMBERED = re.compile(r"^[ >*\\]*[\[(]?(\d{1,3})\\?[.):\]]", re.MULTILINE)


def write_raised_names(tokens: Sequence[Token], body: str) -> None:
    """Writes the raised digits in the names of a file as powers, in its `tokens`."""
    if "<sup>" not in body:
        return
    notes = {found[1] for found in _NOTE.finditer(body)}
    if (heading := _NOTES.search(body)) is not None:
        notes |= {found[1] for found in _NUMBERED.finditer(body, heading.end())}

    def power(found: re.Match[str]) -> str:
        return f"{found['before']}^{found['text']}" if found["text"] not in notes else found[0]

    for token in tokens:
        if token.type == "html_block":
            token.content = _SUP.sub(power, token.content)
        children = token.children or []
        for before, opening, digit, closing in zip(children, children[1:], children[2:], children[3:], strict=False):
            if (opening.content, closing.content) == ("<sup>", "</sup>") and names_power(before.content, digit.content, notes):
                opening.content, digit.content, closing.content = "", f"^{digit.content}", ""
