"""Detects the format of a file: by its content first, by its suffix second."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import Path

from alignqa.errors import UnreadablePaper

_TEXT_SAMPLE = 65_536
_HEAD = 1_024
# Control characters that no text contains; tab, line ends, form feed and escape occur in real texts.
_CONTROL = bytes(set(range(32)) - {8, 9, 10, 11, 12, 13, 27}) + b"\x7f"
# Compressed data contains about 11% of them, and a text with a few stray ones far below 1%.
_BINARY_SHARE = 0.03
# UTF-16 and UTF-32, which are full of zero bytes; UTF-32 in little-endian order begins as UTF-16 does.
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_HTML_START = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_HTML_PROLOGUE = re.compile(r"\s+|<\?xml.*?\?>|<!--.*?-->", re.DOTALL)
_FOREIGN = (
    (b"\x1f\x8b", "a gzip archive", "Unpack it and ingest the files inside"),
    (b"BZh", "a bzip2 archive", "Unpack it and ingest the files inside"),
    (b"\xfd7zXZ", "an xz archive", "Unpack it and ingest the files inside"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it and ingest the files inside"),
    (b"\x89PNG", "an image", "Look for a PDF, HTML or text version, since text inside images is not read"),
    (b"\xff\xd8\xff", "an image", "Look for a PDF, HTML or text version, since text inside images is not read"),
    (b"GIF8", "an image", "Look for a PDF, HTML or text version, since text inside images is not read"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "Save it as PDF or HTML and ingest that"),
    (b"{\\rtf", "a Rich Text document", "Save it as PDF or HTML and ingest that"),
    (b"%!PS", "a PostScript document", "Convert it to PDF (for example with ps2pdf) and ingest that"),
    (b"AT&TFORM", "a DjVu document", "Convert it to PDF with its text layer and ingest that"),
)


class Format(StrEnum):
    """The formats that papers are read from."""

    MARKDOWN = "markdown"
    PDF = "pdf"
    LATEX = "latex"
    HTML = "html"
    EPUB = "epub"
    PLAIN_TEXT = "plain text"


SUFFIXES = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".mkd": Format.MARKDOWN,
    ".pdf": Format.PDF,
    ".tex": Format.LATEX,
    ".latex": Format.LATEX,
    ".ltx": Format.LATEX,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".epub": Format.EPUB,
    ".txt": Format.PLAIN_TEXT,
    ".text": Format.PLAIN_TEXT,
}
"""The suffixes, in lower case, of files that are papers."""


def sniff(data: bytes, path: Path) -> Format:
    """Returns the format of a file that begins with `data` (all of it, or its first kilobytes).

    Signatures come first, so that a wrong suffix does no harm; then the suffix; any other text is plain text.
    Raises UnreadablePaper if the content is in none of these formats.
    """
    form = signature(data)
    if form is not None:
        return form
    _refuse_foreign(data, path)
    by_suffix = SUFFIXES.get(path.suffix.lower(), Format.PLAIN_TEXT)
    # A text that calls itself PDF or EPUB is still a text.
    return Format.PLAIN_TEXT if by_suffix in {Format.PDF, Format.EPUB} else by_suffix


def signature(data: bytes) -> Format | None:
    """Returns the format that the beginning of `data` proves, or None if only the suffix can decide."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    # PDF programs accept a header anywhere in the first kilobyte; the trailer distinguishes such a file from a text about PDF.
    if head.startswith(b"%PDF-") or (b"%PDF-" in head and b"startxref" in data[-_HEAD:]):
        return Format.PDF
    if data.startswith(b"PK\x03\x04"):
        return Format.EPUB if _is_epub(data) else None
    text = _sample(data)
    if _begins_as_html(text):
        return Format.HTML
    return Format.LATEX if _begins_as_latex(text) else None


def _is_epub(data: bytes) -> bool:
    # The standard puts an uncompressed `mimetype` first; some programs do not, so the list of members is checked next.
    if b"mimetypeapplication/epub+zip" in data[:256]:
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "META-INF/container.xml" in archive.NameToInfo
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def _begins_as_html(text: str) -> bool:
    position = 0
    while match := _HTML_PROLOGUE.match(text, position):
        position = match.end()
    return _HTML_START.match(text, position) is not None


def _begins_as_latex(text: str) -> bool:
    """Checks whether a document class comes before any line that is neither blank, a comment nor a command."""
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith(("\\documentclass", "\\documentstyle")):
            return True
        if stripped and not stripped.startswith(("%", "\\")):
            return False
    return False


def _sample(data: bytes) -> str:
    """Decodes the beginning of `data` well enough to recognise ASCII marks in it."""
    head = data[:_TEXT_SAMPLE]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _refuse_foreign(data: bytes, path: Path) -> None:
    for mark, name, hint in _FOREIGN:
        if data.startswith(mark):
            raise UnreadablePaper(f"{path} is {name}, not a paper.", hint=hint)
    if data.startswith(b"PK\x03\x04"):
        message = f"{path} is a ZIP archive and not an EPUB book."
        raise UnreadablePaper(message, hint="Unpack an archive first; save an Office document as PDF or HTML")
    sample = data[:_TEXT_SAMPLE]
    if not sample.startswith(_BYTE_ORDER_MARKS):
        controls = len(sample) - len(sample.translate(None, _CONTROL))
        if controls > _BINARY_SHARE * len(sample):
            message = f"{path} holds binary data of no known format."
            raise UnreadablePaper(message, hint="Look for the paper as PDF, HTML, LaTeX, EPUB, Markdown or plain text")
