"""Finds the papers that are one work: a preprint and its journal version, a post and its PDF, a chapter and its book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.catalogue.sentence_marks import Overlap
from alignqa.papers.bibliography.citation_keys import family_name, fold_title
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import MIN_DISTINCTIVE_WORDS

_COPIED = 0.5
"""The minimum share of a paper's sentences that another paper contains for the two to be copies.

Among the 171 papers of docs/lab/literature.md the 45 pairs of copies share 0.61 or more, rewritten editions 0.13 to 0.41,
and other pairs at most 0.12; with one half as the minimum, a checklist that a field shares word for word does not make
two papers copies.
"""
_ALIKE = 0.5  # the minimum size of a version relative to the larger paper: a smaller copy is a part of it


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of a paper: other `versions` of the same work, and larger papers that it is `part_of`, both sorted."""

    versions: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()


def copies_among(papers: Sequence[PaperRecord], overlaps: Iterable[Overlap]) -> dict[str, Copies]:
    """Finds the papers that occur more than once, by key.

    Two papers are versions of one work if they have the same arXiv identifier, the same DOI, or the same distinctive title
    and an author in common, or if half of one's sentences are in the other and neither is much larger.
    A copy that is much smaller is a part; two parts of one whole are not therefore versions of each other.
    """
    versions: dict[str, set[str]] = {}
    wholes: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in _same_facts(papers):
        _join(versions, one, other)
    for overlap in overlaps:
        small, large = sorted(((overlap.size_of_one, overlap.one), (overlap.size_of_other, overlap.other)))
        if overlap.shared < _COPIED * small[0]:
            continue
        if small[0] >= _ALIKE * large[0]:
            _join(versions, small[1], large[1])
        else:
            wholes[small[1]].add(large[1])
    return {
        key: Copies(tuple(sorted(same - {key})), tuple(sorted(wholes[key] - same)))
        for key in sorted(versions.keys() | wholes.keys())
        for same in [versions.get(key, {key})]
    }


def _join(works: dict[str, set[str]], one: str, other: str) -> None:
    work = works.get(one, {one}) | works.get(other, {other})
    works.update(dict.fromkeys(work, work))


def _same_facts(papers: Sequence[PaperRecord]) -> Iterator[tuple[str, str]]:
    """Yields the pairs of papers whose metadata show that they are one work."""
    facts: tuple[Callable[[Metadata], str], ...] = (
        lambda known: known.arxiv_id or "",
        lambda known: (known.doi or "").casefold(),
        _distinctive_title,
    )
    for fact in facts:
        found: defaultdict[str, list[PaperRecord]] = defaultdict(list)
        for record in papers:
            found[fact(record.metadata)].append(record)
        found.pop("", None)
        for alike in found.values():
            for one, other in combinations(alike, 2):
                if fact is not _distinctive_title or _families(one.metadata.authors) & _families(other.metadata.authors):
                    yield one.paper_id, other.paper_id


def _distinctive_title(known: Metadata) -> str:
    title = fold_title(known.title or "")
    return title if len(title.split()) >= MIN_DISTINCTIVE_WORDS else ""


def _families(authors: Collection[str]) -> set[str]:
    return {fold_title(family_name(author)) for author in authors}
