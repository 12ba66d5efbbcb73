"""Tells comments below a post, and the posts of others in a thread, from the post that a page is about.

Else they would be quoted as the words of the author of the post.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice, pairwise, takewhile

from alignqa.papers import section_names
from alignqa.papers.parsing.html.roles import COMMENTS_CLASS, ElementRole, role_of
from alignqa.papers.parsing.html.tree import Element, words
from alignqa.papers.parsing.manuscript.comment_sections import (
    are_names_alone,
    is_comments_heading,
    is_name_above_date,
    is_surely_of_comments,
    names_commenter,
    signs_comment,
)
from alignqa.papers.parsing.manuscript.coverage import times

_MARKS = words("""
    commentarea nestedlisting comment-tree comtr disqus disqus_thread dsq-widget giscus utterances fb-comments isso-thread
    commento webmentions u-comment p-comment""")
_MARKED_NAMES = frozenset({"shreddit-comment", "shreddit-comment-tree", "hyvor-talk-comments"})
_SCHEMA = re.compile(r"schema\.org/(?:user)?comments?/?", re.IGNORECASE)
# "comments", "comment-list", "commentsSection", "CommentsNode-root" and "comment-12", but not "no-comments".
_CLASS = re.compile(
    r"(?:(?:post|article|page|entry|blog|user|reader|nested|wp-block)s?-)?comments?"
    r"(?:[-_]?(?:section|list|thread|tree|node|item|body|area|container|wrapper|box|feed|block|content|template|page|root)s?){0,3}"
    r"(?:[-_](?:root|[a-z]{0,10}\d{1,12}|children|depth[-_]\d+)){0,3}"
)
_BLOCKS = words("div section article aside li ol ul dl dd details table tbody tr td footer")
_SIGNED = words("""
    comment-author comment-meta comment-metadata comment-date commentauthor comment-info comment-header author fn username
    user-name poster commenter hnuser""")
_PROFILE = re.compile(r"/(?:users?|u|authors?|profiles?|people|members?)/[^/?#]|/@[\w.-]|\Auser\?id=")
_POSTS = words("topic-body topic-post post message postcontainer postbitlegacy timeline-comment question answer")
_POSTERS = words("creator username author author-name postauthor poster user-name full-name fn hnuser")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6", "legend", "summary"})
_LINES = (
    frozenset({"p", "div", "li", "header", "footer", "dt", "td", "section", "article", "address", "cite", "span"}) | _HEADINGS
)
_HEADING_CLASS = re.compile(r"(?:title|head|heading|header|count)\Z")
_FOLLOWING = re.compile(
    rf"{section_names.REFERENCE_LIST}|{section_names.NOTES}|{section_names.APPENDIX}|{section_names.ACKNOWLEDGEMENTS}",
    re.IGNORECASE,
)
_ABOVE_POSTS = _HEADINGS | words("head h1 script style title nav header a button time")
_TALKED_OVER = re.compile("discussion|conversation", re.IGNORECASE)
_QUOTED = words("blockquote q pre code table")
_BREAK = Element("br", {}, ())
_LONGEST_HEADING = 160
_LONGEST_LINE = 200
_LONGEST_NAME_LINE = 12  # words
_SIGNED_WITHIN = 40  # elements: a form and buttons may come before the first comment
_MOST_HEADINGS = 5  # that are looked at
_FEWEST_LETTERS = 40  # of a post; a page with less is all comments, or a class of another meaning holds all of it


def without_comments(page: Element) -> tuple[Element, tuple[str, ...]]:
    """Returns the page without what is marked as comments and without posts of others, and notices.

    What follows a heading such as "2 comments", or "Comments" with names and dates below it, stays, but is put into an
    element of the class COMMENTS_CLASS, up to the end of the element that the heading stands in.
    """
    left_out = _marked(page)
    notices = [f"Comments and posts of others were left out ({times(len(left_out))})."] if left_out else []
    sections = _Sections()
    found = sections.set_apart(_without(page, left_out))
    notices += [f"What follows the heading “{heading}” is by others, and is not quoted." for heading in sections.headings]
    return found, tuple(notices)


def own_part(page: Element) -> Element:
    """Returns the page without what was set apart as comments, too: their names and dates are not those of the post."""
    return _without(page, {id(element) for element in page.elements() if COMMENTS_CLASS in element.classes})


def _without(element: Element, left_out: Collection[int]) -> Element:
    kept = [child for child in element.children if isinstance(child, str) or id(child) not in left_out]
    children = tuple(child if isinstance(child, str) else _without(child, left_out) for child in kept)
    return Element(element.name, element.attributes, children)


def _marked(page: Element) -> set[int]:
    """Returns the ids of the elements that hold comments and posts of others, none of them inside another one."""
    body = next(page.named("body"), page)
    around_title = _holders(body, next(page.named("h1"), None))
    found = list(_outermost(body, lambda element: _is_comment(element) and id(element) not in around_title))
    found += _posts_of_others(body, {id(element) for element in found})
    sure = {id(element) for element in found}
    named = [
        element
        for element in _outermost(body, lambda element: id(element) in sure or _is_named_comment(element))
        if id(element) not in around_title
    ]
    if _letters(body) - sum(map(_letters, named)) >= _FEWEST_LETTERS:
        found = named
    return {id(element) for element in found if _letters(element)}


def _outermost(element: Element, is_wanted: Callable[[Element], bool]) -> Iterator[Element]:
    waiting = [element]
    while waiting:
        this = waiting.pop()
        if is_wanted(this):
            yield this
        else:
            waiting.extend(child for child in reversed(this.children) if isinstance(child, Element))


def _holders(element: Element, wanted: Element | None) -> set[int]:
    """Returns the ids of the elements that an element stands in, its own, too."""
    if element is wanted:
        return {id(element)}
    found = next((inner for child in element.children if isinstance(child, Element) and (inner := _holders(child, wanted))), None)
    return {id(element), *found} if found else set()


def _letters(element: Element) -> int:
    return sum(len(text.strip()) for text in element.strings())


def _is_comment(element: Element) -> bool:
    """Checks for what only comments are marked with."""
    return (
        element.name in _MARKED_NAMES
        or bool(element.classes & _MARKS)
        or element.get("id").lower() in _MARKS
        or _SCHEMA.search(element.get("itemtype")) is not None
        or (element.get("itemprop").lower() == "comment" and element.name in _BLOCKS)
    )


def _is_named_comment(element: Element) -> bool:
    """Checks for the class or the id of comments; "comment" alone may also be that of a remark, which nobody signs."""
    if element.name not in _BLOCKS or "markdown-body" in element.classes:  # GitHub's name for the text of any post
        return False
    names = [name for name in (*element.classes, element.get("id").lower()) if _CLASS.fullmatch(name)]
    return any(name != "comment" for name in names) or (bool(names) and any(map(_is_signed, element.elements())))


def _is_signed(element: Element) -> bool:
    return element.name == "time" or bool(element.classes & _SIGNED)


def _posts_of_others(body: Element, left_out: Collection[int]) -> list[Element]:
    """Returns the posts of a thread whose author is another one than that of the first."""
    posts = list(_outermost(body, lambda element: element.name in _BLOCKS and bool(element.classes & _POSTS)))
    posts = [post for post in posts if id(post) not in left_out]
    authors = [_poster(post) for post in posts]
    first = authors[0] if authors else ""
    return [post for post, author in zip(posts, authors, strict=True) if first and author and author != first]


def _poster(post: Element) -> str:
    """Returns the name of who wrote a post, or an empty string."""
    marked = (
        element.get("data-author") or element.text()
        for element in post.elements()
        if element.get("data-author") or element.get("itemprop").lower() == "author" or element.classes & _POSTERS
    )
    return next((name for name in marked if name), "")


class _Sections:
    """Sets apart the comments below headings; `headings` are their texts."""

    def __init__(self) -> None:
        self.headings: list[str] = []
        self._before = 0  # letters of text before the place that is being read
        self._looked_at = 0

    def set_apart(self, element: Element, is_counted: bool = True) -> Element:
        """Returns an element with the comments in it in elements of their own; `is_counted` if its text may be that of a post."""
        is_byline = bool(element.classes) and role_of(element) is ElementRole.FRONT_MATTER
        is_counted = is_counted and element.name not in _ABOVE_POSTS and not is_byline
        children: list[Element | str] = []
        for place, child in enumerate(element.children):
            if isinstance(child, str):
                self._before += len(child.strip()) if is_counted else 0
                children.append(child)
            elif count := self._comments(child, element.children, place + 1):
                following = element.children[place + 1 :]
                children.append(Element("div", {"class": COMMENTS_CLASS}, (child, *following[:count])))
                rest = Element(element.name, {}, following[count:])
                return Element(element.name, element.attributes, (*children, *self.set_apart(rest, is_counted).children))
            else:
                children.append(self.set_apart(child, is_counted))
        return Element(element.name, element.attributes, tuple(children))

    def _comments(self, child: Element, siblings: Sequence[Element | str], start: int) -> int:
        """Counts the siblings from `start` on, behind a heading, that are comments of others; none before the text has begun."""
        heading = _heading_text(child) if self._before >= _FEWEST_LETTERS and self._looked_at < _MOST_HEADINGS else ""
        if not heading or not is_comments_heading(heading):
            return 0
        self._looked_at += 1
        below = list(takewhile(lambda part: isinstance(part, str) or not _ends_comments(part), siblings[start:]))
        if not any(_letters(part) if isinstance(part, Element) else part.strip() for part in below):
            return 0
        # Beside the title of a post, too, stands a line such as "12 comments".
        is_sure = is_surely_of_comments(heading) and (next(child.named(*_HEADINGS), None) or not heading[:1].isdigit())
        if not is_sure and not _are_signed(below, heading):
            return 0
        self.headings.append(heading)
        return len(below)


def _heading_text(element: Element) -> str:
    """Returns the text of a heading, or of an element that holds nothing else but buttons, or an empty string."""
    text = _beginning(element)
    if not 0 < len(text) < _LONGEST_HEADING:
        return ""
    if element.name in _HEADINGS or "heading" in element.roles or any(map(_HEADING_CLASS.search, element.classes)):
        return text
    inner = next(element.named(*_HEADINGS, "b", "strong"), None) if element.name in _LINES else None
    heading = _beginning(inner) if inner is not None else ""
    buttons = sum(map(_letters, element.named("a", "button", "select", "label"))) if inner is not element else 0
    return heading if text == heading or (buttons and _letters(element) <= buttons + len(heading)) else ""


def _beginning(element: Element) -> str:
    """Returns the text of an element if it is short, or its beginning."""
    text = ""
    for part in element.strings():
        text += part
        if len(text) > _LONGEST_LINE:
            break
    return " ".join(text.split())


def _ends_comments(element: Element) -> bool:
    """Checks for references, notes and appendices of the post, which may follow the comments."""
    if role_of(element) in {ElementRole.NOTES, ElementRole.BIBLIOGRAPHY}:
        return True
    heading = next(element.named(*_HEADINGS), None)
    text = _beginning(heading) if heading else ""
    return _FOLLOWING.fullmatch(text.strip(" :.")) is not None and _beginning(element).startswith(text)


def _are_signed(parts: Sequence[Element | str], heading: str) -> bool:
    """Checks whether the first lines below a heading name who commented, or who commented and, in a line beside that, when."""
    first = list(_first_elements(parts))
    lines = list(_first_lines(parts))
    dated = (is_name_above_date(one, other) or is_name_above_date(other, one) for one, other in pairwise(lines))
    names = [element.text() for element in first if element.name in {"b", "strong"} and element.text() in lines]
    if any(map(_signs, first)) or any(dated) or are_names_alone(names, lines):
        return True
    if _TALKED_OVER.search(heading) or any(element.name in _QUOTED for element in first):
        return False  # "GPT says:" above its output is the author's own
    return any(map(_introduces, first))


def _introduces(element: Element) -> bool:
    """Checks for a line that begins with a name in an element of its own and "says:", with or without what was said."""
    names = [child for child in element.children if isinstance(child, Element) or child.strip()][:2]
    if element.name not in _LINES or not names or not isinstance(names[0], Element) or names[0].name in _LINES - {"cite", "span"}:
        return False
    said = names[1] if len(names) > 1 else ""
    said = _beginning(said) if isinstance(said, Element) else said
    line = f"{_beginning(names[0])} {' '.join(said.split())}"
    end = re.search(r":|\.{3}|…", line)
    return end is not None and names_commenter(line[: end.end()])


def _first_lines(parts: Sequence[Element | str]) -> Iterator[str]:
    """Yields the lines of text with which parts begin."""
    lines, waiting = [""], list(reversed(parts))
    while waiting and len(lines) <= _SIGNED_WITHIN:
        part = waiting.pop()
        if isinstance(part, str):
            lines[-1] += part
        elif part.name == "br":
            lines.append("")
        else:
            inner = reversed(part.children)
            breaks = part.name in _BLOCKS or part.name in _LINES - {"cite", "span"}
            waiting += [_BREAK, *inner, _BREAK] if breaks else inner
    return (text for line in lines if (text := " ".join(line.split())))


def _first_elements(parts: Sequence[Element | str]) -> Iterator[Element]:
    return islice((inner for part in parts if isinstance(part, Element) for inner in part.elements()), _SIGNED_WITHIN)


def _signs(element: Element) -> bool:
    """Checks for a line with the name of who commented: marked as such, linked to a profile, or with a date."""
    if _is_signed(element):
        return True
    if element.name not in _LINES:
        return False
    line = Element("p", {}, tuple(takewhile(lambda child: isinstance(child, str) or child.name != "br", element.children)))
    text = _beginning(line)
    link = next(line.named("a"), None)
    is_linked = link is not None and _PROFILE.search(link.get("href")) is not None and text.startswith(_beginning(link))
    return signs_comment(text) or (is_linked and len(text.split()) <= _LONGEST_NAME_LINE)
