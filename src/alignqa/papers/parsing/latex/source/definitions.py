r"""Reads the definitions of a LaTeX source: of macros, by any of its commands for that, and of environments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from alignqa.papers.parsing.latex.source.document_commands import Argument, arguments_in, read_arguments, tokens_of
from alignqa.papers.parsing.latex.source.tokens import TokenStream, joined, name_of

# Those of the package xargs end in "x", those of twoopt in "twoopt".
MACRO_DEFINERS = frozenset(
    {
        *("DeclareRobustCommand", "DeclareRobustCommandx", "newrobustcmd"),
        *(f"{word}command{kind}" for word in ("new", "renew", "provide") for kind in ("", "x", "twoopt")),
    }
)
COMMAND_DEFINERS = frozenset(
    f"{word}{kind}"
    for word in ("New", "Renew", "Provide", "Declare")
    for kind in ("DocumentCommand", "ExpandableDocumentCommand")
)
TEX_DEFINERS = frozenset({"def", "gdef", "edef", "xdef"})
OPERATOR_DEFINERS = frozenset({"DeclareMathOperator", "DeclarePairedDelimiter"})
ENVIRONMENT_DEFINERS = frozenset(
    {
        *("newenvironment", "renewenvironment", "provideenvironment", "NewEnviron", "RenewEnviron"),
        *(f"{word}DocumentEnvironment" for word in ("New", "Renew", "Provide", "Declare")),
    }
)
HIDING_DEFINERS = frozenset({"excludecomment", "excludeversion"})
r"""Commands of the packages comment and version that name an environment whose text is left out."""

SHOWING_DEFINERS = frozenset({"includecomment", "includeversion", "specialcomment"})
# Commands that hide what follows in an environment that begins with them.
_HIDING = frozenset({"comment", "setbox", "lrbox", "Collect@Body", "savebox"})
# An optional argument of xargs and its default: "2=clay, 3".
_OPTIONAL = re.compile(r"(\d)\s*(?:=\s*(\{[^{}]*\}|[^,]*))?(?:,|\Z)")
_USING = frozenset({"usebox", "box", "copy", "unhbox", "unvbox", "unhcopy", "unvcopy"})


@dataclass(frozen=True, slots=True)
class Macro:
    r"""A definition: its body as tokens and its arguments; an `alias` was made by `\let` and means its body."""

    body: tuple[str, ...]
    arguments: tuple[Argument, ...] = ()
    alias: bool = False


@dataclass(frozen=True, slots=True)
class EnvironmentDefinition:
    """A definition of an environment; one that is `hidden` prints nothing of the text inside.

    The opening of one with a `body_mark` holds this token wherever it prints the text inside.
    """

    opening: Macro
    closing: Macro
    hidden: bool = False
    body_mark: str = ""

    def around(self, inside: Sequence[str]) -> Macro:
        """The macro for one use of an environment with a `body_mark`, given the tokens inside."""
        parts = (tuple(inside) if token == self.body_mark else (token,) for token in self.opening.body)
        return Macro(tuple(chain.from_iterable(parts)), self.opening.arguments)


def plain_arguments(count: int, default: Sequence[str] | None = None) -> tuple[Argument, ...]:
    r"""The arguments of `\newcommand{…}[count][default]`."""
    if default is None or not count:
        return (Argument("m"),) * count
    return (Argument("O", default=tuple(default)), *(Argument("m"),) * (count - 1))


def read_macro(definer: str, stream: TokenStream) -> tuple[str, Macro]:
    r"""Takes the rest of a `\newcommand`, a `\newcommandx` or a `\newcommandtwoopt`: its name and its definition."""
    stream.take_character("*")
    name = name_of(stream.argument_text())
    count = stream.argument_count()
    default = stream.group("[", "]")
    arguments = plain_arguments(count, default)
    if definer.endswith("x"):
        given = {int(found[1]): tokens_of((found[2] or "").strip("{}")) for found in _OPTIONAL.finditer(joined(default or ()))}
        arguments = tuple(
            Argument("O", default=tuple(given[number])) if number in given else Argument("m") for number in range(1, count + 1)
        )
    elif definer.endswith("twoopt") and (second := stream.group("[", "]")) is not None:
        arguments = (*arguments[:1], Argument("O", default=tuple(second)), *arguments[2:])
    return name, Macro(tuple(stream.argument()), arguments)


def read_document_command(stream: TokenStream) -> tuple[str, Macro]:
    r"""Takes the rest of a `\NewDocumentCommand`: its name and its definition."""
    name = name_of(stream.argument_text())
    signature = arguments_in(stream.argument_text())
    return name, Macro(tuple(stream.argument()), signature)


def read_tex_definition(stream: TokenStream) -> tuple[str, Macro | None]:
    r"""Takes the rest of a `\def`: its name and its definition, which is None for parameters with delimiters."""
    stream.skip_blanks()
    name = _defined_name(stream)
    parameters = 0
    is_plain = True
    while stream and stream.peek() != "{":
        token = stream.next()
        parameters += 1
        is_plain = is_plain and token == f"#{parameters}"
        if parameters > 20:  # not a definition
            return "", None
    body = tuple(stream.argument())
    return name, Macro(body, plain_arguments(parameters)) if is_plain else None


def read_alias(stream: TokenStream) -> tuple[str, str]:
    r"""Takes the rest of a `\let`: its name, and the token that it stands for."""
    stream.skip_blanks()
    name = _defined_name(stream)
    if stream.take_character("="):
        stream.skip_blanks()
    return name, "".join(stream.argument())


def read_operator(stream: TokenStream, *, paired: bool) -> tuple[str, Macro]:
    r"""Takes the rest of a `\DeclareMathOperator` or a `\DeclarePairedDelimiter`."""
    stream.take_character("*")
    name = name_of(stream.argument_text())
    first = stream.argument()
    if paired:
        return name, Macro((*first, "#1", *stream.argument()), plain_arguments(1))
    return name, Macro(("\\operatorname", "{", *first, "}"))


def read_environment(definer: str, stream: TokenStream) -> tuple[str, EnvironmentDefinition]:
    r"""Takes the rest of a `\newenvironment`, a `\NewEnviron` or a `\NewDocumentEnvironment`."""
    stream.take_character("*")
    name = stream.argument_text()
    if definer.endswith("DocumentEnvironment"):
        signature = arguments_in(stream.argument_text())
    else:
        count = stream.argument_count()
        signature = plain_arguments(count, stream.group("[", "]"))
    opening = tuple(stream.argument())
    if definer in {"NewEnviron", "RenewEnviron"}:
        return name, _around_body((*opening, *(stream.group("[", "]") or ())), signature, mark=r"\BODY")
    closing = tuple(stream.argument())
    letters = [argument.letter for argument in signature]
    if "b" in letters:
        return name, _around_body((*opening, *closing), signature, mark=f"#{letters.index('b') + 1}")
    hidden = _hides(opening, closing)
    return name, EnvironmentDefinition(Macro(opening, signature), Macro(closing, signature), hidden=hidden)


def _defined_name(stream: TokenStream) -> str:
    r"""Takes the name that is defined: a control word, or one that `\csname` makes."""
    name = name_of(stream.next())
    return read_constructed_name(stream) if name == "csname" else name


def read_constructed_name(stream: TokenStream) -> str:
    r"""Takes the rest of a `\csname` and returns the name that it makes."""
    name = ""
    while stream and name_of(stream.peek()) != "endcsname" and stream.peek() not in "{}":
        name += stream.next()
    if name_of(stream.peek()) == "endcsname":
        stream.next()
    return name.strip()


def read_values(macro: Macro, stream: TokenStream) -> list[list[str]]:
    """Takes the values of the arguments of `macro` from the stream."""
    return read_arguments(stream, macro.arguments)


def _around_body(body: tuple[str, ...], signature: tuple[Argument, ...], *, mark: str) -> EnvironmentDefinition:
    """An environment that prints its text wherever its definition has `mark`, and hides it if the definition has none."""
    tokens = tuple(mark if token.rstrip() == mark else token for token in body)
    hidden = mark not in tokens or _hides(tokens, tokens)
    return EnvironmentDefinition(Macro(tokens, signature), Macro(()), hidden=hidden, body_mark=mark)


def _hides(opening: Sequence[str], closing: Sequence[str]) -> bool:
    """Checks for an environment that begins with a command that hides what follows, or sets it in a box that is never used."""
    names = [name_of(token) for token in opening]
    begun = ["".join(opening[n + 1 : n + 4]) for n, name in enumerate(names) if name == "begin"]
    if "iffalse" in names and "fi" not in names:
        return True
    hides = bool(_HIDING & set(names)) or any(text in {"{comment}", "{lrbox}"} for text in begun)
    return hides and _USING.isdisjoint(map(name_of, closing))
