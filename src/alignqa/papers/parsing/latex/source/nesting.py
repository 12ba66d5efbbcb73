r"""Makes the braces and environments of a LaTeX source nest properly and not too deeply, so that a parser can recurse over it."""

from __future__ import annotations

import re

# The LaTeX parser underneath recurses about eight frames for a group, and Python allows a thousand in all.
_DEEPEST = 40

_MARK = re.compile(
    r"(?P<symbol>\\[^A-Za-z])"
    r"|\\(?P<turn>begin|end)\s*\{(?P<name>[^{}\\]*)\}"
    r"|(?P<section>\\(?:part|chapter|(?:sub)*section)(?![A-Za-z]))"
    r"|(?P<brace>[{}])",
    re.DOTALL,
)


def nest(text: str, *, environments: bool = True) -> tuple[str, tuple[str, ...]]:
    r"""The text with braces and environments balanced and at most 40 deep, and the notices for the user on what was mended.

    A closing brace or `\end` without an opening is dropped, an opening without a closing ends where what surrounds it ends,
    or where the next section begins. What lies deeper than 40 loses its braces and keeps its words.
    Without `environments` only braces are looked at: in a macro's definition `\begin` may stand alone.
    """
    nesting = _Nesting(environments=environments)
    written = nesting.run(text)
    return written, tuple(nesting.notices)


class _Nesting:
    def __init__(self, *, environments: bool) -> None:
        self._environments = environments
        self._open: list[str] = []  # "" for a brace, else the name of an environment
        self._too_deep: list[str] = []
        self._written: list[str] = []
        self._unbalanced = False
        self.notices: list[str] = []

    def run(self, text: str) -> str:
        # Only where the count is wrong does a section inside a brace mean that the brace was never closed.
        escaped = re.sub(r"\\.", "", text, flags=re.DOTALL)
        self._unbalanced = escaped.count("{") != escaped.count("}")
        if self._unbalanced:
            self.notices.append("The braces of the source do not match; they were mended where sections and environments end.")
        position = 0
        for found in _MARK.finditer(text):
            self._written.append(text[position : found.start()])
            position = found.end()
            self._take(found)
        self._written.append(text[position:])
        self._close(len(self._open))
        return "".join(self._written)

    def _take(self, found: re.Match[str]) -> None:
        if found["turn"] and not self._environments:
            self._written.append(found[0])
        elif found["brace"] == "{":
            self._begin("", found[0])
        elif found["brace"] == "}":
            self._end("", found[0])
        elif found["turn"] == "begin":
            self._begin(found["name"].strip(), found[0])
        elif found["turn"] == "end":
            self._end(found["name"].strip(), found[0])
        else:
            if found["section"] and self._unbalanced and "" in self._open:
                self._close(len(self._open) - self._open.index(""))
            self._written.append(found[0])

    def _begin(self, name: str, mark: str) -> None:
        if len(self._open) >= _DEEPEST:
            if not self._too_deep and not any("deeply" in notice for notice in self.notices):
                self.notices.append(f"The source nests more than {_DEEPEST} deeply; inner braces were taken off.")
            self._too_deep.append(name)
            return
        self._open.append(name)
        self._written.append(mark)

    def _end(self, name: str, mark: str) -> None:
        if self._too_deep:
            if self._too_deep[-1] == name:
                self._too_deep.pop()
                return
            if name in self._too_deep:
                while self._too_deep.pop() != name:
                    pass
                return
        if name not in self._open or (not name and self._open[-1]):
            return
        self._too_deep.clear()
        inner = self._open[::-1].index(name)
        self._close(inner)
        self._open.pop()
        self._written.append(mark)

    def _close(self, count: int) -> None:
        for _ in range(count):
            name = self._open.pop()
            self._written.append(f"\\end{{{name}}}" if name else "}")
