"""Authors, years and titles of pages whose head does not name them, or names them badly."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Metadata
from alignqa.papers.parsing.html.parser import parse


def metadata_of(page: str) -> Metadata:
    return parse(page.encode(), Path("page.html")).metadata


def latexml(*names: str) -> Metadata:
    creators = "".join(f'<span class="ltx_creator"><span class="ltx_personname">{name}</span></span>' for name in names)
    return metadata_of(
        '<html><body><article class="ltx_document"><h1 class="ltx_title ltx_title_document">Zinc</h1>'
        f'<div class="ltx_authors">{creators}</div><p class="ltx_p">Zinc is blue.</p></article></body></html>'
    )


@pytest.mark.parametrize(
    ("name", "authors"),
    [
        ("Vera Nickel <br>MIT <br>v@x.example &amp;Oskar Zinn <br>Lab", ("Vera Nickel", "Oskar Zinn")),
        ("<b>Vera Nickel</b><sup>∗</sup>  <b>Oskar Zinn</b>  <b>Cy Moreau</b>", ("Vera Nickel", "Oskar Zinn", "Cy Moreau")),
        (
            "Vera Nickel<sup>1,∗</sup>, Oskar Zinn<sup>2</sup>, Ed Poe Jr.<br><sup>1</sup>Harbour, <sup>2</sup>Zinc Lab",
            ("Vera Nickel", "Oskar Zinn", "Ed Poe Jr."),
        ),
        ("Ida Span<sup>1</sup><br>Per Arch<sup>2</sup><br><sup>1</sup>Harbour<br>ida@x.example", ("Ida Span", "Per Arch")),
        ("Rosa Bell, University of Tin, Ore City", ("Rosa Bell",)),
        ("Cy Moreau, Member, IEEE", ("Cy Moreau",)),
        ("Ida Span and Per Arch<br>Harbour Institute<br>Ore City", ("Ida Span", "Per Arch")),
        ("Ida\nSpan", ("Ida Span",)),
        ('Ida Span<math alttext="{}^{1}"><mi>1</mi></math>', ("Ida Span",)),
    ],
)
def test_a_latexml_name_may_be_several_people_with_their_addresses(name: str, authors: tuple[str, ...]) -> None:
    assert latexml(name).authors == authors


FORUM = """<html><head><title>Kettles</title></head><body><div><h1 class="PostsPageTitle-root">Kettles</h1>
<span class="PostsAuthors-authorName"><a class="UsersNameDisplay-userName" href="/users/v">vera_n</a></span>
<span class="PostsPageDate-date"><time datetime="2020-07-09T21:01:01.000Z">9th Jul</time></span></div>
<div id="postContent"><p>A kettle is a tin vessel that sings.</p></div>
<div class="CommentsList"><a class="UsersNameDisplay-userName">troll</a><time datetime="2023-01-01">x</time><p>No.</p></div>
</body></html>"""
BLOG = """<html><head><title>Bells</title></head><body><header class="entry-header"><h1>Bells</h1><div class="entry-meta">
<time class="updated" datetime="2019-01-01">Jan 1, 2019</time><time class="published" datetime="2016-05-01">May 1, 2016</time>
<span class="byline"> by <span class="author vcard"><a rel="author">Rosa Bell</a></span> and <span class="author"><a>Ida Span</a>
</span></span></div></header><div class="entry-content"><p>Bells ring when they are struck.</p></div></body></html>"""
PLAIN = """<html><head><title>Tin</title></head><body><h1>Tin</h1><p>Posted on February 3, 2020 by Ada Roe</p>
<p>Tin is a soft metal, by all accounts of 1999.</p></body></html>"""
NO_BYLINE = "<html><body><h1>Tin</h1><p>By Monday in May 2021 the tin was gone, said the smith.</p></body></html>"


@pytest.mark.parametrize(
    ("page", "authors", "year"),
    [
        (FORUM, ("vera_n",), 2020),
        (BLOG, ("Rosa Bell", "Ida Span"), 2016),
        (PLAIN, ("Ada Roe",), 2020),
        (NO_BYLINE, (), None),
    ],
)
def test_the_byline_near_the_title_tells_author_and_year(page: str, authors: tuple[str, ...], year: int | None) -> None:
    metadata = metadata_of(page)
    assert (metadata.authors, metadata.year) == (authors, year)


def _described(headline: str, name: str, h1: str) -> str:
    return (
        f'<html><head><title>{h1} - Tinpedia</title><script type="application/ld+json">{{"@type":"Article","name":"{name}",'
        f'"headline":"{headline}"}}</script></head><body><h1>{h1}</h1><p>It is a day in May.</p></body></html>'
    )


def test_a_headline_is_a_title_only_if_the_page_shows_it() -> None:
    assert metadata_of(_described("Tinnish holiday", "Tin Day", "Tin Day")).title == "Tin Day"
    assert metadata_of(_described("Tin Day", "x", "Tin Day")).title == "Tin Day"
    assert metadata_of(_described("Tinnish holiday", "y", "Tin Day")).title == "Tin Day"


@pytest.mark.parametrize(("byline", "authors"), [("By Ines Fjeld", ("Ines Fjeld",)), ("", ("The Moor Letter",))])
def test_a_byline_comes_before_the_organization_of_a_page(byline: str, authors: tuple[str, ...]) -> None:
    organization = '{"@type": "NewsArticle", "author": {"@type": "Organization", "name": "The Moor Letter"}}'
    page = (
        f'<html><head><title>Eels</title><script type="application/ld+json">{organization}</script></head><body>'
        f'<article><h1>Eels</h1><p class="byline">{byline}</p><p>Eels climb the weir in spring.</p></article>'
    )
    found = metadata_of(page).authors
    assert tuple(name.replace("\u00a0", " ") for name in found) == authors
