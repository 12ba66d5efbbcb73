"""Any draft is audited or refused with a reason, and whatever the report says stands where it says."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.audits.auditor import Auditor
from alignqa.audits.corrections import corrected
from alignqa.audits.drafts.draft import read_draft
from alignqa.audits.findings import Audit
from alignqa.audits.reports.report import report_dict
from alignqa.audits.reports.sarif import sarif_log
from alignqa.errors import UsageError
from alignqa.index.library import Library
from alignqa.papers.identity.literature import Literature
from alignqa.render.audit import audit_markdown
from assistants import FITTED, assistant_over

PAPER = """---
key: lark2020lanterns
title: On lanterns
authors: [Ada Lark]
year: 2020
---
# Findings

A lantern rewarded for its glow may come to prefer darkness. After a month 14% of the lanterns moved away from windows.
"""
SENTENCES = (
    "A lantern rewarded for its glow may come to prefer darkness",
    "After a month 41% of the lanterns moved away from windows",
    "“A lantern rewarded for its warmth may come to prefer darkness”",
    '"After a month 14% of the lanterns moved away"',
)
CITATIONS = (
    *("(Lark, 2020)", "(Lark, 2021)", "Lark et al. (2020, section 9)", "Lark (2020, p. 7)", "(Moss 2018; Lark, 2020)", "[1–3]"),
    *("[@lark2020lanterns]", "[@nobody, p. 3]", "\\cite{lark2020lanterns}", "\\citep[see][9]{a,b}", "ibid.", "[1]", "^1^"),
    *("[On lanterns](https://doi.org/10.1/x)", "[a][b]", "\n[b]: https://arxiv.org/abs/2401.00001\n", "\\nocite{*}"),
    *("[^1]", "\n[^1]: Lark (2020).\n", "\\footnote{Lark (2020)}", "\n# References\n", "\n[1] Lark, A. (2020). On lanterns.\n"),
    "\n\\begin{thebibliography}{9}\\bibitem{a} Lark, A. 2020.",
)  # fmt: skip
MARKS = (
    *(". ", "? ", "\n\n", "\n", "# ", "- ", "1. ", "> ", "| ", "|---|", "```\n", "~~~", "    ", "*", "**", "_", "`", "$"),
    *("“", "”", '"', "'", "«", "‘", "(", ")", "[", "](", "{", "}", "\\", "%", "&", "~", "…", "—", "<!--", "-->"),
    *("\\begin{document}", "\\end{document}", "\\section{", "\\emph{", "\\enquote{", "\\verb|", "\\iffalse ", "\\input{x}"),
    *("\u200b", "\ufeff", "e\u0301", "ﬁ", "😀", "\u2028", "\x0c"),
)  # fmt: skip
_PIECE = st.sampled_from((*SENTENCES, *CITATIONS)) | st.sampled_from(MARKS) | st.text(max_size=8)
_TEXT = st.lists(_PIECE, min_size=1, max_size=25).map("".join)
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TAGS = ("p", "r", "t", "ins", "del", "delText", "tbl", "tr", "tc", "hyperlink", "footnoteReference", "pPr", "numPr", "ilvl")
_TAGS += ("instrText", "fldChar", "tab", "br", "sdt", "sdtContent", "txbxContent", "vertAlign", "rPr", "vanish")
_VALUES = ("", "0", "1", "-1", "99999999999", "superscript", "begin", "end", "Heading1", "Überschrift", "x")
_XML_TEXT = st.sampled_from((*SENTENCES, "(Lark, 2020). ", "[@lark2020lanterns]", " ", "&amp;", "1"))


def _element(tag: str, value: str, inner: list[str]) -> str:
    return f'<w:{tag} w:val="{value}" w:id="{value}" w:fldCharType="{value}">{"".join(inner)}</w:{tag}>'


_PARAGRAPH = st.lists(_XML_TEXT, max_size=3).map(lambda texts: _element("p", "", [f"<w:r><w:t>{t}</w:t></w:r>" for t in texts]))
_BODY = st.lists(
    _PARAGRAPH
    | st.recursive(
        _XML_TEXT,
        lambda inner: st.builds(_element, st.sampled_from(_TAGS), st.sampled_from(_VALUES), st.lists(inner, max_size=4)),
        max_leaves=12,
    ),
    max_size=6,
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    folder, vectors = tmp_path_factory.mktemp("lanterns"), MemoryIndex()
    (folder / "lanterns.md").write_text(PAPER, encoding="utf-8")
    library = Library(folder / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    library.ingest([folder])
    return assistant_over(library.catalogue(), vectors, library.embedder)


def audited(assistant: Assistant, data: bytes, name: str) -> Audit | None:
    """The audit of a file, whose report holds; nothing if the file is refused with a reason."""
    try:
        draft = read_draft(data, name)
    except UsageError as error:
        assert error.message and error.hint
        return None
    audit = Auditor(assistant.index, Literature(), weights=FITTED.window, thresholds=FITTED.audit).audit(draft)
    paper = assistant.paper("lark2020lanterns")
    assert paper is not None
    for finding in audit.findings:
        assert 0 <= finding.span.start <= finding.span.end <= len(draft.text)
        assert draft.numbers or finding.line == draft.text.count("\n", 0, finding.span.start) + 1
        for citation in finding.evidence:
            assert citation.quote.exact == citation.quote.span.of(paper.text)
    text, number = corrected(draft, audit)
    assert number or text == draft.text
    json.dumps([report_dict([audit]), sarif_log([(draft, audit)], every=True)], allow_nan=False).encode()
    shown = audit_markdown([audit])
    assert not [char for char in shown if ord(char) < 32 and char not in "\n\t"]
    return audit


@given(_TEXT, st.sampled_from(("draft.md", "draft.tex", "draft.txt")))
@example(f"{SENTENCES[1]} (Lark, 2021). {SENTENCES[2]} (Lark, 2020).", "draft.md")
def test_any_text(assistant: Assistant, text: str, name: str) -> None:
    audit = audited(assistant, text.encode(), name)
    if audit is not None:
        assert audited(assistant, text.encode(), name) == audit


@given(_BODY, st.binary(max_size=3), st.integers(0, 600))
@example(["<w:p><w:r><w:t>Lanterns glow (Lark, 2021).</w:t></w:r></w:p>"], b"", 0)
def test_any_document(assistant: Assistant, body: list[str], damage: bytes, place: int) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("word/document.xml", f"<w:document {_WORD}><w:body>{''.join(body)}</w:body></w:document>")
        file.writestr("word/footnotes.xml", f"<w:footnotes {_WORD}>{_element('footnote', '1', body[:1])}</w:footnotes>")
    whole = data.getvalue()
    audited(assistant, whole, "draft.docx")
    audited(assistant, whole[:place] + damage + whole[place + len(damage) :], "draft.docx")


def test_the_samples_are_judged(assistant: Assistant) -> None:
    audit = audited(assistant, f"{SENTENCES[1]} (Lark, 2021). {SENTENCES[2]} (Lark, 2020).".encode(), "draft.md")
    assert audit is not None
    assert {finding.part.value for finding in audit.findings} == {"citation", "quotation", "content"}
