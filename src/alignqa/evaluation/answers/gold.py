"""Gold evidence: the terms that a right quote must contain and the place where it stands, and checks of shown quotes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.document import Locator

_DASHES = re.compile("[\u2010-\u2015\u2212-]")
_BLANK = re.compile(r"\s+")
# "3.1 Title", "A.2 Title", "Appendix B Title" is left to the title; a letter alone is a number only before a point.
_NUMBERED = re.compile(r"\s{0,60}((?:[A-Z]\.)?\d{1,9}(?:\.\d{1,9}){0,9}|[A-Z](?:\.\d{1,9}){1,9})\.?(?:\s+|$)")
_ASIDE = re.compile(r"\s{0,60}\([^()]*\)\s*+$")


@dataclass(frozen=True, slots=True)
class GoldItem:
    """Evidence for an answer.

    A quote carries it if it contains all of `must_contain`, and all terms of at least one group of `any_of` if there are any.
    `section` and `page` are its place in the edition it was taken from; `paper` is a label for people, not a key.
    """

    must_contain: tuple[str, ...]
    any_of: tuple[tuple[str, ...], ...] = ()
    paper: str = ""
    section: str | None = None
    page: int | None = None


def carries(quote: str, gold: GoldItem) -> bool:
    """Checks whether `quote` contains the terms of `gold`.

    Compatibility forms, case, dashes, hyphens and white space do not matter.
    """
    text = _folded(quote)
    bare = _bare(text)

    def has(term: str) -> bool:
        folded = _folded(term)
        return folded in text or _bare(folded) in bare

    if not all(has(term) for term in gold.must_contain):
        return False
    return not gold.any_of or any(all(has(term) for term in group) for group in gold.any_of)


def in_section(locator: Locator, gold: GoldItem) -> bool:
    """Checks whether the section has the number or the folded title of the gold section, without a final remark in brackets."""
    if not locator.section or not gold.section:
        return False
    number, title = _number_and_title(locator.section)
    gold_number, gold_title = _number_and_title(gold.section)
    return bool((number and number == gold_number) or (title and title == gold_title))


def on_page(locator: Locator, gold: GoldItem) -> bool:
    """Checks whether the quote stands on the gold page, by number or by printed label."""
    return gold.page is not None and (locator.page == gold.page or locator.page_label == str(gold.page))


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _DASHES.sub("-", text).replace("\u2019", "'").replace("-\n", "")
    return _BLANK.sub(" ", text)


def _bare(folded: str) -> str:
    return folded.replace("-", "").replace(" ", "")


def _number_and_title(section: str) -> tuple[str, str]:
    section = _ASIDE.sub("", section)
    match = _NUMBERED.match(section)
    return (match.group(1), fold_title(section[match.end() :])) if match else ("", fold_title(section))
