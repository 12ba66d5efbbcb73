"""The papers of the index as works that others cite."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from alignqa.citing.links import COMMENT
from alignqa.citing.marks import family_of
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.works import Copies
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.bibliography.entry import MORE_AUTHORS
from alignqa.papers.document import Metadata
from alignqa.papers.identity.addresses import normal_address
from alignqa.papers.identity.literature import MIN_DISTINCTIVE_WORDS
from alignqa.retrieval.terms import STOP_WORDS

_MIN_SLUG_WORDS = 2
_FORUM_NAME = 17  # letters of the identifier of a forum post, which is the same on every forum
_FRAGMENT = re.compile(r"[#?].*")
_TRACKED = re.compile(r"#.*|[?&]utm_\w+=[^&#]*")  # a part of the page, and where its reader came from
_LAST_PART = re.compile(r"/([^/]+?)(?:\.\w{2,5})?/?$")


class IndexedWorks:
    """Finds the papers of an index that a citation means; only two signs that agree, or an identifier, make one sure."""

    def __init__(self, records: Sequence[PaperRecord], copies: Callable[[], Mapping[str, Copies]]) -> None:
        """Takes the papers, and a function that finds their copies, which is called only where they matter."""
        self._records = {record.paper_id: record for record in records}
        self._find_copies = copies
        self._named: dict[str, list[str]] = defaultdict(list)
        self._by_family: dict[str, list[str]] = defaultdict(list)
        for record in records:
            for name in identifiers(record.metadata):
                self._named[name].append(record.paper_id)
            if record.metadata.authors:
                self._by_family[family_of(record.metadata.authors[0])].append(record.paper_id)

    def find(self, cited: Metadata) -> tuple[str, ...]:
        """Returns the papers that the citation names; none unless that is sure. Other versions of the work are not added."""
        named = [key for name in identifiers(cited) for key in self._named.get(name, ())]
        sure = [key for key in named if not self._is_another(cited, key)]
        if not named:
            sure = self._alone([key for key in self._of_author(cited) if self._agrees(cited, self._records[key].metadata)])
        return tuple(dict.fromkeys(sure))

    def possible(self, cited: Metadata) -> tuple[str, ...]:
        """Returns the papers that the cited work may be, under another address: of the same first author, and year or title."""
        if cited.arxiv_id or cited.doi or len(identifiers(cited)[:1][0] if identifiers(cited) else "") == _FORUM_NAME:
            return ()
        return tuple(key for key in self._of_author(cited) if _may_be(cited, self._records[key].metadata))

    def versions(self, paper_id: str) -> tuple[str, ...]:
        """Returns a paper and the other papers that are the same work, sorted."""
        return tuple(sorted((paper_id, *self._copies.get(paper_id, Copies()).versions)))

    @cached_property
    def _copies(self) -> Mapping[str, Copies]:
        return self._find_copies()

    def _alone(self, keys: Sequence[str]) -> list[str]:
        """Returns papers that are one work; a part of another one among them is not meant. None if they are several works."""
        if len(keys) < 2:
            return list(keys)
        whole = [key for key in keys if not set(self._copies.get(key, Copies()).part_of) & set(keys)]
        return whole if len({self.versions(key) for key in whole}) == 1 else []

    def _of_author(self, cited: Metadata) -> list[str]:
        return self._by_family.get(family_of(cited.authors[0]), []) if cited.authors else []

    def _is_another(self, cited: Metadata, key: str) -> bool:
        """Checks for an identifier that was given to the wrong work: neither an author nor the title is that of the paper."""
        known = self._records[key].metadata
        if not (cited.authors and known.authors) or {family_of(cited.authors[0])} & {family_of(name) for name in known.authors}:
            return False
        return not (cited.title and known.title and _begins(cited.title, known.title))

    def _agrees(self, cited: Metadata, known: Metadata) -> bool:
        """Checks the facts of a work by the same first author, of which no identifier is known to be that of a paper."""
        if (
            (cited.arxiv_id and known.arxiv_id)
            or (cited.doi and known.doi)
            or not _one_person(cited.authors[0], known.authors[0])
        ):
            return False
        same_year = cited.year is not None and cited.year == known.year
        if cited.title and known.title:
            title, own = fold_title(cited.title), fold_title(known.title)
            return title == own and (same_year or len(own.split()) >= MIN_DISTINCTIVE_WORDS)
        # An address of another site may name the title: ".../learned-optimization".
        slug = [word for word in fold_title(_slug(cited.url or "")).split() if word not in STOP_WORDS]
        own_words = fold_title(known.title or "").split()
        return same_year and len(slug) >= _MIN_SLUG_WORDS and all(word in own_words for word in slug)


def _one_person(one: str, other: str) -> bool:
    """Checks that two names of one family do not begin with different letters: "E. Hubinger" and "Evan Hubinger" may be one."""
    first, second = (name.removesuffix(MORE_AUTHORS).split() for name in (one, other))
    return len(first) < 2 or len(second) < 2 or "," in one + other or first[0][0].casefold() == second[0][0].casefold()


def identifiers(known: Metadata) -> list[str]:
    """Returns the names under which a work can be found: its arXiv number, its DOI, its address."""
    address = _TRACKED.sub("", known.url or "")
    names = [
        f"arxiv:{known.arxiv_id.casefold()}" if known.arxiv_id else "",
        f"doi:{known.doi.casefold()}" if known.doi else "",
        # A comment has the address of the post that it is on, and is another work.
        address.casefold() if COMMENT.search(address) else normal_address(address),
    ]
    # An address without a path is that of a site.
    return [name for name in names if "/" in name or ":" in name or len(name) == _FORUM_NAME]


def title_name(known: Metadata) -> str:
    """Returns the name of a work by its first author and its title; empty if that would not be distinctive."""
    folded = fold_title(known.title or "")
    return f"{family_of(known.authors[0])}: {folded}" if known.authors and len(folded.split()) >= MIN_DISTINCTIVE_WORDS else ""


def _slug(address: str) -> str:
    found = _LAST_PART.search(_FRAGMENT.sub("", address))
    return found[1].replace("-", " ").replace("_", " ") if found else ""


def _begins(one: str, other: str) -> bool:
    first, second = sorted((fold_title(one), fold_title(other)), key=len)
    return len(first.split()) >= MIN_DISTINCTIVE_WORDS and second.startswith(first)


def _may_be(cited: Metadata, known: Metadata) -> bool:
    if cited.title and known.title:
        one, other = fold_title(cited.title), fold_title(known.title)
        return bool(one and other) and (other.startswith(one) or one.startswith(other))
    return cited.year is not None and cited.year == known.year
