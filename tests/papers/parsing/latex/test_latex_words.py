r"""Commands of packages that print words: acronyms, edited text, citations in groups, signs, alternative text."""

from __future__ import annotations

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.formats import parse_bytes


def _parse(body: str, folder, *, preamble: str = "") -> Manuscript:
    source = f"\\documentclass{{article}}{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    return parse_bytes(source.encode(), folder / "main.tex")


TERMS = r"""
\newacronym[longplural={gas lamps}]{gl}{GL}{gas lamp}
\DeclareAcronym{ol}{short = OL, long = oil lamp, short-plural = es}
\newglossaryentry{wick}{name={wick},plural={wicks},description={what burns, slowly}}
\acrodef{tl}[TL]{table lamp}"""


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"A \gls{gl} and a \gls{gl}; \glspl{gl}.", "A gas lamp (GL) and a GL; GLs."),
        (r"\Acp{ol} and \acs{ol}, \acl{ol}, \acf{ol}.", "Oil lamps (es) and OL, oil lamp, oil lamp (OL)."),
        (r"\Glspl{wick} need a \gls{wick}[ of cotton].", "Wicks need a wick of cotton."),
        (r"\acrlong{gl} (\acrshort{gl}), \glsentrylongpl{gl}", None),
        (r"An \ac{tl}, this \ac{tl}; \acresetall\ac{tl}.", "An table lamp (TL), this TL; table lamp (TL)."),
        (r"A \gls{absent} lamp, \glslink{gl}{this one}.", "A absent lamp, this one."),
        (r"The \glsdesc{wick}.", "The what burns, slowly."),
    ],
)
def test_terms_are_printed_as_the_reader_sees_them(latex, text, tmp_path):
    printed = _parse(latex, tmp_path, preamble=TERMS).text
    assert printed == (text or "gas lamp (GL), gas lamps")


def test_a_list_of_acronyms_defines_them(tmp_path):
    manuscript = _parse(
        r"We light an \ac{al}.\begin{acronym}\acro{al}[AL]{arc lamp}\end{acronym} The \ac{al} is bright.", tmp_path
    )
    assert manuscript.text.endswith("AL arc lamp\n\nThe arc lamp (AL) is bright.")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"We \deleted[id=A]{put out} \added{lit} the \replaced{lamp}{candle}.", "We lit the lamp."),
        (r"We \DIFdelbegin\DIFdel{put out }\DIFdelend\DIFaddbegin\DIFadd{lit }\DIFaddend it.", "We lit it."),
        (r"\newcommand{\replaced}[2]{#2 (was #1)}Now \replaced{dark}{light}.", "Now light (was dark)."),
        (r"Call \mintinline{python}{a[0] % {b}} or \mintinline{sh}|ls %| now.", "Call a[0] % {b} or ls % now."),
        (r"It costs \pounds 5, \euro 6, \EUR{7} or \yen 8, \eg oil.", "It costs £5, €6, €7 or ¥8, e.g.oil."),
        (r"\ding{51} done, \ding{172} first", "✓ done, ① first"),
        (r"The size is \pdfliteral direct {2 Tr 0.5 w}14.8M\pdfliteral direct {0 Tr 0 w} here.", "The size is 14.8M here."),
        (r"\epigraph{Light is all.}{A lighter}Lamps burn.", "Light is all.\n\nA lighter\n\nLamps burn."),
        (r"\sbox{\lampbox}{a lamp}We light \usebox{\lampbox}.", "We light a lamp."),
        (r"Lamps\nomenclature{$l$}{a lamp} burn\lstinputlisting[language=C]{lamp.c}.", "Lamps burn."),
        (r"See \cref{a,b}, \Cref{fig:x}, \autoref{q} on p.~\pageref{s}."
        r"\section{S}\label{s}", "See ?? and ??, ??, ?? on p. ??.\n\n1 S"),
        (r"\newcommand{\state}{lit}The lamp is \state{} at night.", "The lamp is lit at night."),
    ],
)  # fmt: skip
def test_commands_of_packages_print_what_they_print(latex, text, tmp_path):
    assert _parse(latex, tmp_path).text == text


def test_alternative_text_is_no_caption_and_a_marginal_note_no_sentence(tmp_path):
    body = r"\begin{figure}\caption{A lamp.}\Description{Drawing of a lamp.}\end{figure}Lamps\marginpar{A note.} burn."
    manuscript = _parse(body, tmp_path)
    assert manuscript.text == "Lamps burn.\n\nFigure 1: A lamp.\n\nA note."
    assert manuscript.kind_at(manuscript.text.index("A note")) is RegionKind.FOOTNOTE


def test_appendices_begin_with_a_letter(tmp_path):
    assert [section.number for section in _parse(r"\section{S}\appendices\section{P}x", tmp_path).sections] == ["1", "A"]


WORKS = "@misc{lee, author={Ann Lee}, title={L}, year=2020}\n@misc{cy, author={Bo Cy}, title={C}, year=2019}\n"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"So \parencites[see][3]{lee}[7]{cy}.", "So (see Lee, 2020, p. 3; Cy, 2019, p. 7)."),
        (r"So \textcites{lee}[2]{cy}.", "So Lee (2020) and Cy (2019, p. 2)."),
        (r"So \citetext{see \citealp[p.~2]{cy}}.", "So (see Cy, 2019, p. 2)."),
        (r"\defcitealias{lee}{Paper I}In \citetalias{lee} \citepalias{lee}.", "In Paper I (Paper I)."),
        (r"So \parencites{lee}{absent}.", "So (Lee, 2020; absent)."),
        (r"It is \mycite{lee} here.", "It is Lee (2020) here."),
    ],
)
def test_groups_of_citations_are_printed_together(latex, text, tmp_path):
    (tmp_path / "refs.bib").write_text(WORKS)
    printed = _parse(latex + r"\bibliography{refs}", tmp_path, preamble=r"\usepackage{natbib}\bibliographystyle{plainnat}").text
    assert printed.split("\n\n")[0] == text


def test_unknown_commands_are_told_and_their_words_stay(tmp_path):
    manuscript = _parse(r"\lampstyle[big]{Lamps} burn \oilname{} at \wickmark{dusk}. \noindent\centering So.", tmp_path)
    assert manuscript.text == "Lamps burn at dusk. So."
    (notice,) = manuscript.notices
    assert notice.startswith(r"3 commands are not known here (\lampstyle, \oilname, \wickmark)")


def test_unknown_environments_are_told_and_their_text_stays(tmp_path):
    known = r"\begin{center}A.\end{center}\begin{tcolorbox}[title=B]C.\end{tcolorbox}"
    manuscript = _parse(rf"\begin{{lampbox}}[title=X]Lamps burn.\end{{lampbox}}{known}", tmp_path)
    assert manuscript.text == "Lamps burn.\n\nA.\n\nC."
    assert manuscript.notices == ("1 environment is not known here (lampbox); the text inside was read.",)


def test_the_name_of_a_figure_is_printed(tmp_path) -> None:
    text = _parse(r"In \figurename~\ref{f} and \tablename~1.\begin{figure}\caption{Tin.}\label{f}\end{figure}", tmp_path).text
    assert text.startswith("In Figure 1 and Table 1.")
