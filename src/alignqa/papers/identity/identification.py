"""Identifies the work that a manuscript is, and collects its metadata from several sources in order of trust."""

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
    """Returns the metadata of a paper.

    Each field comes from the first source that knows it: what the user `declared` about this file;
    front matter that names a `key` (it was written for this tool, so it is deliberate);
    the literature list, whose entries were checked; an entry of a reference list that names the file or the title;
    what the file says about itself; and, for the title, the name of the file.
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
    """Returns a citation key that is not taken: the declared one, or else one made from author, year and title."""
    return distinct_key(metadata.key or citation_key(metadata, fallback=path.stem), taken)


def _is_of(entry: ReferenceEntry, found: Metadata, path: Path) -> bool:
    if any(Path(name).name == path.name for name in entry.files):
        return True
    return bool(found.title and entry.metadata.title) and fold_title(found.title or "") == fold_title(entry.metadata.title or "")
