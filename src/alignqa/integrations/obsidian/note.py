"""The content of a note: its properties, and its parts in their order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

Value = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Everything that alignqa writes into a note; `kind` and `name` say which note it is, wherever it has been moved to."""

    kind: str
    name: str
    properties: Mapping[str, Value] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str]:
        """The kind and the name."""
        return self.kind, self.name


def written_property(name: str, value: Value) -> str:
    """Writes a property as YAML, a list with one item a line, as Obsidian does."""
    if isinstance(value, tuple):
        return "\n".join([f"{name}:", *(f"  - {json.dumps(item, ensure_ascii=False)}" for item in value)])
    return f"{name}: {json.dumps(value, ensure_ascii=False)}"


def print_of_text(text: str) -> str:
    """Returns a fingerprint of a part, in which blank lines and the white space at the end of lines do not count."""
    return _digest("\n".join(line.rstrip() for line in text.splitlines() if line.strip()))


def print_of_value(value: object) -> str:
    """Returns a fingerprint of the value of a property, however its YAML is written."""
    return _digest(json.dumps(value, default=str, sort_keys=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
