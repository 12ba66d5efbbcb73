"""Reads typed fields of JSON objects that people wrote; every fault is collected, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from alignqa.errors import UsageError

_SHOWN = 50  # faults in a message; the others are only counted


@dataclass(slots=True)
class Faults:
    """Collects the faults of a file."""

    name: str
    found: list[str] = field(default_factory=list)

    def add(self, line: int, what: str) -> None:
        """Notes a fault in a line; lines are numbered from 1."""
        self.note(f"line {line}", what)

    def note(self, place: str, what: str) -> None:
        """Notes a fault at a place in a file that is not read by lines."""
        self.found.append(f"{place}: {what}")

    def raise_any(self, *, hint: str) -> None:
        """Raises one UsageError with all faults, if there are any."""
        if not self.found:
            return
        count = len(self.found)
        rest = f"\n  and {count - _SHOWN} more" if count > _SHOWN else ""
        lines = "".join(f"\n  {fault}" for fault in self.found[:_SHOWN])
        raise UsageError(f"{self.name} has {count} {'fault' if count == 1 else 'faults'}:{lines}{rest}", hint=hint)


@dataclass(slots=True)
class Fields:
    """The fields of one object; a field of the wrong type is noted in `faults` and read as empty."""

    data: Mapping[str, object]
    place: int | str
    faults: Faults
    where: str = ""

    def only(self, known: Collection[str]) -> None:
        """Notes every unknown key."""
        for name in self.data:
            if name not in known:
                self._wrong(f"unknown key {name!r}")

    def text(self, name: str, *, needed: bool = False) -> str:
        """Returns a string, empty if the field is absent or null; a `needed` field may not be empty."""
        value = self.data.get(name)
        if value is not None and not isinstance(value, str):
            self._wrong(f"{name} is not a string")
            return ""
        if needed and not (value or "").strip():
            self._wrong(f"{name} is missing or empty")
        return value or ""

    def number(self, name: str) -> int | None:
        """Returns a whole number, or None if the field is absent or null."""
        value = self.data.get(name)
        if value is None or type(value) is int:
            return value
        self._wrong(f"{name} is not a whole number")
        return None

    def flag(self, name: str, *, needed: bool = False) -> bool:
        """Returns true or false; an absent field is false."""
        value = self.data.get(name)
        if isinstance(value, bool):
            return value
        if needed or value is not None:
            self._wrong(f"{name} is not true or false")
        return False

    def texts(self, name: str) -> tuple[str, ...]:
        """Returns a list of non-empty strings; an absent field is an empty list."""
        found = self._strings(self.data.get(name, []))
        if found is None:
            self._wrong(f"{name} is not a list of strings")
        return found or ()

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Returns a list of non-empty lists of strings; an absent field is an empty list."""
        value = self.data.get(name, [])
        groups = [self._strings(group) for group in value] if isinstance(value, list) else [None]
        if not all(groups):
            self._wrong(f"{name} is not a list of lists of strings")
            return ()
        return tuple(group for group in groups if group)

    def _strings(self, value: object) -> tuple[str, ...] | None:
        if not isinstance(value, list):
            return None
        found = tuple(item for item in value if isinstance(item, str) and item.strip())
        return found if len(found) == len(value) else None

    def _wrong(self, what: str) -> None:
        place = f"line {self.place}" if isinstance(self.place, int) else self.place
        self.faults.note(place, f"{self.where}{what}")
