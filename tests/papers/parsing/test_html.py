"""Web pages: arXiv's LaTeXML, Distill, ordinary articles, and pages that are no papers."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.html.parser import parse
from places import LITERATURE


def _read(page: str) -> Manuscript:
    return parse(page.encode("utf-8"), Path("page.html"))


def _body(content: str) -> str:
    return _read(f"<!doctype html><html><body><article>{content}</article></body></html>").text


def _of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def _outline(manuscript: Manuscript) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.title) for section in manuscript.sections]


LATEXML = r"""<!DOCTYPE html><html lang="en"><head><title>Lanterns and Learners</title>
<link rel="canonical" href="https://arxiv.org/html/2401.01234v2"></head><body>
<div class="package-alerts ltx_document" role="status"><p>HTML conversions sometimes display errors.</p></div>
<nav class="ltx_page_navbar"><nav class="ltx_TOC"><ol><li><a href="#S1">1 Introduction</a></li></ol></nav></nav>
<div class="ltx_page_main"><div class="ltx_page_content"><div class="section" id="target-section">
<a id="license-tr" href="https://creativecommons.org/licenses/by/4.0/">License: CC BY 4.0</a>
<div id="watermark-tr">arXiv:2401.01234v2 [cs.LG] 03 Feb 2024</div></div>
<article class="ltx_document">
<h1 class="ltx_title ltx_title_document">Lanterns and Learners<span class="ltx_note ltx_role_thanks"><sup
 class="ltx_note_mark">†</sup><span class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">†</sup><span
 class="ltx_note_type">thanks: </span>Work done by candlelight.</span></span></span></h1>
<div class="ltx_authors"><span class="ltx_creator ltx_role_author"><span class="ltx_personname">Ada Quill</span><span
 class="ltx_author_notes"><span class="ltx_contact ltx_role_affiliation">Harbour Institute</span></span></span>
<span class="ltx_creator ltx_role_author"><span class="ltx_personname">Ben Oar</span></span></div>
<div class="ltx_abstract"><h6 class="ltx_title ltx_title_abstract">Abstract</h6><p
 class="ltx_p">We study lanterns that learn.</p></div>
<section class="ltx_section"><h2 class="ltx_title ltx_title_section"><span
 class="ltx_tag ltx_tag_section">1 </span>Introduction</h2>
<div class="ltx_para"><p class="ltx_p">A lantern <cite class="ltx_cite">(Oar, <a class="ltx_ref" href="#bib.bib1">2019</a>)</cite>
shines with intensity <math alttext="\theta_{i}\leq 10^{-5}" class="ltx_Math"><semantics><mi>θ</mi></semantics></math>.<span
 class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer"><span
 class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>Measured at
 <em>dusk</em>.</span></span></span> The loss is below.</p>
<table class="ltx_equation ltx_eqn_table"><tbody><tr class="ltx_equation ltx_eqn_row"><td class="ltx_eqn_cell"><math
 alttext="L=\sum_{i}%
\ell_{i}" class="ltx_Math" display="block"><semantics><mi>L</mi></semantics></math></td><td
 class="ltx_eqn_cell ltx_eqn_eqno"><span class="ltx_tag ltx_tag_equation">(1)</span></td></tr></tbody></table></div>
<div class="ltx_para"><ul class="ltx_itemize"><li class="ltx_item"><span class="ltx_tag ltx_tag_item">•</span><div
 class="ltx_para"><p class="ltx_p">Oil burns slowly.</p></div></li></ul>
<ol class="ltx_enumerate"><li class="ltx_item"><span class="ltx_tag ltx_tag_item">(a)</span><div class="ltx_para"><p
 class="ltx_p">Trim it.</p></div></li></ol></div>
<section class="ltx_subsection"><h3 class="ltx_title ltx_title_subsection"><span
 class="ltx_tag ltx_tag_subsection">1.1 </span>Setup</h3>
<div class="ltx_theorem"><h6 class="ltx_title ltx_runin ltx_title_theorem"><span class="ltx_tag">Definition 1</span>.</h6><div
 class="ltx_para"><p class="ltx_p">A <em>glow</em> is a learned flame.</p></div></div>
