r"""The arguments of `\NewDocumentCommand`, by their signature in xparse's letters ("s O{red} m")."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from alignqa.papers.parsing.latex.source.tokens import MOST_GIVEN_BACK, TokenStream, joined

NO_VALUE = r"\NoValue"
"""The token that stands for an optional argument that is absent and has no default."""

# A letter with the delimiters and the defaults that belong to it, after signs of which only "!" changes how it is read.
_PART = re.compile(
    r"(?P<signs>(?:[+!]|[>=]\s{0,60}\{(?:[^{}]|\{[^{}]*+\})*+\}|\s){0,20})"
    r"(?:(?P<letter>[a-zA-Z])\s*)"
    r"(?P<delimiters>(?<=[tT])\s{0,60}\S|(?<=[dDrR])\s{0,60}\S\s{0,60}\S|(?<=[eEu])\s{0,60}(?:\{[^{}]*\}|\S))?\s*"
    r"(?P<default>(?<![mosvb])\{(?:[^{}]|\{[^{}]*\})*\})?"
)
_PARAMETER = re.compile(r"#(\d)")
_LONGEST_DELIMITED = 2_000  # tokens
_PRINTED = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}_&%#$"},
}
_TEST = re.compile(r"If(?P<kind>Boolean|NoValue|Value|Blank)(?P<branches>TF|T|F)")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a signature: its letter, its delimiters and its default, as tokens, or None if it has none.

    No blanks may stand before one that is `exact`.
    """

    letter: str
    delimiters: str = ""
    default: tuple[str, ...] | None = None
    exact: bool = False


def arguments_in(signature: str) -> tuple[Argument, ...]:
    """The arguments that a signature lists; whatever is no letter of xparse is left out."""
    found: list[Argument] = []
    for part in _PART.finditer(signature):
        default = part["default"]
        tokens = None if default is None else tuple(tokens_of(default[1:-1]))
        delimiters = "".join((part["delimiters"] or "").split())
        delimiters = delimiters[1:-1] if part["letter"] in "eEu" and len(delimiters) > 1 else delimiters
        found.append(Argument(part["letter"], delimiters, tokens, exact="!" in part["signs"]))
    return tuple(found)


def read_arguments(stream: TokenStream, arguments: Sequence[Argument]) -> list[list[str]]:
    """Takes the values of `arguments` from the stream; an absent one is its default or `NO_VALUE`."""
    values: list[list[str] | None] = []
    defaults: list[Sequence[str]] = []
    for argument in arguments:
        if argument.letter in {"e", "E"}:
            values += _embellishments(stream, argument.delimiters)
            defaults += _defaults(argument)
        else:
            values.append(_READERS.get(argument.letter, _mandatory)(stream, argument))
            defaults.append((NO_VALUE,) if argument.default is None else argument.default)
    given = [[NO_VALUE] if value is None else value for value in values]
    # A default may name other arguments.
    return [
        list(chain.from_iterable(_with_value(token, given) for token in default)) if value is None else value
        for value, default in zip(values, defaults, strict=True)
    ]


def _with_value(token: str, values: Sequence[Sequence[str]]) -> Sequence[str]:
    found = _PARAMETER.fullmatch(token)
    return values[int(found[1]) - 1] if found and 0 < int(found[1]) <= len(values) else (token,)


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


def tokens_of(text: str) -> list[str]:
    """The tokens of a source text."""
    stream = TokenStream(text)
    return [stream.next() for _ in iter(lambda: bool(stream), False)]


def _mandatory(stream: TokenStream, _: Argument) -> list[str] | None:
    return stream.argument()


def _star(stream: TokenStream, argument: Argument) -> list[str] | None:
    mark = argument.delimiters or "*"
    return [r"\BooleanTrue" if stream.take_character(mark, exactly=argument.exact) else r"\BooleanFalse"]


def _optional(stream: TokenStream, argument: Argument) -> list[str] | None:
    return stream.option(exactly=argument.exact)


def _braced(stream: TokenStream, argument: Argument) -> list[str] | None:
    return stream.option("{", "}", exactly=argument.exact)


def _delimited(stream: TokenStream, argument: Argument) -> list[str] | None:
    opening, closing = argument.delimiters[:1], argument.delimiters[1:]
    if opening in {"[", "{"}:
        return stream.option(opening, closing, exactly=argument.exact)
    if not opening or not stream.take_character(opening, exactly=argument.exact):
        return None
    return _up_to(stream, opening, closing)


def _up_to(stream: TokenStream, opening: str, closing: str) -> list[str] | None:
    """Takes what stands before the sign that closes, outside braces and inner pairs; None, and nothing, if none does."""
    taken: list[str] = []
    braces, depth = 0, 1
    while stream and (braces or stream.peek() != "}") and len(taken) < _LONGEST_DELIMITED and stream.given_back < MOST_GIVEN_BACK:
        piece = stream.next()
        braces += {"{": 1, "}": -1}.get(piece, 0)
        for place, sign in enumerate(piece if not braces and piece[0] != "\\" else ""):
            depth += (sign == opening != closing) - (sign == closing)
            if not depth:
                stream.push([piece[place + 1 :]])
                return [*taken, piece[:place]] if place else taken
        taken.append(piece)
    stream.push([opening, *taken])
    stream.given_back += sum(map(len, taken))
    return None


def _until(stream: TokenStream, argument: Argument) -> list[str] | None:
    if argument.letter == "u":
        return _up_to(stream, "", argument.delimiters)
    taken: list[str] = []
    while stream and stream.peek() not in "{}" and len(taken) < _LONGEST_DELIMITED:
        taken.append(stream.next())
    return taken


def _verbatim(stream: TokenStream, _: Argument) -> list[str] | None:
    """Takes code between braces or two equal signs, as tokens that print it."""
    code = stream.group("{", "}")
    if code is None:
        mark = stream.one()
        code = _up_to(stream, "", mark) if mark and mark[0] not in "\\{}" else []
    return tokens_of("".join(_PRINTED.get(sign, sign) for sign in "".join(code or ())))


def _embellishments(stream: TokenStream, marks: str) -> list[list[str] | None]:
    """Takes the arguments behind any of the `marks`, such as "_" and "^", in any order."""
    found: dict[str, list[str]] = {}
    while mark := next((mark for mark in marks if mark not in found and stream.take_character(mark)), ""):
        found[mark] = stream.argument()
    return [found.get(mark) for mark in marks]


def _defaults(argument: Argument) -> list[Sequence[str]]:
    stream = TokenStream("".join(argument.default or ()))
    return [stream.argument() if stream else (NO_VALUE,) for _ in argument.delimiters]


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
    **dict.fromkeys("lu", _until),
    "v": _verbatim,
    "b": _body,
}
