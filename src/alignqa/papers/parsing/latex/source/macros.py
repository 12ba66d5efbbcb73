r"""Expands the macros that a LaTeX source defines for itself, as TeX would: token by token, in the order of the definitions.

It handles `\newcommand` and related commands, `\def` with plain parameters, `\let`, `\DeclareMathOperator`, `\newenvironment`,
`\newif` switches and `\xspace`. Everything else passes through to the parser.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

# These limits stop a macro that calls itself; a paper needs some thousand expansions.
_MAX_EXPANSIONS = 100_000
_MAX_EXPANDED_CHARACTERS = 1_500_000
_MAX_ARGUMENT_TOKENS = 100_000

# A control word with the blanks TeX skips after it, a control symbol, a parameter, a brace, a blank line, or a run of text.
_TOKEN = re.compile(r"\\[A-Za-z@]+(?:[ \t]*\n?[ \t]*(?!\s*\n))?|\\.|\\|#+\d?|[{}\[\]]|[^\\#{}\[\]]+", re.DOTALL)
_PARAMETER = re.compile(r"#(\d)")
_DEFINERS = frozenset({"newcommand", "renewcommand", "providecommand", "DeclareRobustCommand"})
_COMMAND_DEFINERS = frozenset({"NewDocumentCommand", "RenewDocumentCommand", "ProvideDocumentCommand", "DeclareDocumentCommand"})
_TEX_DEFINERS = frozenset({"def", "gdef", "edef", "xdef"})
_OPERATORS = frozenset({"DeclareMathOperator", "DeclarePairedDelimiter"})
_ENVIRONMENTS = frozenset({"newenvironment", "renewenvironment"})
_OPENING = {"}": "{", "]": "["}
_NO_SPACE_BEFORE = tuple("{}~.!,:;?/')-\\ \t\n")


@dataclass(frozen=True, slots=True)
class Macro:
    """A definition: its body as tokens, its number of arguments, and the default of the first one if that is optional."""

    body: tuple[str, ...]
    arguments: int = 0
    default: tuple[str, ...] | None = None


def expand(text: str, *, known_names: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    r"""The text with its own macros expanded and their definitions removed, and the notices for the user.

    The names in `known_names` keep their meaning for the parser, even if the source redefines them.
    Once the number or the size of expansions reaches its limit, the rest passes through unchanged.
    """
    expander = _Expander(text, frozenset(known_names))
    return expander.run(), tuple(expander.notices)


def _name(token: str) -> str:
    return token[1:].rstrip() if (token.startswith("\\") and token[1:2].isalpha()) or token.startswith("\\@") else ""


class _Expander:
    def __init__(self, text: str, known_names: frozenset[str]) -> None:
        self._tokens = deque(_TOKEN.findall(text))
        self._known_names = known_names
        self._macros: dict[str, Macro] = {}
        self._environments: dict[str, tuple[Macro, tuple[str, ...]]] = {}
        self._switches: dict[str, bool] = {"false": False, "true": True}
        self._expansions = 0
        self._expanded_characters = 0
        self._stopped = False
        self.notices: list[str] = []

    def run(self) -> str:
        output: list[str] = []
        while self._tokens:
            token = self._tokens.popleft()
            name = _name(token)
            if not name or not self._handle(name, token):
                output.append(token)
        return "".join(output)

    def _handle(self, name: str, token: str) -> bool:
        """Handles a definition, a macro or a switch; returns False for any other token, which is then output unchanged."""
        if name in _DEFINERS:
            self._define(keep=name == "providecommand")
        elif name in _COMMAND_DEFINERS:
            self._define_document_command()
        elif name in _TEX_DEFINERS:
            self._define_tex()
        elif name == "let":
            self._let()
        elif name in _OPERATORS:
            self._define_operator(paired=name == "DeclarePairedDelimiter")
        elif name in _ENVIRONMENTS:
            self._define_environment()
        elif name == "newif":
            self._switches[_name(self._tokens.popleft() if self._tokens else "")[2:]] = False
        elif name in {"makeatletter", "makeatother", "long", "global", "protected"}:
            pass
        elif name == "xspace":
            self._insert_space()
        elif name in self._macros:
            self._expand(self._macros[name])
        else:
            return self._handle_switch(name) or (name in {"begin", "end"} and self._expand_environment(name, token))
        return True

    # Reading what follows

    def _skip_blanks(self) -> None:
        while self._tokens and self._tokens[0].isspace():
            self._tokens.popleft()
        if self._tokens and self._tokens[0][0].isspace():
            self._tokens[0] = self._tokens[0].lstrip()

    def _drop_first_character(self) -> None:
        if rest := self._tokens.popleft()[1:]:
            self._tokens.appendleft(rest)

    def _take_star(self) -> None:
        self._skip_blanks()
        if self._tokens and self._tokens[0].startswith("*"):
            self._drop_first_character()

    def _group(self, opening: str, closing: str) -> list[str] | None:
        """The tokens between `opening` and its `closing`; None if the next token is not `opening` or nothing closes it."""
        self._skip_blanks()
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
        self._tokens.extendleft(reversed(taken))
        return None

    def _argument(self) -> list[str]:
        """One argument: a group, a control sequence or a single character."""
        group = self._group("{", "}")
        if group is not None:
            return group
        if not self._tokens or self._tokens[0] in "{}":
            return []
        token = self._tokens[0]
        if token.startswith("\\"):
            return [self._tokens.popleft()]
        self._drop_first_character()
        return [token[0]]

    def _argument_count(self) -> int:
        digits = "".join(self._group("[", "]") or ()).strip()
        return int(digits) if digits.isdecimal() and len(digits) == 1 else 0

    # Definitions

    def _define(self, *, keep: bool) -> None:
        self._take_star()
        name = _name("".join(self._argument()).strip())
        arguments = self._argument_count()
        default = self._group("[", "]")
        body = tuple(self._argument())
        self._register(name, Macro(body, arguments, None if default is None else tuple(default)), keep=keep)

    def _define_document_command(self) -> None:
        name = _name("".join(self._argument()).strip())
        signature = "".join(self._argument()).replace(" ", "")
        body = tuple(self._argument())
        if set(signature) <= {"m"}:
            self._register(name, Macro(body, len(signature)))
        elif signature[:1] in {"o", "O"} and set(signature[1:].replace("{}", "")) <= {"m"}:
            self._register(name, Macro(body, len(signature.replace("{}", "")), ()))

    def _define_tex(self) -> None:
        self._skip_blanks()
        name = _name(self._tokens.popleft()) if self._tokens else ""
        parameters = 0
        is_plain = True
        while self._tokens and self._tokens[0] != "{":
            token = self._tokens.popleft()
            parameters += 1
            is_plain = is_plain and token == f"#{parameters}"
            if parameters > 20:  # not a definition
                return
        body = tuple(self._argument())
        if is_plain:
            self._register(name, Macro(body, parameters))

    def _let(self) -> None:
        self._skip_blanks()
        name = _name(self._tokens.popleft()) if self._tokens else ""
        self._skip_blanks()
        if self._tokens and self._tokens[0].startswith("="):
            self._drop_first_character()
            self._skip_blanks()
        target = "".join(self._argument())
        if target.startswith("\\") and _name(target) != name:
            self._register(name, self._macros.get(_name(target)) or Macro((target,)))

    def _define_operator(self, *, paired: bool) -> None:
        self._take_star()
        name = _name("".join(self._argument()).strip())
        first = self._argument()
        if paired:
            second = self._argument()
            self._register(name, Macro((*first, "#1", *second), 1))
        else:
            self._register(name, Macro(("\\operatorname", "{", *first, "}")))

    def _define_environment(self) -> None:
        self._take_star()
        name = "".join(self._argument()).strip()
        arguments = self._argument_count()
        default = self._group("[", "]")
        opening, closing = tuple(self._argument()), tuple(self._argument())
        if name and not self._stopped and name not in self._known_names:
            self._environments[name] = Macro(opening, arguments, None if default is None else tuple(default)), closing

    def _register(self, name: str, macro: Macro, *, keep: bool = False) -> None:
        if name and not self._stopped and name not in self._known_names and not (keep and name in self._macros):
            self._macros[name] = macro

    # Expansion

    def _expand(self, macro: Macro) -> None:
        arguments: list[list[str]] = []
        if macro.arguments and macro.default is not None:
            given = self._group("[", "]")
            arguments.append(list(macro.default) if given is None else given)
        while len(arguments) < macro.arguments:
            arguments.append(self._argument())
        body: list[str] = []
        for token in macro.body:
            found = _PARAMETER.fullmatch(token)
            number = int(found[1]) if found else 0
            if 1 <= number <= len(arguments):
                body.extend(arguments[number - 1])
            else:
                body.append(token.replace("##", "#"))
        self._push_back(body)

    def _push_back(self, tokens: list[str]) -> None:
        self._expansions += 1
        self._expanded_characters += sum(map(len, tokens)) + len(tokens)
        if self._expansions > _MAX_EXPANSIONS or self._expanded_characters > _MAX_EXPANDED_CHARACTERS:
            self._macros.clear()
            self._environments.clear()
            self.notices.append("The macros of the source expand without end; the rest was read without expanding them.")
            self._stopped = True
            return
        self._tokens.extendleft(reversed(tokens))

    def _expand_environment(self, name: str, token: str) -> bool:
        group = self._group("{", "}")
        if group is None:
            return False
        environment = "".join(group).strip()
        if environment in self._environments:
            opening, closing = self._environments[environment]
            self._expand(opening) if name == "begin" else self._push_back(list(closing))
            return True
        self._tokens.extendleft(("}", environment, "{"))
        return False

    def _insert_space(self) -> None:
        if self._tokens and not self._tokens[0].startswith(_NO_SPACE_BEFORE):
            self._tokens.appendleft(" ")

    # Switches

    def _handle_switch(self, name: str) -> bool:
        if name.startswith("if") and name[2:] in self._switches:
            self._choose_branch(self._switches[name[2:]])
            return True
        for value in ("true", "false"):
            if name.endswith(value) and name.removesuffix(value) in self._switches:
                self._switches[name.removesuffix(value)] = value == "true"
                return True
        return False

    def _choose_branch(self, condition: bool) -> None:
        r"""Keeps one of the branches up to the matching `\fi` and drops the other."""
        branches: list[list[str]] = [[], []]
        branch = depth = 0
        while self._tokens:
            token = self._tokens.popleft()
            name = _name(token)
            if name == "fi" and not depth:
                break
            if name == "else" and not depth:
                branch = 1
                continue
            depth += (name.startswith("if") and name not in {"iff", "ifthenelse"}) - (name == "fi")
            branches[branch].append(token)
        self._tokens.extendleft(reversed(branches[0 if condition else 1]))
