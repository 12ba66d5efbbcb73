"""The evidence that a file is a certain work: signs that agree, and authors that contradict.

An equal title alone proves nothing: reading notes, reviews and parodies carry it, too.
"""

from __future__ import annotations

from alignqa.papers.bibliography.citation_keys import family_name, fold_title
from alignqa.papers.document import Metadata
from alignqa.papers.identity.addresses import same_address

MIN_WORK_WORDS = 1_000
"""A shorter text without an identifier is taken for notes on a work: abstracts and summaries have some hundred words."""


def is_same_work(work: Metadata, file: Metadata, *, words: int) -> bool:
    """Checks whether a file that says `file` of itself, and has so many words, is the `work` of a list or a catalogue.

    Two independent signs must agree: an identifier (arXiv, DOI or address) and any other sign, or the title and the length.
    A short text without an identifier must agree in title, author and year.
    Authors of the file none of whom wrote the work speak against it, whatever agrees.
    """
    if _authors_contradict(work, file):
        return False
    title, author, year = _same_title(work, file), _shares_author(work, file), _same_year(work, file)
    long_enough = words >= MIN_WORK_WORDS
    if _same_identifier(work, file):
        return title or author or year or long_enough
    return title and (long_enough or (author and year))


def _same_identifier(work: Metadata, file: Metadata) -> bool:
    return (
        bool(work.arxiv_id and work.arxiv_id == file.arxiv_id)
        or bool(work.doi and file.doi and work.doi.casefold() == file.doi.casefold())
        or bool(work.url and file.url and same_address(work.url, file.url))
    )


def _same_title(work: Metadata, file: Metadata) -> bool:
    return bool(work.title and file.title) and fold_title(work.title or "") == fold_title(file.title or "")


def _same_year(work: Metadata, file: Metadata) -> bool:
    return work.year is not None and work.year == file.year


def _shares_author(work: Metadata, file: Metadata) -> bool:
    return not _families(work).isdisjoint(_families(file))


def _authors_contradict(work: Metadata, file: Metadata) -> bool:
    """Checks for authors with full names, none of whom wrote the work; a handle ("lampkeeper42") may be anybody's."""
    named = [name for name in file.authors if len(name.split()) > 1 and not any(char.isdigit() for char in name)]
    return bool(named and work.authors) and not _shares_author(work, file)


def _families(metadata: Metadata) -> set[str]:
    return {family_name(name).casefold() for name in metadata.authors}
