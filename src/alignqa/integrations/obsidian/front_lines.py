"""The properties at the head of a note, merged line by line, so that a person's own keep their order, comments and form."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from alignqa.integrations.obsidian.note import Value, print_of_value, written_property

_BLOCK = re.compile(r"\A(?P<open>\ufeff?---[ \t]*\r?\n)(?P<yaml>(?:.*\r?\n)*?)(?P<close>---[ \t]*(?:\r?\n|\Z))")
_CONTINUED = re.compile(r"[ \t\r\n]|- ")


class UnreadableProperties(ValueError):
    """Properties that are not YAML; the message says so."""


def merged_properties(text: str, written: Mapping[str, str], new: Mapping[str, Value]) -> tuple[str, str]:
    """Returns the head of a note with its properties brought up to date, and the rest of the note.

    `written` has the prints of the values that were written last: a property with another value is a person's and stays,
    and one that is gone stays gone. UnreadableProperties if the head is not YAML.
    """
    block = _BLOCK.match(text)
    if block is None:
        return "", text
    known = _values(block["yaml"])
    line_end = "\r\n" if "\r\n" in block["open"] else "\n"
    lines = block["yaml"].splitlines(keepends=True)
    for name in dict.fromkeys((*new, *written)):
        ours = name in known and print_of_value(known[name]) == written.get(name)
        changed = name not in new or (name in known and print_of_value(known[name]) != print_of_value(new[name]))
        if (name not in known and name not in written) or (ours and changed):
            shown = written_property(name, new[name]).replace("\n", line_end) + line_end if name in new else ""
            lines = _replaced(lines, name, shown)
    return block["open"] + "".join(lines) + block["close"], text[block.end() :]


def _values(source: str) -> Mapping[str, object]:
    try:
        known = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableProperties("its properties are not YAML") from error
    if not isinstance(known, dict | None):
        raise UnreadableProperties("its properties are not YAML")
    return known or {}


def _replaced(lines: list[str], name: str, shown: str) -> list[str]:
    """Puts the new lines in the place of the property's, or at the end if it has none."""
    start = next((at for at, line in enumerate(lines) if re.match(rf"[\"']?{re.escape(name)}[\"']?[ \t]*:", line)), len(lines))
    end = start + 1
    while end < len(lines) and _CONTINUED.match(lines[end]):
        end += 1
    return [*lines[:start], shown, *lines[end:]]
