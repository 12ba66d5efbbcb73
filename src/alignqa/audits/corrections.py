"""Corrects a draft: replaces its wrong authors, years and titles, and nothing else."""

from __future__ import annotations

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.findings import Audit, Correction


def corrected(draft: Draft, audit: Audit) -> tuple[str, int]:
    """Returns the text of a draft with the corrections of its audit, and their number; of two that overlap, the first is used."""
    chosen: list[Correction] = []
    wanted = {fix for finding in audit.findings for fix in finding.corrections}
    for fix in sorted(wanted, key=lambda fix: (fix.span.start, fix.span.end, fix.by)):
        if not chosen or fix.span.start >= chosen[-1].span.end:
            chosen.append(fix)
    parts, done = [], 0
    for fix in chosen:
        parts += [draft.text[done : fix.span.start], fix.by]
        done = fix.span.end
    return "".join([*parts, draft.text[done:]]), len(chosen)
