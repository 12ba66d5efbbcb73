"""The arguments of a paper's own commands, and the spaces that TeX keeps around them."""

from __future__ import annotations

import pytest

from alignqa.papers.parsing.formats import parse_bytes


def text_of(body: str, folder, preamble: str) -> str:
    source = f"\\documentclass{{article}}{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    return parse_bytes(source.encode(), folder / "kiln.tex").text


@pytest.mark.parametrize(
    ("signature", "definition", "body", "text"),
    [
        (
            "m O{oak}",
            "#2 #1",
            r"a \ash{log} burns, \ash{log}[elm] burns, \ash{log} [elm] burns",
            "a oak log burns, elm log burns, elm log burns",
        ),
        ("m o", r"#1\IfValueT{#2}{ (#2)}", r"\ash{log} and \ash{log}[elm] and", "log and log (elm) and"),
        ("m !o", r"#1\IfValueT{#2}{ (#2)}", r"\ash{log} [2] and \ash{log}[elm] and", "log [2] and log (elm) and"),
        ("m O{#1}", "#1, #2", r"\ash{log} and \ash{log}[elm] and", "log, log and log, elm and"),
        (
            "m d()",
            r"#1\IfNoValueF{#2}{ at #2}",
            r"\ash{log} (x) and \ash{log}(a(b)c) or \ash{log} so",
            "log at x and log at a(b)c or log so",
        ),
        ("m D<>{elm}", "#1 of #2", r"\ash{log} and \ash{log}<oak> and", "log of elm and log of oak and"),
        ("r()", "(#1)", r"\ash(log) and \ash (elm) and", "(log) and (elm) and"),
        ("R(){elm}", "#1", r"\ash(log) and \ash and", "log and elmand"),
        ("m s", r"#1\IfBooleanT{#2}{ lit}", r"\ash{log} and \ash{log}* and \ash{log} * and", "log and log lit and log lit and"),
        ("t+ m", r"#2\IfBooleanT{#1}{ lit}", r"\ash{log} and \ash+{log} and", "log and log lit and"),
        (
            "m e{_^}",
            r"#1\IfValueT{#2}{ under #2}\IfValueT{#3}{ over #3}",
            r"\ash{log}^{b}_a and \ash{log}^b and \ash{log} and",
            "log under a over b and log over b and log and",
        ),
        ("m E{_^}{{a}{b}}", "#1 #2 #3", r"\ash{log} and \ash{log}_c and", "log a b and log c b and"),
        ("v", "#1", r"\ash|a_b \c| and \ash{d_e} and", r"a_b \c and d_e and"),
        ("+m +o", r"#1\IfValueT{#2}{ (#2)}", "\\ash{log\nlog} and", "log log and"),
        ("m g", r"#1\IfValueT{#2}{ (#2)}", r"\ash{log} and \ash{log}{elm} and", "log and log (elm) and"),
        ("", "log", r"\ash and \ash{} and \ash\ and {\ash} and", "logand log and log and log and"),
    ],
)
def test_arguments_of_every_kind_leave_the_spaces_that_tex_leaves(signature, definition, body, text, tmp_path):
    command = rf"\NewDocumentCommand{{\ash}}{{{signature}}}{{{definition}}}"
    assert text_of(f"So {body} end.", tmp_path, command) == f"So {text} end."


@pytest.mark.parametrize(
    ("definition", "body", "text"),
    [
        (r"\newcommandx{\ash}[2][2=oak]{#1 of #2}", r"\ash{log} and \ash{log}[elm] and", "log of oak and log of elm and"),
        (r"\newcommandtwoopt{\ash}[3][a][b]{#1#2#3}", r"\ash{c} and \ash[d]{c} and \ash[d][e]{c} and", "abc and dbc and dec and"),
        (r"\newcommand{\ash}[2][oak]{#1 #2}", r"\ash{log} and \ash[elm] {log} and", "oak log and elm log and"),
        (r"\newcommand{\ash}[1][oak]{#1}", r"\ash{} and \ash[elm] and \ash and", "oak and elm and oakand"),
    ],
)
def test_optional_arguments_of_other_definitions(definition, body, text, tmp_path):
    assert text_of(f"So {body} end.", tmp_path, definition) == f"So {text} end."


def test_an_empty_line_ends_the_paragraph_and_no_argument_is_looked_for_behind_it(tmp_path):
    command = r"\NewDocumentCommand{\ash}{m O{oak}}{#2 #1}"
    text = text_of("\\ash{log}\n\n[1] \\ash{log}\nburns.\n\n\\ash{log}\n\nEnd.", tmp_path, command)
    assert text == "oak log\n\n[1] oak log burns.\n\noak log\n\nEnd."
