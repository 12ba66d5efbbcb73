"""A note on the disk, in which a person writes around the marked parts, and in them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from alignqa.integrations.obsidian.front_lines import merged_properties
from alignqa.integrations.obsidian.note import Note, print_of_text, print_of_value, written_property

_BEGIN = re.compile(r"^%% alignqa:begin (?P<name>[\w-]+) (?P<print>[0-9a-f]{12}) %%[ \t]*\r?\n", re.MULTILINE)
_RECORD = re.compile(r"^%% alignqa:note (?P<json>\{.*\}) %%[ \t]*\r?$", re.MULTILINE)


class DamagedNote(ValueError):
    """A note whose marks no longer tell what is ours; the message says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """The last line that was written into a note: which note it is, its parts, and the prints of its properties."""

    kind: str
    name: str
    parts: tuple[str, ...]
    properties: Mapping[str, str]

    @property
    def identity(self) -> tuple[str, str]:
        """The kind and the name."""
        return self.kind, self.name


@dataclass(slots=True)
class _Stretch:
    """Text of a person, or a part with its marks if it has a name; `text` is what stands between the marks."""

    raw: str
    name: str = ""
    text: str = ""
    edited: bool = False


def new_text(note: Note) -> str:
    """Writes a note that is not there yet."""
    properties = "\n".join(written_property(name, value) for name, value in note.properties.items())
    parts = (_marked(name, text) for name, text in note.parts.items())
    return "\n".join([f"---\n{properties}\n---\n", *parts, _record_line(note)]) + "\n"


def record_of(text: str) -> Record | None:
    """Reads which note a text is; None for a note of somebody else."""
    for found in _RECORD.finditer(text):
        try:
            data = json.loads(found["json"])
            return Record(str(data["kind"]), str(data["name"]), tuple(map(str, data["parts"])), dict(data["properties"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return None


def merged_text(text: str, record: Record, note: Note, *, force: bool = False) -> tuple[str, tuple[str, ...]]:
    """Returns a note brought up to date, and the names of the parts that were left because a person changed them.

    What stands outside the marks stays as it is, letter by letter; so does a changed part, unless `force` is given.
    A part or a property that was deleted stays deleted, and a property that a person changed stays theirs.
    DamagedNote if marks are missing or repeated, or if the properties are not YAML.
    """
    line_end = "\r\n" if "\r\n" in text else "\n"
    properties, body = merged_properties(text, record.properties, note.properties)
    stretches = _stretches(body)
    kept: list[str] = []
    last = 0
    for name, new in note.parts.items():
        at = next((at for at, stretch in enumerate(stretches) if stretch.name == name), None)
        if at is None:
            if name not in record.parts:
                stretches.insert(last, _Stretch(f"\n{_marked(name, new)}" if last else f"{_marked(name, new)}\n", name, new))
                last += 1
            continue
        _renew(stretches[at], new, kept, force=force)
        last = at + 1
    for stretch in stretches:
        if stretch.name and stretch.name not in note.parts:
            if stretch.edited and not force:
                kept.append(stretch.name)
            else:
                stretch.raw = ""
    written = "".join(stretch.raw if not stretch.name else _with_ends(stretch.raw, line_end) for stretch in stretches)
    ending = _record_line(note)
    return properties + _RECORD.sub(lambda found: ending + "\r" * found[0].endswith("\r"), written, count=1), tuple(kept)


def _renew(stretch: _Stretch, new: str, kept: list[str], *, force: bool) -> None:
    if print_of_text(stretch.text) == print_of_text(new) and not stretch.edited:
        return
    if stretch.edited and not force and print_of_text(stretch.text) != print_of_text(new):
        kept.append(stretch.name)
        return
    stretch.raw = _marked(stretch.name, new)


def _stretches(body: str) -> list[_Stretch]:
    """Divides a text at its marks."""
    found: list[_Stretch] = []
    at = 0
    for begin in _BEGIN.finditer(body):
        name = begin["name"]
        end = re.compile(rf"^%% alignqa:end {re.escape(name)} %%[ \t]*(?:\r?\n|\Z)", re.MULTILINE).search(body, begin.end())
        following = _BEGIN.search(body, begin.end())
        if end is None or (following is not None and following.start() < end.start()):
            raise DamagedNote(f'the part "{name}" has a beginning and no end')
        if any(stretch.name == name for stretch in found):
            raise DamagedNote(f'the part "{name}" is there twice')
        text = body[begin.end() : end.start()]
        found += [
            _Stretch(body[at : begin.start()]),
            _Stretch(body[begin.start() : end.end()], name, text, edited=print_of_text(text) != begin["print"]),
        ]
        at = end.end()
    return [*found, _Stretch(body[at:])]


def _marked(name: str, text: str) -> str:
    return f"%% alignqa:begin {name} {print_of_text(text)} %%\n{text}\n%% alignqa:end {name} %%\n"


def _with_ends(raw: str, line_end: str) -> str:
    return raw if line_end == "\n" else re.sub(r"\r?\n", line_end, raw)


def _record_line(note: Note) -> str:
    known = {
        "kind": note.kind,
        "name": note.name,
        "parts": list(note.parts),
        "properties": {name: print_of_value(value) for name, value in note.properties.items()},
    }
    data = json.dumps(known).replace("%", "\\u0025")
    return f"%% alignqa:note {data} %%"
