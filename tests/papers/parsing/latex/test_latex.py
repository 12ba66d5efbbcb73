import re
import unicodedata
from pathlib import Path

import pytest

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.latex.parser import main_file, parse
from places import LITERATURE

PREAMBLE = r"\documentclass{article}"


def _parse(body: str, folder: Path, *, preamble: str = PREAMBLE) -> Manuscript:
    return parse(f"{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n".encode(), folder / "main.tex")


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def _text(body: str, folder: Path, *, preamble: str = PREAMBLE) -> str:
    return _parse(body, folder, preamble=preamble).text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("``Hay'' --- it's 3--4 kg", "“Hay” — it’s 3–4 kg"),
        (r"a~b\ c\,d \textit{e} {\bf f} \emph{g\/}", "a b c d e f g"),
        (r"na\"ive caf\'e \ss\ \S 2 \LaTeX\ 5\% \& \$3 \#1 \{x\}", "naïve café ß §2 LaTeX 5% & $3 #1 {x}"),
        ("one % hidden\n  two% gone\nthree", "one twothree"),
        (r"\href{https://example.org/a_b}{here} or \url{https://example.org/a%20b}", "here or https://example.org/a%20b"),
        (r"\verb|x_1 % y| stays", "x_1 % y stays"),
        (r"$O_\text{base} \leq \frac{a+b}{c}$ for $x_{i,j}^2$", "O_base ≤ (a+b)/c for x_{i,j}^2"),
        (r"the grid is $3 \times 3$ and $p \approx 0.61$", "the grid is 3 × 3 and p ≈ 0.61"),
        (r"$\|x\|_2 \ne 10^{-3}$ over $\mathbb{R}^{n \times p}$", "‖x‖_2 ≠ 10^−3 over ℝ^{n × p}"),
        (r"\textcolor{red}{red} \mbox{box} \unknowncommand[option]{kept}", "red box kept"),
        (r"\enquote{said} \label{x}\index{y}\vspace{2pt}so", "“said” so"),
        ("one\ntwo\n\nthree", "one two\n\nthree"),
    ],
)
def test_prose_is_as_the_reader_of_the_pdf_sees_it(latex, text, tmp_path):
    assert _text(latex, tmp_path) == text


def test_sections_are_numbered_as_latex_does(tmp_path):
    manuscript = _parse(
        r"\section{One}\subsection{Two}\subsubsection{Three}\paragraph{Four} x"
        r"\section*{Starred}\section{Five}\subsection{Six}\appendix\section{Seven}\subsection{Eight}",
        tmp_path,
        preamble=PREAMBLE + r"\setcounter{secnumdepth}{2}",
    )
    assert [(section.level, section.heading) for section in manuscript.sections] == [
        (1, "1 One"),
        (2, "1.1 Two"),
        (3, "Three"),
        (4, "Four"),
        (1, "Starred"),
        (1, "2 Five"),
        (2, "2.1 Six"),
        (1, "A Seven"),
        (2, "A.1 Eight"),
    ]


def test_a_book_counts_in_chapters(tmp_path):
    manuscript = _parse(
        r"\chapter{A}\section{B}\begin{figure}\caption{C}\end{figure}\chapter{D}\appendix\chapter{E}\section{F}",
        tmp_path,
        preamble=r"\documentclass{book}",
    )
    assert [section.heading for section in manuscript.sections] == ["1 A", "1.1 B", "2 D", "A E", "A.1 F"]
    assert _of(manuscript, RegionKind.CAPTION) == ["Figure 1.1: C"]


