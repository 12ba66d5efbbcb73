"""A file whose body was not read is told of, whatever its format."""

from __future__ import annotations

import pytest

from alignqa.papers.document import Manuscript, Region, RegionKind, Span
from alignqa.papers.parsing.formats import parse_bytes
from alignqa.papers.parsing.manuscript.coverage import letters_in_html, letters_in_latex, thin_body_notice

PROSE = "The lamp burns oil at night and is put out at dawn. " * 20


def test_a_body_under_a_third_of_the_file_is_told_with_its_share():
    text = "Lamps\n\n" + PROSE + "\n\n" + PROSE
    table = Region(Span(7 + len(PROSE), len(text)), RegionKind.TABLE)
    whole = Manuscript(text, regions=(Region(Span(0, 5), RegionKind.HEADING),))
    assert thin_body_notice(whole, 0) is None
    assert thin_body_notice(Manuscript(text, regions=(table,)), 0) is None
    notice = thin_body_notice(Manuscript(text, regions=(table,)), 10_000)
    assert notice is not None
    assert notice.startswith("Only 8% of the letters of the file")


def test_only_what_was_read_counts_for_a_format_without_letters():
    text = "Short." + PROSE
    notice = thin_body_notice(Manuscript(text, regions=(Region(Span(6, len(text)), RegionKind.TABLE),)), 0)
    assert notice is not None


def test_a_short_file_is_told_only_if_nothing_of_it_is_body():
    text = "A Title\n\nOne line."
    heading = Region(Span(0, 7), RegionKind.HEADING)
    assert thin_body_notice(Manuscript(text, regions=(heading,)), 60) is None
    assert thin_body_notice(Manuscript(text, regions=(heading, Region(Span(9, 18), RegionKind.CAPTION))), 60) is not None


def test_markup_holds_no_letters():
    assert letters_in_html("<p class='long-name'>Tin&nbsp;man</p><script>var lamp;</script><!-- note -->") == 6
    assert letters_in_latex(r"\usepackage{lamps}\begin{document}\section{Tin} \cite{key} $x_{long}$ man") == 6


@pytest.mark.parametrize(
    ("name", "lost", "kept"),
    [
        ("a.tex", r"\begin{document}\section{S}\title{%s}\end{document}", r"\begin{document}\section{S}%s\end{document}"),
        ("a.html", "<html><body><h1>A</h1><pre>%s</pre><p>B</p></body></html>", "<html><body><h1>A</h1><p>%s</p></body></html>"),
        ("a.md", "# Lamps\n\n```\n%s\n```\n\nOne line.\n", "# Lamps\n\n%s\n"),
    ],
)  # fmt: skip
def test_every_format_tells_of_a_lost_body(name, lost, kept, tmp_path):
    thin = parse_bytes((lost % PROSE).encode(), tmp_path / name)
    assert any("of the letters of the file were read as body text" in notice for notice in thin.notices)
    whole = parse_bytes((kept % PROSE).encode(), tmp_path / name)
    assert not any("of the letters" in notice for notice in whole.notices)
