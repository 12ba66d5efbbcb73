"""A copy of the manifest in the catalogue, from which a damaged or lost one is restored."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue.database import START_AGAIN
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.index.manifest import Manifest


def keep(made: Manifest, path: Path, catalogue: WritableCatalogue) -> None:
    """Saves the manifest if it is not saved as it would be now, and copies it into the catalogue."""
    if path.read_text(encoding="utf-8") != made.to_json():
        made.save(path)
    catalogue.keep_manifest(made.to_json())


def restore(path: Path, catalogue_path: Path) -> None:
    """Writes a damaged or lost manifest anew from its copy; raises IndexUnavailable if there is none."""
    with suppress(IndexUnavailable):
        if Manifest.load(path) is not None:
            return
    with closing(Catalogue.open(catalogue_path)) as catalogue:
        if not (kept := catalogue.kept_manifest):
            raise IndexUnavailable(f"The manifest {path} is damaged, and the catalogue has no copy of it.", hint=START_AGAIN)
    Manifest.from_json(kept).save(path)
