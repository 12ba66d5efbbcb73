r"""Conditions, hidden environments and commands with signatures: a source shows what its PDF shows."""

from __future__ import annotations

import pytest

from alignqa.papers.document import Manuscript
from alignqa.papers.parsing.formats import parse_bytes


def _parse(body: str, folder, *, preamble: str = "", options: str = "") -> Manuscript:
    source = f"\\documentclass[{options}]{{article}}{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    return parse_bytes(source.encode(), folder / "main.tex")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\ifx\lamp\undefined Dark.\else Lit.\fi", "Dark."),
        (r"\def\lamp{x}\ifx\lamp\undefined Dark.\else Lit.\fi", "Lit."),
        (r"\def\one{x}\def\two{x}\ifx\one\two Same.\else Other.\fi", "Same."),
        (r"\def\one{}\ifx\one\empty Empty.\else Full.\fi", "Empty."),
        (r"\newcommand{\say}[1]{\ifx\\#1\\Nothing.\else It says #1.\fi}\say{} \say{hello}", "Nothing. It says hello."),
        (r"\ifnum 3>4 More.\else Less.\fi{} \newcounter{n}\setcounter{n}{7}\ifnum\value{n}=7 Seven.\fi", "Less. Seven."),
        (r"\def\year{2}\ifcase\year Nought.\or One.\or Two.\else Many.\fi", "Two."),
        (r"\ifdim 2cm>1in Wide.\else Narrow.\fi", "Narrow."),
        (r"\ifodd 3 Odd.\else Even.\fi", "Odd."),
        (r"\ifdefined\section Known.\else New.\fi{} \ifcsname lamp\endcsname Known.\else New.\fi", "Known. New."),
        (r"\newif\iflong\longtrue\iflong Long \ifnum 1>2 and wrong\else and right\fi.\else Short.\fi", "Long and right."),
        (r"\iffalse Hidden { \ifnum 1<2 too \fi \else Shown\fi and read.", "Shownand read."),
        (r"\unless\ifdefined\nolamp No lamp.\fi", "No lamp."),
        (r"\usepackage{ifthen}\newboolean{draft}\setboolean{draft}{true}\ifthenelse{\boolean{draft}}{Draft.}{Final.}", "Draft."),
        (r"\newtoggle{long}\toggletrue{long}\iftoggle{long}{Long.}{Short.}", "Long."),
        (r"\newcommand{\v}{b}\ifthenelse{\equal{\v}{a}\OR\equal{\v}{b}}{Known.}{New.}", "Known."),
        (r"\newcommand{\R}{\ifmmode\mathbb{R}\else the reals\fi}In $\R$ and \R.", "In ℝ and the reals."),
        (r"\ifnum\value{equation}>0 Wrong.\else None yet.\fi", "None yet."),
        (r"\newcounter{k}\stepcounter{k}\ifnum\value{k}=1 Once.\else Never.\fi", "Once."),
        (r"\ifpdf With pages.\else Without.\fi{} \ifxetex New.\else Old.\fi", "With pages. Old."),
    ],
)
def test_one_branch_of_a_condition_is_read(latex, text, tmp_path):
    manuscript = _parse(latex, tmp_path)
    assert manuscript.text == text
    assert manuscript.notices == ()


def test_a_condition_on_the_class_is_decided_by_its_options(tmp_path):
    body = r"\makeatletter\if@twocolumn Two columns.\else One column.\fi"
    assert _parse(body, tmp_path, options="twocolumn").text == "Two columns."
    assert _parse(body, tmp_path, options="12pt").text == "One column."


def test_a_condition_that_only_the_style_decides_counts_as_false_and_is_told(tmp_path):
    manuscript = _parse(r"\ifcameraready Thanks to all.\else Names are hidden.\fi{} \ifarxiv{Long.}{Short.} End.", tmp_path)
    assert manuscript.text == "Names are hidden. Short. End."
    (notice,) = manuscript.notices
    assert notice.startswith("In 2 places the source asks for something that only its style or its pages tell")


HIDDEN = r"""The lamp is {lit}. \begin{%s}Nobody {may} read this.\end{%s} It burns."""


@pytest.mark.parametrize(
    "definition",
    [
        r"\excludecomment{aside}",
        r"\excludeversion{aside}",
        r"\NewEnviron{aside}{}",
        r"\newenvironment{aside}{\comment}{\endcomment}",
        r"\newenvironment{aside}{\setbox0\vbox\bgroup}{\egroup}",
        r"\NewDocumentEnvironment{aside}{+b}{}{}",
        r"\let\aside\comment\let\endaside\endcomment",
        r"\newenvironment{aside}{\color{white}}{}",
        r"\newenvironment{aside}{Note: }{}\RenewEnviron{aside}{}",
        r"\NewEnviron{gone}{}\let\aside\gone\let\endaside\endgone",
        r"\NewEnviron{aside}{\setbox0=\vbox{\BODY}}",
        r"\newif\ifshown\NewEnviron{aside}{\ifshown\BODY\fi}",
        r"\newenvironment{aside}{\iffalse}{\fi}",
    ],
)
def test_an_environment_that_hides_its_text_hides_it(definition, tmp_path):
    text = _parse(HIDDEN % ("aside", "aside"), tmp_path, preamble=definition).text
    assert "Nobody" not in text
    assert " ".join(text.split()) == "The lamp is lit. It burns."


