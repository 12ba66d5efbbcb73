"""The columns of a table: questions, and typed columns of numbers, phrases or yes and no, as people write them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from alignqa.errors import UsageError
from alignqa.retrieval.questions.form import read_form
from alignqa.retrieval.terms import words

_HINT = 'Write --column "parameters:number", or [[columns]] with name, kind and, if you like, question in a .toml file'


class ColumnKind(StrEnum):
    """The kinds of columns; a question is answered with a quote alone."""

    QUESTION = "question"
    NUMBER = "number"
    PHRASE = "phrase"
    YES_NO = "yes-no"


_TYPED = (ColumnKind.NUMBER, ColumnKind.PHRASE, ColumnKind.YES_NO)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `question` is asked in the place of the name, if there is one."""

    name: str
    kind: ColumnKind = ColumnKind.QUESTION
    question: str = ""

    @property
    def typed(self) -> bool:
        """Tells that its cells have a value."""
        return self.kind is not ColumnKind.QUESTION

    def __str__(self) -> str:
        """Writes the column as `--column` reads it."""
        return f"{self.name}:{self.kind}" if self.typed else self.name


def typed_column(written: str) -> Column:
    """Reads "parameters:number"; UsageError if the name or the kind is missing or unknown."""
    name, colon, kind = written.rpartition(":")
    if not colon:
        raise UsageError(f"The column {written!r} has no kind.", hint=f"The kinds are {_kinds()}. {_HINT}")
    return _column(name, kind.strip(), "", where=f"The column {written!r}")


def read_columns(text: str, *, name: str) -> tuple[Column, ...]:
    """Reads a TOML file with columns; UsageError if it has another form, an unknown key or kind, or no column."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{name} is not TOML: {error}.", hint=_HINT) from error
    listed = data.get("columns")
    if unknown := sorted(data.keys() - {"columns"}):
        raise UsageError(f"{name} has unknown keys: {', '.join(unknown)}.", hint=_HINT)
    if not isinstance(listed, list) or not listed:
        raise UsageError(f"{name} has no list of columns.", hint=_HINT)
    found = []
    for number, entry in enumerate(listed, start=1):
        where = f"{name}, column {number}"
        if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
            raise UsageError(f"{where} is not a table of strings.", hint=_HINT)
        if unknown := sorted(entry.keys() - {"name", "kind", "question"}):
            raise UsageError(f"{where} has unknown keys: {', '.join(unknown)}.", hint=_HINT)
        found.append(_column(entry.get("name", ""), entry.get("kind", ""), entry.get("question", ""), where=where))
    return tuple(found)


def distinct(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Returns the columns; UsageError if there is none, or two have the same name."""
    found = tuple(columns)
    if not found:
        raise UsageError("The table has no columns.", hint=f"Give a file with questions, or {_HINT[0].lower()}{_HINT[1:]}")
    names = [column.name.casefold() for column in found]
    if twice := next((name for name in names if names.count(name) > 1), ""):
        raise UsageError(f"Two columns have the name {twice!r}.", hint="Give each column its own name")
    return found


def _column(name: str, kind: str, question: str, *, where: str) -> Column:
    name = " ".join(name.split())
    if not words(name):
        raise UsageError(f"{where} has no name.", hint=_HINT)
    if kind.casefold() not in list(map(str, _TYPED)):
        said = f"has the unknown kind {kind!r}" if kind else "has no kind"
        raise UsageError(f"{where} {said}.", hint=f"The kinds are {_kinds()}")
    return Column(name, ColumnKind(kind.casefold()), read_form(question).text if question.strip() else "")


def _kinds() -> str:
    return f"{', '.join(_TYPED[:-1])} and {_TYPED[-1]}"
