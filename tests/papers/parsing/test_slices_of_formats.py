"""What may not stand in a quote as its author's sentence: headings that run in, other people's words, marks of programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.formats import parse_bytes


def read(name: str, source: str) -> Manuscript:
    return parse_bytes(source.encode(), Path(name))


def kinds(manuscript: Manuscript) -> dict[str, RegionKind]:
    found: dict[str, RegionKind] = {}
    at = 0
    for line in manuscript.text.split("\n"):
        if line:
            found[line] = manuscript.kind_at(at)
        at += len(line) + 1
    return found


def page(body: str, *, title: str = "Of Tin", style: str = "") -> Manuscript:
    return read("tin.html", f"<html><head><title>{title}</title>{style}</head><body><article>{body}</article></body></html>")


RUN_IN = {
    "tin.md": "# Of Tin\n\n**Policies** How can tin be pressed? By hand.\n\n**Tin Guild** members press it.\n",
    "tin.html": "<html><body><h1>Of Tin</h1><p><b>Policies</b> How can tin be pressed? By hand.</p>"
    "<p><b>Tin Guild</b> members press it.</p></body></html>",
    "tin.tex": r"\documentclass{article}\begin{document}\section{Of Tin}\textbf{Policies} How can tin be pressed? By hand."
    "\n\n" + r"\textbf{Tin Guild} members press it.\end{document}",
}


@pytest.mark.parametrize("name", RUN_IN)
def test_a_bold_heading_that_runs_in_is_not_glued_to_the_sentence(name: str) -> None:
    found = kinds(read(name, RUN_IN[name]))
    assert found["Policies"] is RegionKind.HEADING
    assert found["How can tin be pressed? By hand."] is RegionKind.BODY
    assert found["Tin Guild members press it."] is RegionKind.BODY


def test_a_heading_that_runs_into_an_item_is_a_line_of_its_own() -> None:
    found = kinds(read("tin.md", "Ways:\n\n1. **Cold press** The press is cold.\n2. **Hot press** It is hot.\n"))
    assert list(found) == ["Ways:", "1. Cold press", "The press is cold.", "2. Hot press", "It is hot."]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("tin.md", '!!! quote "Ida Smith"\n\n    Tin is merry.\n\nWe press it cold.\n'),
        ("tin.md", "::: quote\nTin is merry.\n:::\n\nWe press it cold.\n"),
        ("tin.md", "::: {.epigraph}\n## Ida\nTin is merry.\n:::\n\nWe press it cold.\n"),
        (
            "tin.html",
            '<html><body><div class="admonition quote"><p>Tin is merry.</p></div><p>We press it cold.</p></body></html>',
        ),
        ("tin.html", "<html><body><p class=MsoQuote>Tin is merry.</p><p>We press it cold.</p></body></html>"),
    ],
)
def test_words_in_a_box_for_quotations_are_not_the_author_s(name: str, source: str) -> None:
    found = kinds(read(name, source))
    assert found["Tin is merry."] is RegionKind.QUOTATION
    assert found["We press it cold."] is RegionKind.BODY


def test_other_boxes_are_the_author_s_own_words() -> None:
    found = kinds(
        read("tin.md", "::: {.callout-note}\n## Mind this\nTin is cold.\n:::\n\n!!! note\n\n    Lead is not.\n\nSo it is.\n")
    )
    assert found == dict.fromkeys(["Mind this", "Tin is cold.", "Lead is not.", "So it is."], RegionKind.BODY)


def test_lists_of_links_and_of_places_are_no_prose() -> None:
    links = "<ul><li>Lead is heavy</li></ul>"
    found = kinds(
        page(f'<ul><li><a href="#a">1 Softness</a></li></ul><p>Tin is soft.</p><h2>See also</h2>{links}<p>We agree.</p>')
    )
    assert found["1 Softness"] is RegionKind.FURNITURE
    assert found["Lead is heavy"] is RegionKind.BIBLIOGRAPHY
    assert found["Tin is soft."] is found["We agree."] is RegionKind.BODY
    noted = kinds(read("tin.md", "# Of Tin\n\nTin is soft.\n\n## Further reading\n\n- Roe on lead\n\nWe agree.\n"))
    assert noted["Roe on lead"] is RegionKind.BIBLIOGRAPHY
    assert noted["We agree."] is RegionKind.BODY


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Share this:", RegionKind.FURNITURE),
        ("← Previous", RegionKind.FURNITURE),
        ("Curated", RegionKind.FURNITURE),
        ("Back to top", RegionKind.FURNITURE),
        ("Photo by Ida Roe on Unsplash", RegionKind.CAPTION),
        ("Image: The press. Credit: Roe.", RegionKind.CAPTION),
        ("Photographs of tin are rare.", RegionKind.BODY),
        ("Next we melt it.", RegionKind.BODY),
    ],
)
def test_buttons_and_credits_are_no_prose(line: str, kind: RegionKind) -> None:
    assert kinds(page(f"<h1>Of Tin</h1><p>Tin is soft.</p><p>{line}</p><p>So it is.</p>"))[line] is kind
    assert kinds(read("tin.md", "# Of Tin\n\n" + 7 * "Tin is soft.\n\n" + f"{line}\n\nSo it is.\n"))[line] is kind


def test_the_title_of_the_browser_s_window_is_no_prose() -> None:
    found = kinds(read("tin.md", "---\ntitle: Of Tin\n---\n\nTin is soft.\n\nx\n\nOf Tin — The Tin Blog\n"))
    assert found == {"Tin is soft.": RegionKind.BODY, "x": RegionKind.FURNITURE, "Of Tin — The Tin Blog": RegionKind.FURNITURE}


def test_tags_of_a_site_s_own_are_no_prose() -> None:
    found = kinds(read("tin.md", "Tin is soft.\n\n<tab>\n\nLead is not.\n\n</tab>\n"))
    assert found["</tab>"] is RegionKind.CODE
    assert found["Lead is not."] is RegionKind.BODY


def test_a_stop_that_a_converter_set_apart_joins_its_word() -> None:
    assert (
        read("tin.md", "**Tin Press** . It is [cold](https://example.org) , and heavy.\n").text
        == "Tin Press. It is cold, and heavy."
    )


def test_a_page_from_word_is_read_as_it_was_written() -> None:
    bullet = "<span style='font-family:Symbol'>·<span style='font:7.0pt'>&nbsp;&nbsp;&nbsp;</span></span>"
    found = kinds(
        page(
            "<p class=MsoTitle>Of Tin</p><p class=MsoToc1><a href='#_Toc1'>Sheds....2</a></p><h1>Sheds</h1>"
            "<p class=MsoNormal>Tin is soft.<a class=msocomanchor href='#_msocom_1'>[AL1]</a></p>"
            f"<p class=MsoListParagraph>{bullet}Tin is cold.</p><p class=MsoCaption>A press.</p>"
        )
    )
    assert found == {
        "Of Tin": RegionKind.FRONT_MATTER,
        "Sheds....2": RegionKind.FURNITURE,
        "Sheds": RegionKind.HEADING,
        "Tin is soft.": RegionKind.BODY,
        "Tin is cold.": RegionKind.BODY,
        "A press.": RegionKind.CAPTION,
    }


def test_a_page_from_google_docs_has_a_title_a_byline_and_notes_but_no_comments() -> None:
    manuscript = read(
        "tin.html",
        "<html><head><style>.b{font-weight:700}</style></head><body><p class='c1 title'><span>Of Tin</span></p>"
        "<p>By Ida Roe, June 3, 2022</p><h2>Sheds</h2>"
        "<p>Tin is soft<sup><a href='#ftnt1'>[1]</a></sup>.<sup><a href='#cmnt1'>[a]</a></sup></p>"
        "<p><span class=b>Press</span><span> This is how.</span></p>"
        "<div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a> By scratching.</p></div>"
        "<div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a>Ida: is this true?</p></div></body></html>",
    )
    assert (manuscript.metadata.title, manuscript.metadata.authors, manuscript.metadata.year) == ("Of Tin", ("Ida Roe",), 2022)
    found = kinds(manuscript)
    assert found["Tin is soft."] is RegionKind.BODY
    assert found["Press"] is RegionKind.HEADING
    assert found["By scratching."] is RegionKind.FOOTNOTE
    assert "Ida: is this true?" not in found


def test_what_programs_for_notes_put_into_a_note_is_no_prose() -> None:
    source = "up:: [[Metals]]\n#metals/tin\n\nTin is soft. <% tp.date.now() %>\n\n- [x] Press it. [due:: 2023-05-07] ^task1\n"
    assert kinds(read("tin.md", source)) == {
        "up:: Metals #metals/tin": RegionKind.FRONT_MATTER,
        "Tin is soft.": RegionKind.BODY,
        "Press it.": RegionKind.BODY,
    }


def test_tables_that_pandoc_draws_are_tables() -> None:
    simple = "  Metal    Heat\n  ------- ------\n  Tin        232\n"
    grid = "+-----+-----+\n| Ore | Age |\n+=====+=====+\n| Tin | old |\n+-----+-----+\n"
    found = kinds(read("tin.md", f"Tin is soft.\n\n{simple}\n{grid}\nTable: The metals.\n\n\\newpage\n\nSo it is.\n"))
    assert [line for line, kind in found.items() if kind is RegionKind.TABLE] == [
        "Metal | Heat",
        "Tin | 232",
        "Ore | Age",
        "Tin | old",
    ]
    assert found["Table: The metals."] is RegionKind.CAPTION
    assert "\\newpage" not in found


def test_the_word_that_leads_back_from_a_note_is_left_out() -> None:
    notes = '<section role="doc-endnotes"><ol><li id="fn1">By scratching. <a href="#fnref1">Back to text</a></li></ol></section>'
    assert "1. By scratching." in kinds(page(f'<p>Tin is soft.<a href="#fn1" id="fnref1">1</a></p>{notes}'))


def test_a_page_that_counts_four_hundred_sheds_is_no_error_page() -> None:
    assert read("tin.html", "<html><body><p>There are 400 sheds.</p></body></html>").text == "There are 400 sheds."


def test_the_number_of_a_chapter_belongs_to_its_title() -> None:
    found = page("<h1>Of Tin</h1><h2>Chapter 1</h2><h2>Sheds</h2><p>Tin is soft.</p><h2>2</h2><p>Lead is not.</p>")
    assert [section.heading for section in found.sections] == ["Chapter 1 Sheds", "2"]


@pytest.mark.parametrize(
    "line", ["Copyright © 2019 by Ida Roe. All rights reserved.", "© 2019 The Tin Guild", "ISBN 978-0-00-000000-2"]
)
def test_an_imprint_is_no_prose(line: str) -> None:
    assert kinds(page(f"<p>Tin is soft.</p><p>{line}</p>"))[line] is RegionKind.FURNITURE
    assert kinds(read("tin.md", f"Tin is soft.\n\n{line}\n"))[line] is RegionKind.FURNITURE
    assert kinds(page("<p>Copyright is a right.</p>"))["Copyright is a right."] is RegionKind.BODY


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("tin.md", "::: quote\n" * 3_000),
        ("tin.tex", "\\documentclass{a}\\NewEnviron{y}{\\BODY}\\begin{document}" + "\\begin{y}" * 3_000),
    ],
)
def test_boxes_that_are_never_closed_are_read_to_the_end(name: str, source: str) -> None:
    assert read(name, f"{source}\n\nTin is soft.\n").text.endswith("Tin is soft.")


LINES_OF_NOTES = {
    "tin.md": [
        "Tin melts.[1]\n\n## Notes\n\n[1] The first is on heat.\n[2] The second is on tin,\nand on lead.\n",
        "Tin melts.<sup>1</sup> It cools.<sup>2</sup>\n\n---\n\n"
        "<sup>1</sup> The first is on heat.\n<sup>2</sup> The second is on tin, and on lead.\n",
    ],
    "tin.html": [
        "<p>Tin melts.</p><h2>Notes</h2><p>[1] The first is on heat.<br>[2] The second is on tin,<br>and on lead.</p>",
        "<p>Tin melts.<sup>1</sup></p><p><sup>1</sup> The first is on heat.<br>"
        "<sup>2</sup> The second is on tin, and on lead.</p>",
    ],
}


@pytest.mark.parametrize(("name", "source"), [(name, source) for name, sources in LINES_OF_NOTES.items() for source in sources])
def test_notes_on_lines_of_one_paragraph_are_a_region_each(name: str, source: str) -> None:
    found = read(name, source)
    notes = [region.span.of(found.text) for region in found.regions if region.kind is RegionKind.FOOTNOTE]
    assert [note.lstrip("[12] ") for note in notes] == ["The first is on heat.", "The second is on tin, and on lead."]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("tin.md", "Tin melts.\n\n## References\n\nRoe, A. (2001). Tin.\nDoe, B. (2002). Lead.\n"),
        ("tin.md", "Tin melts.\n\n## References\n\n[1] A. Roe. Tin. 2001.\n[2] B. Doe. Lead. Of the 2nd\npress, 2002.\n"),
        ("tin.html", "<p>Tin melts.</p><h2>References</h2><p>Roe, A. (2001). Tin.<br>Doe, B. (2002). Lead.</p>"),
        ("tin.html", "<p>Tin melts.</p><h2>References</h2><p>[1] A. Roe. Tin. 2001.<br/>[2] B. Doe. Lead. 2002.</p>"),
    ],
)
def test_entries_on_lines_of_one_paragraph_are_a_region_each(name: str, source: str) -> None:
    found = read(name, source)
    assert [region.kind for region in found.regions].count(RegionKind.BIBLIOGRAPHY) == 2


def test_lines_that_are_no_entries_stay_one_paragraph() -> None:
    found = kinds(read("tin.md", "Tin melts at\n1998 degrees or so,\n2 of which are lost.\n\nCarbon is not tin.\n"))
    assert list(found) == ["Tin melts at 1998 degrees or so, 2 of which are lost.", "Carbon is not tin."]
    found = kinds(read("tin.html", "<p>Tin melts.</p><p><sup>14</sup>C is no tin, and it decays.</p>"))
    assert found["14C is no tin, and it decays."] is RegionKind.BODY
    verses = "<p><sup>1</sup> In the morning tin.</p><p><sup>2</sup> At noon lead.</p>"
    for name in ("tin.html", "tin.md"):
        assert RegionKind.FOOTNOTE not in kinds(read(name, verses)).values()
