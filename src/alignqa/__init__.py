"""A research-literature assistant for AI alignment whose quotes are proven slices of their sources.

Importing this package has no effect: names are looked up when they are first used (PEP 562).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alignqa.answers.answer import Abstention, Answer, Citation, Claim, ClaimVerdict, Quote, Reason
    from alignqa.answers.assistant import Assistant
    from alignqa.answers.facts import Fact
    from alignqa.answers.quoting.verification import Check
    from alignqa.audits.findings import Audit, Finding, FindingVerdict
    from alignqa.audits.occurrences.occurrence import Likeness, Occurrence, Occurrences
    from alignqa.errors import (
        AlignqaError,
        IndexLocked,
        IndexUnavailable,
        ModelError,
        ProviderError,
        SettingsError,
        StorageError,
        UnknownPaper,
        UnreadablePaper,
        UsageError,
    )
    from alignqa.index.catalogue.records import PaperRecord
    from alignqa.index.library import Library
    from alignqa.index.reports import FileReport, IngestReport
    from alignqa.papers.document import Locator, Metadata, Paper, Section, Span
    from alignqa.retrieval.retriever import RankedPassage
    from alignqa.reviews.auditing import audit
    from alignqa.reviews.debating import debate
    from alignqa.reviews.defining import define
    from alignqa.reviews.locating import find
    from alignqa.reviews.summarizing import summarize_concepts, summarize_papers, summarize_table
    from alignqa.summaries.debates.debate import Debate
    from alignqa.summaries.folder import BatchReport
    from alignqa.summaries.ledger import Ledger
    from alignqa.wiring import open, open_library

__version__ = "0.1.0"

_HOMES = {
    "alignqa.answers.answer": ("Abstention", "Answer", "Citation", "Claim", "ClaimVerdict", "Quote", "Reason"),
    "alignqa.answers.assistant": ("Assistant",),
    "alignqa.answers.facts": ("Fact",),
    "alignqa.answers.quoting.verification": ("Check",),
    "alignqa.errors": (
        "AlignqaError",
        "IndexLocked",
        "IndexUnavailable",
        "ModelError",
        "ProviderError",
        "SettingsError",
        "StorageError",
        "UnknownPaper",
        "UnreadablePaper",
        "UsageError",
    ),
    "alignqa.index.reports": ("FileReport", "IngestReport"),
    "alignqa.index.library": ("Library",),
    "alignqa.index.catalogue.records": ("PaperRecord",),
    "alignqa.papers.document": ("Locator", "Metadata", "Paper", "Section", "Span"),
    "alignqa.retrieval.retriever": ("RankedPassage",),
    "alignqa.reviews.auditing": ("audit",),
    "alignqa.reviews.debating": ("debate",),
    "alignqa.reviews.defining": ("define",),
    "alignqa.reviews.locating": ("find",),
    "alignqa.reviews.summarizing": ("summarize_concepts", "summarize_papers", "summarize_table"),
    "alignqa.audits.findings": ("Audit", "Finding", "FindingVerdict"),
    "alignqa.audits.occurrences.occurrence": ("Likeness", "Occurrence", "Occurrences"),
    "alignqa.summaries.debates.debate": ("Debate",),
    "alignqa.summaries.folder": ("BatchReport",),
    "alignqa.summaries.ledger": ("Ledger",),
    "alignqa.wiring": ("open", "open_library"),
}
_RENAMED = {"Verdict": "FindingVerdict"}
"""Names of the version before, which work in this one and warn."""
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Abstention",
    "AlignqaError",
    "Answer",
    "Assistant",
    "Audit",
    "BatchReport",
    "Check",
    "Citation",
    "Claim",
    "ClaimVerdict",
    "Debate",
    "Fact",
    "FileReport",
    "Finding",
    "FindingVerdict",
    "IndexLocked",
    "IndexUnavailable",
    "IngestReport",
    "Ledger",
    "Library",
    "Likeness",
    "Locator",
    "Metadata",
    "ModelError",
    "Occurrence",
    "Occurrences",
    "Paper",
    "PaperRecord",
    "ProviderError",
    "Quote",
    "RankedPassage",
    "Reason",
    "Section",
    "SettingsError",
    "Span",
    "StorageError",
    "UnknownPaper",
    "UnreadablePaper",
    "UsageError",
    "audit",
    "debate",
    "define",
    "find",
    "open",
    "open_library",
    "summarize_concepts",
    "summarize_papers",
    "summarize_table",
]


def __getattr__(name: str) -> object:
    if name in _RENAMED:
        import warnings

        warnings.warn(f"alignqa.{name} is now alignqa.{_RENAMED[name]}.", DeprecationWarning, stacklevel=2)
        return __getattr__(_RENAMED[name])
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