@pytest.mark.parametrize(
    "definition",
    [
        r"\includecomment{aside}",
        r"\NewEnviron{aside}{\begin{quote}\BODY\end{quote}}",
        r"\NewDocumentEnvironment{aside}{+b}{\textbf{#1}}{}",
        r"\newenvironment{aside}{\begin{quote}}{\end{quote}}",
        r"\newif\ifshown\showntrue\NewEnviron{aside}{\ifshown\BODY\fi}",
        r"\newsavebox{\x}\newenvironment{aside}{\begin{lrbox}{\x}}{\end{lrbox}\fbox{\usebox{\x}}}",
        r"\newenvironment{aside}{\setbox0\vbox\bgroup}{\egroup\box0}",
    ],
)
def test_an_environment_that_shows_its_text_shows_it(definition, tmp_path):
    assert "Nobody may read this." in _parse(HIDDEN % ("aside", "aside"), tmp_path, preamble=definition).text


@pytest.mark.parametrize(
    ("definition", "use", "text"),
    [
        (r"\NewDocumentCommand{\flag}{s O{red} m}{\IfBooleanTF{#1}{big }{}#2 #3}", r"\flag{tin}, \flag*[blue]{lead}",
         "red tin, big blue lead"),
        (r"\NewDocumentCommand\pair{m o}{#1\IfNoValueF{#2}{ and #2}}", r"\pair{hay}; \pair{hay}[oats]", "hay; hay and oats"),
        (r"\NewDocumentCommand{\at}{m d()}{#1\IfValueT{#2}{ at #2}}", r"\at{lamp}(dusk), \at{lamp}.", "lamp at dusk, lamp."),
        (r"\DeclareDocumentCommand{\mark}{t+ m}{\IfBooleanTF{#1}{more"
        r" }{less }#2}", r"\mark+{oil}, \mark{oil}", "more oil, less oil"),
        (r"\NewDocumentCommand{\kind}{>{\TrimSpaces}m +m}{#1: #2}", r"\kind{ lamp }{oil}", "lamp : oil"),
        (r"\makeatletter\@namedef{lamp}{a lamp}\expandafter\def\csname wick"
        r"\endcsname{a wick}", r"\lamp{} has \wick", "a lamp has a wick"),
    ],
)  # fmt: skip
def test_commands_with_signatures_take_their_arguments(definition, use, text, tmp_path):
    assert _parse(use, tmp_path, preamble=definition).text == text


def test_code_in_an_environment_of_its_own_stays_code(tmp_path):
    preamble = r"\lstnewenvironment{python}{\lstset{language=Python}}{}"
    manuscript = _parse("Run\n\\begin{python}\nx = {1: 50 % 7}\n\\end{python}\nto see.", tmp_path, preamble=preamble)
    assert "x = {1: 50 % 7}" in manuscript.text


@pytest.mark.parametrize("name", ["proof", "abstract", "figure"])
@pytest.mark.parametrize("definition", [r"\RenewEnviron{%s}{}", r"\excludecomment{%s}", r"\RenewDocumentEnvironment{%s}{+b}{}{}"])
def test_an_environment_of_latex_that_is_redefined_to_print_nothing_prints_nothing(definition, name, tmp_path):
    text = _parse(HIDDEN % (name, name), tmp_path, preamble=definition % name).text
    assert " ".join(text.split()) == "The lamp is lit. It burns."


def test_a_counter_that_latex_steps_decides_a_condition(tmp_path):
    test = r"\ifnum\value{section}>0 Inside.\else Outside.\fi"
    manuscript = _parse(rf"{test}\section*{{Zero}}{test}\section{{One}}{test}", tmp_path)
    assert manuscript.text == "Outside.\n\nZero\n\nOutside.\n\n1 One\n\nInside."
    assert manuscript.notices == ()


def test_a_definition_may_print_its_text_twice(tmp_path):
    preamble = r"\NewDocumentEnvironment{aside}{O{Note}+b}{#1: #2 And again: #2}{!}"
    text = _parse(r"\begin{aside}[Tip]Melt it.\end{aside}", tmp_path, preamble=preamble).text
    assert text == "Tip: Melt it. And again: Melt it.!"
