"""Finds who wrote a page and when where its head does not say: in LaTeXML's author block and in the byline near the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from alignqa.papers.parsing.html.maths import is_formula
from alignqa.papers.parsing.html.tree import Element, words
from alignqa.papers.parsing.manuscript.author_names import author_names
from alignqa.papers.parsing.manuscript.bylines import Byline, bare_names, read_byline, stated_year

_AUTHOR_CLASSES = words("""
    author authors author-name author_name authorname author-names byline
    byline-name byline-author byline-wrapper post-author entry-author
    p-author post-byline article-author username hnuser creator post__author article__author""")
_DATE_CLASSES = words("""
    date published post-date post_date entry-date posted-on dateline pubdate dt-published publish-date published-date
    publication-date article-date post-meta entry-meta article-meta byline post__date""")
_UPDATED = re.compile(r"updated|modified|edited")
# "PostsAuthors-authorName", "UsersNameDisplay".
_NAME_CLASS = re.compile(r"(?:\A|[-_])(?:author|user)s?name(?:display|link)?(?:[-_]|\Z)")
_PROFILE = re.compile(
    r"/(?:users?|authors?|u|profiles?|people)/(?!(?:login|logout|sign\w*|register|me|new)\b)[^/?#]+/?\Z|/@[\w.-]+/?\Z"
)
_HEADS = frozenset({"article", "main", "header", "hgroup"})
_PROSE = frozenset({"p", "blockquote", "li"})
_FEWEST_PROSE_WORDS = 5
_STANDFIRST = re.compile(r"subtitle|tagline|subtext|excerpt|standfirst|dek\b|lead\b|summary|byline|meta|author|date")

_MARK = "\ue000"
_PERSON_BORDER = re.compile(r"[ \u00a0\u2002-\u2009]{2,}")
_ADDRESS = re.compile(
    r"@|https?:|\b(?:universit|institut|colleg|school|depart?ment|dept\b|laborator|lab\b|labs\b|cent(?:er|re)\b|facult|academy"
    r"|research\b|inc\b|ltd\b|gmbh|llc|corp|company|hospital|foundation|street|avenue|openai|deepmind|anthropic|google|microsoft"
    r"|meta ai|facebook|equal contribution|corresponding|email|orcid|usa\b|uk\b)|\d{3}",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"(?:(?:senior |student |life )?member|fellow|ieee|acm)(?:,? ieee)?"
    r"|ph\.?\s?d\.?|m\.?d\.?|m\.?sc\.?|dr\.?|prof(?:essor)?\.?|student",
    re.IGNORECASE,
)
# "MIT", "ETH": an abbreviation and no name.
_ABBREVIATION = re.compile(r"[A-Z]{2,6}")


def latexml_authors(page: Element) -> tuple[str, ...]:
    """Returns the authors of an arXiv page; one name element may hold several people with their addresses."""
    names = [name for element in page.elements() if "ltx_personname" in element.classes for name in _people(element)]
    return tuple(dict.fromkeys(names))


def printed_people(element: Element) -> list[str]:
    """Returns the people in an author block one by one, each with the address that is printed below the name."""
    blocks = re.split(r"&+", _flat(element).replace(_MARK, " "))
    return [re.sub(r"\s*\n\s*", ", ", re.sub(r"[^\S\n]+(?=,)", "", text)) for block in blocks if (text := block.strip())]


def byline_authors(page: Element) -> tuple[str, ...]:
    """Returns the authors that the elements near the title name: by `rel`, `itemprop` or class."""
    near = _around_title(page)
    marked = [element for element in near if _names_author(element)]
    if not any(_declares_author(element) for element in marked):
        marked = [element for element in near if _names_author(element) or _links_to_person(element)]
    known = {id(element) for element in marked}
    innermost = [element for element in marked if sum(id(inner) in known for inner in element.elements()) == 1]
    names: list[str] = []
    for element in innermost:
        links = [link for link in element.named("a") if link.text()] or [element]
        names += [name for link in links for name in _bare_names(link.text())]
    names = names or [name for byline in _printed_bylines(near) for name in byline.authors]
    full = [name for name in names if not name.startswith("@")]
    return tuple(dict.fromkeys(full or names))


def byline_year(page: Element) -> int | None:
    """Returns the year of the first date near the title that is not one of an update."""
    near = [element for element in _around_title(page) if not _UPDATED.search(" ".join(element.classes))]
    times = [text for element in near if element.name == "time" for text in (element.get("datetime"), element.text())]
    times += [element.get("title") for element in near if "age" in element.classes]
    classes = _DATE_CLASSES | _AUTHOR_CLASSES
    dated = [element.text() for element in near if element.classes & classes or any(map(_is_date_module, element.classes))]
    marked = (year for text in (*times, *dated) if (year := stated_year(text)) is not None)
    printed = (byline.year for byline in _printed_bylines(near) if byline.year is not None)
    return next(marked, next(printed, None))


def _printed_bylines(near: Iterable[Element]) -> Iterator[Byline]:
    """Yields the bylines that paragraphs near the title are, such as "Posted by Jane Doe on 3 May 2020"."""
    return (byline for element in near if element.name == "p" and (byline := read_byline(element.text())) is not None)


def _around_title(page: Element) -> list[Element]:
    """Returns the elements from the beginning of the title's header, or of the title, to the first paragraph of prose."""
    elements = list(next(page.named("body"), page).elements())
    title = next((place for place, element in enumerate(elements) if element.name == "h1"), None)
    if title is None:
        title = next((place for place, element in enumerate(elements) if is_title_of_post(element)), None)
    if title is None:
        start = next((place for place, element in enumerate(elements) if element.name in _HEADS), 0)
        title = start
    else:
        holding = (
            place
            for place in range(title, -1, -1)
            if elements[place].name in _HEADS and any(inner is elements[title] for inner in elements[place].named("h1"))
        )
        start = next(holding, title)
    end = next((place for place in range(title + 1, len(elements)) if _is_prose(elements[place])), len(elements))
    return elements[start:end]