@pytest.mark.parametrize(
    ("latex", "printed"),
    [
        (r"\ref{s} \ref{sub} \ref{f} \ref{part} \ref{t}", "2 2.1 1 1a 1"),
        (r"\cref{s}, \Cref{s,sub}", "section 2, Sections 2 and 2.1"),
        (r"\cref{f}; \Cref{f}; \cref{e1}; \eqref{e2}", "fig. 1; Figure 1; eq. (1); (2)"),
        (r"\cref{s,f,app}", "section 2, fig. 1 and appendix A"),
        (r"\autoref{s} and \autoref{f}", "section 2 and Figure 1"),
        (r"\nameref{s}, \ref{absent}, \cref{th}, \ref{it}", "Later, ??, theorem 1, 2"),
    ],
)
def test_references_are_printed_whether_they_point_back_or_on(latex, printed, tmp_path):
    later = r"""

    \section{Later}\label{s}\subsection{Sub}\label{sub}
    \begin{figure}\begin{subfigure}{1cm}\caption{Part}\label{part}\end{subfigure}\caption{Whole}\label{f}\end{figure}
    \begin{table}\caption{T}\label{t}\end{table}
    \begin{equation}a\label{e1}\end{equation}\begin{align}b \notag\\ c\label{e2}\end{align}
    \begin{thm}\label{th}True.\end{thm}\begin{enumerate}\item x\item y\label{it}\end{enumerate}
    \appendix\section{App}\label{app}"""
    text = _text(r"\section{First}" + "\n\n" + latex + later, tmp_path, preamble=PREAMBLE + r"\newtheorem{thm}{Theorem}")
    assert text.split("\n\n")[1] == printed


def test_cleveref_obeys_its_options(tmp_path):
    body = r"\cref{f}\begin{figure}\caption{c}\label{f}\end{figure}"
    preamble = PREAMBLE + r"\usepackage[noabbrev,capitalise]{cleveref}"
    assert _text(body, tmp_path, preamble=preamble).startswith("Figure 1\n")


def test_what_interrupts_the_prose_follows_its_section(tmp_path):
    manuscript = _parse(
        r"""
\section{S}
Goats\footnote{All of them.} eat
\begin{figure}[t]\includegraphics{g}\caption[g]{A goat.}\end{figure}
\begin{table}\caption{Ages}
\begin{tabular}{l|c}\toprule Name & Age \\ \cmidrule(lr){1-2} Zed & \multicolumn{1}{c}{3} \\\bottomrule\end{tabular}
\end{table}
hay, as
\begin{equation} h = 1, \end{equation}
shows. So
\[ g > 0. \]
Every goat eats.
\section{T}""",
        tmp_path,
    )
    assert manuscript.text.split("\n\n") == [
        "1 S",
        "Goats eat hay, as shows. So",
        "Every goat eats.",
        "All of them.",
        "Figure 1: A goat.",
        "Table 1: Ages",
        "Name | Age",
        "Zed | 3",
        "h = 1, (1)",
        "g > 0.",
        "2 T",
    ]
    assert _of(manuscript, RegionKind.FOOTNOTE) == ["All of them."]
    assert _of(manuscript, RegionKind.CAPTION) == ["Figure 1: A goat.", "Table 1: Ages"]
    assert _of(manuscript, RegionKind.TABLE) == ["Name | Age", "Zed | 3"]
    assert _of(manuscript, RegionKind.MATH) == ["h = 1, (1)", "g > 0."]


def test_lists_keep_their_marks(tmp_path):
    text = _text(
        r"""Reasons:
\begin{enumerate}\item One\begin{enumerate}\item inner\end{enumerate}\item Two\end{enumerate}
\begin{itemize}\item[--] dash\item bare\end{itemize}
\begin{description}\item[Term:] meaning\end{description}
\begin{enumerate}[(i)]\item a\item b\end{enumerate}
\begin{enumerate}[label=\textbf{\Alph*})]\item a\end{enumerate}
after""",
        tmp_path,
    )
    lines = ["Reasons:", "1. One", "(a) inner", "2. Two", "– dash", "bare", "Term: meaning", "(i) a", "(ii) b", "A) a"]
    assert text == "\n".join(lines) + "\n\nafter"


def test_code_keeps_its_lines(tmp_path):
    manuscript = _parse("\\begin{lstlisting}[language=Python]\nif a:\n    b  # 5% \\x\n\\end{lstlisting}", tmp_path)
    assert _of(manuscript, RegionKind.CODE) == ["if a:\n    b  # 5% \\x"]


