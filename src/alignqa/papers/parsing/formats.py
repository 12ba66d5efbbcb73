"""Reads a paper in any format: finds papers among files, detects their format, and calls the parser for it."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript
from alignqa.papers.parsing import epub, html, latex, markdown, pdf, plain_text
from alignqa.papers.parsing.discovery import Discovery, Refusal, Rendering, discover
from alignqa.papers.parsing.signatures import Format, sniff

__all__ = [
    "MAX_BYTES",
    "Discovery",
    "Format",
    "Parser",
    "Refusal",
    "Rendering",
    "discover",
    "parse_bytes",
    "parse_file",
    "read_bytes",
    "sniff",
]

MAX_BYTES = 100_000_000
"""Larger files are refused unless the caller raises the limit; the longest theses and books stay well below it."""

Parser = Callable[[bytes, Path], Manuscript]
"""The function `parse` that each format's package provides; it loads its libraries when it is first called."""

PARSERS: Mapping[Format, Parser] = {
    Format.PDF: pdf.parse,
    Format.LATEX: latex.parse,
    Format.HTML: html.parse,
    Format.EPUB: epub.parse,
    Format.MARKDOWN: markdown.parse,
    Format.PLAIN_TEXT: plain_text.parse,
}


def parse_file(path: Path, *, max_bytes: int = MAX_BYTES) -> Manuscript:
    """Reads a file with the parser for its content.

    Every failure is an UnreadablePaper that names the file:
    it is missing, not a regular file, larger than `max_bytes`, empty, in no known format, damaged, or without text.
    """
    return parse_bytes(read_bytes(path, max_bytes=max_bytes), path)


def parse_bytes(data: bytes, path: Path) -> Manuscript:
    """Reads the content of a file with the parser for it; `path` names the file, and LaTeX looks for its parts beside it.

    Every failure is an UnreadablePaper that names the file.
    """
    form = sniff(data, path)
    try:
        manuscript = PARSERS[form](data, path)
    except UnreadablePaper:
        raise
    except MemoryError as error:
        raise UnreadablePaper(f"{path} needs more memory than there is.", hint="Split it into smaller files") from error
    except RecursionError as error:
        raise UnreadablePaper(f"{path} is nested too deeply to be read.", hint="Look for the paper in another format") from error
    except Exception as error:
        # A file may make a parser fail in any way: the user gets one line, and the cause stays attached for --debug.
        message = f"{path} could not be read as {form}: {type(error).__name__}."
        raise UnreadablePaper(
            message, hint="Look for the paper in another format, or run again with --debug and report it"
        ) from error
    if not manuscript.text:
        raise UnreadablePaper(f"{path} holds no text.", hint="Look for the paper in another format")
    return manuscript


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Returns the content of a file; raises UnreadablePaper if it is missing, not a regular file, too large or empty."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadablePaper(f"{path} is a folder.", hint="Name a file, or ingest the folder as a whole")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadablePaper(f"{path} is not a regular file.", hint="Copy its content into a file and name that")
        with path.open("rb") as file:
            # A file may grow while it is read, so the limit applies to the reading, too.
            data = file.read(max_bytes + 1) if status.st_size <= max_bytes else b""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadablePaper(f"{path} cannot be read: {reason}.", hint="Check the path and its permissions") from error
    except (ValueError, MemoryError) as error:
        raise UnreadablePaper(
            f"{path} cannot be read: {error or 'not enough memory'}.", hint="Check the path and its size"
        ) from error
    if max(status.st_size, len(data)) > max_bytes:
        size, limit = max(status.st_size, len(data)) / 1e6, max_bytes / 1e6
        message = f"{path} is too large: {size:,.1f} MB, the limit is {limit:,.1f} MB."
        raise UnreadablePaper(message, hint="Split it into smaller files")
    if not data.strip():
        raise UnreadablePaper(f"{path} is empty.", hint="Fetch or copy the file again")
    return data
