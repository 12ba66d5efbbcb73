"""Six kinds of errors in drafts of three formats, over papers of the literature; what is quoted is cut from them at run time."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest
from test_office_drafts import p, t, word

import alignqa
from alignqa.audits.auditor import Auditor
from alignqa.audits.drafts.draft import read_draft
from alignqa.audits.findings import Audit, FindingVerdict
from alignqa.audits.works.references import references_beside
from alignqa.papers.document import RegionKind
from alignqa.wiring import auditor_of, open_home
from places import LITERATURE

pytestmark = [
    pytest.mark.literature,
    pytest.mark.real,
    pytest.mark.skipif(not LITERATURE.is_dir(), reason=f"the papers to measure on are missing: {LITERATURE}"),
]
PAPERS = {
    "hoffmann2022training": "papers/pdf/03_training_computeoptimal_large_language_models0.pdf",
    "wei2022chain": "pdfs/chain_of_thought_for_reasoning.pdf",
    "krakovna2020specification": "papers/articles/krakovna-specification-gaming-the-flip-side-of-ai-ingenuity.md",
    "sharma2023towards": "pdfs/sycophancy_understanding.pdf",
}
V = FindingVerdict


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    report = alignqa.open_library(folder).ingest([LITERATURE / name for name in PAPERS.values()])
    assert {file.paper_id for file in report.files} == PAPERS.keys()
    return folder


@pytest.fixture(scope="module")
def auditor(home: Path) -> Auditor:
    return auditor_of(open_home(home))


def quoted(home: Path, key: str, word_: str) -> tuple[str, str]:
    """A sentence of a paper with a word, and the same sentence with another word in its place."""
    with closing(alignqa.open_library(home).catalogue()) as catalogue:
        record = catalogue.record(key)
        assert record is not None
        manuscript = catalogue.manuscript(record.text_sha256)
        assert manuscript is not None
        sentences = [" ".join(s.of(manuscript.text).split()) for part in catalogue.passages_of(key) for s in part.sentences]
    plain = [
        s for s in sentences if re.search(rf"\b{word_}\b", s) and 8 <= len(s.split()) <= 25 and re.fullmatch(r"[\w ,.’'-]+", s)
    ]
    assert plain, (key, word_)
    return plain[0].rstrip("."), re.sub(rf"\b{word_}\b", "lanterns", plain[0].rstrip("."), count=1)


def problems(audit: Audit) -> list[tuple[int, FindingVerdict]]:
    return [(finding.line, finding.verdict) for finding in audit.findings if finding.is_problem]


def test_six_kinds_in_markdown(auditor: Auditor, home: Path):
    exact, altered = quoted(home, "hoffmann2022training", "models")
    text = f"""# On size

Chinchilla was trained on 1.4 trillion tokens (Hoffmann et al., 2022).
Chinchilla was trained on 2.6 trillion tokens (Hoffmann et al., 2022).
Hofmann et al. (2022) compare three approaches.
Such a law was found by Hoffmann, Borgeaud and Olah (2022).
Compute is a budget (Hoffmann et al., 2021).
The frontier is drawn in section 9.4 of Hoffmann et al. (2022), and again on page 412 (Hoffmann et al., 2022, p. 412).
They write: “{exact}” (Hoffmann et al., 2022).
They write: “{altered}” (Hoffmann et al., 2022).
Others disagree (Quillfeather & Dunmore, 2021).
"""
    audit = auditor.audit(read_draft(text.encode(), "draft.md"))
    assert problems(audit) == [
        (4, V.CONTRADICTED),
        (5, V.WRONG_AUTHORS),
        (6, V.WRONG_AUTHORS),
        (7, V.WRONG_YEAR),
        (8, V.WRONG_SECTION),
        (8, V.WRONG_PAGE),
        (10, V.ALTERED),
    ]
    assert [finding.line for finding in audit.findings if finding.verdict is V.UNKNOWN_WORK] == [11]


def test_six_kinds_in_latex(auditor: Auditor, home: Path, tmp_path: Path):
    exact, altered = quoted(home, "krakovna2020specification", "reward")
    entries = {
        "gaming": ("Specification gaming: the flip side of AI ingenuity", "Krakovna, Victoria and Hubinger, Evan", 2020),
        "chain": ("Chain-of-Thought Prompting Elicits Reasoning in Large Language Models", "Wei, Jason and others", 2021),
    }
    form = "@misc{{{}, title={{{}}}, author={{{}}}, year={{{}}}}}"
    listed = [form.format(key, *facts) for key, facts in entries.items()]
    (tmp_path / "list.bib").write_text("\n".join(listed), encoding="utf-8")
    text = rf"""\documentclass{{article}}\begin{{document}}