def test_pseudocode_is_code_step_by_step(tmp_path):
    steps = r"\begin{algorithmic}[1]\Require $n$ \For{$i < n$}\State $s \gets s + i$ \EndFor \State \Return $s$\end{algorithmic}"
    manuscript = _parse(r"\begin{algorithm}\caption{Sum}" + steps + r"\end{algorithm}", tmp_path)
    assert _of(manuscript, RegionKind.CODE) == ["Require: n\nfor i < n\ns ← s + i\nend for\nreturn s"]
    assert _of(manuscript, RegionKind.CAPTION) == ["Algorithm 1: Sum"]


def test_theorems_are_named_and_counted(tmp_path):
    preamble = PREAMBLE + r"\newtheorem{thm}{Theorem}[section]\newtheorem{lem}[thm]{Lemma}\newtheorem*{rem}{Remark}"
    body = r"\section{S}\begin{thm}[Goat] A.\end{thm}\begin{lem}B.\end{lem}\begin{rem}C.\end{rem}\begin{proof}D.\end{proof}"
    assert _text(body, tmp_path, preamble=preamble).split("\n\n")[1:] == [
        "Theorem 1.1 (Goat). A.",
        "Lemma 1.2. B.",
        "Remark. C.",
        "Proof. D.",
    ]


def test_front_matter_becomes_metadata(tmp_path):
    manuscript = _parse(
        r"\title{On \emph{Goats}\thanks{Paid in hay.} \\ and Sheep}"
        r"\author{Ann Lee\thanks{Equal.} \\ Farm University \and Bob O'Dwyer\footnotemark[1], Jos\'e {\~N}u\~nez$^{1}$,"
        r" and Di van Ek}"
        r"\date{3 May 2021}\maketitle\begin{abstract}Short.\end{abstract}",
        tmp_path,
    )
    assert manuscript.metadata.title == "On Goats and Sheep"
    assert manuscript.metadata.authors == ("Ann Lee", "Bob O’Dwyer", "José Ñuñez", "Di van Ek")
    assert manuscript.metadata.year == 2021
    assert _of(manuscript, RegionKind.FRONT_MATTER)[0] == "On Goats and Sheep"
    assert _of(manuscript, RegionKind.FOOTNOTE) == ["Paid in hay.", "Equal."]
    assert [section.heading for section in manuscript.sections] == ["Abstract"]


@pytest.mark.parametrize(
    "front",
    [
        r"\author{Ann Lee \\ Farm \\ \texttt{a@b.org} \And Bo Ek\thanks{Note} \\ B \AND Cy Di \quad Flo Gu \\ C}\maketitle",
        r"\author[1]{Ann Lee}\author[2]{Bo Ek}\author{Cy Di, Flo Gu}\affil[1]{A Farm}\maketitle",
        r"\twocolumn[\icmltitle{T} \begin{icmlauthorlist}\icmlauthor{Ann Lee}{a,b} \icmlauthor{Bo Ek}{a}\icmlauthor{Cy Di}{b}"
        r"\icmlauthor{Flo Gu}{b}\end{icmlauthorlist}\icmlaffiliation{a}{A Farm}\vskip 0.3in]",
    ],
)
def test_authors_are_found_however_the_style_divides_them(front, tmp_path):
    manuscript = _parse(front + "\n\nGoats eat.", tmp_path)
    assert manuscript.metadata.authors == ("Ann Lee", "Bo Ek", "Cy Di", "Flo Gu")
    assert manuscript.text.split("\n\n")[-1] in {"Goats eat.", "Note"}
    assert "icml" not in manuscript.text
    assert "0.3" not in manuscript.text


def test_unknown_front_matter_stays_unknown(tmp_path):
    metadata = _parse(r"\date{\today}x", tmp_path).metadata
    assert (metadata.title, metadata.authors, metadata.year) == (None, (), None)


