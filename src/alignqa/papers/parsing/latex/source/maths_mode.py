r"""Follows where formulas begin and end in a source, for the condition `\ifmmode`."""

from __future__ import annotations

import re

_BEGINS, _ENDS = frozenset({r"\(", r"\["}), frozenset({r"\)", r"\]"})
_ENVIRONMENTS = re.compile(r"(?:equation|align|gather|multline|eqnarray|flalign|alignat|displaymath|math)\*?")


class MathsMode:
    """Tells if the tokens that were read so far end inside a formula."""

    def __init__(self) -> None:
        self.in_maths = False

    def follow(self, token: str) -> None:
        """Takes note of a token."""
        if token in _BEGINS or token in _ENDS:
            self.in_maths = token in _BEGINS
        elif token[0] not in "\\{}#" and token.replace("$$", "$").count("$") % 2:
            self.in_maths = not self.in_maths

    def follow_environment(self, name: str, *, begins: bool) -> None:
        """Takes note of the beginning or the end of an environment."""
        if _ENVIRONMENTS.fullmatch(name):
            self.in_maths = begins
