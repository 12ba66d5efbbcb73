"""Evidence that the cited work only quotes is never shown as the work's own claim."""

from __future__ import annotations

from pathlib import Path

import pytest

import alignqa
from alignqa.audits.drafts.draft import read_draft
from alignqa.audits.findings import DraftPart, FindingVerdict
from alignqa.render.audit import audit_blocks, audit_markdown
from alignqa.render.plain import to_plain
from alignqa.wiring import auditor_of, open_home

pytestmark = pytest.mark.real

PAPER = """---
title: On Tower Whales
authors: [Ada Lark]
year: 2020
---
# Letters

An old keeper once wrote about what he saw from the tower:

> Forty whales passed the northern tower in October, and we burned no oil on any of those nights.

The letters of the keepers were found in 1931 in a chest below the stairs of the tower.
"""
DRAFT = """# Notes

Forty whales passed the northern tower in October, and no oil was burned on those nights (Lark, 2020).

The letters of the keepers were found in 1931 in a chest below the stairs (Lark, 2020).
"""


def test_evidence_that_is_quoted_says_so(tmp_path: Path) -> None:
    (tmp_path / "whales.md").write_text(PAPER, encoding="utf-8")
    alignqa.open_library(tmp_path / "home").ingest([tmp_path / "whales.md"])
    audit = auditor_of(open_home(tmp_path / "home")).audit(read_draft(DRAFT.encode(), "draft.md"))
    quoted, own = (finding for finding in audit.findings if finding.part is DraftPart.CONTENT)
    assert quoted.verdict is own.verdict is FindingVerdict.SUPPORTED
    assert [citation.quoted for citation in (*quoted.evidence, *own.evidence)] == [True, False]
    assert quoted.message == "The cited work only quotes this: the words are not its author's own."
    assert own.message == ""
    assert "quoted in Lark 2020, On Tower Whales" in to_plain(audit_blocks(audit, every=True))
    assert audit_markdown([audit])
