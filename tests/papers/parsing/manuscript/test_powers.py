"""A raised number after a number is a power in every format: 10 to the 9 is neither 109 nor a note of the word 10."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.parsing.formats import parse_bytes
from alignqa.papers.parsing.manuscript.powers import is_note_mark, lowered, raised
from pdf_samples import Put, document, page

MARKUP = {
    "sheds.tex": r"\documentclass{article}\begin{document}There are 10\textsuperscript{9} sheds, x\textsuperscript{2} "
    r"presses, and the 5\textsuperscript{th} of them\textsuperscript{1} is cold.\end{document}",
    "sheds.html": "<html><body><p>There are 10<sup>9</sup> sheds, x<sup>2</sup> presses, and the 5<sup>th</sup> of "
    "them<sup>1</sup> is cold.</p></body></html>",
    "sheds.md": "There are 10<sup>9</sup> sheds, x<sup>2</sup> presses, and the 5<sup>th</sup> of them<sup>1</sup> is cold.\n",
}


@pytest.mark.parametrize("name", MARKUP)
def test_a_power_in_markup_stays_a_power(name: str) -> None:
    text = parse_bytes(MARKUP[name].encode(), Path(name)).text
    assert "There are 10^9 sheds, x^2 presses, and the 5th of them" in text
    assert "them is cold" in text


def shown(markup: str, name: str) -> str:
    """The text of a paragraph of HTML, of the same in Markdown, or of a raw block in Markdown."""
    form = {"tin.html": "<html><body><p>There are {} sheds.</p></body></html>", "tin.md": "There are {} sheds.\n"}
    source = form.get(name, "<div><p>There are {} sheds.</p></div>\n").format(markup)
    text = parse_bytes(source.encode(), Path(name if name in form else "block.md")).text
    return text.removeprefix("There are ").removesuffix(" sheds.")


@pytest.mark.parametrize("name", ["tin.html", "tin.md", "a block of HTML"])
@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("2<sup>n+1</sup>", "2^{n+1}"),
        ("2<sup><i>n</i> + 1</sup>", "2^{n+1}"),
        ("2<sup>n</sup>", "2^n"),
        ("10<sup>2,400</sup>", "10^2,400"),
        ("10<sup>−3</sup>", "10^−3"),
        ("2<sup>2<sup>n</sup></sup>", "2^{2^n}"),
        ("5 km<sup>2</sup> of", "5 km^2 of"),
        ("(a+b)<sup>2</sup>", "(a+b)^2"),
        ("sin<sup>2</sup> x", "sin^2 x"),
        ("E = mc<sup>2</sup>", "E = mc^2"),
        ("x<sub>1</sub>", "x_1"),
        ("<i>x</i><sub>i+1</sub><sup>2</sup>", "x_{i+1}^2"),
        ("H<sub>2</sub>O", "H2O"),
        ("7<sup>3</sup>/<sub>4</sub>", "7 3/4"),
        ("7<sup>3</sup>&frasl;<sub>4</sub>", "7 3/4"),
        ("7¾", "7¾"),
        ("the <sup>14</sup>C", "the 14C"),
        ("1<sup>st</sup>", "1st"),
        ("Ca<sup>2+</sup>", "Ca2+"),
        ("word<sup>1</sup>", "word"),
        ("word<sup>3</sup>", "word^3"),  # no note has this number
        ("MuZero<sup>2</sup> at the barrier<sup>2</sup>", "MuZero^2 at the barrier^2"),
        ("MuZero<sup>2</sup> at the barrier<sup>1</sup>", "MuZero^2 at the barrier"),  # a number that nobody raises to is a mark
        ('word<sup><a href="https://tin.example/a">2</a></sup>', "word"),
        ("word<sup>1,2</sup>", "word"),
        ("45%<sup>3</sup>", "45%"),
        ("GPT-4<sup>2</sup>", "GPT-4"),
        ("in 1998<sup>2</sup>", "in 1998"),
        ('word<sup><a href="#fn1">1</a></sup>', "word"),
        ('7<span class="sr-only">+</span><span>3</span>&frasl;<span>4</span>', "7 3/4"),
    ],
)
def test_raised_and_lowered_text_means_the_same_in_all_markup(markup: str, text: str, name: str) -> None:
    assert shown(markup, name) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("2^n+1^", "2^{n+1}"),
        ("2^*n*+1^", "2^{n+1}"),
        ("x~i~^2^", "x_i^2"),
        ("7^3^/~4~", "7 3/4"),
        ("$2^{n+1}$", "2^{n+1}"),
        ("$2^{n - 1}$ and $x_{i_{j+1}}$", "2^{n−1} and x_{i_{j+1}}"),
        (r"$7\frac{3}{4}$", "7 3/4"),
        (r"$\frac{a+b}{c}$", "(a+b)/c"),
        (r"$\text{non-linear} - 1$", "non-linear − 1"),
    ],
)
def test_powers_in_the_notation_of_markdown(markup: str, text: str) -> None:
    assert shown(markup, "tin.md") == text


@pytest.mark.parametrize("name", ["tin.html", "tin.md"])
@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("x<sub>1</sub><sup>2</sup> small", "x_1^2 small"),
        ("<i>x</i><sub>i</sub> <sup>2</sup> small", "x_i^2 small"),
        ("y<sup>2</sup><sub>3</sub> small", "y^2_3 small"),
        ("w<sub>max</sub><sup>n+1</sup> small", "w_max^{n+1} small"),
        ("SO<sub>4</sub><sup>2−</sup> or Ca<sup>2+</sup>", "SO4^{2−} or Ca2+"),
        ("CO<sub>2</sub><sup>3</sup> free", "CO2 free"),
        ("RL<sup>2</sup> and MAML<sup>3</sup>", "RL^2 and MAML^3"),
    ],
)
def test_an_index_and_a_power_belong_to_one_sign(name: str, markup: str, text: str) -> None:
    assert shown(markup, name) == text


@pytest.mark.parametrize(
    ("name", "noted"),
    [
        ("tin.md", "The barrier<sup>2</sup> melts.\n\n## References\n\n1. Roe. Tin.\n2. Doe. Lead.\n"),
        ("tin.md", "The barrier^2^ melts.\n\n[^2]: At noon.\n"),
        ("tin.html", "<p>The barrier<sup>2</sup> melts.</p><h2>References</h2><ol><li>Roe. Tin.</li><li>Doe. Lead.</li></ol>"),
        ("tin.html", "<p>The barrier<sup>2</sup> melts.</p><p id='fn2'>2. At noon.</p>"),
        ("tin.tex", r"\begin{document}The barrier$^2$ melts.\footnotetext[2]{At noon.}\end{document}"),
        (
            "tin.tex",
            r"\begin{document}The barrier$^2$ melts.\begin{thebibliography}{9}\bibitem{a}A.\bibitem{b}B."
            r"\end{thebibliography}\end{document}",
        ),
    ],
)
def test_a_digit_behind_a_word_is_a_mark_if_there_is_such_a_note_or_entry(name: str, noted: str) -> None:
    assert parse_bytes(noted.encode(), Path(name)).text.startswith("The barrier melts.")


RAISED = "The depth<sup>2</sup> of (width<sup>2</sup> + 1)<sup>3</sup> grows."
LINKED = {
    "a.html": f'<p>{RAISED}<sup><a href="#fn1">1</a></sup> It is cold<a class="footnote-ref" href="#fn2"><sup>2</sup></a>.</p>'
    '<ol class="footnotes"><li id="fn1">A.</li><li id="fn2">B.</li></ol>',
    "b.html": f'<p>{RAISED}<a class="footnote-anchor" href="#footnote-1">1</a> It is cold<a class="footnote-anchor" '
    'href="#footnote-2">2</a>.</p><div class="footnote"><a id="footnote-1">1</a><p>A.</p></div><div class="footnote">'
    '<a id="footnote-2">2</a><p>B.</p></div>',
    "a.md": f"{RAISED}[^1] It is cold[^2].\n\n[^1]: A.\n\n[^2]: B.\n",
    "b.md": "The *depth*^2^ of (width^2^ + 1)^3^ grows.[^1] It is cold[^2].\n\n[^1]: A.\n\n[^2]: B.\n",
    "c.md": f"{RAISED}<sup>[1](#fn1)</sup> It is cold<sup>[2](#fn2)</sup>.\n\n## Notes\n\n1. A.\n2. B.\n",
    "d.md": "The *depth*<sup>2</sup> of (width<sup>2</sup> + 1)<sup>3</sup> grows.[^1] It is cold[^2].\n\n[^1]: A.\n\n[^2]: B.\n",
    "a.tex": r"\documentclass{article}\title{Tin}\author{Ada Kim$^1$, Bo Lund$^2$ \\ $^1$Tin Lab \\ $^2$Ore Lab}"
    r"\begin{document}\maketitle The depth$^2$ of (width\textsuperscript{2} + 1)$^3$ grows.\footnote{A.} "
    r"It is cold\footnote{B.}.\end{document}",
}


@pytest.mark.parametrize("name", LINKED)
def test_where_marks_lead_to_their_notes_a_bare_digit_is_a_power(name: str) -> None:
    assert "The depth^2 of (width^2 + 1)^3 grows. It is cold." in parse_bytes(LINKED[name].encode(), Path(name)).text


@pytest.mark.parametrize("name", ["tin.html", "tin.md"])
def test_a_text_that_cites_by_raised_numbers_may_have_lost_its_list(name: str) -> None:
    cited = "small.<sup>1</sup> Tin is soft.<sup>2</sup> Lead<sup>3</sup> is grey, as is ore.<sup>4,5</sup> All are"
    assert shown(cited, name) == "small. Tin is soft. Lead is grey, as is ore. All are"


def test_a_digit_behind_a_name_is_a_mark_if_there_is_such_a_note() -> None:
    note = "RL<sup>2</sup> and MAML<sup>3</sup> melt tin.\n\n{}"
    for listed in ("<sup>2</sup> Reported in 1998.", "[^2]: Reported in 1998.", "## Notes\n\n2. Reported in 1998."):
        text = parse_bytes(note.format(listed).encode(), Path("tin.md")).text
        assert text.startswith("RL and MAML^3 melt tin.")
    assert parse_bytes(note.format("2. Press.\n3. Melt.").encode(), Path("tin.md")).text.startswith("RL^2 and MAML^3")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"x\textsubscript{1}\textsuperscript{2} and $x_1^2$ and x$_1$$^2$", "x_1^2 and x_1^2 and x_1^2"),
        (r"RL\textsuperscript{2} and RL$^2$", "RL^2 and RL^2"),
        (r"$2^{n+1}$", "2^{n+1}"),
        (r"2\textsuperscript{n+1}", "2^{n+1}"),
        (r"10$^{-3}$", "10^−3"),
        (r"x\textsubscript{i} of CO$_2$", "x_i of CO2"),
        (r"7$\frac{3}{4}$, 7\nicefrac{3}{4}, $7\sfrac34$", "7 3/4, 7 3/4, 7 3/4"),
        (r"45$^\circ$C on the 1$^{st}$", "45°C on the 1st"),
        (r"RL$^2$ word$^{3}$ word\textsuperscript{3}", "RL^2 word^3 word^3"),
        (r"RL$^2$ word$^{1}$ word\textsuperscript{3}", "RL^2 word word^3"),
        (r"barrier$^2$\footnotemark[3] word$^3$", "barrier^2 word"),
        (r"Model$^{(k)}$", "Model^(k)"),
    ],
)
def test_powers_in_the_notation_of_latex(latex: str, text: str) -> None:
    source = rf"\documentclass{{article}}\begin{{document}}There are {latex} sheds.\end{{document}}"
    assert parse_bytes(source.encode(), Path("tin.tex")).text == f"There are {text} sheds."


def test_a_formula_in_mathml_keeps_its_parts_together() -> None:
    power = "<math><msup><mn>2</mn><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup></math>"
    mixed = "<math><mn>7</mn><mfrac><mn>3</mn><mn>4</mn></mfrac></math>"
    assert shown(f"{power} and {mixed}", "tin.html") == "2^{n+1} and 7 3/4"


def test_text_that_only_its_style_raises_is_a_power() -> None:
    page = """<html><head><style>.c5{vertical-align:super}</style></head><body><p>There are 10<span class="c5">9</span> sheds and
    x<span style="vertical-align: sub">i</span> presses.</p></body></html>"""
    assert parse_bytes(page.encode(), Path("tin.html")).text == "There are 10^9 sheds and x_i presses."


def test_a_power_in_a_pdf_stays_a_power() -> None:
    body = [Put(72, 700 - 14 * row, "Tin is pressed in cold sheds, since warm tin tears.") for row in range(6)]
    puts = [*body, Put(72, 600, "There are 10", note="9", after=" sheds in the valley of the tin masters.")]
    text = parse_bytes(document([page(puts)]), Path("sheds.pdf")).text
    assert "109" not in text
    assert "There are 10⁹ sheds" in text


@pytest.mark.parametrize(
    ("preceding", "text", "shown"),
    [
        ("10", "9", "^9"),
        ("about 10", "-3", "^-3"),
        ("(x", "2", "^2"),
        ("the word", "3", "3"),
        ("5", "th", "th"),
        ("", "2", "2"),
        ("10", "12345", "12345"),
        ("10", "a", "a"),
        ("A", "T", "^T"),
        ("M", "me", "me"),
        ("N", "o", "o"),
        ("V", "e", "e"),
        ("mol", "-1", "^-1"),
        ("and/or", "3", "3"),
        ("5th", "2", "2"),
        ("term (see below)", "2", "2"),
        ("1998", "2", "2"),
    ],
)
def test_what_is_raised_after_what(preceding: str, text: str, shown: str) -> None:
    assert raised(preceding, text) == shown


@pytest.mark.parametrize(
    ("preceding", "text", "shown"),
    [
        ("x", "1", "_1"),
        ("H", "2", "2"),
        ("H", "0", "_0"),
        ("n", "max", "_max"),
        ("log", "2", "_2"),
        ("word", "a caption", "a caption"),
    ],
)
def test_what_is_lowered_after_what(preceding: str, text: str, shown: str) -> None:
    assert lowered(preceding, text) == shown


@pytest.mark.parametrize(("preceding", "text"), [("a word", "3"), ("1998", "2"), ("end.", "1,2"), ("word", "†"), ("word", "[4]")])
def test_the_mark_of_a_note_is_no_power(preceding: str, text: str) -> None:
    assert is_note_mark(preceding, text)
    assert not is_note_mark("10", "9")
