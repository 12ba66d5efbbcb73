"""The cells of the rows as every form of a table shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alignqa.papers.document import Locator
from alignqa.summaries.pages import PageDict, PartDict
from alignqa.summaries.tables.cells import NOT_STATED
from alignqa.summaries.tables.rows import NOT_FOUND

_SIZE = re.compile(
    r"(?:[a-z]{2,13} ){0,2}[$€£~]?\s?(?P<figure>\d+(?:,\d{3})*(?:\.\d+)?)\s?"
    r"(?P<scale>[KMBT]\b|(?:thousand|million|billion|trillion)\b)?",
    re.IGNORECASE,
)
_SCALES = {"": 1.0, "k": 1e3, "th": 1e3, "t": 1e12, "tr": 1e12, "m": 1e6, "mi": 1e6, "b": 1e9, "bi": 1e9}


@dataclass(frozen=True, slots=True)
class CellQuote:
    """A quote of a cell: its value or the kind of its statement, its words and its place."""

    label: str
    exact: str
    place: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell; `value` is None in a column of quotes, and `note` says what must be known of the value."""

    value: str | None
    quotes: tuple[CellQuote, ...] = ()
    note: str = ""

    @property
    def text(self) -> str:
        """The cell in one line: the value, what else is said, and the first quote with its place; or "not found"."""
        first = self.quotes[0] if self.quotes else None
        quoted = f"“{first.exact}”" + (f" ({first.place})" if first.place else "") if first else ""
        if self.value is None:
            return quoted or NOT_FOUND
        return f"{self.brief}: {quoted}" if first and self.value != first.exact else quoted or self.brief

    @property
    def brief(self) -> str:
        """The value, with other numbers or the hedge beside it."""
        value = self.value or ""
        others = ", ".join(one.label for one in self.quotes if one.label != value)
        return f"{value} ({'also: ' * (value != NOT_STATED)}{others})" if others else value

    @property
    def order(self) -> str:
        """The size of a value that begins with a number, by which a table is sorted; else the value."""
        found = _SIZE.match(self.value or "")
        if found is None:
            return self.value or ""
        scale = _SCALES[(found["scale"] or "").casefold()[:2]]
        return f"{float(found['figure'].replace(',', '')) * scale:.15g}"


def cells_of(page: PageDict) -> tuple[ShownCell, ...]:
    """Returns the cells of a row."""
    return tuple(
        ShownCell(part.get("value"), tuple(_quotes(page, part)), part["note"] if part["items"] else "")
        for part in page["page"]["parts"]
    )


def _quotes(page: PageDict, part: PartDict) -> Iterator[CellQuote]:
    for item in part["items"]:
        citation = page["citations"][item["citation"] - 1]
        whose = "quoted in" if citation.get("quoted") else ""
        place = " ".join(part for part in (whose, str(Locator(**citation["locator"]))) if part)
        yield CellQuote(item["label"], citation["quote"]["exact"], place)
