"""Compares the body of a manuscript with its file, so that no parser loses a body without a word."""

from __future__ import annotations

import re

from alignqa.papers.document import PROSE, Manuscript

_LEAST_SHARE = 1 / 3
# Shorter files are stubs, whose title page alone may outweigh their text; of them only an empty body is reported.
_SHORT_FILE = 400
# Markup of HTML that holds no text for readers, its tags, and its entities.
_HTML_MARKUP = re.compile(
    # Neither may contain its own beginning: else each of many that do not end would be followed to the end of the text.
    r"<!--(?:(?!<!--).)*?-->|<(script|style|svg|template|noscript|head|math)\b(?:(?!<\1\b).)*?</\1\s*+>|<[^<>]*>|&\w+;",
    re.DOTALL | re.IGNORECASE,
)
_LATEX_BODY = re.compile(r"\\begin\s*\{document\}(.*)", re.DOTALL)
_LATEX_MARKUP = re.compile(
    r"\\(?:begin|end|ref|eqref|[cC]ref|label|input|include|includegraphics|bibliography|[a-zA-Z]*cite[a-zA-Z]*)\*?"
    r"(?:\s*\[[^\]]*\])*\s*\{[^{}]*\}|\\[A-Za-z@]+|\$[^$]*\$"
)
_ADDRESS = re.compile(r"\bhttps?://\S+|\(data:[^)]*\)")


def times(count: int) -> str:
    """Returns how often something was left out, as a notice says it: "once", "3 times"."""
    return "once" if count == 1 else f"{count} times"


def letters_in(text: str) -> int:
    """The number of letters in a text, addresses not counted."""
    return sum(map(str.isalpha, _ADDRESS.sub(" ", text)))


def letters_in_html(text: str) -> int:
    """The number of letters that a page shows."""
    return letters_in(_HTML_MARKUP.sub(" ", text))


def letters_in_latex(text: str) -> int:
    """The number of letters between the commands of a source, from the beginning of its document on."""
    found = _LATEX_BODY.search(text)
    return letters_in(_LATEX_MARKUP.sub(" ", found[1] if found else text))


def thin_body_notice(manuscript: Manuscript, letters_of_file: int) -> str | None:
    """The sentence for the user if the body holds less than a third of the letters of the file; else None.

    The file counts with at least what was read of it: a paper whose text came out as tables or captions is thin, too.
    """
    kinds = [region for region in manuscript.regions if region.kind not in PROSE]
    text = manuscript.text
    beside = sum(letters_in(region.span.of(text)) for region in kinds)
    read = letters_in(text)
    body, whole = read - beside, max(letters_of_file, read)
    if body >= whole * _LEAST_SHARE or (whole < _SHORT_FILE and body):
        return None
    share = round(100 * body / whole) if whole else 0
    return f"Only {share}% of the letters of the file were read as body text; compare what `alignqa show` prints with the file."
