"""Identifies the work that a manuscript is, and collects its metadata from several sources in order of trust."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path, PurePath

from alignqa.papers.bibliography import ReferenceEntry, merge
from alignqa.papers.bibliography.citation_keys import citation_key, distinct_key
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.identity.evidence import is_same_work
from alignqa.papers.identity.literature import Literature


def identify(
    manuscript: Manuscript,
    path: Path,
    *,
    references: Iterable[ReferenceEntry] = (),
    literature: Literature | None = None,
    declared: Metadata | None = None,
) -> Metadata:
    """Returns the metadata of a paper.

    Each field comes from the first source that knows it: what the user `declared` about this file;
    front matter that names a `key` (it was written for this tool, so it is deliberate);
    the literature list, whose entries were checked; an entry of a reference list; what the file says about itself;
    and, for the title, the name of the file.
    The list and a reference list lend their facts only to a file that is the work: see `is_same_work`.
    An entry that names the file itself needs no other sign.
    """
    found = manuscript.metadata
    known, works = declared or Metadata(), literature or Literature()
    words = len(manuscript.text.split())
    referenced = next((entry.metadata for entry in references if _describes(entry, found, path, words)), Metadata())
    # The user, or an entry that names the file, says which work this is; what the file says is weighed.
    listed = works.find(known) or works.find(referenced)
    if listed is None and (work := works.find(found)) is not None and is_same_work(work, found, words=words):
        listed = work
    listed = listed or Metadata()
    order = (found, listed, referenced) if found.key else (listed, referenced, found)
    for source in (*order, Metadata(title=path.stem.replace("_", " ").replace("-", " ").strip() or path.name)):
        known = merge(known, source)
    return known


def assign_key(metadata: Metadata, path: Path, taken: Collection[str]) -> str:
    """Returns a citation key that is not taken: the declared one, or else one made from author, year and title."""
    return distinct_key(metadata.key or citation_key(metadata, fallback=path.stem), taken)


def _describes(entry: ReferenceEntry, found: Metadata, path: Path, words: int) -> bool:
    """Checks whether an entry names this file, or is of the work that the file is.

    A path of another machine names the file if the folder agrees, too: many papers are called "paper.pdf".
    """
    named = (PurePath(name).parts for name in entry.files)
    if any(parts and parts[-2:] == path.parts[-min(2, len(parts)) :] for parts in named):
        return True
    return is_same_work(entry.metadata, found, words=words)
