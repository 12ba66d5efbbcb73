"""Identifies the work that a manuscript is, and collects its metadata from several sources in order of trust."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from alignqa.papers.bibliography import ReferenceEntry, merge
from alignqa.papers.bibliography.citation_keys import citation_key, distinct_key
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.identity.evidence import (
    authors_contradict,
    bears_name,
    is_about,
    is_same_work,
    kept_year,
    refusal,
    shared_identifier,
    taken_for_abstract,
    taken_for_notes,
    taken_for_unsigned_notes,
    titles_contradict,
)
from alignqa.papers.identity.head_labels import with_labelled_facts
from alignqa.papers.identity.literature import Literature
from alignqa.papers.identity.own_words import are_of_authors, is_abstract, is_noted_by_reader, is_of_reader, prose_of
from alignqa.papers.identity.reviews import as_notes, as_review, reader
from alignqa.papers.identity.wholes import announced_whole, inherited, stands_alone, whole_by_address

DECLARED = "your reference list"
"""The origin of facts that the user gave for a file; they are kept when the file is read again."""

LISTED = "literature list"
"""The origin of facts that the literature list lends."""


_OWN_NOTES = re.compile(
    r"(?:my |personal )(?:\w+ )?notes?|(?:reading|literature) notes?|notes? to self|my annotations?", re.IGNORECASE
)
_TITLES = 2  # headings that may be the title of a text


@dataclass(frozen=True, slots=True)
class Identity:
    """The metadata of a paper, and notices for the user about facts that were not believed.

    `work` is the listed work for which the file was taken by its signs alone, and `unlisted` the metadata without it:
    they hold if the text turns out to be another. Both are None if no work lent its facts in this way.
    `noted` is the listed work on which a short text was taken for notes, and `excerpt` the metadata if it is an excerpt of it.
    """

    metadata: Metadata
    notices: tuple[str, ...] = ()
    work: Metadata | None = None
    unlisted: Metadata | None = None
    noted: Metadata | None = None
    excerpt: Metadata | None = None


@dataclass(frozen=True, slots=True)
class _Sources:
    """The facts about a file that the user, the file, and reference lists state; `wholes` are the works it is a part of."""

    declared: Metadata
    found: Metadata
    referenced: Metadata
    wholes: tuple[Metadata, ...]
    path: Path

    def with_work(self, listed: Metadata) -> Metadata:
        """Merges the facts in the order of trust."""
        order = (self.found, listed, self.referenced) if self.found.key else (listed, self.referenced, self.found)
        known = self.declared
        for source in order:
            known = merge(known, source)
        name = self.path.stem.replace("_", " ").replace("-", " ").strip() or self.path.name
        return merge(inherited(known, self.wholes), Metadata(title=name).told_by("name of the file"))


def identify(
    manuscript: Manuscript,
    path: Path,
    *,
    references: Iterable[ReferenceEntry] = (),
    literature: Literature | None = None,
    declared: Metadata | None = None,
    wholes: Sequence[Metadata] = (),
) -> Identity:
    """Returns the metadata of a paper.

    Each field comes from the first source that knows it: what the user `declared` about this file;
    front matter that names a `key` (it was written for this tool, so it is deliberate);
    the literature list, whose entries were checked; an entry of a reference list; what the file says about itself;
    the works it is a part of, for authors and year: those of its folder (`wholes`, the nearest first), or a listed one;
    and, for the title, the name of the file.
    The list and a reference list lend their facts only to a file that is the work: see `is_same_work`.
    An entry that names the file itself needs no other sign.
    """
    works = literature or Literature()
    entries = list(references)
    found = _of_the_text(manuscript, with_labelled_facts(manuscript), works, entries)
    known = (declared or Metadata()).told_by(DECLARED)
    described, kept = _described(entries, found, path, manuscript)
    referenced = (described or Metadata()).told_by("reference list beside the file")
    above = () if stands_alone(found, wholes) else tuple(wholes)
    sources = _Sources(known, found, referenced, above or _listed_wholes(manuscript, found, path, works), path)
    # The user, or an entry that names the file, says which work this is; what the file says is weighed.
    if listed := works.find(known) or works.find(referenced):
        return Identity(sources.with_work(listed.told_by(LISTED)), () if listed.year else kept)
    unlisted = sources.with_work(Metadata())
    work = works.find(found)
    if not described and (about := _noted(manuscript, found, work, entries, path=path)):
        notes = replace(sources, found=as_notes(manuscript, found.title), wholes=above)
        notice = taken_for_notes(about, prose_of(manuscript))
        excerpt = sources.with_work(work.told_by(LISTED)) if work is about else None
        return Identity(notes.with_work(Metadata()), (notice,), noted=work if excerpt else None, excerpt=excerpt)
    if not described and (read := _read_by_somebody(manuscript, found, [*([work] if work else []), *_works_of(entries)], path)):
        notes = replace(sources, found=as_notes(manuscript, found.title), wholes=above)
        return Identity(notes.with_work(Metadata()), (taken_for_unsigned_notes(read),))
    if work is None:
        return Identity(unlisted, kept if described else _refused_entry(entries, found, manuscript.text))
    if not _is_work(manuscript, found, work, path):
        return Identity(unlisted, notices=(refusal(work, found, manuscript.text),))
    if titles_contradict(work, found):
        untitled = replace(work, title=None).told_by(LISTED)
        return Identity(sources.with_work(untitled), (_kept_title(work, found),), work, unlisted)
    short = not found.key and is_abstract(manuscript, work)
    notices = (taken_for_abstract(work, prose_of(manuscript)),) if short else ()
    return Identity(sources.with_work(work.told_by(LISTED)), notices, work, unlisted)


def assign_key(metadata: Metadata, path: Path, taken: Container[str]) -> str:
    """Returns a citation key that is not taken: the declared one, or else one made from author, year and title."""
    return distinct_key(metadata.key or citation_key(metadata, fallback=path.stem, folder=path.parent.name), taken)


def _of_the_text(manuscript: Manuscript, found: Metadata, works: Literature, entries: Sequence[ReferenceEntry]) -> Metadata:
    """Returns what a file says of its text: the facts above notes or a review are those of the work that these are on."""
    headings = [section.heading for section in manuscript.sections]
    own = any(_OWN_NOTES.fullmatch(heading.strip()) for heading in headings)
    work = works.find(found)
    if review := as_review(manuscript, found, [*([work] if work else []), *_works_of(entries)]):
        return review
    read = work is not None and (reader(manuscript) is not None or any(is_about(work, title) for title in headings[:_TITLES]))
    return as_notes(manuscript, found.title) if own or read else found


def _is_work(manuscript: Manuscript, found: Metadata, work: Metadata, path: Path) -> bool:
    """Checks whether a manuscript is a work; a file that states a key was declared by its user, whatever its length."""
    certain = (work.year is not None and work.year == found.year) or bool(shared_identifier(work, found))
    own = bool(found.key) or are_of_authors(manuscript, work, certain=certain, file_name=path.stem)
    return is_same_work(work, found, words=len(manuscript.text.split()), own=own)


def _noted(
    manuscript: Manuscript, found: Metadata, work: Metadata | None, entries: Sequence[ReferenceEntry], *, path: Path
) -> Metadata | None:
    """Returns the work that a manuscript would be if its authors had written it, but they did not.

    An entry of a reference list beside the file takes no author from a short text that does not read as notes, too.
    """
    noted = (entry for entry in _works_of(entries) if is_noted_by_reader(manuscript, entry, file_name=path.stem))
    would_be = (about for about in (*([work] if work else []), *noted) if is_same_work(about, found, words=0, own=True))
    return next((about for about in would_be if not _is_work(manuscript, found, about, path)), None)


def _read_by_somebody(manuscript: Manuscript, found: Metadata, works: Iterable[Metadata], path: Path) -> Metadata | None:
    """Returns the work whose name a manuscript bears that names no author, but speaks as a reader of that work."""
    if found.authors or found.key:
        return None
    named = (work for work in works if bears_name(work, found) and not titles_contradict(work, found))
    return next((work for work in named if not _is_work(manuscript, found, work, path) and is_of_reader(manuscript, work)), None)


def _works_of(entries: Iterable[ReferenceEntry]) -> Iterator[Metadata]:
    return (replace(entry.metadata, key=entry.key) for entry in entries)


def _described(
    entries: Sequence[ReferenceEntry], found: Metadata, path: Path, manuscript: Manuscript
) -> tuple[Metadata | None, tuple[str, ...]]:
    """Returns what an entry says that names this file, or is of the work that it is, and a notice if their years differ.

    Unless it names the file, its year does not count against that of the file itself.
    """
    if named := next((entry.metadata for entry in entries if _names_file(entry, path)), None):
        return named, ()
    for entry in entries:
        if _is_work(manuscript, found, entry.metadata, path):
            if found.year is None or entry.metadata.year in {None, found.year}:
                return entry.metadata, ()
            return replace(entry.metadata, year=None), (kept_year(replace(entry.metadata, key=entry.key), found),)
    return None, ()


def _names_file(entry: ReferenceEntry, path: Path) -> bool:
    """Checks whether an entry names this file.

    A path of another machine names the file if the folder agrees, too: many papers are called "paper.pdf".
    """
    named = (PurePath(name).parts for name in entry.files)
    return any(parts and parts[-2:] == path.parts[-min(2, len(parts)) :] for parts in named)


def _refused_entry(entries: Sequence[ReferenceEntry], found: Metadata, text: str) -> tuple[str, ...]:
    """Tells the user of an entry that bears the name of a file and yet was not taken for it, and how to have it taken."""
    for entry in entries:
        if bears_name(entry.metadata, found):
            reason = refusal(replace(entry.metadata, key=f"the entry {entry.key}"), found, text)
            return (f"{reason} If it is, name the file in that entry (file = {{…}}).",)
    return ()


def _listed_wholes(manuscript: Manuscript, found: Metadata, path: Path, works: Literature) -> tuple[Metadata, ...]:
    """Returns the listed work that the address or the text names as its whole, if its authors do not speak against it."""
    whole = whole_by_address(found, path.stem, works.works) or announced_whole(manuscript.text, works.works)
    return () if whole is None or authors_contradict(whole, found) else (whole,)


def _kept_title(work: Metadata, found: Metadata) -> str:
    sign = shared_identifier(work, found)
    return f"Its title, “{found.title}”, is not “{work.title}”, that of {work.key}, whose {sign} it bears: its own title is kept."