\section{{On games}}
Some 60 examples of specification gaming have been collected \cite{{gaming}}.
Some 90 examples of specification gaming have been collected \cite{{gaming}}.
A prompt has some examples \cite{{chain}}.
It may fail, as Section~8.7 of \cite{{chain}} and \cite{{gaming}} say.
They write: ``{exact}'' \cite{{gaming}}.
They write: ``{altered}'' \cite{{gaming}}.
Sums are hard \cite{{nosuchsum}}.
\bibliography{{list}}
\end{{document}}
"""
    references = references_beside(tmp_path / "draft.tex", text)
    audit = auditor.audit(read_draft(text.encode(), "draft.tex"), references=references)
    assert problems(audit) == [
        (3, V.WRONG_AUTHORS),
        (4, V.CONTRADICTED),
        (5, V.WRONG_YEAR),
        (6, V.WRONG_YEAR),
        (6, V.WRONG_SECTION),
        (8, V.ALTERED),
        (9, V.NO_ENTRY),
    ]


def test_six_kinds_in_a_document(auditor: Auditor, home: Path):
    exact, altered = quoted(home, "sharma2023towards", "feedback")
    chain = "“Chain-of-Thought Prompting Elicits Reasoning in Large Language Models”"
    paragraphs = [
        f"PaLM models of 8B, 62B and 540B parameters were tried by Wei et al. (2022), {chain}.",
        f"PaLM models of 8B, 62B and 340B parameters were tried by Wei et al. (2022), {chain}.",
        "Sycophancy was measured by Sharma, Tong and Olah (2023).",
        "Assistants flatter (Sharma and Tong, 2021).",
        "The matter is discussed by Sharma et al. (2023, p. 412) and in section 9.3 of Sharma et al. (2023).",
        f"They write: “{exact}” (Sharma et al., 2023).",
        f"They write: “{altered}” (Sharma et al., 2023).",
        "Numbers grow [9].",
        "References",
        "[1] M. Sharma et al. Towards Understanding Sycophancy in Language Models. 2023.",
    ]
    data = word("".join(p(t(text)) for text in paragraphs))
    audit = auditor.audit(read_draft(data, "draft.docx"))
    assert problems(audit) == [
        (2, V.CONTRADICTED),
        (3, V.WRONG_AUTHORS),
        (4, V.WRONG_YEAR),
        (5, V.WRONG_PAGE),
        (5, V.WRONG_SECTION),
        (7, V.ALTERED),
        (8, V.NO_ENTRY),
    ]


def test_paragraphs_that_cite_their_own_paper_have_hardly_a_problem(auditor: Auditor, home: Path):
    drafts = []
    with closing(alignqa.open_library(home).catalogue()) as catalogue:
        for key in sorted(PAPERS):
            record = catalogue.record(key)
            manuscript = catalogue.manuscript(record.text_sha256) if record else None
            assert manuscript is not None
            parts = [part for part in catalogue.passages_of(key) if part.kind is RegionKind.BODY and len(part.sentences) > 2]
            for part in parts[:: max(1, len(parts) // 5)][:5]:
                said = [" ".join(span.of(manuscript.text).split()).rstrip(".") for span in part.sentences]
                drafts.append(" ".join(f"{sentence} [@{key}]." for sentence in said))
    assert len(drafts) >= 15
    found = [auditor.audit(read_draft(text.encode(), "draft.md")) for text in drafts]
    problems_ = [problem for audit in found for problem in audit.problems]
    assert len(problems_) <= 0.03 * sum(len(audit.findings) for audit in found), problems_
