"""Reads what a page says about its paper: citation tags, Dublin Core, Open Graph, schema.org and LaTeXML's own marks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, filterfalse

from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.html.authorship import byline_authors, byline_year, is_title_of_post, latexml_authors
from alignqa.papers.parsing.html.inline import inline_text
from alignqa.papers.parsing.html.tree import Element
from alignqa.papers.parsing.manuscript.author_names import author_names, given_first
from alignqa.papers.parsing.manuscript.placeholders import is_placeholder_name, is_placeholder_title, is_site
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import display_name

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ARXIV_URL = re.compile(r"arxiv\.org/(?:abs|html|pdf)/(\d{4}\.\d{4,5}|[a-z.-]+/\d{7})", re.IGNORECASE)
_ARXIV_MARK = re.compile(r"arXiv:\s*(\d{4}\.\d{4,5}|[a-z.-]+/\d{7})", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+")
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)", re.IGNORECASE)
_TITLE_ID = re.compile(r"\A\[[\w./-]+\]\s+")
_SEPARATORS = "|–—-·:"
_PERSON_PARTS = ("givenName", "familyName")
_ARTICLE_TYPES = ("article", "posting", "report", "thesis", "chapter", "creativework", "webpage")
_DATES = (
    *("citation_publication_date", "citation_date", "citation_online_date", "dc.date", "dc.date.issued", "dc.issued"),
    *("article:published_time", "article:published", "datepublished", "date"),
)

Tags = Mapping[str, Sequence[str]]


def metadata(page: Element) -> Metadata:
    """Returns the metadata of a page; what the page does not say stays empty."""
    tags = _tags(page)
    article = _schema_article(page)
    url = _url(page, tags)
    watermark = next((element.text() for element in page.elements() if element.get("id") == "watermark-tr"), "")
    named = _named(page, tags, article)
    found = Metadata(
        title=_title(page, tags, article),
        authors=_authors(named),
        year=_year(page, tags, article, watermark),
        url=url,
        licence=_licence(page, tags, article),
        arxiv_id=_first(_found(_ARXIV_URL, [url or ""]), tags.get("citation_arxiv_id", ()), _found(_ARXIV_MARK, [watermark])),
        doi=_first(
            _found(_DOI, [*tags.get("citation_doi", ()), *tags.get("dc.identifier", ()), *tags.get("dc.identifier.doi", ())])
        ),
        venue=_first(
            tags.get("citation_journal_title", ()), tags.get("citation_conference_title", ()), filter(is_site, chain(*named))
        ),
    )
    return replace(found, origins={name: "meta tag" for name, value in found.facts().items() if _is_in_tags(value, tags)})


def _is_in_tags(value: object, tags: Tags) -> bool:
    """Checks whether the head of the page states a fact; a description of the page, which may hold any words, does not count."""
    stated = " ".join(text for name, texts in tags.items() if "description" not in name for text in texts).split()
    parts = value if isinstance(value, tuple) else (value,)
    return {word for part in parts for word in str(part).split()} <= {
        piece for word in stated for piece in (word, word.strip(",;"), *re.split(r"[-/:T]", word))
    }


def creative_commons(url: str) -> str | None:
    """Returns the short name of a Creative Commons licence, such as "CC BY-SA 4.0", given its address."""
    match = _CREATIVE_COMMONS.search(url)
    if match is None:
        return None
    kind, name, version = match[1].lower(), match[2].upper(), match[3]
    return f"CC0 {version}" if kind == "publicdomain" and name == "ZERO" else f"CC {name} {version}"


def year_of(text: str) -> int | None:
    """Returns the first year of the 20th or 21st century in `text`, or None."""
    match = _YEAR.search(text)
    return int(match[0]) if match else None


def _tags(page: Element) -> Tags:
    tags: dict[str, list[str]] = {}
    for meta in page.named("meta"):
        content = clean(meta.get("content"))
        for attribute in ("name", "property", "itemprop"):
            if content and (name := meta.get(attribute).lower().replace("dcterms.", "dc.")):
                tags.setdefault(name, []).append(content)
    return tags


def _title_paragraph(page: Element, name: str) -> list[str]:
    """Returns the title that a word processor sets as a paragraph of the class `name`."""
    marked = (element for element in page.named("p") if name in element.classes)
    return [text for element in marked if (text := " ".join(inline_text(element)))][:1]


def _title_of_post(page: Element) -> list[str]:
    marked = next(filter(is_title_of_post, page.elements()), None)
    link = next(marked.named("a"), marked) if marked else None
    return [link.text()] if link and link.text() else []


def _title(page: Element, tags: Tags, article: Mapping[str, object]) -> str | None:
    printed = [" ".join(inline_text(element)) for element in page.elements() if "ltx_title_document" in element.classes]
    headings = [" ".join(inline_text(element)) for element in page.named("h1")]
    headings = _title_paragraph(page, "msotitle") or headings or _title_of_post(page) or _title_paragraph(page, "title")
    site = _first(tags.get("og:site_name", ()))
    named = [_TITLE_ID.sub("", element.text()) for element in page.named("title")][:1]
    shown = [*tags.get("og:title", ()), *named]
    described = [*_strings(article.get("headline")), *_strings(article.get("name"))]
    # Some sites put a short description where schema.org wants the headline.
    agreeing = [title for title in described if any(_agree(title, other) for other in (*headings, *shown))]
    candidates = (
        tags.get("citation_title", ()),
        tags.get("dc.title", ()),
        printed,
        agreeing,
        headings if len(headings) == 1 and any(_agree(headings[0], other) for other in shown) else (),
        [_without_site(title, site) for title in tags.get("og:title", ())],
        headings if len(headings) == 1 else (),
        [_without_site(title, site) for title in named],
        described,
    )
    return _first(filterfalse(is_placeholder_title, chain(*candidates)))


def _agree(one: str, other: str) -> bool:
    """Checks whether one title contains the other, as "Tin - Encyclopedia" contains "Tin"."""
    short, long = sorted((fold_title(one), fold_title(other)), key=len)
    return bool(short) and f" {short} " in f" {long} "


def _without_site(title: str, site: str | None) -> str:
    """Removes the name of the site, which many pages append, from `title`."""
    if site and title.casefold().endswith(site.casefold()):
        shorter = title[: -len(site)].rstrip()
        if shorter and shorter[-1] in _SEPARATORS:
            return shorter.rstrip(_SEPARATORS + " ")
    return title


def _named(page: Element, tags: Tags, article: Mapping[str, object]) -> Sequence[Sequence[str]]:
    """Returns the names of authors from each place that gives them, the most careful place first."""
    return (
        [given_first(name) for name in tags.get("citation_author", ())],
        [given_first(name) for name in tags.get("dc.creator", ())],
        _persons(article.get("author"), organisations=False),
        [name for name in tags.get("article:author", ()) if "://" not in name],
        [clean(name) for name in latexml_authors(page)],
        author_names(tuple(tags.get("author", ())), listed=True),
        [clean(name) for name in byline_authors(page)],
        _persons(article.get("author"), organisations=True),  # often the site itself, which a byline corrects
    )


def _authors(named: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Returns the authors from the first place that names one."""
    for names in named:
        cleaned = [name for name in names if name and not is_placeholder_name(name) and not is_site(name)]
        if cleaned:
            return tuple(dict.fromkeys(cleaned))
    return ()


