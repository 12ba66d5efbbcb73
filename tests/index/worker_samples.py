"""Papers for workers, the libraries they come into, and a paper that ends the process that reads it."""

from __future__ import annotations

import os
import signal
import sqlite3
from pathlib import Path

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.library import Library
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature


class FatalLiterature(Literature):
    """Kills the process that identifies a paper of this title."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def find(self, known: Metadata) -> Metadata | None:
        if known.title == self._title:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().find(known)


def write_papers(folder: Path, *, count: int = 9, longer: int = 90) -> Path:
    """Notes that name their references, repeat each other, or cannot be read; a LaTeX source in two files.

    Of three notes the second has `longer` sentences more than the first, and the third twice as many more.
    """
    folder.mkdir()
    for number in range(count):
        sentences = " ".join(
            f"Lamp {number} burns for {line} nights in room {line % 7}." for line in range(40 + longer * (number % 3))
        )
        (folder / f"lamp{number}.md").write_text(f"# Lamps of year {number}\n\n{sentences}\n", encoding="utf-8")
    (folder / "copy.md").write_bytes((folder / "lamp4.md").read_bytes())
    (folder / "works.bib").write_text(
        "@misc{oil, title={Lamps of year 2}, author={Lark, Ada}, year={2017}, file={lamp2.md}}\n"
        "@misc{wax, title={Lamps of year 3}, author={Lark, Ada}, year={2017}, file={lamp3.md}}\n",
        encoding="utf-8",
    )
    (folder / "empty.md").write_text("", encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing of the kind\n")
    (folder / "wick.tex").write_text(
        "\\documentclass{article}\\title{On wicks}\\author{Ada Lark}\\begin{document}\\maketitle\n"
        "\\section{Cotton}\nA wick of cotton drinks its oil.\n\\input{more}\n\\end{document}\n",
        encoding="utf-8",
    )
    (folder / "more.tex").write_text("A wick of wool drinks none of it.\n", encoding="utf-8")
    return folder


def library_at(folder: Path, *, literature: Literature | None = None) -> Library:
    shared = MemoryIndex()
    return Library(folder, embedder=ScriptedEmbedder(), open_vectors=lambda _: shared, literature=literature)


def content(library: Library) -> dict[str, list[tuple[object, ...]]]:
    """All that the catalogue holds: ids, keys, spans, vectors, files; not the copy of the manifest, with the id of the index."""
    with sqlite3.connect(library.folder / "catalogue.sqlite") as database:
        names = ("papers", "texts", "passages", "embeddings", "sources", "properties")
        found = {name: sorted(database.execute(f"SELECT * FROM {name}").fetchall()) for name in names}  # noqa: S608 - constants
    database.close()
    found["properties"] = [(name, *values) for name, *values in found["properties"] if name not in ("manifest", "checksum")]
    return found
