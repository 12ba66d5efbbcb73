"""Finds the files of a draft: those in a folder, and those that a LaTeX draft is put together from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.markup import Form

DRAFT_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".qmd", ".tex", ".latex", ".ltx", ".txt", ".docx", ".odt"})
"""The endings of the files of a folder that are drafts."""
_INPUT = re.compile(r"\\(?:input|include|subfile)\b\s*(?:\{([^{}\n]{1,200})\}|([^\s\\{}\[\]]{1,200}))")
_MAX_FILES = 2_000


def drafts_in(folder: Path) -> list[Path]:
    """Returns the drafts in a folder and below it, sorted, without hidden ones and corrected copies."""
    found: list[Path] = []
    for path in sorted(folder.rglob("*")):
        left_out = any(part.startswith(".") for part in path.relative_to(folder).parts) or path.stem.endswith(".corrected")
        if not left_out and path.suffix.casefold() in DRAFT_SUFFIXES and path.is_file():
            found.append(path)
        if len(found) == _MAX_FILES:
            break
    return found


def inputs_of(path: Path, draft: Draft, main: Path) -> Iterator[Path]:
    """Yields the files that a LaTeX draft inputs directly, if they are in the folder of `main` or below it."""
    folder = main.parent.resolve()
    for match in _INPUT.finditer(draft.text if draft.form is Form.LATEX else ""):
        name = (match[1] or match[2]).strip()
        # LaTeX resolves a name from the folder it was started in.
        places = [base / written for base in (main.parent, path.parent) for written in (f"{name}.tex", name)]
        is_comment = draft.read[match.start()] != draft.text[match.start()]
        file = None if is_comment else next((place for place in places if place.is_file()), None)
        if file and file.resolve().is_relative_to(folder):
            yield file
