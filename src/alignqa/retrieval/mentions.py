"""Papers that a question names in passing: by key, by title, by author, by year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.index.records import PaperRecord
from alignqa.papers.citation_keys import family_name
from alignqa.retrieval.filters import years_of
from alignqa.retrieval.terms import STOP_WORDS, stem, words

_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
# Words that make a mention of a work likelier, and words too common in titles to name one.
_GENERIC = frozenset(stem(word) for word in "ai alignment paper post safety learning model models introduction conclusion appendix risks".split())


def mentioned(question: str, papers: Sequence[PaperRecord]) -> dict[str, float]:
    """How surely the question names each paper, 0…1; papers it does not name are absent.

    An author's family name (written with a capital, or beside a year or "et al.") counts most, together with a year that fits;
    a title counts by the share of its telling words that stand together in the question.
    """
    tokens = words(question)
    present = set(tokens)
    capitals = {word.lower() for word in re.findall(r"\b[A-Z][\w’'-]+", question)} | {
        word for match in re.findall(r"\b([\w-]+)(?:\s+et\s+al|\s*\(?(?:19|20)\d\d|['’]s (?:paper|post|article|essay))", question.lower()) for word in words(match)
    }
    years = {int(year) for year in _YEAR.findall(question)}
    stems_asked = {stem(token) for token in tokens}
    found: dict[str, float] = {}
    for paper in papers:
        score = max(_by_author(paper, capitals, present, years), _by_title(paper, stems_asked))
        if paper.paper_id.lower() in question.lower():
            score = 1.0
        if score > 0.0 and years and not (years & years_of(paper)):
            score *= 0.4
        if score > 0.2:
            found[paper.paper_id] = round(min(score, 1.0), 3)
    return found


def _by_author(paper: PaperRecord, capitals: set[str], present: set[str], years: set[int]) -> float:
    names = [set(words(family_name(name))) for name in paper.metadata.authors]
    names += [set(words(cited)) - {str(year) for year in years_of(paper)} for cited in paper.metadata.cited_as]
    hits = [position for position, family in enumerate(names) if family and family <= present and family & capitals]
    if not hits:
        return 0.0
    first = 0.75 if 0 in hits or len(hits) > 1 else 0.45
    return first + (0.25 if years & years_of(paper) else 0.0)


def _by_title(paper: PaperRecord, asked: set[str]) -> float:
    telling = [stem(word) for word in words(paper.metadata.title or "") if word not in STOP_WORDS]
    rare = {word for word in telling if word not in _GENERIC}
    if len(rare) < 2:
        return 0.0
    share = len(rare & asked) / len(rare)
    return share if share >= 0.6 else 0.0
