"""Has a child process write a copy of a PDF with highlighted passages, and read the highlights of the copy back."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from alignqa.papers.page_views.views import PageBox
from alignqa.papers.parsing.pdf.child.child_process import crashed, limits_for, report_of_child

_CHILD = "alignqa.papers.page_views.child.highlight_main"
_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Highlight:
    """A highlight on one page, with its note; `text` is what is found under it, and is not written."""

    page: int
    boxes: tuple[PageBox, ...]
    note: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class HighlightedCopy:
    """A PDF, and the highlights as they were read back from it, in the order in which they were written."""

    data: bytes
    highlights: tuple[Highlight, ...]


def highlighted_copy(data: bytes, path: Path, highlights: Sequence[Highlight]) -> HighlightedCopy:
    """Highlights passages in a copy of the PDF `data`, which came from `path`.

    Raises UnreadablePaper if that costs too much, or the file cannot be written anew.
    """
    wire = report_of_child(_CHILD, (), encode_highlights(highlights, data), path, limits=limits_for(4 * len(data)))
    try:
        content = json.loads(wire)
        return HighlightedCopy(base64.b64decode(content["data"], validate=True), _highlights(content["highlights"]))
    except (ValueError, TypeError, KeyError) as error:
        raise crashed(path) from error


def encode_highlights(highlights: Sequence[Highlight], data: bytes) -> bytes:
    """Writes the child's task."""
    head = json.dumps([asdict(highlight) for highlight in highlights]).encode()
    return _LENGTH.pack(len(head)) + head + data


def decode_highlights(message: bytes) -> tuple[tuple[Highlight, ...], bytes]:
    """Reads what `encode_highlights` wrote."""
    end = _LENGTH.size + _LENGTH.unpack_from(message)[0]
    return _highlights(json.loads(message[_LENGTH.size : end])), message[end:]


def encode_copy(copy: HighlightedCopy) -> bytes:
    """Writes the child's report."""
    highlights = [asdict(highlight) for highlight in copy.highlights]
    return json.dumps({"data": base64.b64encode(copy.data).decode(), "highlights": highlights}).encode()


def _highlights(rows: list[dict[str, object]]) -> tuple[Highlight, ...]:
    found = []
    for row in rows:
        boxes = tuple(PageBox(**{side: float(value) for side, value in box.items()}) for box in row["boxes"])  # type: ignore[attr-defined]  # what has none is damaged
        found.append(Highlight(int(str(row["page"])), boxes, str(row["note"]), str(row["text"])))
    return tuple(found)
