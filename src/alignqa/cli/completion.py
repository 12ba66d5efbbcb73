"""Completions of the shell: paper keys and authors, read from the catalogue, since each press of the key is a process."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import typer

from alignqa.homes import SETTINGS_FILE, find_home, index_folder
from alignqa.index.catalogue import schema


def paper_keys(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Returns the keys that begin with what was typed, each with its paper's title; none without an index."""
    return [(key, metadata.get("title") or "") for key, metadata in _papers(context) if key.startswith(incomplete)]


def authors(context: typer.Context, incomplete: str) -> list[str]:
    """Returns the family names that begin with what was typed, those of most papers first."""
    from alignqa.papers.person_names import plain_name  # late: it loads what reads texts

    names = Counter(
        plain_name(name.strip().rpartition(" ")[2]) for _, metadata in _papers(context) for name in metadata.get("authors") or ()
    )
    return [name for name, _ in names.most_common() if name and name.startswith(incomplete)]


def _papers(context: typer.Context) -> list[tuple[str, dict[str, Any]]]:
    """Reads the keys and metadata of the committed papers; a completion never fails, so a fault is an empty list."""
    import json
    import sqlite3

    with suppress(OSError, ValueError, sqlite3.Error):
        catalogue = _catalogue(context.find_root().params.get("home"))
        with closing(sqlite3.connect(f"{catalogue.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)) as connection:
            rows = connection.execute("SELECT paper_id, metadata FROM papers WHERE state = 'committed' ORDER BY paper_id")
            return [(key, json.loads(metadata)) for key, metadata in rows]
    return []


def _catalogue(home: str | Path | None) -> Path:
    folder = find_home(Path(home) if home else None)
    settings = folder / SETTINGS_FILE
    named = os.environ.get("ALIGNQA_INDEX")
    if named is None and settings.is_file():
        import tomllib

        named = str(tomllib.loads(settings.read_text(encoding="utf-8")).get("index", ""))
    return index_folder(folder, named or "") / schema.FILE
