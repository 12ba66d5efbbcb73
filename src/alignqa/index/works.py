"""Finds the papers that are one work: a preprint and its journal version, a post and its PDF, a chapter and its book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.catalogue.sentence_marks import Overlap
from alignqa.papers.bibliography.citation_keys import compared_family, fold_title
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import MIN_DISTINCTIVE_WORDS

_COPIED = 0.5
"""The minimum share of a paper's sentences that another paper contains for the two to be copies.

Among the 171 papers of docs/lab/literature.md the 45 pairs of copies share 0.61 or more, rewritten editions 0.13 to 0.41,
and other pairs at most 0.12; with one half as the minimum, a checklist that a field shares word for word does not make
two papers copies.
"""
_ALIKE = 0.5  # the minimum size of a version relative to the larger paper: a smaller copy is a part of it
_IN_COMMON = 0.05  # the minimum share for two texts of one work: rewritten editions keep 0.13 or more
_MIN_COMPARED = 3  # sentences: of fewer it cannot be said that they are of another text

OverlapOf = Callable[[str, str], Overlap | None]
"""Returns the sentences that two papers have in common, by their keys; None if that is not known."""


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of a paper: other `versions` of the same work, and larger papers that it is `part_of`, both sorted."""

    versions: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()


def is_another_text(overlap: Overlap) -> bool:
    """Checks for a text that is neither a rendering of the other nor a part of it: reading notes, a review, a parody.

    It has nothing in common with the other, or its length is of another order and most of its sentences are its own.
    """
    small, large = sorted((overlap.size_of_one, overlap.size_of_other))
    of_another_order = small < _ALIKE * large and overlap.shared < _COPIED * small
    return small >= _MIN_COMPARED and (of_another_order or overlap.shared < _IN_COMMON * small)


def copies_among(
    papers: Sequence[PaperRecord], overlaps: Iterable[Overlap], overlap_of: OverlapOf = lambda one, other: None
) -> dict[str, Copies]:
    """Finds the papers that occur more than once, by key.

    Two papers are versions of one work if they have the same arXiv identifier, the same DOI, or the same distinctive title
    and an author in common, or if half of one's sentences are in the other and neither is much larger.
    The same facts do not make versions of two texts of which `overlap_of` shows that they are different.
    A copy that is much smaller is a part; two parts of one whole are not therefore versions of each other.
    A paper is also a part of the paper whose title its metadata name as that of its whole, if they have an author in common.
    """
    versions: dict[str, set[str]] = {}
    wholes = _named_wholes(papers)
    for one, other in _same_facts(papers):
        if (found := overlap_of(one, other)) is None or not is_another_text(found):
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


def _named_wholes(papers: Sequence[PaperRecord]) -> defaultdict[str, set[str]]:
    titled: defaultdict[str, list[PaperRecord]] = defaultdict(list)
    for record in papers:
        titled[fold_title(record.metadata.title or "")].append(record)
    wholes: defaultdict[str, set[str]] = defaultdict(set)
    for record in papers:
        for whole in (found for title in record.metadata.wholes for found in titled[fold_title(title)]):
            if whole is not record and _families(whole.metadata.authors) & _families(record.metadata.authors):
                wholes[record.paper_id].add(whole.paper_id)
    return wholes


def _distinctive_title(known: Metadata) -> str:
    title = fold_title(known.title or "")
    return title if len(title.split()) >= MIN_DISTINCTIVE_WORDS else ""


def _families(authors: Collection[str]) -> set[str]:
    return {fold_title(compared_family(author)) for author in authors}