def _year(page: Element, tags: Tags, article: Mapping[str, object], watermark: str) -> int | None:
    dates = [date for name in _DATES for date in tags.get(name, ())]
    dates += _strings(article.get("datePublished"))
    dates += [watermark.partition("]")[2]]
    dates += [time.get("datetime") for time in page.named("time") if "pubdate" in time.attributes or time.get("itemprop")]
    return next((year for date in dates if (year := year_of(date)) is not None), None) or byline_year(page)


def _url(page: Element, tags: Tags) -> str | None:
    canonical = [link.get("href") for link in page.named("link") if "canonical" in link.get("rel").lower().split()]
    names = ("citation_abstract_html_url", "citation_public_url", "og:url", "citation_fulltext_html_url")
    found = [*canonical, *(url for name in names for url in tags.get(name, ()))]
    return _first([url for url in found if url.startswith(("https://", "http://"))])


def _licence(page: Element, tags: Tags, article: Mapping[str, object]) -> str | None:
    declared = [
        element
        for element in page.named("a", "link")
        if "license" in element.get("rel").lower().split() or element.get("id") == "license-tr"
    ]
    # Distill prints its licence in the appendix; on other pages a link to a licence may belong to a single picture.
    appendices = list(page.named("d-appendix", "distill-appendix"))
    declared += [link for appendix in appendices for link in appendix.named("a") if creative_commons(link.get("href"))]
    names = [creative_commons(element.get("href")) or element.text() or element.get("href") for element in declared]
    stated = [*_strings(article.get("license")), *tags.get("dc.rights", ())]
    return _first(names, [creative_commons(text) or text for text in stated])


def _schema_article(page: Element) -> Mapping[str, object]:
    """Returns the first JSON-LD object that describes an article, or an empty one."""
    for script in page.named("script"):
        if "ld+json" in script.get("type").lower():
            try:
                found = json.loads("".join(script.strings()))
            except (ValueError, RecursionError):
                continue
            for item in _schema_objects(found):
                kinds = " ".join(_strings(item.get("@type"))).lower()
                if any(kind in kinds for kind in _ARTICLE_TYPES):
                    return item
    return {}


def _schema_objects(found: object) -> Iterator[Mapping[str, object]]:
    items = found if isinstance(found, list) else [found]
    for item in items:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (inner for inner in graph if isinstance(inner, dict)) if isinstance(graph, list) else ()


def _persons(value: object, *, organisations: bool) -> list[str]:
    """Returns the names of those that JSON-LD calls organizations, or of all others."""
    people = value if isinstance(value, list) else [value]
    names: list[str] = []
    for person in people:
        kinds = " ".join(_strings(person.get("@type"))).lower() if isinstance(person, dict) else ""
        if ("organization" in kinds) is not organisations:
            continue
        given, family = (_first(_strings(person.get(part))) if isinstance(person, dict) else None for part in _PERSON_PARTS)
        # A site that calls the whole name a family name states nothing.
        if given and family and given not in family:
            names.append(display_name(given, family))
        else:
            names += map(clean, _strings(person.get("name") if isinstance(person, dict) else person))
    return [name for name in names if "://" not in name]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _found(pattern: re.Pattern[str], texts: Iterable[str]) -> list[str]:
    return [match[match.re.groups].rstrip(".,;") for text in texts if (match := pattern.search(text))]


def _first(*candidates: Iterable[str]) -> str | None:
    """Returns the first text that is not blank."""
    return next((text for group in candidates for text in map(clean, group) if text), None)
