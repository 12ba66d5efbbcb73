"""The messages between this process and the child that shows passages: a task with a PDF goes out, a report comes back.

Both ends of the pipe use this module; a message is JSON, since a child that an evil file has taken over must not be trusted.
"""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from alignqa.papers.page_views.views import PageBox

_LENGTH = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class SoughtPassage:
    """A passage to be found: its text, some text before and after it, and the pages that it is printed on, from 1."""

    text: str
    before: str
    after: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MarkedBox:
    """A box on a page, and the text that is found under it."""

    page: int
    box: PageBox
    text: str


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """The image of a page, as PNG, and the size of the page in points."""

    width: float
    height: float
    image: bytes


@dataclass(frozen=True, slots=True)
class ViewReport:
    """The boxes of each passage, in its order and none where it was not found, and the pages that were drawn, by number."""

    passages: tuple[tuple[MarkedBox, ...], ...]
    pages: Mapping[int, DrawnPage]


def encode_task(passages: tuple[SoughtPassage, ...], width: int, data: bytes) -> bytes:
    """Writes a task for the child."""
    head = json.dumps({"width": width, "passages": [asdict(passage) for passage in passages]}).encode()
    return _LENGTH.pack(len(head)) + head + data


def decode_task(message: bytes) -> tuple[tuple[SoughtPassage, ...], int, bytes]:
    """Reads what `encode_task` wrote."""
    end = _LENGTH.size + _LENGTH.unpack_from(message)[0]
    head = json.loads(message[_LENGTH.size : end])
    passages = tuple(SoughtPassage(p["text"], p["before"], p["after"], tuple(p["pages"])) for p in head["passages"])
    return passages, head["width"], message[end:]


def encode_report(report: ViewReport) -> bytes:
    """Writes the child's report."""
    passages = [[[m.page, m.box.left, m.box.top, m.box.right, m.box.bottom, m.text] for m in marks] for marks in report.passages]
    pages = {number: [page.width, page.height, base64.b64encode(page.image).decode()] for number, page in report.pages.items()}
    return json.dumps({"passages": passages, "pages": pages}).encode()


def decode_report(wire: bytes) -> ViewReport:
    """Reads what `encode_report` wrote; raises ValueError, TypeError, KeyError or AttributeError if it is damaged."""
    content = json.loads(wire)
    return ViewReport(
        tuple(
            tuple(MarkedBox(int(page), PageBox(*map(float, sides)), str(text)) for page, *sides, text in marks)
            for marks in content["passages"]
        ),
        {
            int(number): DrawnPage(float(width), float(height), base64.b64decode(image, validate=True))
            for number, (width, height, image) in content["pages"].items()
        },
    )
