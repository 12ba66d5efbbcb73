"""Reads the facts that a text states under labels at its head: "Authors", "Published", "Cite this work as".

Chapters of textbooks and generated pages carry such a card instead of front matter or a byline.
"""

from __future__ import annotations

import re

from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.bibliography.entry import merge
from alignqa.papers.document import Manuscript, Metadata, RegionKind
from alignqa.papers.parsing.manuscript.bylines import bare_names, stated_year

_HEAD = 6_000  # characters: a card comes before the text, and a book may thank many people on it
_BLOCKS = 40
_LONGEST = 400  # characters of a block on a card
_AUTHORS = re.compile(r"(?:main |lead |chapter )?author(?:s|\(s\))?|written by", re.IGNORECASE)
_CITATION = re.compile(
    r"(?:how to )?cite(?: this\b.*| as)?|(?:suggested|recommended|preferred) citation|please cite.*", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"(?:first |originally )?published(?: on)?|publication date|date(?: of publication)?|release date", re.IGNORECASE
)
# The labels that may follow the names of authors; a name of two words looks like some of them.
_OTHER = re.compile(
    r"affiliations?|institutions?|advisors?|editors?|reviewers?|contributors?|acknowledge?ments?|thanks(?: to)?"
    r"|(?:last )?(?:updated|modified|revised)|reading time|read time|also available (?:on|at)|doi|url|source|licen[cs]e"
    r"|keywords|tags|abstract|summary|(?:project )?fund(?:ed by|ing)|version|status|(?:table of )?contents"
    r"|watch|listen|download|feedback",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def with_labelled_facts(manuscript: Manuscript) -> Metadata:
    """Returns the metadata of a manuscript, completed with the authors and the year that labels at its head state.

    A date of the last change is no year of publication, and a citation counts only if it names the title.
    """
    found = manuscript.metadata
    if found.authors and found.year is not None:
        return found
    blocks = list(_labelled(_head(manuscript)))
    authors = next((names for label, values in blocks if _AUTHORS.fullmatch(label) if (names := _names(values))), ())
    cited = (_cited_year(values, found.title or "") for label, values in blocks if _CITATION.fullmatch(label))
    dated = (stated_year(values[0]) or _only_year(values[0]) for label, values in blocks if _PUBLISHED.fullmatch(label))
    year = next((year for years in (cited, dated) for year in years if year is not None), None)
    return merge(found, Metadata(authors=authors, year=year).told_by("head of the text"))


def _head(manuscript: Manuscript) -> list[str]:
    """The blocks before the second heading, or before the first if text comes before it."""
    headings = [region.span.start for region in manuscript.regions if region.kind is RegionKind.HEADING and region.span.start]
    return manuscript.text[: min(headings[0] if headings else _HEAD, _HEAD)].split("\n\n")[:_BLOCKS]


def _labelled(blocks: list[str]) -> list[tuple[str, list[str]]]:
    """Returns each label with the blocks below it, up to the next label; "Authors: A, B" is a label with one block."""
    found: list[tuple[str, list[str]]] = []
    for line in (line.strip() for block in blocks if len(block) <= _LONGEST for line in block.split("\n")):
        label, colon, value = line.partition(":")
        label = label.strip(" *")
        if any(kind.fullmatch(label) for kind in (_AUTHORS, _CITATION, _PUBLISHED, _OTHER)):
            found.append((label, [value.strip(" *")] if colon and value.strip(" *") else []))
        elif found:
            found[-1][1].append(line)
    return [(label, values) for label, values in found if values]


def _names(values: list[str]) -> tuple[str, ...]:
    """Returns the names at the beginning of the values, up to the first that is none; a lone word is no name."""
    names: list[str] = []
    for value in values:
        read = bare_names(value)
        if not read or not all(len(name.split()) > 1 for name in read):
            break
        names.extend(read)
    return tuple(dict.fromkeys(names))


def _cited_year(values: list[str], title: str) -> int | None:
    """The only year in a recommended citation that names the title."""
    folded = fold_title(title)
    return _only_year(values[0]) if folded and f" {folded} " in f" {fold_title(values[0])} " else None


def _only_year(text: str) -> int | None:
    years = set(_YEAR.findall(text))
    return int(years.pop()) if len(years) == 1 else None
