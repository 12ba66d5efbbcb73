"""The compiled patterns of the package, and texts on which a careless pattern takes time that grows faster than the text."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import alignqa

_FEW_FILLERS = (" ", ".", "[", "1", "a", "a ")
_FILLERS = (
    " ", "\t", "\n", "\u00a0", " \n", ".", ". ", ",", ", ", "-", "_", "*", "~", "`", "=", "#", "|", "| ", "/", "\\", "%", "&",
    "$", "^", "!", "'", '"', "(", ")",
    "[", "]", "[a](", "{", "}", "<", ">", "1", "1. ", "[1]", "a", "A", "a ", "A. ", "aB", "Ab, ", "é", "I", "and ", "\\a",
    "\\a{", "a=", "a@",
)  # fmt: skip
_MOST_BEGINNINGS, _FEW_BEGINNINGS = 16, 2
# They need Inspect, which development has not, and have no pattern.
_ELSEWHERE = {f"alignqa.integrations.inspect_tasks.{name}" for name in ("scorers", "tasks")}
_METHODS = {"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}


@dataclass(frozen=True, slots=True)
class NamedPattern:
    """A compiled pattern, with the place where it is defined and the methods that are called on it."""

    name: str
    pattern: re.Pattern[Any]
    methods: tuple[str, ...]


def patterns() -> list[NamedPattern]:
    """Returns every compiled pattern in the globals of a module of the package, each once."""
    found: dict[re.Pattern[Any], tuple[str, set[str]]] = {}
    for module in pkgutil.walk_packages(alignqa.__path__, "alignqa."):
        if module.name.endswith("__main__"):
            continue
        if module.name in _ELSEWHERE and importlib.util.find_spec("inspect_ai") is None:
            continue
        loaded = importlib.import_module(module.name)
        source = Path(loaded.__file__).read_text(encoding="utf-8") if loaded.__file__ else ""
        for name, value in vars(loaded).items():
            for pattern in _patterns_in(value):
                _, methods = found.setdefault(pattern, (f"{loaded.__name__}.{name}", set()))
                methods.update(re.findall(rf"\b{name}\.(\w+)\(", source))
    return sorted(
        (
            NamedPattern(name, pattern, tuple(sorted(methods & _METHODS)) or ("finditer",))
            for pattern, (name, methods) in found.items()
        ),
        key=lambda item: item.name,
    )


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for item in (*value, *value.values()):
            yield from _patterns_in(item)
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _patterns_in(item)


def attacks(pattern: re.Pattern[Any], *, thorough: bool) -> list[str]:
    """Returns texts that are to be repeated: usual fillers, and beginnings of what the pattern matches; all if `thorough`."""
    whole = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.DEBUG
    most, fillers = (_MOST_BEGINNINGS, _FILLERS) if thorough else (_FEW_BEGINNINGS, _FEW_FILLERS)
    starts = islice(dict.fromkeys(_beginnings(parser.parse(whole, flags), "")), most)
    return list(dict.fromkeys([*fillers, *(f"{start}{more}" for start in starts for more in ("", " "))]))


def _beginnings(tree: Any, before: str) -> Iterator[str]:
    """Yields the texts that the first parts of a pattern match, cut after each part, also inside of groups."""
    for operation, argument in tree:
        for inner in _inner(operation, argument):
            yield from _beginnings(inner, before)
        before += _sample(operation, argument)
        if before:
            yield before


def _inner(operation: Any, argument: Any) -> list[Any]:
    """Returns the patterns inside a part of a pattern."""
    if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [argument[2]] if len(argument[2]) > 1 or argument[2][0][0] is codes.SUBPATTERN else []
    if operation is codes.SUBPATTERN:
        return [argument[-1]]
    if operation is codes.ATOMIC_GROUP:
        return [argument]
    if operation in (codes.ASSERT, codes.ASSERT_NOT) and argument[0] > 0:
        return [argument[1]]
    return list(argument[1][:6]) if operation is codes.BRANCH else []


def _samples(tree: Any) -> Iterator[str]:
    """Yields a text that each part of a pattern matches, in their order."""
    for operation, argument in tree:
        yield _sample(operation, argument)


def _sample(operation: Any, argument: Any) -> str:
    if operation is codes.LITERAL:
        return chr(argument)
    if operation is codes.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if operation is codes.ANY:
        return "a"
    if operation is codes.IN:
        return _member(argument)
    if operation in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, inner = argument
        return "".join(_samples(inner)) * max(least, 1 if most else 0)
    if operation is codes.SUBPATTERN:
        return "".join(_samples(argument[-1]))
    if operation is codes.ATOMIC_GROUP:
        return "".join(_samples(argument))
    if operation is codes.BRANCH:
        return "".join(_samples(argument[1][0]))
    return ""


def _member(members: Any) -> str:
    negated = members and members[0][0] is codes.NEGATE
    if negated:
        excluded = [_class_text(member) for member in members[1:]]
        pattern = re.compile(f"[^{''.join(excluded)}]")
        return next((one for one in "a1 A.-(\n" if pattern.match(one)), "é")
    operation, argument = members[0]
    if operation is codes.RANGE:
        return chr(argument[0])
    if operation is codes.CATEGORY:
        return {codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a"}.get(argument, "-")
    return chr(argument)


def _class_text(member: Any) -> str:
    operation, argument = member
    if operation is codes.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    if operation is codes.CATEGORY:
        return {
            codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_WORD: r"\w",
            codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_NOT_WORD: r"\W",
        }[argument]  # fmt: skip
    return re.escape(chr(argument))
