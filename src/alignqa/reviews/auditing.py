"""A draft held against the papers of a home."""

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
    """What is right and wrong in a draft: its citations, its quotations, and what it says the papers say.

    `name` is what the audit calls it; its ending (.md, .tex, .txt) tells how it is written, and no file is read.
    `home` is that of `open`; an `assistant` of it that is open already is used rather than another one opened.
    `references` are the entries of the draft's reference list, by citation key.
    An empty text is a UsageError.
    """
    draft = draft_of(text, name)
    return auditor_of(open_home(home), assistant=assistant).audit(draft, references=references)
