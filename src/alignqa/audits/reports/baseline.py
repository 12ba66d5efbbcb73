"""Baselines: the problems of an earlier report, so that a long-lived draft shows only what is new."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace

from alignqa.audits.findings import Audit, Finding
from alignqa.audits.wording import Wording
from alignqa.errors import UsageError

AUDIT_SCHEMA = "alignqa.audit/1"
_HINT = "Make one: alignqa audit FILE --json > baseline.json"


def fingerprint(finding: Finding) -> str:
    """Returns a mark of a finding that stays when lines shift, when the draft is wrapped anew or when its file is renamed.

    It is made of the part, the verdict and the words of the draft, and not of the place or the evidence.
    """
    words = " ".join(Wording(finding.about).words) or finding.about
    return hashlib.sha256(f"{finding.part}\n{finding.verdict}\n{words}".encode()).hexdigest()[:20]


def read_baseline(text: str, name: str) -> Counter[str]:
    """Reads the problems of a report that `alignqa audit --json` wrote, by fingerprint; UsageError for anything else."""
    try:
        report = json.loads(text)
        if report["schema"] != AUDIT_SCHEMA:
            raise ValueError
        found = [finding for draft in report["drafts"] for finding in draft["findings"] if finding["problem"]]
        return Counter(str(finding["fingerprint"]) for finding in found)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{name} is not a report of the schema {AUDIT_SCHEMA} with fingerprints.", hint=_HINT) from error


def new_since(audit: Audit, baseline: Counter[str]) -> Audit:
    """Returns an audit in which the problems of a baseline are known ones; each entry, which is used up, accounts for one."""
    known = []
    for finding in audit.problems:
        mark = fingerprint(finding)
        if baseline[mark] > 0:
            baseline[mark] -= 1
            known.append(finding)
    rest = tuple(finding for finding in audit.findings if not any(finding is one for one in known))
    return replace(audit, findings=rest, known=tuple(known))
