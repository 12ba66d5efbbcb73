"""Checks a draft against the papers of a home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from alignqa.answers.assistant import Assistant
from alignqa.audits.drafts.draft import draft_of
from alignqa.audits.findings import Audit
from alignqa.papers.document import Metadata
from alignqa.wiring import auditor_of, open_home


def audit(
    text: str,
    *,
    name: str = "draft.md",
    home: str | Path | None = None,
    assistant: Assistant | None = None,
    references: Mapping[str, Metadata] | None = None,
) -> Audit:
    """Checks the citations and quotations of a draft, and whether the papers say what the draft says they say.

    `name` is the name of the draft in the audit; its ending (.md, .tex, .txt) gives the format, and no file is read.
    `home` works as in `open`; pass an open `assistant` of that home to avoid opening another one.
    `references` are the entries of the draft's reference list, by citation key.
    An empty text is a UsageError.
    """
    draft = draft_of(text, name)
    return auditor_of(open_home(home), assistant=assistant).audit(draft, references=references)
