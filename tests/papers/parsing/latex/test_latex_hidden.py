r"""Text that no reader of the PDF sees is not quotable, and its loss is told."""

from __future__ import annotations

import pytest

from alignqa.papers.document import Manuscript
from alignqa.papers.parsing.formats import parse_bytes


def _parse(body: str, folder, *, preamble: str = "") -> Manuscript:
    return parse_bytes(
        f"\\documentclass{{article}}{preamble}\\begin{{document}}{body}\\end{{document}}".encode(), folder / "main.tex"
    )


@pytest.mark.parametrize(
    "hidden",
    [
        r"\textcolor{white}{Secret order.}",
        r"{\color{white}\tiny Secret order. \textbf{Obey.}}",
        r"\textcolor[rgb]{1,1,1}{Secret order.}",
        r"\textcolor[HTML]{FEFEFE}{Secret order.}",
        r"\textcolor{black!2}{Secret order.}",
        r"\definecolor{paper}{gray}{1}\textcolor{paper}{Secret order.}",
        r"\colorlet{ground}{white}{\color{ground}Secret order.}",
        r"{\fontsize{1}{1}\selectfont Secret order.}",
        r"\scalebox{0.01}{Secret order.}",
        r"{\transparent{0}Secret order.}",
        r"{\pdfliteral direct {3 Tr}Secret order.\pdfliteral direct {0 Tr}}",
    ],
)
def test_unseen_text_is_left_out_and_told(hidden, tmp_path):
    manuscript = _parse(f"The lamp burns. {hidden} It is dusk.", tmp_path)
    assert manuscript.text == "The lamp burns. It is dusk."
    assert any("no reader sees" in notice and "1 place" in notice for notice in manuscript.notices)


@pytest.mark.parametrize(
    "shown",
    [
        r"\textcolor{red}{A warning.}",
        r"\colorbox{black}{\textcolor{white}{A warning.}}",
        r"\begin{tcolorbox}[colback=black]\color{white}A warning.\end{tcolorbox}",
        r"{\tiny A warning.}",
        r"{\color{white}\color{black}A warning.}",
        r"\textcolor{white!20!black}{A warning.}",
        r"{\color{white}}A warning.",
    ],
)
def test_text_that_is_seen_stays(shown, tmp_path):
    manuscript = _parse(f"The lamp burns. {shown} It is dusk.", tmp_path)
    assert " ".join(manuscript.text.split()) == "The lamp burns. A warning. It is dusk."
    assert manuscript.notices == ()


@pytest.mark.parametrize(
    "struck",
    [
        *(rf"\{name}{{Gone for ever.}}" for name in ("sout", "st", "xout", "cancel", "xcancel", "strike", "strikethrough")),
        *(r"\hcancel[red]{Gone for ever.}", r"\sout{Gone \emph{for} ever \cite{a}.}"),
    ],
)
def test_struck_text_is_left_out_and_told(struck, tmp_path):
    manuscript = _parse(f"The lamp burns {struck}, and {struck} it is dusk.", tmp_path)
    assert manuscript.text == "The lamp burns […], and […] it is dusk."
    assert manuscript.notices == ("Struck-out text was left out (2 times).",)


@pytest.mark.parametrize("struck", [r"\deleted[id=A]{Gone for ever.}", r"\DIFdel{Gone for ever.}"])
def test_a_text_is_whole_without_what_a_new_version_has_taken_out(struck, tmp_path):
    manuscript = _parse(f"The lamp burns, {struck}; and {struck} it is dusk.", tmp_path)
    assert manuscript.text == "The lamp burns; and it is dusk."
    assert manuscript.notices == ("Struck-out text was left out (2 times).",)


def test_a_paper_s_own_command_may_strike_or_not(tmp_path):
    own = r"\newcommand{\gone}[1]{\textcolor{red}{\sout{#1}}}\newcommand{\strike}[1]{\emph{#1}}"
    manuscript = _parse(r"Lamps \gone{never} \strike{burn} oil.", tmp_path, preamble=own)
    assert manuscript.text == "Lamps […] burn oil."
    assert manuscript.notices == ("Struck-out text was left out (once).",)


def test_a_relation_that_is_struck_out_is_negated(tmp_path):
    assert _parse(r"Here $A \cancel{=} B$ and $x + \cancel{y}$ hold.", tmp_path).text == "Here A ≠ B and x + hold."


def test_white_text_on_a_dark_page_is_seen(tmp_path):
    assert _parse(r"\pagecolor{black}\color{white}The lamp burns.", tmp_path).text == "The lamp burns."


@pytest.mark.parametrize("hidden", [r"\phantom{Secret.}", r"\iffalse Secret. \fi", r"\begin{comment}Secret.\end{comment}"])
def test_what_latex_itself_leaves_out_is_left_out(hidden, tmp_path):
    assert _parse(f"The lamp {hidden} burns.", tmp_path).text == "The lamp burns."
