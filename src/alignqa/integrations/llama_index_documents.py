"""Ingests documents of any LlamaIndex reader as papers.

import alignqa
from llama_index.core import SimpleDirectoryReader
from alignqa.integrations.llama_index_documents import ingest_documents

report = ingest_documents(alignqa.open_library(), SimpleDirectoryReader("notes").load_data())
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from pathlib import Path, PurePath

from llama_index.core.schema import Document

from alignqa.errors import UnreadablePaper
from alignqa.index.library import Library
from alignqa.index.preparation import NamedManuscript
from alignqa.index.reports import FileReport, IngestOutcome, IngestReport, Progress, ignore
from alignqa.papers.bibliography import merge
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.formats import parse_confined
from alignqa.papers.parsing.manuscript.front_matter import metadata_of

_NO_FOLDER = Path(os.devnull)  # LaTeX inputs are looked for beside a file: a document must not make us read files


def ingest_documents(
    library: Library, documents: Iterable[Document], *, progress: Progress = ignore, wait: float = 0.0
) -> IngestReport:
    """Ingests documents as papers; those without text are reported as refused, and the others are ingested.

    The text may be Markdown, HTML, LaTeX or plain text: the file name in the metadata and the text itself decide.
    Consecutive documents that were read from one file are its pages, and become one paper.
    title, authors, year or date, url, licence, arxiv_id and doi are taken from the metadata.
    Ingesting the same documents again costs no work, if their reader gives them a `file_path` or the same ids.
    """
    taken: list[NamedManuscript] = []
    refused: list[FileReport] = []
    for name, pages in groupby(documents, key=_source):
        try:
            taken.append(_paper(name, list(pages)))
        except UnreadablePaper as error:
            refused.append(FileReport(Path(name), IngestOutcome.REFUSED, message=error.message, hint=error.hint))
    report = library.ingest_manuscripts(taken, progress=progress, wait=wait)
    return IngestReport((*report.files, *refused))


def _source(document: Document) -> str:
    """Identifies the paper of a document: by the file that the document or its pages were read from, else by its id."""
    return str(document.metadata.get("file_path") or document.id_)


def _paper(name: str, pages: list[Document]) -> NamedManuscript:
    # The plain-text parser takes a form feed for a page break, and joins sentences across it.
    text = "\f".join(page.text for page in pages)
    metadata = pages[0].metadata
    file = PurePath(str(metadata.get("file_name") or metadata.get("file_path") or "document"))
    if not text.strip():
        raise UnreadablePaper(f"{name} has no text.", hint="Use a reader that finds the text in it")
    manuscript = parse_confined(text.encode("utf-8", "replace"), _NO_FOLDER / f"document{file.suffix}")
    known = merge(metadata_of(metadata), manuscript.metadata)
    if metadata.get("file_name"):
        known = merge(known, Metadata(title=file.stem.replace("_", " ").replace("-", " ")))
    return NamedManuscript(name, replace(manuscript, metadata=known))
