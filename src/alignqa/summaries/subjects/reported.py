"""The works that a sentence reports, known by author and year or by title, with the place that it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.bibliography.citation_keys import compared_family, family_name, fold_title
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature

_NAME = r"[A-Z][\w’'-]{1,30}+"
_PERSON = rf"(?:(?:{_NAME}|[A-Z]\.) ){{0,3}}(?:(?:van|de|der|von|di) )?{_NAME}"
_PEOPLE = (
    rf"(?P<who>{_PERSON}(?:(?:,? (?:and|&) |, ){_PERSON}){{0,8}})"
    r"(?P<more> et al\.?,?| and (?:his|her|their) colleagues| and colleagues| and \w+ (?:co-?authors|others))?"
)
_PLACE = r"(?:[,;:]? (?P<kind>sections?|sec\.|§|chapters?|appendix|items?|p\.|pp\.|pages?)[  ]?(?P<place>[A-Z]?\d[\w.–-]{0,12}))?"
_YEAR = r"(?P<year>(?:19|20)\d\d)[a-z]?"
_CITED = (
    re.compile(rf"\b{_PEOPLE}(?:['’]s?)?,? ?[\[(]{_YEAR}{_PLACE}"),
    re.compile(rf"[\[(;](?:[^()\[\];]{{0,40}}? )??{_PEOPLE},? {_YEAR}{_PLACE}"),
    re.compile(rf"\b{_PEOPLE}(?: [a-z][\w-]*){{1,7}} in {_YEAR}\b"),
)
_TITLED = re.compile(
    r"\b[Tt]he (?P<title>(?:[A-Z][\w-]+ ){1,5}?[A-Z][\w-]+)(?: \w+ly| also| even)? (?:say|report|state|treat|use"
    r"|list|describe|define|note"
    r"|prefer|argue|call|count|warn|drop|give|name|find|hold|see|present|cite|distinguish)s?\b"
    r"|\b(?:[Aa]ccording to|(?:reported|described|defined|stated|said|noted) (?:by"
    r"|in)) the (?P<title_after>(?:[A-Z][\w-]+ ){1,5}[A-Z][\w-]+)\b"
)
_SAME_BEGINNING = 4  # words of the titles of a work and of its parts
_KINDS = {"s": "sec.", "§": "sec.", "c": "ch.", "a": "app.", "i": "item", "p": "p."}
_NO_NAMES_TEXT = """
In The This These That As For We It An A And But While However Although Since By From Of On With Both When If See Also
"""
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())


@dataclass(frozen=True, slots=True)
class ReportedWork:
    """A work that a sentence reports: its authors and year, or its title, and the place in it that the sentence names.

    `paper_id` is its key if the index has it for sure, `url` its address if that is known.
    It is `misdated` if these authors are known for a work of a year before or after only.
    """

    name: str
    place: str = ""
    paper_id: str | None = None
    url: str | None = None
    misdated: bool = False

    def __str__(self) -> str:
        """The name with the place: "Hubinger et al. 2019, sec. 1.4"."""
        return ", ".join(part for part in (self.name, self.place) if part)


class ReportedWorks:
    """Finds the works that sentences report, among the papers of an index and a literature list."""

    def __init__(self, records: Iterable[PaperRecord], literature: Literature | None = None) -> None:
        self._of: dict[tuple[str, int], list[tuple[Metadata, str | None]]] = defaultdict(list)
        self._titled: dict[str, Metadata] = {}
        papers = [(record.metadata, record.paper_id) for record in records]
        for known, paper_id in (*papers, *((work, None) for work in (literature.works if literature else ()))):
            if known.authors and known.year:
                self._of[_family(known.authors[0]), known.year].append((known, paper_id))
            if known.title:
                self._titled.setdefault(fold_title(known.title), known)

    def within(self, sentence: str, authors: frozenset[str]) -> tuple[ReportedWork, ...]:
        """Returns the works that a sentence names, without those by one of its own `authors` (family names in lower case)."""
        found: dict[str, ReportedWork] = {}
        for match in sorted((match for form in _CITED for match in form.finditer(sentence)), key=lambda match: match.start()):
            names = [name for name in re.split(r",? (?:and|&) |, ", match["who"]) if name.split()[0] not in _NO_NAMES]
            if names and _family(names[0]) not in authors and fold_title(match["who"]) not in self._titled:
                work = self._work(names, int(match["year"]), _place(match), more=bool(match["more"]))
                if work.name not in found or work.place:
                    found[work.name] = work
        for match in _TITLED.finditer(sentence):
            title = match["title"] or match["title_after"]
            if known := self._titled.get(fold_title(title)):
                found.setdefault(title, ReportedWork(title, url=known.url))
        return tuple(found.values())

    def _work(self, names: list[str], year: int, place: str, *, more: bool) -> ReportedWork:
        families = [family_name(name) for name in names]
        many = more or len(families) > 2
        name = f"{families[0]} et al. {year}" if many else f"{' and '.join(families)} {year}"
        known = _one_work(list(self._fitting(families, year, many=many)))
        indexed = [(metadata, key) for metadata, key in known if key]
        if not known:
            near = (year + by for by in (-2, -1, 1, 2))
            misdated = not any(self._fitting(families, year, many=many)) and any(
                any(self._fitting(families, other, many=many)) for other in near
            )
            return ReportedWork(name, place, misdated=misdated)
        metadata, key = (indexed or known)[0]
        return ReportedWork(name, place, key, metadata.url or next((other.url for other, _ in known if other.url), None))

    def _fitting(self, families: list[str], year: int, *, many: bool) -> Iterator[tuple[Metadata, str | None]]:
        """Yields the works of a year by these people; more people than are named may only be meant by "et al."."""
        for metadata, key in self._of.get((families[0].casefold(), year), ()):
            theirs = [_family(name) for name in metadata.authors]
            if all(name.casefold() in theirs for name in families) and (
                len(theirs) > 1 if many else len(theirs) == len(families)
            ):
                yield metadata, key


def _one_work(known: list[tuple[Metadata, str | None]]) -> list[tuple[Metadata, str | None]]:
    """Returns the works if they are one, whose parts may have titles that begin alike; else none, since it is not clear which.

    The work itself is the one that has an arXiv number.
    """
    titles = {fold_title(metadata.title or "") for metadata, _ in known}
    if len(titles) <= 1:
        return known
    whole = [(metadata, key) for metadata, key in known if metadata.arxiv_id]
    begins = {" ".join(title.split()[:_SAME_BEGINNING]) for title in titles}
    one = len({metadata.arxiv_id for metadata, _ in whole}) == 1 and len(begins) == 1
    return whole if one else []


def _family(name: str) -> str:
    return compared_family(name).casefold()


def _place(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if not groups.get("place"):
        return ""
    return f"{_KINDS[groups['kind'][0].casefold()]} {groups['place'].rstrip('.')}"
