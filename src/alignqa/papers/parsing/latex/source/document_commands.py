r"""The arguments of `\NewDocumentCommand`, by their signature in xparse's letters ("s O{red} m")."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from alignqa.papers.parsing.latex.source.tokens import TokenStream, joined

NO_VALUE = r"\NoValue"
"""The token that stands for an optional argument that is absent and has no default."""

# A letter with the delimiters and the defaults that belong to it, after signs that do not change how it is read.
_PART = re.compile(
    r"(?:[+!]|>\s{0,60}\{(?:[^{}]|\{[^{}]*+\})*+\}|\s){0,20}"
    r"(?:(?P<letter>[a-zA-Z])\s*)"
    r"(?P<delimiters>(?<=[tT])\s{0,60}\S|(?<=[dDrR])\s{0,60}\S\s{0,60}\S)?\s*"
    r"(?P<default>(?<![mosvb])\{(?:[^{}]|\{[^{}]*\})*\})?"
)
_TEST = re.compile(r"If(?P<kind>Boolean|NoValue|Value|Blank)(?P<branches>TF|T|F)")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a signature: its letter, its delimiters and its default, as tokens, or None if it has none."""

    letter: str
    delimiters: str = ""
    default: tuple[str, ...] | None = None


def arguments_in(signature: str) -> tuple[Argument, ...]:
    """The arguments that a signature lists; whatever is no letter of xparse is left out."""
    found: list[Argument] = []
    for part in _PART.finditer(signature):
        default = part["default"]
        tokens = None if default is None else tuple(_tokens(default[1:-1]))
        found.append(Argument(part["letter"], "".join((part["delimiters"] or "").split()), tokens))
    return tuple(found)


def read_arguments(stream: TokenStream, arguments: Sequence[Argument]) -> list[list[str]]:
    """Takes the values of `arguments` from the stream; an absent one is its default or `NO_VALUE`."""
    values: list[list[str]] = []
    for argument in arguments:
        value = _READERS.get(argument.letter, _mandatory)(stream, argument)
        if value is None:
            value = [NO_VALUE] if argument.default is None else list(argument.default)
        values.append(value)
    return values


def read_test(name: str, stream: TokenStream) -> list[str] | None:
    r"""The branch that `\IfBooleanTF`, `\IfNoValueTF`, `\IfValueT` and the like choose; None for any other command."""
    if (found := _TEST.fullmatch(name)) is None:
        return None
    value = joined(stream.argument())
    holds = {
        "Boolean": value == r"\BooleanTrue",
        "NoValue": value == NO_VALUE,
        "Value": value != NO_VALUE,
        "Blank": not value,
    }[found["kind"]]
    branches = [stream.argument() for _ in found["branches"]]
    chosen = found["branches"].find("T" if holds else "F")
    return branches[chosen] if chosen >= 0 else []


def _tokens(text: str) -> list[str]:
    stream = TokenStream(text)
    return [stream.next() for _ in iter(lambda: bool(stream), False)]


def _mandatory(stream: TokenStream, _: Argument) -> list[str] | None:
    return stream.argument()


def _star(stream: TokenStream, argument: Argument) -> list[str] | None:
    mark = argument.delimiters or "*"
    return [r"\BooleanTrue" if stream.take_character(mark) else r"\BooleanFalse"]


def _optional(stream: TokenStream, _: Argument) -> list[str] | None:
    return stream.group("[", "]")


def _braced(stream: TokenStream, _: Argument) -> list[str] | None:
    return stream.group("{", "}")


def _delimited(stream: TokenStream, argument: Argument) -> list[str] | None:
    opening, closing = argument.delimiters[:1], argument.delimiters[1:]
    if opening in {"[", "{"}:
        return stream.group(opening, closing)
    if not opening or not stream.take_character(opening):
        return None
    taken: list[str] = []
    while stream and stream.peek() != "}":
        token = stream.next()
        before, found, after = token.partition(closing) if not token.startswith("\\") else (token, "", "")
        if found:
            stream.push([after] if after else [])
            return [*taken, before] if before else taken
        taken.append(token)
    stream.push(taken)
    return None


def _body(stream: TokenStream, _: Argument) -> list[str] | None:
    return []  # the body of an environment stays where it is


_READERS: Mapping[str, Callable[[TokenStream, Argument], list[str] | None]] = {
    "s": _star,
    "t": _star,
    "o": _optional,
    "O": _optional,
    "g": _braced,
    "G": _braced,
    **dict.fromkeys("dDrR", _delimited),
    "b": _body,
}
