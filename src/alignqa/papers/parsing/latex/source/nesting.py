r"""Makes the braces and environments of a LaTeX source nest properly and not too deeply, so that a parser can recurse over it."""

from __future__ import annotations

import re

# pylatexenc needs about eight stack frames for a group, and Python allows a thousand in all.
_MAX_DEPTH = 40

_MARK = re.compile(
    r"(?P<symbol>\\[^A-Za-z])"
    r"|\\(?P<delimiter>begin|end)\s*\{(?P<name>[^{}\\]*)\}"
    r"|(?P<section>\\(?:part|chapter|(?:sub)*section)(?![A-Za-z]))"
    r"|(?P<brace>[{}])",
    re.DOTALL,
)


def balance(text: str, *, environments: bool = True) -> tuple[str, tuple[str, ...]]:
    r"""The text with braces and environments balanced and at most 40 deep, and notices for the user about the repairs.

    A closing brace or `\end` without an opening is dropped; an opening without a closing ends where the surrounding group ends,
    or where the next section begins. Text nested deeper than 40 loses its braces and keeps its words.
    Without `environments` only braces are balanced, since the definition of a macro may contain `\begin` alone.
    """
    balancer = _Balancer(environments=environments)
    balanced = balancer.run(text)
    return balanced, tuple(balancer.notices)


class _Balancer:
    def __init__(self, *, environments: bool) -> None:
        self._environments = environments
        self._open: list[str] = []  # "" for a brace, else the name of an environment
        self._too_deep: list[str] = []
        self._written: list[str] = []
        self._unbalanced = False
        self.notices: list[str] = []

    def run(self, text: str) -> str:
        # A section inside a brace means that the brace was never closed, but only if the braces do not match.
        escaped = re.sub(r"\\.", "", text, flags=re.DOTALL)
        self._unbalanced = escaped.count("{") != escaped.count("}")
        if self._unbalanced:
            self.notices.append("The braces of the source do not match; they were balanced where sections and environments end.")
        position = 0
        for found in _MARK.finditer(text):
            self._written.append(text[position : found.start()])
            position = found.end()
            self._handle(found)
        self._written.append(text[position:])
        self._close_innermost(len(self._open))
        return "".join(self._written)

    def _handle(self, found: re.Match[str]) -> None:
        if found["delimiter"] and not self._environments:
            self._written.append(found[0])
        elif found["brace"] == "{":
            self._open_level("", found[0])
        elif found["brace"] == "}":
            self._close_level("", found[0])
        elif found["delimiter"] == "begin":
            self._open_level(found["name"].strip(), found[0])
        elif found["delimiter"] == "end":
            self._close_level(found["name"].strip(), found[0])
        else:
            if found["section"] and self._unbalanced and "" in self._open:
                self._close_innermost(len(self._open) - self._open.index(""))
            self._written.append(found[0])

    def _open_level(self, name: str, mark: str) -> None:
        if len(self._open) >= _MAX_DEPTH:
            if not self._too_deep and not any("nested" in notice for notice in self.notices):
                self.notices.append(f"The source is nested more than {_MAX_DEPTH} levels deep; deeper braces were removed.")
            self._too_deep.append(name)
            return
        self._open.append(name)
        self._written.append(mark)

    def _close_level(self, name: str, mark: str) -> None:
        if self._too_deep:
            if self._too_deep[-1] == name:
                self._too_deep.pop()
                return
            if name in self._too_deep:
                while self._too_deep.pop() != name:
                    pass
                return
        # A brace that closes over an open environment closes it, too, unless braces are missing anyway.
        if name not in self._open or (not name and self._open[-1] and self._unbalanced):
            return
        self._too_deep.clear()
        inner = self._open[::-1].index(name)
        self._close_innermost(inner)
        self._open.pop()
        self._written.append(mark)

    def _close_innermost(self, count: int) -> None:
        for _ in range(count):
            name = self._open.pop()
            self._written.append(f"\\end{{{name}}}" if name else "}")
