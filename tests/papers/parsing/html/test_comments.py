"""Comments below a post and the posts of others in a thread: never the words of the post's author."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.html.parser import parse
from alignqa.papers.parsing.manuscript.comment_sections import signs_comment

OWN, OTHER = "I kept the bell in oil for a year, and it rang as before.", "Oil ruins every bell that I ever had."


def read(page: str) -> Manuscript:
    return parse(
        f"<!doctype html><html><head><title>Bells in oil</title></head><body>{page}</body></html>".encode(), Path("b.html")
    )


def body(manuscript: Manuscript) -> list[str]:
    kept = [char for position, char in enumerate(manuscript.text) if manuscript.kind_at(position) is RegionKind.BODY]
    return [line for line in "".join(kept).split("\n") if line]


def post(number: int, author: str, text: str, marks: str = "") -> str:
    return (
        f'<div class="topic-body crawler-post" {marks}><div class="crawler-post-meta"><span class="creator">{author}</span>'
        f'<time datetime="201{number}-05-01">May</time></div><div class="post"><p>{text}</p></div></div>'
    )


TITLE = "<h1>Bells in oil</h1>"
MARKED = [
    f'<div itemprop="comment" itemscope itemtype="https://schema.org/Comment"><p>{OTHER}</p></div>',
    f'<div class="commentarea"><div class="sitetable nestedlisting"><p>{OTHER}</p></div></div>',
    f'<table class="comment-tree"><tr class="athing comtr"><td><p>{OTHER}</p></td></tr></table>',
    f'<div id="disqus_thread"><p>{OTHER}</p></div>',
    f'<div class="CommentsListSection-root"><div class="CommentsItem-body"><p>{OTHER}</p></div></div>',
    f'<div class="post-comments"><p>{OTHER}</p></div>',
    f'<ol class="comment-list"><li id="comment-7" class="comment"><b class="fn">Ulf</b><p>{OTHER}</p></li></ol>',
    f'<div class="comment"><span class="author">Ulf</span><p>{OTHER}</p></div>',
]


@pytest.mark.parametrize("comments", MARKED)
def test_marked_comments_are_left_out_however_long_they_are(comments: str) -> None:
    manuscript = read(f"<article>{TITLE}<p>{OWN}</p></article>{comments * 9}")
    assert body(manuscript) == [OWN]
    assert OTHER not in manuscript.text
    assert manuscript.notices == ("Comments and posts of others were left out (9 times).",)


def test_a_remark_of_the_author_s_own_and_a_comment_in_code_stay() -> None:
    own = f'<p>{OWN}</p><div class="comment"><p>This is a remark.</p></div><pre><span class="comment"># x</span></pre>'
    manuscript = read(f'<article class="no-comments">{TITLE}{own}<p class="comments-link">2 comments</p></article>')
    assert body(manuscript) == [OWN, "This is a remark."]
    assert "# x" in manuscript.text
    assert manuscript.notices == ()


@pytest.mark.parametrize("marks", ["", 'itemprop="comment"'])
def test_of_a_thread_the_posts_of_its_first_author_are_read(marks: str) -> None:
    again = "The year after, I kept it in water."
    thread = post(1, "tove", OWN) + post(2, "ulf", OTHER, marks) + post(3, "tove", again)
    manuscript = read(TITLE + thread)
    assert body(manuscript) == [OWN, again]
    assert OTHER not in manuscript.text
    assert (manuscript.metadata.authors, manuscript.metadata.year) == (("tove",), 2011)


def test_posts_without_authors_are_parts_of_one_text() -> None:
    manuscript = read(f"{TITLE}<div class=post><p>{OWN}</p></div><div class=post><p>{OTHER}</p></div>")
    assert body(manuscript) == [OWN, OTHER]


@pytest.mark.parametrize(
    "below",
    [
        f"<h2>Comments</h2><div><p><b>ulf</b> wrote on 11 September 2018:</p><p>{OTHER}</p></div>",
        f"<div><h2>Comments</h2></div><p>Ulf W. (2 days ago): {OTHER}</p>",
        f"<p><strong>Responses</strong></p><p>Ulf, 4 May 2019 at 5:04 pm</p><p>{OTHER}</p>",
        f"<h3>Discussion</h3><ul><li><a href='/users/ulf'>Ulf</a><br>{OTHER}</li></ul>",
        f"<h3>4 Replies to Bells in oil</h3><dl><dt>Ulf at 17:03, 4 May 2019</dt><dd>{OTHER}</dd></dl>",
        f"<h3>2 comments</h3><p>{OTHER}</p>",
        f"<h3>Comments (12)</h3><p>{OTHER}</p>",
        f"<h3>3 thoughts on “Bells in oil”</h3><p>{OTHER}</p>",
        f"<h3>Leave a reply</h3><p>{OTHER}</p>",
        f"<h3>Comments – 12</h3><p>{OTHER}</p>",
        f"<h2>2 Comments</h2><div><p><b>Ulf</b></p><p>May 13 at 9:14 am</p><p>{OTHER}</p></div>",
        f"<h2>2 Comments</h2><div><p><b>Mark Roe</b><br><i>4 May 2019</i></p><h2>My view</h2><p>{OTHER}</p></div>",
        f"<h2>2 Comments</h2><h2>Ulf</h2><p>2 days ago</p><h2>Conclusions</h2><p>{OTHER}</p>",
        f"<div><h2>2 Comments</h2><a href='?new'>Newest first</a></div><p>@ulf</p><p>2019-05-04</p><p>{OTHER}</p>",
        f"<h3>Responses</h3><ul><li><strong>Ulf Roe</strong> says: <p>{OTHER}</p></li></ul>",
        f"<h3>Comments</h3><dl><dt><a href='/ulf'>Ulf</a> said...</dt><dd>{OTHER}</dd></dl>",
    ],
)
def test_what_follows_a_heading_of_comments_is_not_body(below: str) -> None:
    manuscript = read(f"<article>{TITLE}<p>{OWN}</p>{below}<h2>References</h2><ol><li>Roe, Bells, 1999.</li></ol></article>")
    assert body(manuscript) == [OWN]
    assert manuscript.kind_at(manuscript.text.index(OTHER)) is RegionKind.FURNITURE
    assert manuscript.kind_at(manuscript.text.index("Roe, Bells")) is RegionKind.BIBLIOGRAPHY
    assert "is by others, and is not quoted." in manuscript.notices[0]


@pytest.mark.parametrize(
    "page",
    [
        "<div>{post}{comments}</div>",
        "{post}{comments}",
        "<div>{post}</div><div>{comments}</div>",
        "<div>{post}</div><main>{comments}</main>",
        "<div>{post}</div><h3>Comments</h3><article><p>Ulf, 4 May 2019</p><p>{long}</p></article>",
        "<div class=menu>{post}</div><div>{comments}</div>",
        "<div>{post}</div><div>{comments}</div><div><p>I am a founder of bells.</p></div>",
        "<div><h1>Bells in oil</h1>{own}<br></div><div>{comments}</div><div><p>I am a founder of bells.</p></div>",
        "<div>{post}</div><div>{comments}<div><aside class=footnotes><p>{long}</p></aside></div></div>",
        "<div>{post}</div><div><h3>2 Comments</h3><p>Ulf</p><p>4 May 2019</p><pre>{long}</pre><table><td>{long}</table></div>",
    ],
)
def test_a_short_post_is_not_lost_to_long_comments(page: str) -> None:
    long = OTHER * 20
    comments = f"<h3>Comments</h3><p><b>Ulf</b> 4 May 2019 at 9:14 am</p><p>{long}</p><h3>Leave a reply</h3><p>Be kind.</p>"
    manuscript = read(page.format(post=f"{TITLE}<p>{OWN}</p>", comments=comments, long=long, own=OWN))
    quotable = [char for place, char in enumerate(manuscript.text) if manuscript.kind_at(place) is not RegionKind.FURNITURE]
    assert OWN in body(manuscript)
    assert OTHER not in "".join(quotable)
    assert [section.title for section in manuscript.sections] == []
    assert "is by others, and is not quoted." in manuscript.notices[0]


def test_text_below_comments_that_are_not_known_as_such_does_not_displace_the_post() -> None:
    unknown = f"<h3>2 Comments</h3><p>Ulf, 4 May 2019</p></div><div><p>{OTHER * 20}</p>"
    assert OWN in body(read(f"<div>{TITLE}<p>{OWN}</p></div><div>{unknown}</div>"))


def test_who_commented_when_is_not_who_wrote_the_post_when() -> None:
    signed = '<span itemprop="author">Ulf Roe</span> <time itemprop="datePublished" datetime="2019-05-04">4 May</time>'
    comment = f"<div>{signed}<p>{OTHER}</p></div>"
    manuscript = read(f"<div>{TITLE}<p>{OWN}</p></div><div><h3>Comments</h3>{comment}</div>")
    assert (manuscript.metadata.authors, manuscript.metadata.year) == ((), None)


@pytest.mark.parametrize("count", ["<span class=comments-count>12 comments</span>", "<h4>12 comments</h4>"])
def test_the_number_of_comments_above_a_post_does_not_make_it_a_comment(count: str) -> None:
    links = "<ul><li><a href=1>All the posts about bells</a></li><li><a href=2>All the posts about oil</a></li></ul>"
    assert body(read(f"{links}<div>{TITLE}{count}<p>{OWN}</p></div>"))[-1] == OWN


@pytest.mark.parametrize(
    "section",
    [
        "<h2>Comments</h2><p>On 3 May 2019 the council said that bells may be kept in oil. We disagree.</p>",
        "<h2>5 Responses to objections</h2><p>Roe (2019) objects that oil is dear. It is not.</p>",
        "<h2>2 Comments</h2><p>Two comments follow from this, and both are short.</p>",
        "<h2>Responses</h2><p>The responses of the subjects were coded in May 2019.</p>",
        "<h2>Discussion</h2><p>As <a href='/users/ulf'>@ulf</a> noted, the proof is short; it rests on what is known of oil.</p>",
        "<h2>Comments on the proof</h2><p>Ulf, 4 May 2019: it is short.</p>",
        "<h2>Responses</h2><p>Roe wrote that oil is dear.</p>",
        "<h2>Responses</h2><p><b>Bellbot</b> says:</p><blockquote>Oil is fine.</blockquote>",
        "<h2>Discussion</h2><p><b>Bellbot</b> says: oil is fine.</p>",
        "<h2>Responses</h2><p><b>Roe</b> asked whether oil is dear: it is not.</p>",
    ],
)
def test_a_section_of_the_paper_s_own_stays(section: str) -> None:
    manuscript = read(f"<article>{TITLE}<p>{OWN}</p>{section}</article>")
    assert len(body(manuscript)) == 2
    assert len(manuscript.sections) == 1
    assert manuscript.notices == ()


@pytest.mark.parametrize(
    ("line", "signs"),
    [
        ("Ulf W., 3 May 2020", True),
        ("Mark, 3 May 2020", True),
        ("Mar 3 2020", False),
        ("ulf wrote on 11 September 2018:", True),
        ("Ulf (2 hours ago): Oil ruins it.", True),
        ("ulf 5 points 3 years ago", True),
        ("On 3 May 2020 the council said: no oil.", False),
        ("Ulf wrote: no oil.", False),
        ("See the report of 3 May 2020", False),
        ("3 May 2020", False),
        ("", False),
    ],
)
def test_a_comment_is_signed_by_a_name_with_a_date(line: str, signs: bool) -> None:
    assert signs_comment(line) is signs


REDDIT = f"""<div id="header"><p>bells of all kinds</p></div><div class="side"><p>A place for bells and for those who ring.</p>
</div><div id="siteTable"><div class="thing link"><p class="title"><a class="title" href="/1">Bells
in oil</a> <span>(self.bells)</span></p>
<p class="tagline">submitted <time datetime="2018-05-05">5 years ago</time> by <a class="author" href="/user/tove">tove</a></p>
<form class="usertext"><input type="hidden"><div class="md"><p>{OWN}</p></div></form></div></div>
<div class="commentarea"><div class="thing comment"><p class="tagline"><a class="author">ulf</a></p><p>{OTHER}</p></div></div>"""
HACKER_NEWS = f"""<table class="fatitem"><tr><td><span class="titleline"><a href="x">Bells in oil</a></span></td></tr><tr><td
class="subtext"><a class="hnuser" href="user?id=tove">tove</a>
<span class="age" title="2018-05-05T10:00:00">on May 5</span></td></tr>
<tr><td><div class="toptext">{OWN}</div></td></tr></table><table class="comment-tree"><tr><td><p>{OTHER}</p></td></tr></table>"""
FORUM = f"""{TITLE}<div class="PostsAuthors-root">by <span class="PostsAuthors-authorName"><a class="UsersNameDisplay-noColor"
href="/users/tove">Tove Berg</a></span>, <span><a href="/users/olu-a">Olu A.</a></span></div><time datetime="2018-06-14">14th
Jun</time><div id="postContent"><p>{OWN}</p></div>"""
CLASSLESS = f'{TITLE}<div><span class="UsersNameDisplay"><a href="/users/tove">Tove Berg</a></span></div><p>{OWN}</p>'


@pytest.mark.parametrize(
    ("page", "authors", "year"),
    [
        (REDDIT, ("tove",), 2018),
        (HACKER_NEWS, ("tove",), 2018),
        (FORUM, ("Tove Berg", "Olu A."), 2018),
        (CLASSLESS, ("Tove Berg",), None),
        (f"{TITLE}<p>Posted by <a href='/x'>Tove Berg</a> on 10 September 2018</p><div><p>{OWN}</p></div>", ("Tove Berg",), 2018),
        (f"{TITLE}<p class=byline>Tove Berg, 3 May 2018</p><p>{OWN}</p>", ("Tove Berg",), 2018),
    ],
)
def test_the_authors_and_the_year_of_a_post_are_found(page: str, authors: tuple[str, ...], year: int | None) -> None:
    manuscript = read(page)
    assert body(manuscript) == [OWN]
    assert (manuscript.metadata.title, manuscript.metadata.authors, manuscript.metadata.year) == ("Bells in oil", authors, year)


ARGUED = f"<p>{OWN}</p><p>Nobody who came by in that year heard any difference, and I asked forty people about it in the end.</p>"
DATED = [
    "<p>3 May 2018</p><p><b>Olu Ade</b></p><p>{0}</p><p>4 May 2018</p><p><b>Ulf Sand</b></p><p>{0}</p>",
    "<p>olu_a</p><p>May 3, 2018, 14:05</p><p>{0}</p><p>ulf77</p><p>May 4, 2018, 9:12</p><p>{0}</p>",
    "<div class=reply><div>2018-05-03</div><div>Olu Ade</div><p>{0}</p></div><div class=reply><div>2018-05-04</div>"
    "<div>Ulf Sand</div><p>{0}</p></div>",
]
NAMED = ["<h2>Comments</h2><p><b>Olu Ade</b></p><p>{0}</p><p><b>Ulf Sand</b></p><p>{0}</p>"]


@pytest.mark.parametrize("replies", [*DATED, *NAMED])
def test_replies_under_names_and_dates_that_nothing_marks_are_not_the_author_s(replies: str) -> None:
    manuscript = read(f"<h1>Bells in oil</h1><p>by Tove Berg</p>{ARGUED}{replies.format(OTHER)}")
    assert OTHER in manuscript.text
    assert not [line for line in body(manuscript) if OTHER in line]
    assert body(manuscript)[0] == OWN
    assert "by others" in manuscript.notices[-1]


@pytest.mark.parametrize(
    "parts",
    [
        "<p>3 May 2018</p><p><b>Brass Bells</b></p><p>{0}</p><p>4 May 2018</p><p><b>Tin Bells</b></p>"
        "<p>Bells of brass or tin.</p>",
        "<p><b>Olu Ade</b></p><p>{0}</p><p><b>Ulf Sand</b></p><p>{0}</p>",  # parts of an article about people
        "<p>3 May 2018</p><p><b>Olu Ade</b></p><p>{0}</p>",  # one part
        "<h2>Comments</h2><p><b>Choice of oil</b></p><p>{0}</p><p><b>Choice of bell</b></p><p>{0}</p>",
    ],
)
def test_parts_of_an_article_are_no_replies(parts: str) -> None:
    manuscript = read(f"<h1>Bells in oil</h1><p>by Tove Berg</p>{ARGUED}{parts.format(OTHER)}")
    assert OTHER in body(manuscript)
