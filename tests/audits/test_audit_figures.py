"""What the audit finds in real texts: quotations of others' notes and of slices of papers, planted errors, and two pages."""

from __future__ import annotations

import hashlib
import random
import re
from collections import Counter
from pathlib import Path

import pytest

import alignqa
from alignqa.audits.comparison import Match, compare
from alignqa.audits.drafts.draft import read_draft
from alignqa.audits.findings import Audit, DraftPart, FindingVerdict
from alignqa.audits.wording import Wording
from alignqa.index.passages.splitting import split
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.formats import parse_file
from alignqa.wiring import auditor_of, open_home
from places import LITERATURE

PAPERS, QA = LITERATURE / "papers", LITERATURE / "qa"
DRAFTS = Path(__file__).parent / "drafts"
LABELS = Path(__file__).parent / "note_quotations.tsv"
pytestmark = [
    pytest.mark.literature,
    pytest.mark.real,
    pytest.mark.skipif(not PAPERS.is_dir(), reason=f"the papers to measure on are missing: {PAPERS}"),
]
READ = (
    "hubinger2019-rflo/mesa_optimization.pdf",
    "greenblatt2024-alignment-faking",
    "atlas-textbook/06/03.md",
    "atlas-textbook/07/02.md",
    "atlas-textbook/02/05.md",
    "pdf",
)
SLICES = 300


def manuscripts() -> list[Manuscript]:
    paths = [
        path for name in READ for path in ([PAPERS / name] if (PAPERS / name).is_file() else sorted((PAPERS / name).iterdir()))
    ]
    return [parse_file(path) for path in paths if path.suffix in {".md", ".pdf"}]


def altered(words: list[str], other: list[str], kind: str, random_: random.Random) -> list[str]:
    """A slice with one word replaced, one number changed, one negation put in or out, or the end of another slice."""
    at = random_.randrange(1, len(words) - 1)
    if kind == "splice":
        return [*words[: len(words) // 2], *other[len(other) // 2 :]]
    if kind == "negation" and "not" in words:
        return [word for word in words if word != "not"]
    if kind == "negation":
        return [*words[:at], "not", *words[at:]]
    numbers = [place for place, word in enumerate(words) if re.fullmatch(r"\d{1,6}%?", word)]
    if kind == "number" and numbers:
        changed = re.sub(r"\d+", lambda match: str(int(match[0]) + 7), words[numbers[0]])
        return [*words[: numbers[0]], changed, *words[numbers[0] + 1 :]]
    return [*words[:at], "lantern", *words[at + 1 :]]


def test_altered_slices_are_told_from_verbatim_ones():
    random_ = random.Random(7)  # noqa: S311 - a sample, not a secret
    texts = manuscripts()
    wordings = [Wording(manuscript.text) for manuscript in texts]
    sentences = [
        [
            words
            for p in split(m)
            if p.kind is RegionKind.BODY
            for s in p.sentences
            if 6 <= len(words := s.of(m.text).split()) <= 45
        ]
        for m in texts
    ]
    told: Counter[tuple[bool, bool]] = Counter()
    for number in range(SLICES):
        chosen = random_.randrange(len(texts))
        words, other = random_.choice(sentences[chosen]), random_.choice(sentences[chosen])
        change = number % 2 == 1
        if change:
            words = altered(words, other, ("word", "number", "negation", "splice")[number // 2 % 4], random_)
        match = compare(" ".join(words), wordings[chosen], texts[chosen].text).match
        told[change, match is not Match.VERBATIM] += 1
    precision = told[True, True] / (told[True, True] + told[False, True])
    recall = told[True, True] / (told[True, True] + told[True, False])
    assert precision >= 0.98, told
    assert recall >= 0.95, told


@pytest.fixture(scope="module")
def auditor(tmp_path_factory: pytest.TempPathFactory):
    """Holds drafts against the paper that most of them cite, and the literature list."""
    home = tmp_path_factory.mktemp("literature")
    library = alignqa.open_library(home)
    report = library.ingest([PAPERS / name for name in CITED])
    assert len(report.files) == len(CITED)
    return auditor_of(open_home(home))


CITED = ("hubinger2019-rflo/mesa_optimization.pdf",)


def audited(auditor, path: Path) -> Audit:
    return auditor.audit(read_draft(path.read_bytes(), path.name))


def test_quotations_in_notes_are_judged_as_a_reader_judged_them(auditor):
    rows = [line.split("\t") for line in LABELS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    labels = {(name, int(line), digest): verdict for name, line, digest, verdict in rows}
    found = {}
    for name in sorted({name for name, *_ in rows}):
        for finding in audited(auditor, QA / "machine-written-notes" / name).findings:
            if finding.part is DraftPart.QUOTATION and finding.verdict is not FindingVerdict.NOT_AT_HAND:
                digest = hashlib.sha256(finding.about.encode()).hexdigest()[:16]
                found[name, finding.line, digest] = finding.verdict.value
    assert len(found) >= 18
    assert found == {key: labels[key] for key in found}


def test_the_errors_of_two_pages_are_found(auditor):
    problems = {
        name: [(finding.line, finding.verdict) for finding in audited(auditor, QA / f"concept-page-{name}.txt").problems]
        for name in ("inner-alignment", "outer-vs-inner-alignment")
    }
    assert problems == {
        "inner-alignment": [(23, FindingVerdict.WRONG_AUTHORS), (23, FindingVerdict.WRONG_AUTHORS)],
        "outer-vs-inner-alignment": [
            (8, FindingVerdict.WRONG_YEAR),
            (11, FindingVerdict.NOT_FOUND),
            (35, FindingVerdict.NOT_FOUND),
        ],
    }


def test_planted_errors_in_a_draft_are_found(auditor):
    problems = [(finding.line, finding.verdict) for finding in audited(auditor, DRAFTS / "survey.md").problems]
    assert problems == [
        (3, FindingVerdict.WRONG_AUTHORS),
        (7, FindingVerdict.NOT_FOUND),
        (8, FindingVerdict.NOT_FOUND),
        (10, FindingVerdict.NOT_FOUND),
        (10, FindingVerdict.WRONG_SECTION),
        (17, FindingVerdict.WRONG_YEAR),
    ]
