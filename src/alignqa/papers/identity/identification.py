"""Which work a manuscript is: its metadata, from the sources that know it, in the order of trust."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from alignqa.papers.bibliography import ReferenceEntry, merge
from alignqa.papers.bibliography.citation_keys import citation_key, distinct_key, fold_title
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.identity.literature import Literature


def identify(
    manuscript: Manuscript,
    path: Path,
    *,
    references: Iterable[ReferenceEntry] = (),
    literature: Literature | None = None,
    declared: Metadata | None = None,
) -> Metadata:
    """The metadata of a paper.

    Field by field, the first that knows it: what the user `declared` of this file;
    front matter that names a `key` (written for this tool, so deliberate);
    the literature list, whose entries were checked; an entry of a reference list that names the file or the title;
    what the file says of itself; the file's name for the title.
    """
    found = manuscript.metadata
    known, works = declared or Metadata(), literature or Literature()
    referenced = next((entry.metadata for entry in references if _is_of(entry, found, path)), Metadata())
    listed = works.find(known) or works.find(referenced) or works.find(found) or Metadata()
    order = (found, listed, referenced) if found.key else (listed, referenced, found)
    for source in (*order, Metadata(title=path.stem.replace("_", " ").replace("-", " ").strip() or path.name)):
        known = merge(known, source)
    return known


def assign_key(metadata: Metadata, path: Path, taken: Collection[str]) -> str:
    """A citation key that is not taken: the declared one, else made of author, year and title."""
    return distinct_key(metadata.key or citation_key(metadata, fallback=path.stem), taken)


def _is_of(entry: ReferenceEntry, found: Metadata, path: Path) -> bool:
    if any(Path(name).name == path.name for name in entry.files):
        return True
    return bool(found.title and entry.metadata.title) and fold_title(found.title or "") == fold_title(entry.metadata.title or "")
