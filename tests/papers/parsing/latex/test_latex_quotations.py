"""Quotations of csquotes, the notes behind citations, and sections without a name."""

from __future__ import annotations

import pytest

from alignqa.papers.document import Manuscript
from alignqa.papers.parsing.formats import parse_bytes

LIST = r"\begin{thebibliography}{9}\bibitem{roe} A. Roe, \emph{Ash}. 1940.\end{thebibliography}"


def parsed(body: str, folder, *, head: str = r"\documentclass{article}") -> Manuscript:
    return parse_bytes(f"{head}\n\\begin{{document}}\n{body}\n\\end{{document}}\n".encode(), folder / "kiln.tex")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\textquote{ash is soft}", "“ash is soft”"),
        (r"\textquote[Roe]{ash is soft}", "“ash is soft” (Roe)"),
        (r"\textquote[{\cite[12]{roe}}][.]{ash is soft}", "“ash is soft.” ([1, p. 12])"),
        (r"\textquote*[][,]{ash}", "‘ash,’"),
        (r"\textcquote[see][12]{roe}[.]{ash is soft}", "“ash is soft.” [see 1, p. 12]"),
        (r"\textcquote{roe}{ash is soft}", "“ash is soft” [1]"),
        (r"\blockquote[Roe][!]{ash is soft}", "“ash is soft!” (Roe)"),
        (r"\blockcquote[3]{roe}{ash is soft}", "“ash is soft” [1, p. 3]"),
        (r"\enquote{the \enquote{soft} ash}", "“the ‘soft’ ash”"),
        (r"\enquote*{ash}", "‘ash’"),
        (r"\foreignquote{german}{Asche}", "„Asche“"),
        (r"\hyphenquote{german}{Asche}", "“Asche”"),
        (r"\foreigntextquote{french}[Roe]{cendre}", "«cendre» (Roe)"),
        (r"\hyphentextcquote{german}[3]{roe}{Asche}", "“Asche” [1, p. 3]"),
        (r"\enquote{ash \textelp{} is \textins{very} soft \textelp{or} so}", "“ash […] is [very] soft […] [or] so”"),
    ],
)
def test_a_quotation_shows_its_marks_and_its_source(latex: str, text: str, tmp_path) -> None:
    assert parsed(f"So {latex} here.{LIST}", tmp_path).text.startswith(f"So {text} here.\n")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\begin{displayquote}[Roe] Ash is soft.\end{displayquote}", "Ash is soft. (Roe)"),
        ("\\begin{displaycquote}[12]{roe}[.]\nAsh is soft\n\\end{displaycquote}", "Ash is soft. [1, p. 12]"),
        (r"\begin{foreigndisplayquote}{german}[Roe]Asche.\end{foreigndisplayquote}", "Asche. (Roe)"),
    ],
)
def test_a_quotation_that_stands_apart_names_its_source(latex: str, text: str, tmp_path) -> None:
    manuscript = parsed(f"He said:\n{latex}\nSo be it.{LIST}", tmp_path)
    assert manuscript.text.startswith(f"He said:\n\n{text}\n\nSo be it.")
    assert [region.kind for region in manuscript.regions][:1] == ["quotation"]


@pytest.mark.parametrize(
    ("note", "shown"),
    [
        ("12", "p. 12"),
        ("12--14", "pp. 12–14"),
        ("12, 14", "pp. 12, 14"),
        ("xii", "p. xii"),
        ("12ff.", "pp. 12ff."),
        ("p.~12", "p. 12"),
        ("Chap.~2", "Chap. 2"),
        ("her emphasis", "her emphasis"),
    ],
)
def test_a_number_behind_a_citation_is_a_page_and_not_a_work(note: str, shown: str, tmp_path) -> None:
    assert parsed(rf"So \cite[{note}]{{roe}} and \parencite[see][{note}]{{roe}}.{LIST}", tmp_path).text.startswith(
        f"So [1, {shown}] and [see 1, {shown}].\n"
    )


def test_the_stop_behind_a_long_quotation_begins_no_paragraph(tmp_path) -> None:
    long = "Ash is soft. " * 30
    text = parsed(rf"He said \blockquote{{{long}}}. So be it.{LIST}", tmp_path).text
    assert text.startswith(f"He said\n\n{long.strip()}\n\nSo be it.")


def test_a_paper_may_define_a_quotation_of_its_own(tmp_path) -> None:
    head = r"\documentclass{article}\newcommand{\blockquote}[1]{He: #1}"
    assert parsed(r"So \blockquote{ash} here.", tmp_path, head=head).text == "So He: ash here."


def test_a_section_without_a_name_is_one_by_its_number(tmp_path) -> None:
    body = r"""\section{Ash}One. \subsection{} Two. \section{~} Three, see \ref{last}. \section*{} Four. \paragraph{} Five.
    \appendix \section{Proof} Six. \section{}\label{last} Seven."""
    manuscript = parsed(body, tmp_path)
    assert [section.heading for section in manuscript.sections] == ["1 Ash", "1.1", "2", "A Proof", "B"]
    assert manuscript.text.endswith("2\n\nThree, see B.\n\nFour.\n\nFive.\n\nA Proof\n\nSix.\n\nB\n\nSeven.")
    assert manuscript.sections[-1].span.of(manuscript.text) == "B\n\nSeven."


def test_a_single_appendix_has_its_name_behind_it(tmp_path) -> None:
    manuscript = parsed(r"\section{Ash}One.\appendix[Proof of the Rule] Two.", tmp_path, head=r"\documentclass{IEEEtran}")
    assert [section.heading for section in manuscript.sections] == ["1 Ash", "Appendix: Proof of the Rule"]
