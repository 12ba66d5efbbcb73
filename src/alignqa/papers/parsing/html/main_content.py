"""Finds the paper in a page: its main content, without navigation, banners, comments and other furniture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile

from alignqa.papers.parsing.html.roles import COMMENTS_CLASS, ElementRole, role_of
from alignqa.papers.parsing.html.tree import Element, words

_FURNITURE_NAMES = frozenset({"nav", "footer", "form", "distill-header", "distill-footer", "dialog", "aside"})
_FURNITURE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert", "status", "toc"}
)
_FURNITURE_CLASSES = words("""
    ltx_page_header ltx_page_footer ltx_page_navbar ltx_page_logo ltx_toc ltx_pagination navbar nav-links navigation
    site-header site-footer page-footer sidebar menu breadcrumb breadcrumbs pagination pager skip-link cookie-banner
    cookie-consent cookie-notice cookies gdpr newsletter newsletter-signup subscribe subscription-widget
    share share-buttons sharing social social-share social-links sharedaddy related related-posts related-articles
    recommended recommendations comments comment-list comment-section comments-area comments-section disqus advert
    advertisement ad ads promo popup modal toc table-of-contents tableofcontents contents-list toc_container
    toc_list ez-toc-container lwptoc wp-block-table-of-contents noprint navbox
    button-wrapper captioned-button-wrap subscription-widget-wrap subscription-widget-wrap-editor subscription-widget-show
    post-ufi flat-list side like-button-container post-actions post-tags tag-list entry-tags reactions
    addtoany_share_save_container
    interlanguage-link after-portlet mw-portlet mw-portlet-lang mw-interlanguage-selector vector-page-toolbar vector-dropdown
    wb-langlinks-edit langlinks language-selector language-switcher lang-switcher wpml-ls
    hatnote sistersitebox sister-box side-box ambox portalbox mw-jump-link
    catlinks printfooter author-bio author-box post-navigation jp-relatedposts""")
_FURNITURE_IDS = words("""
    nav navbar navigation menu sidebar footer site-footer site-header toc table-of-contents comments disqus_thread respond
    cookie-banner cookie-notice cookie-consent related-posts newsletter share catlinks p-lang p-lang-btn mw-navigation mw-panel
    watermark-tr""")
_ENTERED = frozenset({"input", "textarea", "select"})
_MAIN_CLASSES = words("""
    ltx_document article-body article-content article__body entry-content post-content post-body post__content markdown-body
    mw-parser-output e-content story-body""")
_PROSE = frozenset({"p", "li", "blockquote", "pre", "dd"})
# Furniture never holds most of a page's text, whatever its class says ("menu open", "modal ready").
_LARGEST_FURNITURE = 0.5
# The main content is the smallest element that holds nearly all of the prose.
_NEARLY_ALL = 0.8
# An element that the page declares to be its content is believed if it holds this share of the prose.
_MIN_DECLARED_SHARE = 0.6
_MOST = 0.5  # of the text before the comments


def main_content(page: Element) -> Element:
    """Returns the element that holds the paper, with the furniture inside it removed.

    A Distill page is taken whole, since its title, article and appendix are siblings;
    otherwise the element that the page declares (`main`, `article`, a well-known class) is taken if it covers most of the prose,
    and if not, the smallest element with nearly all of the prose. Comments of others do not count, however long they are.
    """
    body = next(page.named("body"), page)
    if next(page.named("d-article", "dt-article"), None) is not None:
        return _without_furniture(body, asides_are_notes=True)
    body = _without_furniture(body)
    total = _prose(body)
    for candidates in _declared(body):
        best = max(candidates, key=_prose, default=None)
        if best is not None and _prose(best) >= _MIN_DECLARED_SHARE * total:
            return _with_notes(_with_post(best, body), body)
    return _with_notes(_with_post(_densest(body, total), body), body)


def _with_post(content: Element, body: Element) -> Element:
    """Returns the content, or, if it holds only text below the first comments, an element around it that holds the post, too.

    Else the post could be lost to comments that are not known as such, or to what a page prints below them.
    """
    before = list(takewhile(lambda element: COMMENTS_CLASS not in element.classes, body.elements()))
    written = {id(element): _letters(element) for element in before}
    if len(before) == sum(1 for _ in body.elements()) or _sum_below(content, written):
        return content
    around = [element for element in before if any(inner is content for inner in element.elements())]
    most = _MOST * sum(written.values())
    return next((element for element in reversed(around) if _sum_below(element, written) >= most), content)


def _letters(element: Element) -> int:
    """Counts the letters of an element's own, without headings and links."""
    if element.name in {"a", "script", "style", "h1", "h2", "h3", "h4", "h5", "h6"}:
        return 0
    return sum(len(child.strip()) for child in element.children if isinstance(child, str))


def _sum_below(element: Element, counts: Mapping[int, int]) -> int:
    return sum(counts.get(id(inner), 0) for inner in element.elements())