<figure class="ltx_table"><figcaption class="ltx_caption"><span class="ltx_tag">Table 1: </span>Burn rates.</figcaption><table
 class="ltx_tabular"><tr class="ltx_tr"><th class="ltx_td">Fuel</th><th class="ltx_td">Rate</th></tr><tr class="ltx_tr"><td
 class="ltx_td">Oil</td><td class="ltx_td">0.2</td></tr></table></figure></section></section>
<section class="ltx_bibliography"><h2 class="ltx_title ltx_title_bibliography">References</h2><ul class="ltx_biblist"><li
 class="ltx_bibitem"><span class="ltx_tag ltx_tag_bibitem">Oar (2019)</span><span class="ltx_bibblock">B. Oar.</span><span
 class="ltx_bibblock">On wicks.</span><span class="ltx_bib_cited">Cited by: §1</span></li></ul></section>
<section class="ltx_appendix"><h2 class="ltx_title ltx_title_appendix"><span class="ltx_tag">Appendix A </span>Wicks</h2>
<div class="ltx_para"><p class="ltx_p">Cotton is best.</p></div></section></article></div>
<footer class="ltx_page_footer">Generated by a machine</footer></div></body></html>"""


class TestLatexml:
    def test_the_whole_text(self) -> None:
        assert _read(LATEXML).text == (
            "Lanterns and Learners\n\nAda Quill\n\nHarbour Institute\n\nBen Oar\n\nWork done by candlelight.\n\n"
            "Abstract\n\nWe study lanterns that learn.\n\n"
            "1 Introduction\n\nA lantern (Oar, 2019) shines with intensity θ_i ≤ 10^−5. The loss is below.\n\n"
            "Oil burns slowly.\n(a) Trim it.\n\nMeasured at dusk.\n\nL=\\sum_{i}\\ell_{i} (1)\n\n"
            "1.1 Setup\n\nDefinition 1. A glow is a learned flame.\n\nTable 1: Burn rates.\n\nFuel | Rate\n\nOil | 0.2\n\n"
            "References\n\nOar (2019) B. Oar. On wicks.\n\nAppendix A Wicks\n\nCotton is best."
        )

    def test_regions_and_sections(self) -> None:
        manuscript = _read(LATEXML)
        assert _outline(manuscript) == [
            (1, "", "Abstract"),
            (1, "1", "Introduction"),
            (2, "1.1", "Setup"),
            (1, "", "References"),
            (1, "", "Appendix A Wicks"),
        ]
        assert _of_kind(manuscript, RegionKind.FOOTNOTE) == ["Work done by candlelight.", "Measured at dusk."]
        assert _of_kind(manuscript, RegionKind.MATH) == ["L=\\sum_{i}\\ell_{i} (1)"]
        assert _of_kind(manuscript, RegionKind.CAPTION) == ["Table 1: Burn rates."]
        assert _of_kind(manuscript, RegionKind.TABLE) == ["Fuel | Rate", "Oil | 0.2"]
        assert _of_kind(manuscript, RegionKind.BIBLIOGRAPHY) == ["Oar (2019) B. Oar. On wicks."]

    def test_metadata(self) -> None:
        metadata = _read(LATEXML).metadata
        assert (metadata.title, metadata.authors, metadata.year) == ("Lanterns and Learners", ("Ada Quill", "Ben Oar"), 2024)
        assert (metadata.arxiv_id, metadata.licence) == ("2401.01234", "CC BY 4.0")
        assert metadata.url == "https://arxiv.org/html/2401.01234v2"


ARTICLE = """<!doctype html><html><head><meta charset="utf-8"><title>Why Kites Drift — Windy Notes</title>
<meta property="og:title" content="Why Kites Drift — Windy Notes"><meta property="og:site_name" content="Windy Notes">
<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"Windy Notes"},{"@type":"BlogPosting",
"datePublished":"2021-05-04T10:00:00Z","author":[{"@type":"Person","name":"Mira Vane"}]}]}</script></head>
<body class="post menu modal"><header class="site-header"><a href="/">Windy Notes</a><nav><ul><li>About</li></ul></nav></header>
<div class="cookie-banner"><p>We use cookies. Accept them all?</p></div>
<div id="page"><div class="content"><h1>Why Kites Drift</h1><p class="byline">By Mira Vane, 4 May 2021</p>
<p>Kites drift because the wind<sup><a href="#fn1">1</a></sup> changes.</p><!-- not for readers -->
<div>Text of a bare div, with <b>bold</b> words.</div>
<h2>Strings</h2><p>Reasons:</p><ol start="3"><li>Weight, and<ul><li>knots</li></ul></li><li><p>Length.</p><p>More.</p></li></ol>
<blockquote><p>The string remembers.</p></blockquote><pre><code>def fly(kite):
    return kite.up()</code></pre>
