"""The literature list (`papers.toml`): checked facts about works, looked up by arXiv id, DOI, address or title."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from alignqa.errors import SettingsError
from alignqa.papers.bibliography.citation_keys import compared_family, fold_title
from alignqa.papers.document import Metadata
from alignqa.papers.identity.addresses import normal_address

MIN_DISTINCTIVE_WORDS = 4
"""A title with fewer words ("Corrigibility") names many works, so it identifies one only together with an author or year."""


class Literature:
    """The known works, looked up by what a paper says about itself."""

    def __init__(self, works: Iterable[Metadata] = ()) -> None:
        self.works = tuple(works)
        self._by_arxiv = {work.arxiv_id: work for work in self.works if work.arxiv_id}
        self._by_doi = {work.doi.casefold(): work for work in self.works if work.doi}
        self._by_url = {normal_address(work.url): work for work in self.works if work.url}
        self._by_title = {fold_title(work.title): work for work in self.works if work.title}

    def find(self, known: Metadata) -> Metadata | None:
        """Returns the listed work with the arXiv id, DOI or address of `known`, or with its title.

        A title that is not distinctive counts only if the year or the first author agrees, too.
        """
        if known.arxiv_id and (work := self._by_arxiv.get(known.arxiv_id)):
            return work
        if known.doi and (work := self._by_doi.get(known.doi.casefold())):
            return work
        if known.url and (work := self._by_url.get(normal_address(known.url))):
            return work
        folded = fold_title(known.title or "")
        work = self._by_title.get(folded)
        if work is None or len(folded.split()) >= MIN_DISTINCTIVE_WORDS or _agree(work, known):
            return work
        return None


def read_literature(path: Path) -> Literature:
    """Reads a `papers.toml`; if it is malformed, raises a SettingsError that names every faulty entry."""
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("paper", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"The literature list {path} cannot be read: {error}.",
            hint="Correct the file: it is TOML, with one [[paper]] per work",
        ) from error
    works: list[Metadata] = []
    faults: list[str] = []
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries], start=1):
        try:
            works.append(_metadata(entry))
        except TypeError as error:
            faults.append(f"entry {number}: {error}")
    if faults:
        raise SettingsError(f"The literature list {path} has faults: {'; '.join(faults)}.", hint="Correct these entries")
    return Literature(works)


def _metadata(entry: object) -> Metadata:
    if not isinstance(entry, dict):
        raise TypeError("it is not a [[paper]] table")

    def text(name: str) -> str | None:
        value = entry.get(name)
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{name} is not a string")
        return value

    def texts(name: str) -> tuple[str, ...]:
        value = entry.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise TypeError(f"{name} is not a list of strings")
        return tuple(value)

    year = entry.get("year")
    if year is not None and type(year) is not int:
        raise TypeError("year is not a number")
    key = text("key")
    if not key:
        raise TypeError("key is missing")
    return Metadata(
        title=text("title"),
        authors=texts("authors"),
        year=year,
        url=text("url"),
        licence=text("licence"),
        arxiv_id=text("arxiv"),
        doi=text("doi"),
        venue=text("venue"),
        key=key,
        cited_as=texts("cited_as"),
    )


def _agree(one: Metadata, other: Metadata) -> bool:
    if one.year is not None and one.year == other.year:
        return True
    return bool(one.authors and other.authors) and _family(one) == _family(other)


def _family(metadata: Metadata) -> str:
    return compared_family(metadata.authors[0]).casefold()
