"""Reads a paper in any format: finds papers among files, detects their format, and calls the parser for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript
from alignqa.papers.parsing import epub, html, latex, markdown, pdf, plain_text
from alignqa.papers.parsing.confined.processes import shared
from alignqa.papers.parsing.discovery import Discovery, Refusal, Rendering, discover
from alignqa.papers.parsing.files import MAX_BYTES, read_bytes
from alignqa.papers.parsing.manuscript.coverage import letters_in, letters_in_html, letters_in_latex, thin_body_notice
from alignqa.papers.parsing.manuscript.decoding import decode
from alignqa.papers.parsing.signatures import Format, sniff

__all__ = [
    "MAX_BYTES",
    "PARSER_VERSIONS",
    "Discovery",
    "Format",
    "Parser",
    "Refusal",
    "Rendering",
    "discover",
    "newest_parser",
    "parse_bytes",
    "parse_confined",
    "parse_file",
    "read_bytes",
    "sniff",
]

MAX_CHARACTERS = 8_000_000
"""A longer text is refused: it would fill five thousand pages."""

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

PARSER_VERSIONS: Mapping[Format, int] = {
    Format.PDF: 8,
    Format.LATEX: 7,
    Format.HTML: 8,
    Format.EPUB: 8,
    Format.MARKDOWN: 8,
    Format.PLAIN_TEXT: 6,
}
"""The rule: raise a format's number with every change after which some file of that format gets another text, other sections,
pages or regions, or other metadata; raise all numbers if what identifies a paper (`papers/identity`) changes its metadata.

The catalogue keeps the number with each paper, and `alignqa ingest --again` reads the papers with another one anew.
"""

# Where the facts come from that a file says of itself, if its parser does not say it more exactly.
_ORIGINS: Mapping[Format, str] = {
    Format.PDF: "first page",
    Format.LATEX: "title block",
    Format.HTML: "web page",
    Format.EPUB: "package of the book",
    Format.MARKDOWN: "head of the text",
    Format.PLAIN_TEXT: "head of the text",
}

# The letters of the files whose text can be told from its markup without a parser; of the others what was read must do.
_LETTERS: Mapping[Format, Callable[[bytes, Path], int]] = {
    Format.LATEX: lambda data, path: letters_in_latex(latex.source_text(data, path)),
    Format.HTML: lambda data, _: letters_in_html(decode(data)[0]),
    Format.MARKDOWN: lambda data, _: letters_in_html(decode(data)[0]),
    Format.PLAIN_TEXT: lambda data, _: letters_in(decode(data)[0]),
}


def parse_file(path: Path, *, max_bytes: int = MAX_BYTES) -> Manuscript:
    """Reads a file with the parser for its content.

    Every failure is an UnreadablePaper that names the file:
    it is missing, not a regular file, larger than `max_bytes`, empty, in no known format, damaged, without text, or it costs
    more time or memory than `parse_confined` allows.
    """
    return parse_confined(read_bytes(path, max_bytes=max_bytes), path)


def parse_confined(data: bytes, path: Path) -> Manuscript:
    """Reads the content of a file as `parse_bytes` does, in a process of its own within limits of time and memory."""
    return shared.call(parse_bytes, data, path, path=path, size=len(data))


def parse_bytes(data: bytes, path: Path) -> Manuscript:
    """Reads the content of a file with the parser for it, in this process and without limits.

    `path` names the file, and LaTeX looks for its parts beside it.
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
    if len(manuscript.text) > MAX_CHARACTERS:
        raise UnreadablePaper(
            f"{path} is too long to be one paper: {len(manuscript.text):,} characters.",
            hint="Split it, and ingest the parts that matter",
        )
    letters = _LETTERS[form](data, path) if form in _LETTERS else 0
    notice = thin_body_notice(manuscript, letters)
    return replace(
        manuscript,
        metadata=manuscript.metadata.told_by(_ORIGINS[form]),
        notices=(*manuscript.notices, notice) if notice else manuscript.notices,
        parser=f"{form} {PARSER_VERSIONS[form]}",
    )


def newest_parser(parser: str) -> str:
    """Returns the name of a parser, as a manuscript has it, with its version of today; "" if there is no such parser."""
    form = parser.rpartition(" ")[0]
    return f"{form} {PARSER_VERSIONS[Format(form)]}" if form in set(Format) else ""