@pytest.mark.parametrize(
    ("definitions", "use", "text"),
    [
        (r"\newcommand{\hay}[2][dry]{#1 #2}", r"\hay{grass} \hay[wet]{moss}", "dry grass wet moss"),
        (r"\newcommand\goat{goat\xspace}", r"\goat eats, \goat, \goat{}s", "goat eats, goat, goats"),
        (r"\def\pair#1#2{#2--#1}\let\twins=\pair", r"\twins{a}{b}", "b–a"),
        (r"\DeclareMathOperator*{\argmax}{arg\,max}", r"$\argmax_x f$", "arg max_x f"),
        (r"\newenvironment{note}[1]{\textbf{#1:} }{ (end)}", r"\begin{note}{N}x\end{note}", "N: x (end)"),
        (r"\newif\ifdraft\drafttrue", r"\ifdraft draft\else final\fi\draftfalse\ifdraft no\fi", "draft"),
        (r"\newcommand{\x}{first}\renewcommand{\x}{second}\providecommand{\x}{third}", r"\x", "second"),
        (r"\newcommand{\section}{never}", r"\iffalse no \fi yes", "yes"),
    ],
)
def test_macros_of_the_paper_are_expanded(definitions, use, text, tmp_path):
    assert _text(use, tmp_path, preamble=PREAMBLE + definitions) == text


def test_inputs_stay_inside_the_folder(tmp_path):
    folder = tmp_path / "paper"
    (folder / "parts").mkdir(parents=True)
    (tmp_path / "secret.tex").write_text("secret")
    (folder / "parts" / "a.tex").write_text("From a. \\input{parts/b} % gone")
    (folder / "parts" / "b.tex").write_text("From b. \\input{parts/a}")
    (folder / "sub.tex").write_text("\\documentclass[main]{subfiles}\\begin{document}Sub.\\end{document} junk")
    manuscript = _parse(r"\input{parts/a} \subfile{sub} \input ../secret \include{absent} End.", folder)
    assert manuscript.text == "From a. From b. Sub. End."
    assert manuscript.notices == (
        "a.tex includes itself; it was read once.",
        "../secret is outside the folder of the paper and was not read.",
        "absent is missing; the rest of the paper was read.",
    )


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "paper"
    folder.mkdir()
    (tmp_path / "secret.tex").write_text("secret")
    (folder / "link.tex").symlink_to(tmp_path / "secret.tex")
    assert _text(r"\input{link} End.", folder) == "End."


BIB = r"""
@article{lee, author={Ann Lee and Bob Cy and Di Ek}, title={First}, journal={J}, year=2020}
@misc{dam, author={van Dam, Jo}, title={Why?}, year=2019}
@misc{unused, title={Never cited}}
"""


@pytest.mark.parametrize(
    ("style", "latex", "printed"),
    [
        (r"\bibliographystyle{plain}", r"\cite{lee}, \cite[p.~3]{dam,lee}", "[2], [1, 2, p. 3]"),
        (r"\bibliographystyle{unsrt}", r"\cite{lee}, \cite{dam}", "[1], [2]"),
        (
            r"\bibliographystyle{plainnat}",
            r"\citet{lee} and \citep[see][p.~3]{lee,dam}",
            "Lee et al. (2020) and (see Lee et al., 2020; van Dam, 2019, p. 3)",
        ),
        (
            r"\bibliographystyle{plainnat}",
            r"\citealp{dam}; \citeauthor{dam}; \citeyearpar{dam}",
            "van Dam, 2019; van Dam; (2019)",
        ),
        (
            r"\usepackage[numbers,sort&compress]{natbib}\bibliographystyle{unsrtnat}",
            r"\citet{lee}; \citep{dam}",
            "Lee et al. [1]; [2]",
        ),
        (r"\bibliographystyle{plain}", r"\cite{lee}, \cite{absent}", "[1], [absent]"),
    ],
)
def test_citations_are_printed_from_a_bib_file(style, latex, printed, tmp_path):
    (tmp_path / "refs.bib").write_text(BIB)
    manuscript = _parse(latex + r" \bibliography{refs}", tmp_path, preamble=PREAMBLE + style)
    assert manuscript.text.split("\n\n")[0] == printed
    assert not any("Never cited" in line for line in _of(manuscript, RegionKind.BIBLIOGRAPHY))


