r"""Reads the paths of attached files, as Zotero, Better BibTeX, JabRef and Mendeley write them into a `file` field.

Files are separated by ";", and description, path and type by ":"; a backslash escapes either.
Mendeley writes the paths in LaTeX (`note{\_}a.pdf`, `C$\backslash$:/…`) and leaves out the first slash.
"""

from __future__ import annotations

import re

from alignqa.papers.parsing.latex.text import inline_text

_MARK = {mark: re.compile(rf"(\\.)|{mark}") for mark in ":;"}
_ESCAPED = re.compile(r"\\([:;\\_&%#${}])")
_WRAPPED = re.compile(r"[^\S\n]{0,99}\n\s*")
_BACKSLASH = re.compile(r"\{?\$\\backslash\$\}?|\{?\\textbackslash\{?\}?\}?")
# A character that LaTeX needs a command for, in braces of its own: {\_}, {\'{e}}, {\c{c}}, {\ss}; an escaped brace is none.
_IN_LATEX = re.compile(r"(?<!\\)\{\\(?:[^A-Za-z{}\s](?:\{[^{}]*\}|[^{}])?|[A-Za-z]{1,2}(?:\s*\{[^{}]*\}|\s+[^{}])?)\}")


def files_in(value: str) -> tuple[str, ...]:
    """The paths in a `file` field: `path`, `:path:PDF`, `description:path:type`, several of them separated by `;`."""
    value = _BACKSLASH.sub(lambda _: "\\", _IN_LATEX.sub(lambda found: inline_text(found[0]), value))
    paths = []
    # Repeated spaces are kept, since a path may contain them; unprintable characters are removed.
    for one in _split("".join(filter(str.isprintable, _WRAPPED.sub(" ", value))), ";"):
        parts = _split(one.strip(), ":")
        if len(parts[0]) == 1 and parts[0].isalpha():  # a drive letter, not a description
            parts[:2] = [":".join(parts[:2])]
        path = ":".join(parts[1:-1]) if len(parts) > 2 else parts[-1]
        paths.append(_ESCAPED.sub(r"\1", path).strip())
    return tuple(path for path in paths if path)


def _split(value: str, mark: str) -> list[str]:
    return _MARK[mark].sub(lambda found: found[1] or "\0", value).split("\0")
