"""The citations of all papers of an index: who cites whom, and the cited works that the index lacks."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from alignqa.citing.indexed_works import IndexedWorks, identifiers, title_name
from alignqa.citing.references import PaperReferences, Reference
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.works import copies_among
from alignqa.papers.bibliography.entry import merge
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature

_NOT_TEXT = re.compile(
    r"https?://(?:[\w-]+\.)*(?:youtube\.com|youtu\.be|vimeo\.com|docs\.google\.com|twitter\.com|x\.com)/", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class WorkCited:
    """A work that papers cite: what is known of it, the papers of the index that have its text, and the references to it.

    `possible` are papers that may be this work, under another address. `cited_by` counts each citing work once,
    however many versions of it are in the index.
    """

    metadata: Metadata
    paper_ids: tuple[str, ...]
    possible: tuple[str, ...]
    references: tuple[Reference, ...]
    cited_by: int

    @property
    def fetch_command(self) -> str | None:
        """The command that fetches the work; None if no identifier and no address of a text is known."""
        known = self.metadata
        address = f"https://doi.org/{known.doi}" if known.doi else known.url
        if address and _NOT_TEXT.match(address):
            return None
        name = known.key or (f"arxiv:{known.arxiv_id}" if known.arxiv_id else address)
        return f"alignqa fetch {shlex.quote(name)}" if name else None


@dataclass(frozen=True)
class CitationNetwork:
    """All cited works of an index, those that most works cite first, and the metadata of its papers.

    `unread` are papers whose links could not be read, since their files are gone or have changed.
    """

    works: tuple[WorkCited, ...]
    papers: dict[str, Metadata]
    unread: tuple[str, ...] = ()

    def cites(self, paper_id: str) -> list[tuple[WorkCited, Reference]]:
        """Returns the works that a paper cites, those at hand first, with its references to them."""
        found = []
        for work in self.works:
            if own := [item for item in work.references if item.citing == paper_id]:
                marks = tuple(sorted({mark for item in own for mark in item.marks}))
                found.append((work, replace(own[0], marks=marks)))
        # Those that the text never points to come last.
        return sorted(found, key=lambda item: (not item[0].paper_ids, not item[1].marks, item[1].marks))

    def cited_by(self, paper_id: str) -> list[tuple[WorkCited, Reference]]:
        """Returns the references to a paper, or to another version of the same work, by key of the citing paper."""
        found: dict[str, tuple[WorkCited, Reference]] = {}
        for work in self.works:
            for item in work.references if paper_id in work.paper_ids else ():
                before = found.get(item.citing, (work, item))[1]
                found[item.citing] = (work, replace(before, marks=tuple(sorted({*item.marks, *before.marks}))))
        return [found[key] for key in sorted(found)]

    def missing(self) -> list[WorkCited]:
        """Returns the works that the index lacks, the most cited first; one that may be there is not said to be missing."""
        return [work for work in self.works if not work.paper_ids and not work.possible]

    def links(self) -> list[tuple[str, str, int]]:
        """Returns the pairs of papers of which the first cites the second, with the number of marks, sorted."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        for work in self.works:
            for item in work.references if work.paper_ids else ():
                found[item.citing, work.paper_ids[0]] += len(item.marks)
        return [(citing, cited, count) for (citing, cited), count in sorted(found.items())]


def read_network(catalogue: Catalogue, literature: Literature) -> CitationNetwork:
    """Reads the citations of all papers; `literature` lends the facts of works that it lists."""
    records = catalogue.papers()
    indexed = IndexedWorks(records, lambda: copies_among(records, catalogue.overlaps(), catalogue.overlap_of))
    groups, unread = _Groups(), []
    for record in records:
        references = PaperReferences.of(catalogue, record)
        if references and not references.complete:
            unread.append(record.paper_id)
        own = set(indexed.versions(record.paper_id))
        for item in references.all() if references else ():
            found = dict.fromkeys(version for key in indexed.find(item.known) for version in (key, *indexed.versions(key)))
            if own.isdisjoint(found):
                groups.add(item, tuple(found))
    papers = {record.paper_id: record.metadata for record in records}
    works = [_work(group, indexed, literature, papers) for group in groups.all()]
    works.sort(key=lambda work: (-work.cited_by, work.paper_ids, work.references[0].citing, work.references[0].printed))
    return CitationNetwork(tuple(works), papers, tuple(unread))


@dataclass(slots=True)
class _Group:
    """References to one work, the names under which it is known, and the arXiv numbers among them."""

    references: list[Reference]
    paper_ids: list[str]
    names: set[str]
    arxiv: set[str]


class _Groups:
    """Puts references to one work together: by the paper of the index, by an identifier, or by first author and title."""

    def __init__(self) -> None:
        self._by_name: dict[str, _Group] = {}

    def add(self, item: Reference, paper_ids: Sequence[str]) -> None:
        """Adds a reference; groups with different arXiv numbers stay apart."""
        known = item.known
        names = [*(f"paper {key}" for key in paper_ids), *identifiers(known), title_name(known)]
        names = [name for name in names if name] or [f"{item.citing} {item.printed}"]
        # A paper of the index may have several numbers, which name it all the same.
        arxiv = {known.arxiv_id.casefold()} if known.arxiv_id and not paper_ids else set()
        own = _Group([item], list(paper_ids), set(names), arxiv)
        for name in names:
            other = self._by_name.get(name)
            if other is not None and other is not own and len(own.arxiv | other.arxiv) <= 1:
                self._join(own, other)
        for name in own.names:
            self._by_name.setdefault(name, own)

    def _join(self, one: _Group, other: _Group) -> None:
        """Makes `one` the group of both."""
        one.references = [*other.references, *one.references]
        one.paper_ids = list(dict.fromkeys([*other.paper_ids, *one.paper_ids]))
        one.arxiv |= other.arxiv
        one.names |= other.names
        self._by_name.update({name: one for name in other.names if self._by_name[name] is other})

    def all(self) -> list[_Group]:
        """Returns all groups, each once."""
        return list({id(group): group for group in self._by_name.values()}.values())


def _work(group: _Group, indexed: IndexedWorks, literature: Literature, papers: Mapping[str, Metadata]) -> WorkCited:
    """Makes the work of a group, with the facts of its paper, else of the literature list, else of the fullest reference."""
    told = sorted((item.known for item in group.references), key=lambda known: (known.title is None, known.arxiv_id is None))
    known = told[0]
    for other in told[1:]:
        known = merge(known, other)
    if group.paper_ids:
        known = merge(papers[group.paper_ids[0]], known)
    elif listed := literature.find(known):
        known = merge(listed, known)
    citing = {indexed.versions(item.citing) for item in group.references}
    possible = () if group.paper_ids else tuple(dict.fromkeys(key for item in told for key in indexed.possible(item)))
    return WorkCited(known, tuple(group.paper_ids), possible, tuple(group.references), len(citing))