def _with_notes(content: Element, body: Element) -> Element:
    """Returns the content with the notes that the page holds beside it, as Word's pages do."""
    notes: list[Element] = []
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if element is content or COMMENTS_CLASS in element.classes:
            continue
        if element is not body and role_of(element) is ElementRole.NOTES:
            notes.append(element)
        else:
            waiting.extend(child for child in reversed(element.children) if isinstance(child, Element))
    return Element("div", {}, (content, *notes)) if notes else content


def _declared(body: Element) -> Iterator[list[Element]]:
    """Yields the elements that pages declare to be their content, the most trustworthy kind first."""
    own = list(_own_elements(body))
    yield [element for element in own if element.name == "article" and "ltx_document" in element.classes]
    yield [element for element in own if element.get("itemprop").lower() == "articlebody"]
    yield [element for element in own if element.name == "article"]
    yield [element for element in own if element.name == "main" or "main" in element.roles]
    yield [element for element in own if element.classes & _MAIN_CLASSES]


def _own_elements(element: Element) -> Iterator[Element]:
    """Yields an element and those below it in document order, without what is set apart as comments of others."""
    waiting = [element]
    while waiting:
        this = waiting.pop()
        if COMMENTS_CLASS not in this.classes:
            yield this
            waiting.extend(child for child in reversed(this.children) if isinstance(child, Element))


def _own_length(element: Element) -> int:
    return sum(len(child) for this in _own_elements(element) for child in this.children if isinstance(child, str))


def _densest(body: Element, total: int) -> Element:
    current = body
    while total:
        inner = [child for child in current.children if isinstance(child, Element)]
        best = max(inner, key=_prose, default=None)
        if best is None or best.name in _PROSE or _prose(best) < _NEARLY_ALL * total:
            return current
        current = best
    return current


def _prose(element: Element) -> int:
    """Counts the characters in the paragraphs and list items of an element, without those of links and comments."""
    count = 0
    waiting: list[tuple[Element, bool]] = [(element, False)]
    while waiting:
        this, inside = waiting.pop()
        if COMMENTS_CLASS in this.classes:
            continue
        inside = inside or this.name in _PROSE or "ltx_p" in this.classes
        for child in this.children:
            if isinstance(child, Element):
                if child.name not in {"a", "script", "style"}:
                    waiting.append((child, inside))
            elif inside:
                count += len(child.strip())
    return count


def _without_furniture(body: Element, *, asides_are_notes: bool = False) -> Element:
    """Returns `body` without furniture; an aside is furniture, too, unless asides are notes in the margin."""
    limit = _LARGEST_FURNITURE * _own_length(body)

    def pruned(element: Element, in_content: bool) -> Element:
        in_content = in_content or element.name in {"article", "main"}
        children = tuple(
            child if isinstance(child, str) else pruned(child, in_content)
            for child in element.children
            if isinstance(child, str) or not _is_furniture(child, in_content, limit, asides_are_notes)
        )
        if asides_are_notes and element.name == "aside":
            return Element("aside", {**element.attributes, "class": f"{element.get('class')} sidenote"}, children)
        return Element(element.name, element.attributes, children)

    return pruned(body, False)


def _is_furniture(element: Element, in_content: bool, limit: float, asides_are_notes: bool) -> bool:
    classes = element.classes
    if (asides_are_notes and element.name == "aside") or _holds_notes(element):
        return False
    suspect = (
        (element.name in _FURNITURE_NAMES and not _frames_text(element))
        or bool(element.roles & _FURNITURE_ROLES)
        or (element.name not in {"h1", "h2", "h3", "h4", "h5", "h6", "p"} and bool(classes & _FURNITURE_CLASSES))
        or (element.name in {"ul", "ol"} and _lists_languages(element))
        or (element.get("id").lower() in _FURNITURE_IDS and not any(name.startswith("level") for name in classes))
        or (
            (element.name == "header" or element.get("id").lower() == "header")
            and not in_content
            and next(element.named("h1"), None) is None
        )
    )
    return suspect and _own_length(element) <= limit


def _lists_languages(element: Element) -> bool:
    """Checks for the list of links to the page in other languages."""
    links = list(element.named("a"))
    return len(links) > 1 and all(link.get("hreflang") for link in links) and not _prose_outside_links(element)


def _prose_outside_links(element: Element) -> int:
    return _prose(Element("p", {}, element.children))


def _frames_text(element: Element) -> bool:
    """Checks for a form in which nothing can be entered: some sites put posts into one."""
    if element.name != "form" or not _prose(element):
        return False
    return all(entry.get("type").lower() in {"hidden", "submit", "button"} for entry in element.named(*_ENTERED))


def _holds_notes(element: Element) -> bool:
    """Checks whether an aside or a footer is, or contains, the notes of the paper."""
    if element.name not in {"aside", "footer", "section", "div"}:
        return False
    notes = {"footnote", "footnotes", "endnotes", "sidenote", "marginnote"}
    return any((inner.roles | inner.classes) & notes for inner in element.elements())
