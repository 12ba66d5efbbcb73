"""Documents of any LlamaIndex reader as papers.

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
from alignqa.index.ingestion import FileReport, IngestOutcome, IngestReport, NamedManuscript, Progress, ignore
from alignqa.index.library import Library
from alignqa.papers.bibliography import merge
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.formats import parse_bytes
from alignqa.papers.parsing.manuscript.front_matter import metadata_of

_NOWHERE = Path(os.devnull)  # LaTeX looks for its parts beside it: a document must not make us read files


def ingest_documents(
    library: Library, documents: Iterable[Document], *, progress: Progress = ignore, wait: float = 0.0
) -> IngestReport:
    """Takes documents in as papers; those without text are reported as refused, and the rest goes on.

    The text may be Markdown, HTML, LaTeX or plain: the file name in the metadata and the text itself say which.
    Documents in a row that were read from one file are its pages, and become one paper.
    title, authors, year or date, url, licence, arxiv_id and doi are taken from the metadata.
    The same documents again cost no work, if their reader gives them a `file_path` or the same ids.
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
    """What tells papers apart: the file that a document, or each of its pages, was read from, else its id."""
    return str(document.metadata.get("file_path") or document.id_)


def _paper(name: str, pages: list[Document]) -> NamedManuscript:
    # A form feed is a page turn to the reader of plain text, which joins sentences across it.
    text = "\f".join(page.text for page in pages)
    told = pages[0].metadata
    file = PurePath(str(told.get("file_name") or told.get("file_path") or "document"))
    if not text.strip():
        raise UnreadablePaper(f"{name} holds no text", hint="Use a reader that finds the text in it")
    manuscript = parse_bytes(text.encode("utf-8", "replace"), _NOWHERE / f"document{file.suffix}")
    known = merge(metadata_of(told), manuscript.metadata)
    if told.get("file_name"):
        known = merge(known, Metadata(title=file.stem.replace("_", " ").replace("-", " ")))
    return NamedManuscript(name, replace(manuscript, metadata=known))