def test_the_reference_list_made_from_a_bib_file_is_a_section(tmp_path):
    (tmp_path / "refs.bib").write_text(BIB)
    manuscript = _parse(r"\cite{lee}\bibliography{refs}", tmp_path)
    assert [section.heading for section in manuscript.sections] == ["References"]
    assert _of(manuscript, RegionKind.BIBLIOGRAPHY) == ["[1] Ann Lee, Bob Cy and Di Ek. First. J, 2020."]


def test_a_bbl_file_decides_before_a_bib_file(tmp_path):
    (tmp_path / "refs.bib").write_text(BIB)
    (tmp_path / "main.bbl").write_text(
        r"\begin{thebibliography}{2}\providecommand{\natexlab}[1]{#1}"
        r"\bibitem[van Dam(2019)]{dam} Jo van~Dam. \newblock {\em Why?} 2019."
        "\n\n"
        r"\bibitem[Lee et~al.(2020{\natexlab{a}})Lee, Cy, and Ek]{lee} Ann Lee et~al. \newblock First, 12\penalty0 (3), 2020."
        r"\end{thebibliography} % and no more"
    )
    manuscript = _parse(r"\citet{lee}; \citep{dam} \bibliography{refs}", tmp_path)
    assert manuscript.text.split("\n\n")[0] == "Lee et al. (2020a); (van Dam, 2019)"
    assert _of(manuscript, RegionKind.BIBLIOGRAPHY) == ["Jo van Dam. Why? 2019.", "Ann Lee et al. First, 12(3), 2020."]
    assert manuscript.notices == ()


def test_numbered_bibitems_have_their_numbers(tmp_path):
    body = r"\cite{a,b,c} \cite{c}\begin{thebibliography}{9}\bibitem{a} A.\bibitem{b} B.\bibitem[Lab]{c} C.\end{thebibliography}"
    manuscript = _parse(body, tmp_path)
    assert manuscript.text.split("\n\n")[0] == "[1, 2, Lab] [Lab]"
    assert _of(manuscript, RegionKind.BIBLIOGRAPHY) == ["[1] A.", "[2] B.", "[Lab] C."]


def test_runs_of_numbers_are_compressed_where_the_paper_does(tmp_path):
    items = "".join(rf"\bibitem{{{key}}} x" for key in "abcd")
    body = r"\cite{d,a,b,c}\begin{thebibliography}{9}" + items + r"\end{thebibliography}"
    assert _text(body, tmp_path, preamble=PREAMBLE + r"\usepackage{cite}").startswith("[1–4]\n")


def test_a_missing_reference_list_is_a_notice(tmp_path):
    manuscript = _parse(r"A \cite{x}. \bibliography{nowhere}", tmp_path)
    assert manuscript.text == "A [x]."
    assert manuscript.notices == ("The reference list nowhere is missing; citations are printed as their keys.",)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"a { b \section{S} c", "a b\n\n1 S\n\nc"),
        (r"a } b", "a b"),
        (r"a \begin{quote} b", "a\n\nb"),
        (r"a \end{quote} b", "a b"),
        (r"a \begin{center}{\bf b\end{center} c", "a\n\nb\n\nc"),
        ("{" * 5000 + "deep" + "}" * 5000, "deep"),
        (r"\begin{quote}" * 500 + "deep" + r"\end{quote}" * 500, "deep"),
        (r"x \cite", "x"),
        (r"x \section", "x"),
        (r"x \newcommand{\a}{\a\a}\newcommand{\b}[1]{\b{#1#1}}", "x"),
        (r"x \alignqaverbatim{code}{99}", "x"),
        ("word " * 40_000 + "end", ("word " * 40_000 + "end")),
    ],
)
def test_broken_and_hostile_sources_cost_a_notice_at_most(body, text, tmp_path):
    assert _text(body, tmp_path) == text


@pytest.mark.parametrize(
    "macro", [r"\def\a{\a}", r"\def\a{\a\a}", r"\def\a{xxxx\a}", r"\newcommand\a{\begin{b}}\newenvironment{b}{\a}{}"]
)
def test_endless_macros_are_stopped(macro, tmp_path):
    manuscript = _parse(r"before \a", tmp_path, preamble=PREAMBLE + macro)
    assert manuscript.text.startswith("before")
    assert any("without end" in notice for notice in manuscript.notices)


