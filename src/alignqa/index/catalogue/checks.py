"""Checks a catalogue against itself: texts and their hashes, passages and their slices, the full-text index."""

from __future__ import annotations

import json
from collections.abc import Iterator

from alignqa.errors import AlignqaError
from alignqa.index.catalogue import records
from alignqa.index.catalogue.database import Database
from alignqa.papers.document import sha256_of


def faults(database: Database) -> Iterator[str]:
    """Yields one sentence per problem; one text is in memory at a time."""
    digest = ""
    while row := database.row(
        "SELECT text_sha256, text, layout FROM texts WHERE text_sha256 > ? ORDER BY text_sha256 LIMIT 1", (digest,)
    ):
        digest, text, layout = row
        if sha256_of(text) != digest:
            yield f"The text {digest[:12]} does not match its hash."
        yield from _layout_faults(digest, text, layout)
        yield from _passage_faults(database, digest, text)
    missing = (
        "SELECT DISTINCT paper_id FROM papers WHERE state != 'purged' AND text_sha256 NOT IN (SELECT text_sha256 FROM texts)"
    )
    for (key,) in database.rows(missing):
        yield f"A text of {key} is missing."
    try:
        # Rank 1 makes FTS5 compare itself with the passages, too.
        database.rows("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
    except AlignqaError as error:
        yield f"The full-text index is damaged: {error.message}"


def _layout_faults(digest: str, text: str, layout: str) -> Iterator[str]:
    try:
        manuscript = records.manuscript_from_json(text, layout)
    except (json.JSONDecodeError, ValueError, TypeError, KeyError):
        yield f"The layout of the text {digest[:12]} cannot be read."
        return
    spans = [part.span for parts in (manuscript.sections, manuscript.pages, manuscript.regions) for part in parts]
    if any(span.end > len(text) for span in spans):
        yield f"The layout of the text {digest[:12]} extends beyond its end."


def _passage_faults(database: Database, digest: str, text: str) -> Iterator[str]:
    rows = database.rows(
        "SELECT papers.paper_id, passages.start, passages.end, passages.text, passages.sentences FROM papers "
        "JOIN passages ON passages.paper = papers.id WHERE papers.text_sha256 = ? ORDER BY passages.id",
        (digest,),
    )
    for key, start, end, slice_, spans in rows:
        if text[start:end] != slice_:
            yield f"A passage of {key} at {start}:{end} differs from the text there."
        elif not records.spans_from_json(spans):
            yield f"A passage of {key} at {start}:{end} has no sentences."
