"""A work as a register knows it."""

from __future__ import annotations

from dataclasses import dataclass

from alignqa.papers.document import Metadata


@dataclass(frozen=True, slots=True)
class RegisteredWork:
    """A work in a register, such as "Crossref".

    `years` are those under which it may be cited, `venues` the names of the place where it was published.
    `published` is the DOI or the reference of the published version, if the work is a preprint that names one.
    `retraction` says that it was retracted, and by which notice; `concern` names a notice of doubts about it.
    """

    register: str
    metadata: Metadata
    years: frozenset[int] = frozenset()
    venues: tuple[str, ...] = ()
    preprint: bool = False
    published: str = ""
    retraction: str = ""
    concern: str = ""
