"""LaTeX and pandoc's Markdown for a manuscript: every character of a paper prints as it is, and citations have their places."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignqa.papers.bibliography import read_bibtex
from alignqa.papers.document import Locator, Metadata
from alignqa.papers.parsing.latex.text import inline_text
from alignqa.render.typeset.latex_writing import escaped_latex, latex_of
from alignqa.render.typeset.manuscript_files import is_own_file, latex_file, pandoc_file, works_file
from alignqa.render.typeset.pandoc_writing import escaped_pandoc, pandoc_of
from alignqa.render.typeset.pieces import CitedPlace, Grid, Heading, Remark, SetQuote

PAGE = CitedPlace("lark2020why", Locator("3 Oil", 7, "iv"))


def spaced(text: str) -> str:
    return " ".join(text.split())


@given(st.text(st.sampled_from("ab Zé.,;:()[]{}#$%&_^~\\*+=@/\"-'`?!≤αβ→“”0123"), max_size=40))
def test_latex_prints_each_character_of_a_paper(text: str):
    # Typographic quotes are composed where TeX does it; the commands for <, > and | are tested below.
    printed = inline_text(escaped_latex(text)).replace("’", "'")
    assert spaced(printed) == spaced(text).replace("’", "'")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ask @lark, see [1]", r"ask \@lark, see \[1\]"),
        ("x^2 ~ y_1 costs $5", r"x\^2 \~ y\_1 costs \$5"),
        ("\"a\" -- 'b' --- c...", r"\"a\" \-\- \'b\' \-\-\- c\.\.\."),
        ("{.class} <b> `c` *d* \\e", r"\{.class\} \<b\> \`c\` \*d\* \\e"),
        ("1. first", r"1\. first"),
        ("(iv) fourth", r"(iv\) fourth"),
        ("a) first", r"a\) first"),
        ("Mr. Lark", r"Mr\. Lark"),
        ("(@) example", r"(\@\) example"),
        (": a definition", r"\: a definition"),
        ("% a title", r"\% a title"),
        ("# a heading", r"\# a heading"),
        ("lanterns. They glow (dimly).", "lanterns. They glow (dimly)."),
    ],
)
def test_pandoc_reads_each_character_of_a_paper_as_it_is(text: str, written: str):
    assert escaped_pandoc(text) == written


@pytest.mark.parametrize(
    ("place", "latex", "pandoc"),
    [
        (PAGE, r"\citep[p.~iv]{lark2020why}", "[@lark2020why, p. iv]"),
        (CitedPlace("k", Locator("3 Oil", 7)), r"\citep[p.~7]{k}", "[@k, p. 7]"),
        (CitedPlace("k", Locator("A.2 Oil")), r"\citep[sec.~A.2]{k}", "[@k, sec. A.2]"),
        (CitedPlace("k", Locator("A lamp")), r"\citep[sec.~“A lamp”]{k}", "[@k, sec. “A lamp”]"),
        (CitedPlace("k", Locator("Oil [old]; wax")), r"\citep[{sec.~“Oil [old]; wax”}]{k}", r"[@k, sec. “Oil \[old\]\; wax”]"),
        (CitedPlace("k", Locator()), r"\citep{k}", "[@k]"),
        (CitedPlace("k", Locator(), quoted=True), r"\citep[quoted in][]{k}", "[quoted in @k]"),
        (CitedPlace("k", Locator(page=2), quoted=True), r"\citep[quoted in][p.~2]{k}", "[quoted in @k, p. 2]"),
        (CitedPlace("O'Brien {x}-", Locator()), r"\citep{OBrienx-}", "[@{OBrienx-}]"),
        (CitedPlace("Doe:2020_a", Locator()), r"\citep{Doe:2020_a}", "[@Doe:2020_a]"),
    ],
)
def test_a_citation_names_the_page_or_else_the_section(place: CitedPlace, latex: str, pandoc: str):
    assert latex_of([Remark("", (place,))]).strip() == latex
    assert pandoc_of([Remark("", (place,))]).strip() == pandoc


def test_a_claim_cites_all_its_quotes_and_a_list_keeps_its_lines():
    claim = Remark("Lamps want the night.", (PAGE, CitedPlace("k", Locator(page=2))))
    quote = SetQuote("Two kinds:\n\n- wax\n- oil", PAGE, lead="definition")
    assert latex_of([Heading("Why?"), claim, quote]) == (
        "\\section*{Why?}\n\nLamps want the night. \\citep[p.~iv]{lark2020why}\\citep[p.~2]{k}\n\n"
        "\\emph{definition}\n\\begin{quote}\nTwo kinds:\n\\newline\n- wax\n\\newline\n- oil "
        "\\citep[p.~iv]{lark2020why}\n\\end{quote}\n"
    )
    assert pandoc_of([Heading("Why?"), claim, quote]) == (
        "# Why?\n\nLamps want the night. [@lark2020why, p. iv; @k, p. 2]\n\n"
        "*definition*\n\n> Two kinds:\\\n> \\- wax\\\n> \\- oil [@lark2020why, p. iv]\n"
    )


def test_a_table_has_a_cell_for_each_column_whatever_stands_in_it():
    grid = Grid(("Paper", "A & B"), (("[Lamps] | more", SetQuote("x & y | z", PAGE)), ("Oil", "not found")))
    rows = [line for line in latex_of([grid]).splitlines() if line.endswith(r"\addlinespace")]
    assert rows == [
        r"{[}Lamps] \textbar{} more & “x \& y \textbar{} z” \citep[p.~iv]{lark2020why} \\ \addlinespace",
        r"Oil & not found \\ \addlinespace",
    ]
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in pandoc_of([grid]).splitlines()] == [3, 3, 3, 3]


def test_the_list_has_exactly_the_works_that_are_cited_without_the_paths_of_files():
    facts = {"lark2020why": Metadata(title="Why & how", authors=("Ada Lark",), year=2020), "other": Metadata(title="Other")}
    entries, notices = read_bibtex(works_file([SetQuote("x", PAGE)], facts))
    assert [(entry.key, entry.metadata.title, entry.files) for entry in entries] == [("lark2020why", "Why & how", ())]
    assert notices == ()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_knows_whether_somebody_changed_it(end: str):
    pieces = [Heading("Why {}?"), SetQuote("Lamps glow.", PAGE)]
    files = [
        latex_file(pieces, list_name="{a}.bib"),
        pandoc_file(pieces, list_name='a "b": c.bib'),
        works_file(pieces, {}),
    ]
    for text in files:
        saved = text.replace("\n", end)
        assert is_own_file(saved)
        assert not is_own_file(saved + "My own words.")
        assert not is_own_file(saved.replace("a", "b", 1) if "a" in saved else saved[1:])
    assert not is_own_file("")
    assert not is_own_file("@article{a,}")