<table><caption>Winds</caption><tr><th>Day</th><th>Knots</th></tr><tr><td>Mon</td><td>12</td></tr></table>
<figure><img src="k.jpg" alt="kite"><figcaption>A kite.</figcaption></figure>
<p style="display: none">Hidden words.</p><p hidden>More hidden.</p><p aria-hidden="true">Hidden too.</p>
<h2>References</h2><ul><li>Vane, M. (2019). Knots.</li></ul>
<section class="footnotes" role="doc-endnotes"><ol><li id="fn1"><p>From the west. <a href="#fnref1"
 role="doc-backlink">↩︎</a></p></li></ol></section>
<div class="related-posts"><h3>Related</h3><p>Balloons</p></div></div><div class="sidebar"><p>Subscribe to wind.</p></div></div>
<div id="comments"><p>First! I love kites.</p></div><footer>© Windy Notes</footer></body></html>"""


class TestArticle:
    def test_the_whole_text(self) -> None:
        assert _read(ARTICLE).text == (
            "Why Kites Drift\n\nBy Mira Vane, 4 May 2021\n\nKites drift because the wind changes.\n\n"
            "Text of a bare div, with bold words.\n\nStrings\n\nReasons:\n3. Weight, and\nknots\n4. Length.\n\nMore.\n\n"
            "The string remembers.\n\ndef fly(kite):\n    return kite.up()\n\nWinds\n\nDay | Knots\n\nMon | 12\n\nA kite.\n\n"
            "References\n\nVane, M. (2019). Knots.\n\n1. From the west."
        )

    def test_what_the_page_says_of_itself(self) -> None:
        metadata = _read(ARTICLE).metadata
        assert (metadata.title, metadata.authors, metadata.year, metadata.url) == ("Why Kites Drift", ("Mira Vane",), 2021, None)

    def test_citation_tags_come_first(self) -> None:
        metadata = _read(
            """<html><head><title>x</title><meta name="citation_title" content="On Sails"><meta name="citation_author"
            content="Mast, Tom"><meta name="citation_author" content="Ann Boom"><meta name="citation_publication_date"
            content="2018/07/01"><meta name="citation_doi" content="10.1234/sail.5"><meta name="citation_journal_title"
            content="Wind"><meta property="og:url"
            content="javascript:alert(1)"></head><body><p>Sails catch wind.</p></body></html>"""
        ).metadata
        assert (metadata.title, metadata.authors, metadata.year) == ("On Sails", ("Tom Mast", "Ann Boom"), 2018)
        assert (metadata.doi, metadata.venue, metadata.url) == ("10.1234/sail.5", "Wind", None)

    def test_a_page_that_says_nothing_gets_nothing(self) -> None:
        metadata = _read("<p>Just one paragraph of text.</p>").metadata
        assert (metadata.title, metadata.authors, metadata.year, metadata.licence) == (None, (), None, None)

    def test_a_body_whose_class_sounds_like_furniture_is_read(self) -> None:
        assert _read("<body class='sidebar'><div class='share'><p>The whole paper stands here.</p></div></body>").text == (
            "The whole paper stands here."
        )


class TestInline:
    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("<p>one<br>line</p>", "one line"),
            ("<p>one<br><br>two</p>", "one\n\ntwo"),
            ("<p>They say <q>hold on</q>.</p>", "They say “hold on”."),
            ("<p>soft&shy;ware and oﬃce</p>", "software and office"),
            ("<p>The end.<sup>3</sup> Then.</p>", "The end. Then."),
            ("<p>10<sup>3</sup> and R<sup>2</sup></p>", "10^3 and R^2"),
            ("<p>A claim <sup><a href='#cite_note-2'>[2]</a></sup>.</p>", "A claim."),
            ("<p>See [<a href='#bib1'>12</a>].</p>", "See [12]."),
            (
                "<p>Sum <math><mfrac><mi>a</mi><mi>b</mi></mfrac></math> of <math><msub><mi>x</mi><mi>i</mi></msub></math></p>",
                "Sum a/b of x_i",
            ),
            (
                '<p>Let <span class="katex"><span class="katex-mathml"><math><semantics><mi>n</mi><annotation '
                'encoding="application/x-tex">n^2</annotation></semantics></math></span>'
                '<span aria-hidden="true">n2</span></span>.</p>',
                "Let n^2.",
            ),
            ("<p>a</p>b<p>c</p>", "a\n\nb\n\nc"),
            ("<span><p>inside a span</p></span><p>after</p>", "inside a span\n\nafter"),
            ("<dl><dt>Kite</dt><dd>It flies.</dd></dl>", "Kite\nIt flies."),
        ],
    )
    def test_a_reader_sees(self, source: str, text: str) -> None:
        assert _body(source) == text

    def test_a_sentence_goes_on_after_a_displayed_formula(self) -> None:
        formula = '<math display="block" alttext="a=b"></math>'
        manuscript = _read(f"<p>We set</p>{formula}<p>where b is wind.</p>{formula}<p>New sentence.</p><p>lower case begins.</p>")
        assert manuscript.text == "We set where b is wind.\n\nNew sentence.\n\nlower case begins.\n\na=b\n\na=b"

    def test_old_pages_laid_out_by_tables_are_prose(self) -> None:
        page = f"<table><tr><td><font>{'The wind blows. ' * 200}<br><br>It stops.</font></td></tr></table>"
        manuscript = _read(page)
        assert manuscript.regions == ()
        assert manuscript.text.endswith("\n\nIt stops.")


DISTILL = r"""<!doctype html><html><head><meta charset="utf-8"></head><body><distill-header><p>Journal</p></distill-header>
<d-front-matter><script type="text/json">{"title": "Moths"}</script></d-front-matter>
<d-title><h1>Moths and Lamps</h1><p>A short study.</p></d-title><d-byline><p>Al Glim</p></d-byline>
<d-article><p>Moths circle lamps <d-cite key="a2019"></d-cite>. The radius <d-math>r_i</d-math> shrinks<d-footnote>Not for
<i>all</i> moths.</d-footnote>, slowly.</p><d-math block>r = \gamma</d-math><aside>Lamps are warm.</aside>
<h2>Orbits</h2><p>They are round <d-cite key="b2020,a2019"></d-cite>.</p></d-article>
<d-appendix><h3>Acknowledgments</h3><p>We thank the moths.</p><d-footnote-list style="display: none"><h3>Footnotes</h3>
</d-footnote-list><d-citation-list></d-citation-list></d-appendix><d-bibliography><script type="text/json">[["a2019",
{"title":"Lamps","author":"Glim, A","year":"2019"}],["c",{"title":"Unused"}],["b2020",{"title":"Wings","year":"2020"}]]</script>
</d-bibliography></body></html>"""


class TestDistill:
    def test_the_whole_text(self) -> None:
        assert _read(DISTILL).text == (
            "Moths and Lamps\n\nA short study.\n\nAl Glim\n\nMoths circle lamps. The radius r_i shrinks, slowly.\n\n"
            "Not for all moths.\n\nr = \\gamma\n\nLamps are warm.\n\nOrbits\n\nThey are round.\n\n"
            "Acknowledgments\n\nWe thank the moths.\n\nReferences\n\n[1] Glim, A. Lamps. 2019\n\n[2] Wings. 2020"
        )

    def test_regions_and_sections(self) -> None:
        manuscript = _read(DISTILL)
        assert _outline(manuscript) == [(1, "", "Orbits"), (1, "", "Acknowledgments"), (1, "", "References")]
        assert _of_kind(manuscript, RegionKind.FOOTNOTE) == ["Not for all moths.", "Lamps are warm."]
        assert _of_kind(manuscript, RegionKind.BIBLIOGRAPHY) == ["[1] Glim, A. Lamps. 2019", "[2] Wings. 2020"]

    @pytest.mark.literature
    def test_a_page_as_a_browser_saved_it(self) -> None:
        path = LITERATURE / "papers" / "html" / "Thread_Circuits.html"
        if not path.exists():
            pytest.skip(f"the literature is missing: {LITERATURE / 'papers' / 'html'}")
        manuscript = parse(path.read_bytes(), path)
        assert manuscript.metadata.title == "Thread: Circuits"
        assert len(manuscript.metadata.authors) == 9
        assert (manuscript.metadata.year, manuscript.metadata.licence, manuscript.metadata.doi) == (
            2020,
            "CC BY 4.0",
            "10.23915/distill.00024",
        )
        levels = [section.level for section in manuscript.sections]
        assert levels == [1, *[2] * 9, 3, 1, 1, 1, 1, 1, 1]
        assert len(_of_kind(manuscript, RegionKind.CODE)) == 2
        assert not any(word in manuscript.text for word in ("ISSN", "function(", "{\n  font", "RSS", "Footnotes"))


class TestHostilePages:
    @pytest.mark.parametrize(
        ("page", "message"),
        [
            (
                "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>Sorry.</p></body></html>",
                "is an error page",
            ),
            (
                "<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p></body></html>",
                "is an error page",
            ),
            ("<html><head><title>x</title></head><body><script>let a = 1;</script></body></html>", "holds no text"),
            ("<!-- nothing -->", "holds no"),
            ("<div>" * 5_000 + "deep", "nested too deeply"),
        ],
    )
    def test_pages_without_a_paper_are_one_error(self, page: str, message: str) -> None:
        with pytest.raises(UnreadablePaper, match=message) as caught:
            _read(page)
        assert caught.value.message.startswith("page.html ")
        assert caught.value.hint

    def test_a_long_paper_about_errors_is_a_paper(self) -> None:
        prose = "It is a status. " * 300
        page = f"<html><head><title>Why 404 Not Found is not an error</title></head><body><p>{prose}</p></body></html>"
        assert _read(page).metadata.title == "Why 404 Not Found is not an error"

    def test_no_entity_of_the_page_is_expanded_and_no_file_is_read(self) -> None:
        subset = '<!ENTITY a "expanded"><!ENTITY f SYSTEM "file:///etc/hostname">'
        page = f"<!DOCTYPE html [{subset}]><html><body><p>x &a; &f; y</p></body></html>"
        assert _read(page).text == "x &a; &f; y"

    def test_two_hundred_levels_are_read_in_full(self) -> None:
        assert _read("<div>" * 200 + "<p>deep</p>" + "</div>" * 200 + "<p>after</p>").text == "deep\n\nafter"

    @pytest.mark.parametrize("sheet", ["a " * 200_000, "/*" * 200_000, "{" * 200_000, ".a{" * 50_000])
    def test_a_style_sheet_gone_wild_is_read_in_time(self, sheet: str) -> None:
        assert _read(f"<html><head><style>{sheet}</style></head><body><p>seen</p></body></html>").text == "seen"

    @pytest.mark.parametrize(
        ("head", "encoding"),
        [
            ("<meta charset=windows-1251>", "cp1251"),
            ("<meta charset=utf-8>", "utf-8"),
            ("", "utf-16"),
            ("<meta charset=punycode>", "utf-8"),
        ],
    )
    def test_the_declared_encoding_is_used_where_it_is_a_sane_one(self, head: str, encoding: str) -> None:
        page = f"<html><head>{head}</head><body><p>Ветер дует.</p></body></html>"
        assert parse(page.encode(encoding), Path("x.html")).text == "Ветер дует."

    def test_a_broken_byte_costs_a_notice_and_not_the_page(self) -> None:
        data = b"<html><head><meta charset=utf-8></head><body><p>Gr\xc3\xb6\xc3\x9fe \xff here.</p></body></html>"
        manuscript = parse(data, Path("x.html"))
        assert manuscript.text == "Größe \ufffd here."
        assert manuscript.notices == ("Not valid UTF-8 (byte 56); unreadable characters were replaced.",)
