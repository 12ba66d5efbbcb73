r"""The tokens of a LaTeX source, and a stream of them from which arguments are read."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Sequence

from alignqa.papers.parsing.latex.commands import words

_MAX_ARGUMENT_TOKENS = 100_000
MOST_GIVEN_BACK = 1_000_000
"""The number of tokens that may be read in vain, more than a source has."""

# A control word with the blanks TeX skips after it, a control symbol, a parameter, a brace, a blank line, or a run of text.
_TOKEN = re.compile(r"\\[A-Za-z@]+(?:[ \t]*+\n?[ \t]*+(?!\s*\n))?|\\.|\\|#+\d?|[{}\[\]]|[^\\#{}\[\]]+", re.DOTALL)
_OPENING = {"}": "{", "]": "["}
_EMPTY_LINE = re.compile(r"\n[ \t]*\n")


def name_of(token: str) -> str:
    """The name of a control word, without its backslash and the blanks after it; empty for any other token."""
    return token[1:].rstrip() if (token.startswith("\\") and token[1:2].isalpha()) or token.startswith("\\@") else ""


def is_conditional(name: str) -> bool:
    r"""Checks whether a control word opens a branch that `\fi` closes, as far as its name tells."""
    return name.startswith("if") and name not in NOT_CONDITIONALS


NOT_CONDITIONALS = frozenset(
    words("""iff ifthenelse iftoggle ifbool ifdef ifundef ifcsdef ifcsundef ifdefempty ifdefvoid ifdefstring ifdefmacro ifstrequal
    ifstrempty ifblank ifnumcomp ifnumequal ifnumless ifnumgreater ifnumodd ifboolexpr ifboolexpe ifcsempty ifcsvoid ifdimcomp
    ifdimequal ifdimless ifdimgreater ifinlist ifentryseen ifglsused ifglsentryexists ifcitation iffieldundef ifnameundef""")
)
r"""Commands that begin with "if" and take their branches in braces: no `\fi` belongs to them."""


class TokenStream:
    """The tokens that are still to be read."""

    def __init__(self, text: str) -> None:
        self._tokens = deque(_TOKEN.findall(text))
        self.given_back = 0
        """The number of tokens that were read in vain; it is bounded, since a hostile source can have all read for each."""

    def __bool__(self) -> bool:
        return bool(self._tokens)

    def next(self) -> str:
        """Takes the next token, or an empty string at the end."""
        return self._tokens.popleft() if self._tokens else ""

    def peek(self) -> str:
        """The next token, which stays; an empty string at the end."""
        return self._tokens[0] if self._tokens else ""

    def push(self, tokens: Iterable[str]) -> None:
        """Puts tokens back in front."""
        self._tokens.extendleft(reversed([token for token in tokens if token]))

    def skip_blanks(self) -> str:
        """Takes white space and returns it."""
        taken = ""
        while self._tokens and self._tokens[0].isspace():
            taken += self._tokens.popleft()
        if self._tokens and self._tokens[0][0].isspace():
            rest = self._tokens[0].lstrip()
            taken += self._tokens[0][: -len(rest)]
            self._tokens[0] = rest
        return taken

    def take_text(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Takes what `pattern` matches at the beginning of the next token, if that is plain text."""
        if not self._tokens or self._tokens[0][0] in "\\{}#" or not (found := pattern.match(self._tokens[0])):
            return None
        if rest := self._tokens.popleft()[found.end() :]:
            self._tokens.appendleft(rest)
        return found

    def take_character(self, character: str, *, exactly: bool = False) -> bool:
        """Takes `character` if it is next, and the blanks before it unless it has to stand here `exactly`.

        An empty line ends a paragraph and is never skipped; blanks stay where no such character follows.
        """
        blanks = "" if exactly else self.skip_blanks()
        if not self._tokens or _EMPTY_LINE.search(blanks) or not self._tokens[0].startswith(character):
            self.push([blanks])
            return False
        if rest := self._tokens.popleft()[len(character) :]:
            self._tokens.appendleft(rest)
        return True

    def one(self) -> str:
        """Takes a control sequence, a brace or a single character."""
        token = self.next()
        if token.startswith("\\") or len(token) < 2:
            return token
        self._tokens.appendleft(token[1:])
        return token[0]

    def option(self, opening: str = "[", closing: str = "]", *, exactly: bool = False) -> list[str] | None:
        """The tokens of an optional argument; None if there is none, and the blanks stay that a reader may see as a space."""
        blanks = "" if exactly else self.skip_blanks()
        is_there = self.peek() == opening and not _EMPTY_LINE.search(blanks) and self.given_back < MOST_GIVEN_BACK
        group = self.group(opening, closing) if is_there else None
        if group is None:
            self.push([blanks])
        return group

    def group(self, opening: str, closing: str) -> list[str] | None:
        """The tokens between `opening` and its `closing`; None if the next token is not `opening` or nothing closes it."""
        self.skip_blanks()
        if not self._tokens or self._tokens[0] != opening:
            return None
        taken = [self._tokens.popleft()]
        depth = {"{": 0, "[": 0}
        while self._tokens and len(taken) < _MAX_ARGUMENT_TOKENS:
            token = self._tokens.popleft()
            taken.append(token)
            if token == closing and not depth["{"] and (closing == "}" or not depth["["]):
                return taken[1:-1]
            if token in depth:
                depth[token] += 1
            elif opened := _OPENING.get(token):
                depth[opened] = max(depth[opened] - 1, 0)
        self.push(taken)
        self.given_back += len(taken)
        return None

    def argument(self) -> list[str]:
        """One argument: a group, a control sequence or a single character."""
        group = self.group("{", "}")
        if group is not None:
            return group
        return [self.one()] if self._tokens and self._tokens[0] not in "{}" else []

    def argument_text(self) -> str:
        """One argument as source text, trimmed."""
        return "".join(self.argument()).strip()

    def groups(self, count: int) -> list[list[str]] | None:
        """The next `count` groups in braces; None, and nothing is taken, if there are fewer."""
        taken: list[list[str]] = []
        for _ in range(count):
            group = self.group("{", "}")
            if group is None:
                self.push(token for earlier in taken for token in ("{", *earlier, "}"))
                return None
            taken.append(group)
        return taken

    def groups_ahead(self, count: int) -> list[list[str]] | None:
        """The next `count` groups in braces, which stay; None if there are fewer."""
        taken = self.groups(count)
        if taken is not None:
            self.push(token for group in taken for token in ("{", *group, "}"))
        return taken

    def argument_count(self) -> int:
        """The number in square brackets of a definition, 0 if there is none."""
        digits = "".join(self.group("[", "]") or ()).strip()
        return int(digits) if digits.isdecimal() and len(digits) == 1 else 0

    def environment(self, name: str) -> list[str] | None:
        r"""Takes everything up to and including `\end{name}` and returns what stands before it; None without such an end."""
        taken: list[str] = []
        depth = 1
        while self._tokens:
            taken.append(self._tokens.popleft())
            word = name_of(taken[-1])
            if word in {"begin", "end"} and (group := self.groups(1)) is not None:
                if joined(group[0]) == name:
                    depth += 1 if word == "begin" else -1
                    if not depth:
                        return taken[:-1]
                taken.extend(("{", *group[0], "}"))
        self.push(taken)
        return None

    def skip_to(self, name: str) -> None:
        r"""Takes everything up to and including the control word `\name`; nothing if it does not come."""
        taken: list[str] = []
        while self._tokens:
            taken.append(self._tokens.popleft())
            if name_of(taken[-1]) == name:
                return
        self.push(taken)


def joined(tokens: Sequence[str]) -> str:
    """The source text of tokens, trimmed."""
    return "".join(tokens).strip()
