"""Posts as sites serve them and programs save them: notes, bylines, buttons, captions and headings that no tag names."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.html.parser import parse


def read(page: str) -> Manuscript:
    return parse(page.encode("utf-8"), Path("page.html"))


def article(content: str) -> Manuscript:
    return read(f"<!doctype html><html><body><article><h1>Pewter</h1>{content}</article></body></html>")


def of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def body(manuscript: Manuscript) -> list[str]:
    kept = [char for position, char in enumerate(manuscript.text) if manuscript.kind_at(position) is RegionKind.BODY]
    return [line for line in "".join(kept).split("\n") if line]


SUBSTACK = """<!doctype html><html><head><title>On Pewter</title></head><body><article><div class="post-header">
<h1 class="post-title">On Pewter</h1><h3 class="subtitle">Soft, grey and cheap</h3><div class="byline-wrapper"><div>
<a href="https://substack.com/@vera">Vera Nickel</a></div><div>Mar 04, 2022</div></div>
<div class="post-ufi"><a class="post-ufi-button">45</a><a class="post-ufi-button">Share</a></div></div>
<div class="body markup"><p>Pewter melts early<a class="footnote-anchor" href="https://m.example/p/x#footnote-1-5">1</a>; it was
cast in 1650<a class="footnote-anchor" href="#footnote-2-5">2</a>.</p><p>12</p>
<p class="button-wrapper"><a class="button primary"><span>Share this post</span></a></p>
<p>Thanks for reading Metal Letters! Subscribe for free to receive new posts.</p></div>
<div class="footnote"><a class="footnote-number" href="#footnote-anchor-1-5">1</a><div class="footnote-content"><p>At 230
degrees.</p><p>Or so.</p></div></div><div class="footnote"><a class="footnote-number" href="#footnote-anchor-2-5">2</a><div
class="footnote-content"><p>Perhaps 1651.</p></div></div></article></body></html>"""


def test_the_notes_and_the_widgets_of_a_newsletter_are_not_its_body() -> None:
    manuscript = read(SUBSTACK)
    assert body(manuscript) == ["Pewter melts early; it was cast in 1650."]
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["At 230 degrees.", "Or so.", "Perhaps 1651."]
    assert manuscript.sections == ()
    assert (manuscript.metadata.authors, manuscript.metadata.year) == (("Vera Nickel",), 2022)


@pytest.mark.parametrize(
    ("mark", "note"),
    [
        ('<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a>', "<div id=ftn1>{}</div>"),
        ('<a class="sdfootnoteanc" href="#sdfootnote1sym"><sup>1</sup></a>', "<div id=sdfootnote1><p>{}</p></div>"),
        ('<sup class="footnote"><a href="#fn-12-1">1</a></sup>', "<ol><li id=fn-12-1>{} [<a href='#r'>↩</a>]</li></ol>"),
        ('<a href="#note-1">1</a>', '<ol class="easy-footnotes-wrapper"><li>{}</li></ol>'),
        ('<span role="doc-noteref"><sup><a href="#fnx">[1]</a></sup></span>', '<ol role="doc-endnotes"><li>{}</li></ol>'),
        ('<a href="#below">1</a>', '<aside role="doc-footnote">{}</aside>'),
    ],
)
def test_marks_go_and_notes_are_notes_on_every_site(mark: str, note: str) -> None:
    manuscript = article(f"<p>It was cast in 1650{mark}, and it is soft{mark}.</p>{note.format('Perhaps 1651.')}")
    assert body(manuscript) == ["It was cast in 1650, and it is soft."]
    assert [text.removeprefix("1. ") for text in of_kind(manuscript, RegionKind.FOOTNOTE)] == ["Perhaps 1651."]


@pytest.mark.parametrize(
    "sentence",
    ["See Sec.3.", "By Eq. (3) it melts.", "As [12] says.", "See note 2."],
)
def test_numbers_that_are_no_marks_stay(sentence: str) -> None:
    links = {
        "See Sec.3.": 'See Sec.<a class="ltx_ref" href="#S3"><span class="ltx_text">3</span></a>.',
        "By Eq. (3) it melts.": 'By Eq. (<a href="#eq3">3</a>) it melts.',
        "As [12] says.": 'As [<a href="#bib12">12</a>] says.',
        "See note 2.": 'See note <a href="#footnote-2">2</a>.',
    }
    assert body(article(f"<p>{links[sentence]}</p>")) == [sentence]


def test_notes_beside_the_main_content_are_kept() -> None:
    prose = f"<div class=Main><p>{'It melts. ' * 30}</p></div>"
    manuscript = read(f"<html><body>{prose}<div><div id=ftn1><p><a href='#_ftnref1'>[1]</a> Early.</p></div></div></body></html>")
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["Early."]


def test_tooltips_and_corrections_are_not_glued_to_words() -> None:
    manuscript = article(
        '<p>An <abbr class="tooltip">ML<span class="tooltiptext">machine learning</span></abbr> model <span class="hover">stops'
        '<span role="tooltip">It ceases.</span></span> when it is <del>hot</del><ins>cold</ins>, <s>never</s> at once '
        '<del datetime="x">again</del>.</p>'
    )
    assert body(manuscript) == ["An ML model stops when it is cold, […] at once […]."]
    assert manuscript.notices == ("Struck-out text was left out (3 times).",)


def test_nothing_is_left_between_two_commas() -> None:
    assert body(article("<p>Tin, <s>lead</s>, and zinc (<del>all</del>) melt.</p>")) == ["Tin, and zinc melt."]


@pytest.mark.parametrize(
    "chrome",
    [
        *(
            "Subscribe to our newsletter",
            "Sign up for our weekly newsletter!",
            "Share this: Facebook Twitter",
            "Follow us on Twitter",
        ),
        *(
            "Share on X, LinkedIn and Reddit",
            "You may also like:",
            "Leave a comment",
            "We use cookies to improve your experience.",
        ),
    ],
)
def test_what_a_site_asks_for_is_chrome_without_a_class_too(chrome: str) -> None:
    manuscript = article(f"<p>Tin melts.</p><p><small>{chrome}</small></p><p>Sharers share this view of tin.</p>")
    assert body(manuscript) == ["Tin melts.", "Sharers share this view of tin."]


def test_a_handle_with_digits_is_a_byline_with_its_date() -> None:
    manuscript = article(
        '<h1>Tin</h1><span><a class="author" href="/users/tin77">tin77</a></span> <time>13th Jan 2024</time><p>It melts.</p>'
    )
    assert manuscript.metadata.authors == ("tin77",)
    assert body(manuscript) == ["It melts."]


def test_formulas_between_delimiters_are_readable_but_not_in_code() -> None:
    manuscript = article(
        r"<p>Let \(p_i\) and $$q = 2$$ hold, for $5 and $6.</p><p>Type <code>\(x^2\)</code>.</p>"
        r'<p>Then <script type="math/tex">a+b</script> is one.</p>'
    )
    assert body(manuscript) == ["Let p_i and q = 2 hold, for $5 and $6.", r"Type \(x^2\).", "Then a+b is one."]


def test_a_line_in_bold_type_is_a_heading_and_a_bold_beginning_is_not() -> None:
    manuscript = article(
        "<h2>Casting</h2><p>One pours it.</p><p><strong>Moulds of bronze</strong></p><p>They last.</p>"
        "<p><b>Sand</b><br>It is cheap. It is slow.</p><p><strong>Warning.</strong> Lead is a poison.</p>"
        '<p><span style="font-weight:700">Wax</span></p><p>It melts.</p>'
        "<p><b>It must never be drunk from.</b></p><blockquote><p><b>Anna</b></p></blockquote>"
    )
    assert [(section.level, section.title) for section in manuscript.sections] == [
        (1, "Casting"),
        (2, "Moulds of bronze"),
        (2, "Sand"),
        (2, "Wax"),
    ]
    assert "It is cheap. It is slow." in body(manuscript)
    assert "Warning. Lead is a poison." in body(manuscript)
    assert body(manuscript)[-1] == "It must never be drunk from."
    assert of_kind(manuscript, RegionKind.QUOTATION) == ["Anna"]


def test_captions_without_a_tag_and_lines_about_sources_are_captions() -> None:
    manuscript = article(
        "<p><em>An emphasised sentence.</em></p><p><img src=a></p><p><em>A plate, about 1700</em></p>"
        "<p><img src=b><br><em>A jug</em></p><p>Source: Museum of Tin</p><p>Source code is text, too.</p>"
    )
    assert of_kind(manuscript, RegionKind.CAPTION) == ["A plate, about 1700", "A jug", "Source: Museum of Tin"]
    assert body(manuscript) == ["An emphasised sentence.", "Source code is text, too."]


def test_what_stands_around_a_post_is_not_its_body() -> None:
    manuscript = read(
        "<html><head><title>Why bells ring</title><meta name=author content='Rosa Bell'></head><body><article>"
        "<h1>Why bells ring</h1>"
        "<h2 class='pw-subtitle-paragraph'>A short study</h2><div><a href='/@rosa'>Rosa Bell</a><p>Follow</p>"
        "<span>5 min read</span><span>Jan 1, 2020</span></div><p>Bells ring when they are struck.</p>"
        "<p><b>Notes</b></p><p>[1] By hand.</p><div><a href='/'>Home</a> | <a href='/x'>Next</a></div></article></body></html>"
    )
    assert body(manuscript) == ["Bells ring when they are struck."]
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["[1] By hand."]
    assert [section.title for section in manuscript.sections] == ["Notes"]
    assert manuscript.metadata.year == 2020


def test_a_name_set_as_a_heading_is_no_section() -> None:
    manuscript = article("<h4 class='author-name'><a href='/a'>Rosa Bell</a></h4><p>Bells ring when they are struck.</p>")
    assert manuscript.sections == ()
    assert manuscript.metadata.authors == ("Rosa Bell",)


def test_a_paragraph_with_links_and_words_is_prose() -> None:
    assert body(article("<p>See <a href='a'>bells</a> and <a href='b'>tin</a>.</p>")) == ["See bells and tin."]


NOTE = '<ol class="footnotes"><li id="fn1">At noon.</li><li id="fn2">Or later.</li></ol>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<p>RL<sup>2</sup> and MAML<sup>3</sup> ring.</p>", "RL^2 and MAML^3 ring."),
        (f"<p>RL<sup>2</sup> and MAML<sup>3</sup> ring.</p>{NOTE}", "RL and MAML^3 ring."),
        ("<p>The RSPB<sup>2</sup> rings.</p><p><sup>2</sup> At noon.</p>", "The RSPB rings."),
        ('<p>The RSPB<sup><a href="#x">2</a></sup> rings.</p>', "The RSPB rings."),
        ("<p>The bell<sup>2</sup> rings.</p>", "The bell^2 rings."),
        ("<p>The bell<sup>2</sup> rings.</p><p><sup>2</sup> At noon.</p>", "The bell rings."),
    ],
)
def test_a_digit_raised_behind_a_word_is_a_power_where_no_note_has_its_number(content: str, expected: str) -> None:
    assert body(article(content))[0] == expected


def test_links_to_other_languages_are_not_text() -> None:
    links = "".join(
        f'<li class="{{0}}"><a hreflang="{code}" href="/{code}">{name}</a></li>'
        for code, name in (("fr", "Étain"), ("de", "Zinn"))
    )
    wikipedia = (
        f'<div id="p-lang-btn"><ul>{links.format("interlanguage-link")}</ul><div class="after-portlet">Edit links</div></div>'
    )
    manuscript = read(
        f"<html><body><main><header><h1>Pewter</h1>{wikipedia}</header><ul>{links.format('x')}</ul><p>Tin melts.</p>"
        '<ul><li><a hreflang="fr" href="/a">Étain</a>, a book.</li><li><a hreflang="de" href="/b">Zinn</a>, too.</li></ul>'
        "</main></body></html>"
    )
    assert manuscript.text == "Pewter\n\nTin melts.\n\nÉtain, a book.\nZinn, too."


def test_the_people_of_an_author_block_are_not_glued() -> None:
    manuscript = read(
        '<html><body><article class="ltx_document"><h1 class="ltx_title ltx_title_document">Tin</h1><div class="ltx_authors">'
        '<span class="ltx_creator"><span class="ltx_personname">Rosa Bell<sup>1</sup> <br>Tin Lab <br>r@x.example &amp;Cy Ore '
        '<br>Harbour</span></span></div><p class="ltx_p">Tin melts.</p></article></body></html>'
    )
    assert of_kind(manuscript, RegionKind.FRONT_MATTER) == ["Tin", "Rosa Bell, Tin Lab, r@x.example", "Cy Ore, Harbour"]
    assert manuscript.metadata.authors == ("Rosa Bell", "Cy Ore")


def test_a_link_back_in_a_note_is_not_its_text() -> None:
    manuscript = article(
        '<p>Tin melts.</p><aside role="doc-footnote" id="fn1"><p>At noon. <a href="p.html">Back to text</a></p></aside>'
    )
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["At noon."]
    assert body(article('<p>Go <a href="p.html">back</a> to the bell.</p>')) == ["Go back to the bell."]


def test_notes_with_a_heading_of_their_own_are_a_section() -> None:
    notes = '<section role="doc-endnotes"><h2>Notes</h2><ol><li>At noon.</li></ol></section>'
    manuscript = article(f"<h2>Casting</h2><p>Tin melts.</p>{notes}")
    assert [section.title for section in manuscript.sections] == ["Casting", "Notes"]
    assert of_kind(manuscript, RegionKind.FOOTNOTE) == ["1. At noon."]
