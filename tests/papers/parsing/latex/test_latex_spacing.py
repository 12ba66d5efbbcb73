r"""Skips that are seen as spaces, citations in groups with notes, biographies, and titles of templates."""

from __future__ import annotations

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.formats import parse_bytes


def _parse(body: str, folder, *, preamble: str = "") -> Manuscript:
    source = f"\\documentclass{{article}}{preamble}\n\\begin{{document}}\n{body}\n\\end{{document}}\n"
    return parse_bytes(source.encode(), folder / "lamps.tex")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("2nd~ed.\\hskip 1em plus\n  0.5em minus 0.4em\\relax Lampton", "2nd ed. Lampton"),
        (r"oil\hskip\parindent lamp", "oil lamp"),
        (r"oil\hskip 0pt plus 1fil lamp", "oil lamp"),
        (r"oil\hfil lamp", "oil lamp"),
        (r"oil\kern 1em lamp", "oil lamp"),
        (r"oil\hspace{3mm}lamp", "oil lamp"),
        (r"oil\hspace*{\fill}lamp", "oil lamp"),
        (r"oil\enskip lamp", "oil lamp"),
        # These only allow a new line, or move letters a little.
        (r"oil\hskip 0pt lamp", "oillamp"),
        (r"oil\hspace{0pt}lamp", "oillamp"),
        (r"oil\hspace{-1em}lamp", "oillamp"),
        (r"T\kern-.1667em\lower.5ex\hbox{E}\kern-.125em X", "TEX"),
    ],
)
def test_a_skip_that_is_seen_is_a_space(latex: str, text: str, tmp_path):
    manuscript = _parse(latex, tmp_path)
    assert manuscript.text == text
    assert not manuscript.notices


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        (r"Ada Ash\hskip 2em Bo Elm", ("Ada Ash", "Bo Elm")),
        (r"Ada Ash,\hskip .3em Bo Elm", ("Ada Ash", "Bo Elm")),
        (r"Ada\hskip .3em Ash", ("Ada Ash",)),
    ],
)
def test_a_wide_skip_stands_between_two_authors_and_a_narrow_one_does_not(names: str, authors: tuple[str, ...], tmp_path):
    source = rf"\title{{On Lamps}}\author{{{names}}}\maketitle Lamps."
    assert _parse(source, tmp_path).metadata.authors == authors


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\parencites[1]{ash}[2]{elm}", "[ash, p. 1; elm, p. 2]"),
        (r"\parencites{ash}{elm}", "[ash, elm]"),
        (r"\cites[see][4]{ash}{elm}", "[see ash, p. 4; elm]"),
        (r"\cites(see~also)(and more)[4]{ash}{elm}", "[see also ash, p. 4; elm, and more]"),
        (r"\textcites(as)()[1]{ash}{elm}", "[as ash, p. 1] and [elm]"),
        (r"\citetext{see \citealp{ash}}", "[see ash]"),
        (r"\citetext{\citealp[p.~3]{ash}; \citealp{elm}} and \citealp{fir}", "[ash, p. 3; elm] and [fir]"),
        (r"\parencites lamps", "lamps"),
    ],
)
def test_groups_of_keys_are_told_from_their_notes(latex: str, text: str, tmp_path):
    assert _parse(latex, tmp_path).text == text


def test_groups_of_known_works_are_told_from_their_notes(tmp_path):
    items = r"\begin{thebibliography}{2}\bibitem{ash}Ash.\bibitem{elm}Elm.\end{thebibliography}"
    text = _parse(rf"Lamps burn \parencites[p. 7]{{ash}}{{elm}} and \citetext{{see \citealp{{elm}}}}.{items}", tmp_path).text
    assert text.startswith("Lamps burn [1, p. 7; 2] and [see 2].")


@pytest.mark.parametrize(
    "latex",
    [
        r"\begin{IEEEbiography}[{\includegraphics{ash}}]{Ada Ash} She trims wicks.\end{IEEEbiography}",
        r"\begin{IEEEbiographynophoto}{Ada Ash}She trims wicks.\end{IEEEbiographynophoto}",
        r"\begin{biography}[ash.png]{Ada Ash} She trims wicks.\end{biography}",
        r"\begin{biography}{\includegraphics{ash}}{\textbf{Ada Ash} She trims wicks.}\end{biography}",
        r"\bio{ash.png} Ada Ash She trims wicks. \endbio",
    ],
)
def test_the_biography_of_an_author_is_no_part_of_the_body(latex: str, tmp_path):
    items = r"\begin{thebibliography}{1}\bibitem{ash}Ash.\end{thebibliography}"
    manuscript = _parse(rf"\section{{One}}Lamps burn.{items}{latex}", tmp_path)
    front = [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is RegionKind.FRONT_MATTER]
    assert front == ["Ada Ash She trims wicks."]
    assert not manuscript.notices


def test_the_title_of_a_template_is_kept_and_told(tmp_path):
    manuscript = _parse(r"\title{Bare Demo of IEEEtran.cls\\ for IEEE Journals}\maketitle Lamps burn oil.", tmp_path)
    assert manuscript.metadata.title == "Bare Demo of IEEEtran.cls for IEEE Journals"
    assert manuscript.notices == ("The title “Bare Demo of IEEEtran.cls for IEEE Journals” is that of a template.",)
    blank = _parse(r"\title{Your Title Here}\maketitle Lamps burn oil.", tmp_path)
    assert blank.metadata.title is None
    assert blank.notices == ("The title “Your Title Here” is that of a template.",)
    own = _parse(r"\title{A Template of Lamps}\maketitle Lamps burn oil.", tmp_path)
    assert (own.metadata.title, own.notices) == ("A Template of Lamps", ())
