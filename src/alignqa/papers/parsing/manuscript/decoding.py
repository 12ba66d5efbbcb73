"""Decodes the bytes of a text file, whatever its encoding."""

from __future__ import annotations

import codecs

# UTF-32's little-endian mark begins with UTF-16's, so the longer marks come first.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes) -> tuple[str, str | None]:
    r"""Returns the text of `data` with "\n" line ends, and a notice for the user if the encoding had to be guessed.

    A byte order mark decides; without one UTF-8 is tried, then Windows-1252, then Latin-1, which takes every byte.
    Broken bytes after a byte order mark become U+FFFD, and the notice says so.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    try:
        return _universal_newlines(data.decode("utf-8")), None
    except UnicodeDecodeError as broken:
        position = broken.start
    try:
        text, encoding = data.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "Latin-1"
    return _universal_newlines(text), f"Not valid UTF-8 (byte {position}); read as {encoding}."


def _decode_marked(data: bytes, encoding: str) -> tuple[str, str | None]:
    try:
        return _universal_newlines(data.decode(encoding)), None
    except UnicodeDecodeError as broken:
        text = data.decode(encoding, errors="replace")
        return _universal_newlines(
            text
        ), f"Not valid {encoding.upper()} (byte {broken.start}); unreadable characters were replaced."


def _universal_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