def _bare_names(text: str) -> tuple[str, ...]:
    byline = None if (names := bare_names(text)) else read_byline(f"by {text}")
    return byline.authors if byline is not None else names


def is_title_of_post(element: Element) -> bool:
    """Checks for the title of a post on a page that lists posts and has no heading: a link, as on Reddit and Hacker News."""
    return "titleline" in element.classes or (element.name == "a" and "title" in element.classes)


def _is_prose(element: Element) -> bool:
    if element.name not in _PROSE or _STANDFIRST.search(" ".join(element.classes)):
        return False
    text = element.text()
    return len(text.split()) >= _FEWEST_PROSE_WORDS and read_byline(text) is None


def _names_author(element: Element) -> bool:
    if (
        element.name in {"html", "body", "article", "main", "section", "form"}
        or element.classes & _DATE_CLASSES - _AUTHOR_CLASSES
    ):
        return False
    return (
        _declares_author(element)
        or bool(element.classes & _AUTHOR_CLASSES)
        or any(_NAME_CLASS.search(name) for name in element.classes)
    )


def _declares_author(element: Element) -> bool:
    """Checks for the marks that HTML and schema.org have for authors, which need no interpretation."""
    is_link = element.name == "a" and "author" in element.get("rel").lower().split()
    return is_link or element.get("itemprop").lower() == "author"


def _links_to_person(element: Element) -> bool:
    return element.name == "a" and _PROFILE.search(element.get("href")) is not None and bool(bare_names(element.text()))


def _is_date_module(name: str) -> bool:
    """Checks for a class that a build tool made, such as "PostsPageDate-date"."""
    return re.search(r"date[-_](?:date|root)\Z|[-_](?:published|postdate)(?:[-_]|\Z)", name) is not None


def _people(element: Element) -> Iterator[str]:
    """Yields the names in an author block: its first line, those after "&", and further lines that carry a raised mark, too."""
    for block in re.split(r"&+", _flat(element)):
        lines = [line.strip() for line in block.split("\n") if line.strip(f" {_MARK}")]
        marked = bool(lines) and lines[0].rstrip(" ,").endswith(_MARK)
        for place, line in enumerate(lines):
            if line.startswith(_MARK) or (place and not (marked and line.rstrip(" ,").endswith(_MARK))):
                break
            yield from _people_in_line(line)


def _people_in_line(line: str) -> Iterator[str]:
    """Yields the names of a line up to the first part that is an address."""
    for part in _PERSON_BORDER.split(line.replace(_MARK, "  ")):
        for name in author_names((part.strip(" ,"),)):
            if _ADDRESS.search(name) or _ABBREVIATION.fullmatch(name):
                return
            if not _NO_NAME.fullmatch(name):
                yield name


def _flat(element: Element) -> str:
    """Returns the text of an author block with its line breaks kept, raised marks as one private character, notes left out."""
    parts: list[str] = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(re.sub(r"\s*\n\s*", " ", child))
        elif child.name == "br" or "ltx_break" in child.classes:
            parts.append("\n")
        elif child.name == "sup" or is_formula(child):
            parts.append(_MARK)
        elif not any(name.startswith("ltx_note") for name in child.classes):
            inner = _flat(child)
            parts.append(f"\n{inner}\n" if child.name in {"p", "div", "tr", "table", "td"} or "ltx_p" in child.classes else inner)
    return "".join(parts)