def test_unbalanced_braces_are_a_notice(tmp_path):
    notices = _parse(r"a { b", tmp_path).notices
    assert notices == ("The braces of the source do not match; they were balanced where sections and environments end.",)


@pytest.mark.parametrize("data", [b"", b"\0\0", rb"\documentclass{article}\begin{document}\end{document}", b"% only a comment"])
def test_a_source_without_text_is_unreadable(data, tmp_path):
    with pytest.raises(UnreadablePaper) as caught:
        parse(data, tmp_path / "main.tex")
    assert caught.value.hint


def test_an_optional_argument_nested_without_end_is_unreadable(tmp_path):
    with pytest.raises(UnreadablePaper):
        parse(rb"x" + rb"\item[" * 3000, tmp_path / "main.tex")


def test_another_encoding_is_a_notice(tmp_path):
    manuscript = parse("\\begin{document}caf\xe9\\end{document}".encode("latin-1"), tmp_path / "main.tex")
    assert manuscript.text == "café"
    assert len(manuscript.notices) == 1


def test_the_main_file_of_a_folder_is_the_one_with_a_document(tmp_path):
    (tmp_path / "intro.tex").write_text("Long. " * 1000)
    (tmp_path / "standalone.tex").write_text("\\documentclass{standalone}\\begin{document}Figure\\end{document}" + "%" * 500)
    (tmp_path / "paper.tex").write_text("\\documentclass{article}\\begin{document}x\\end{document}")
    (tmp_path / "commented.tex").write_text("% \\documentclass{article} \\begin{document}" + "x" * 5000)
    assert main_file(tmp_path) == tmp_path / "paper.tex"


def test_a_folder_without_a_main_file_is_unreadable(tmp_path):
    (tmp_path / "part.tex").write_text("no class")
    with pytest.raises(UnreadablePaper, match="documentclass"):
        main_file(tmp_path)


PAPER = LITERATURE / "papers" / "hubinger2019-rflo" / "mesa_optimization.tex"


@pytest.fixture(scope="module")
def published() -> Manuscript:
    if not PAPER.exists():
        pytest.skip(f"{PAPER.parent} is missing")
    return parse(PAPER.read_bytes(), PAPER)


@pytest.mark.literature
def test_the_sections_of_a_published_paper_have_their_printed_numbers(published):
    numbers = [section.number for section in published.sections if section.number]
    per_section = {1: 4, 2: 2, 3: 3, 4: 5, 5: 0, 6: 0, 7: 4}
    assert numbers == [
        number for outer, inner in per_section.items() for number in [str(outer), *(f"{outer}.{n}" for n in range(1, inner + 1))]
    ]
    assert published.notices == ()
    assert published.metadata.year == 2019
    assert len(published.metadata.authors) == 5
    assert len(_of(published, RegionKind.BIBLIOGRAPHY)) == 35
    assert len(_of(published, RegionKind.CAPTION)) == 3
    assert len(_of(published, RegionKind.FOOTNOTE)) == 33


@pytest.mark.literature
def test_the_body_of_a_published_paper_stands_in_its_pdf(published):
    pypdf = pytest.importorskip("pypdf")
    printed = _folded("\n".join(page.extract_text() for page in pypdf.PdfReader(PAPER.with_suffix(".pdf")).pages))
    body = "".join(char if published.kind_at(i) is RegionKind.BODY else "\n" for i, char in enumerate(published.text))
    lines = [re.sub(r"^(?:\d+\.|\([a-z]\)) ", "", line) for line in body.split("\n")]
    sentences = [one for line in lines for one in re.split(r"(?<=[.?!])\s+(?=[A-Z“])", line) if len(one.split()) > 3]
    found = sum(_folded(sentence) in printed for sentence in sentences)
    assert len(sentences) > 500
    # The rest are sentences across a page turn, where a footnote or a page number stands between.
    assert found / len(sentences) > 0.95


def _folded(text: str) -> str:
    text = re.sub(r"\[[\d, –]+\]", "", text)
    return re.sub(r"[\s\-‐-―\u00ad−_^*]+", "", unicodedata.normalize("NFKC", text).casefold())
