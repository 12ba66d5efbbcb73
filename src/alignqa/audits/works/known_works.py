"""The works that a draft may cite: those in the literature list and those in the catalogue, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.bibliography.citation_keys import family_name, fold_title
from alignqa.papers.bibliography.entry import arxiv_id_in, doi_in
from alignqa.papers.document import Metadata
from alignqa.papers.identity.addresses import normal_address
from alignqa.papers.identity.literature import Literature
from alignqa.retrieval.terms import words

_INDEXES = frozenset({"index", "readme", "toc", "contents"})


@dataclass(frozen=True, slots=True)
class KnownWork:
    """A work with its metadata and the keys of the papers that have its text, if any; `listed` if in the literature list."""

    metadata: Metadata
    paper_ids: tuple[str, ...] = ()
    listed: bool = False

    @property
    def family(self) -> str:
        """The folded family name of the first author, or an empty string."""
        return folded_family(self.metadata.authors[0]) if self.metadata.authors else ""

    @property
    def years(self) -> frozenset[int]:
        """The years other than its own under which some cite the work."""
        cited = (int(word) for name in self.metadata.cited_as for word in words(name) if word.isdigit() and len(word) == 4)
        return frozenset(cited)


class KnownWorks:
    """All known works, which can be found by author, key and title."""

    def __init__(self, records: Sequence[PaperRecord], literature: Literature) -> None:
        self.papers = {record.paper_id: record.metadata for record in records}
        self.all = tuple(_works(records, literature))
        self._by_family: dict[str, list[KnownWork]] = defaultdict(list)
        self._by_key: dict[str, KnownWork] = {}
        self._by_link: dict[str, KnownWork] = {}
        self.titles: dict[str, KnownWork] = {}
        self.people = frozenset(word for work in self.all for name in work.metadata.authors for word in words(name))
        for work in self.all:
            for family in {work.family, *_cited_families(work.metadata)} - {""}:
                self._by_family[family].append(work)
            for key in (work.metadata.key, *work.paper_ids):
                if key:
                    self._by_key.setdefault(key, work)
            for link in (work.metadata.url, _prefixed("arxiv", work.metadata.arxiv_id), _prefixed("doi", work.metadata.doi)):
                for name in _link_names(link) if link else ():
                    self._by_link.setdefault(name, work)
            if work.metadata.title and work.metadata.authors:
                # If two works share a title, the listed one is meant, and it comes first.
                self.titles.setdefault(fold_title(work.metadata.title), work)

    def by_family(self, name: str) -> list[KnownWork]:
        """Returns the works whose first author has this family name, or that are cited under it."""
        return self._by_family.get(folded_family(name), [])

    def by_key(self, key: str) -> KnownWork | None:
        """Returns the work with this key in the literature list or the catalogue."""
        return self._by_key.get(key)

    def like(self, known: Metadata) -> KnownWork | None:
        """Returns the work that an entry of a reference list describes: the one with the same arXiv id, DOI or title."""
        named = [f"arxiv:{known.arxiv_id}" if known.arxiv_id else "", f"doi:{known.doi}" if known.doi else ""]
        found = next((work for name in named if name and (work := self.by_link(name))), None)
        return found or (self.titles.get(fold_title(known.title)) if known.title else None)

    def by_link(self, link: str) -> KnownWork | None:
        """Returns the work that an address, an arXiv identifier or a DOI leads to."""
        return next((work for name in _link_names(link) if (work := self._by_link.get(name))), None)


def _prefixed(kind: str, name: str | None) -> str | None:
    return f"{kind}:{name}" if name else None


def _link_names(link: str) -> list[str]:
    """Returns the identifiers in an address, else the address itself, each in one form."""
    if arxiv := arxiv_id_in(link):
        return [f"arxiv:{arxiv.casefold()}"]
    if doi := doi_in(link):
        return [f"doi:{doi.casefold()}"]
    return [normal_address(link.split("#")[0])]


def folded_family(name: str) -> str:
    """Returns the last word of a family name, folded, so that "Langosco di Langosco" and "Di Langosco" are the same."""
    parts = words(family_name(name))
    return parts[-1] if parts else ""


def _cited_families(metadata: Metadata) -> Iterable[str]:
    for name in metadata.cited_as:
        if letters := [word for word in words(name) if not word.isdigit()]:
            yield letters[-1]


def _works(records: Sequence[PaperRecord], literature: Literature) -> Iterable[KnownWork]:
    """Yields the listed works with the papers that have their text, then the papers that belong to no listed work."""
    holding: dict[str, list[PaperRecord]] = defaultdict(list)
    others: list[PaperRecord] = []
    for record in records:
        work = literature.find(record.metadata)
        if work is not None and work.key:
            holding[work.key].append(record)
        else:
            others.append(record)
    for work in literature.works:
        parts = [record for record in others if _is_part(record, work)]
        # A textbook may be a folder of files, of which only the index has its title.
        folders = {PurePath(record.source).parent for record in holding[work.key or ""] if _is_index(record)}
        parts += [record for record in others if folders & set(PurePath(record.source).parents)]
        keys = dict.fromkeys(record.paper_id for record in (*holding[work.key or ""], *parts))
        yield KnownWork(work, tuple(keys), listed=True)
    for record in others:
        yield KnownWork(record.metadata, (record.paper_id,))


def _is_part(record: PaperRecord, work: Metadata) -> bool:
    """Checks whether a paper is a chapter of a listed work: its URL is below that of the work."""
    if not (record.metadata.url and work.url):
        return False
    return record.metadata.url.casefold().startswith(work.url.casefold().rstrip("/") + "/")


def _is_index(record: PaperRecord) -> bool:
    return PurePath(record.source).stem.casefold() in _INDEXES
