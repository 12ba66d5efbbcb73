"""Reads the SciFact corpus from a table in which each abstract is a printed list of sentences."""

from __future__ import annotations

import ast
import csv
import io
import re

from alignqa.evaluation.collections.collection import Document
from alignqa.evaluation.fields import Faults

_COLUMNS = {"doc_id", "title", "abstract"}
_LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_LIST = re.compile(rf"\[(?:\s*(?:{_LITERAL.pattern}))*\s*\]", re.DOTALL)


def read_documents(text: str, *, name: str) -> tuple[Document, ...]:
    """Reads the documents; missing columns, abstracts that are not printed lists and repeated ids are one UsageError."""
    faults = Faults(name)
    reader = csv.DictReader(io.StringIO(text))
    if missing := _COLUMNS - set(reader.fieldnames or ()):
        faults.add(1, f"has no column {', '.join(sorted(missing))}")
    found: list[Document] = []
    seen: dict[str, int] = {}
    for row in reader if not missing else ():
        key, line = row["doc_id"], reader.line_num
        sentences = sentences_of(row["abstract"] or "")
        if not key or sentences is None:
            faults.add(line, "has no doc_id" if not key else "has an abstract that is not a printed list of strings")
        elif (first := seen.setdefault(key, line)) != line:
            faults.add(line, f"has the same doc_id as line {first}")
        else:
            found.append(Document(key, row["title"] or "", " ".join(sentences)))
    faults.raise_any(hint="Give the columns doc_id, title and abstract, each abstract a printed list of strings")
    return tuple(found)


def sentences_of(abstract: str) -> list[str] | None:
    """Returns the strings of a list as numpy prints it; None if it is not such a list.

    Such a list has no commas, so Python itself would read all of its strings as one.
    """
    if not _LIST.fullmatch(abstract.strip()):
        return None
    return [" ".join(str(ast.literal_eval(literal.group())).split()) for literal in _LITERAL.finditer(abstract)]
