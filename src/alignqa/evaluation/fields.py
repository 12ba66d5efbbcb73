"""Typed fields of JSON objects that people wrote: what is wrong is collected, never guessed around."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from alignqa.errors import UsageError

_SHOWN = 50  # faults in a message; the rest is counted


@dataclass(slots=True)
class Faults:
    """Collects what is wrong with a file, line by line."""

    name: str
    found: list[str] = field(default_factory=list)

    def add(self, line: int, what: str) -> None:
        """Notes a fault; lines count from 1."""
        self.note(f"line {line}", what)

    def note(self, place: str, what: str) -> None:
        """Notes a fault in a file that is not read by lines."""
        self.found.append(f"{place}: {what}")

    def raise_any(self, *, hint: str) -> None:
        """One UsageError for all faults, or nothing where there are none."""
        if not self.found:
            return
        count = len(self.found)
        rest = f"\n  and {count - _SHOWN} more" if count > _SHOWN else ""
        lines = "".join(f"\n  {fault}" for fault in self.found[:_SHOWN])
        raise UsageError(f"{self.name} has {count} {'fault' if count == 1 else 'faults'}:{lines}{rest}", hint=hint)


@dataclass(slots=True)
class Fields:
    """Reads one object; a field of the wrong type is noted in `faults` and read as empty."""

    data: Mapping[str, object]
    place: int | str
    faults: Faults
    where: str = ""

    def only(self, known: Collection[str]) -> None:
        """Notes every key that is not known."""
        for name in self.data:
            if name not in known:
                self._wrong(f"unknown key {name!r}")

    def text(self, name: str, *, needed: bool = False) -> str:
        """A string, empty where it is absent or null; `needed` ones may not be empty."""
        value = self.data.get(name)
        if value is not None and not isinstance(value, str):
            self._wrong(f"{name} is not a string")
            return ""
        if needed and not (value or "").strip():
            self._wrong(f"{name} is missing or empty")
        return value or ""

    def number(self, name: str) -> int | None:
        """A whole number, or None where it is absent or null."""
        value = self.data.get(name)
        if value is None or type(value) is int:
            return value
        self._wrong(f"{name} is not a whole number")
        return None

    def flag(self, name: str, *, needed: bool = False) -> bool:
        """True or false; absent is false."""
        value = self.data.get(name)
        if isinstance(value, bool):
            return value
        if needed or value is not None:
            self._wrong(f"{name} is not true or false")
        return False

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings that are not empty; absent is an empty one."""
        found = self._strings(self.data.get(name, []))
        if found is None:
            self._wrong(f"{name} is not a list of strings")
        return found or ()

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of strings, none of them empty; absent is an empty one."""
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
