"""Reads collections in the BEIR format (corpus.jsonl, queries.jsonl, qrels.tsv), and qrels in the TREC format."""

from __future__ import annotations

import json
from collections.abc import Collection as Container
from collections.abc import Iterator

from alignqa.errors import UsageError
from alignqa.evaluation.collections.collection import Document, Judgement, Query
from alignqa.evaluation.fields import Faults, Fields
from alignqa.retrieval.questions.form import read_form

_DOCUMENT_KEYS = frozenset({"_id", "title", "text", "metadata", "url"})
_QUERY_KEYS = frozenset({"_id", "text", "metadata"})
_HEADER = ["query-id", "corpus-id", "score"]


def read_documents(text: str, *, name: str) -> tuple[Document, ...]:
    """Reads the documents of a corpus.jsonl; all malformed lines and repeated ids are one UsageError with line numbers."""
    faults = Faults(name)
    found = [
        Document(fields.text("_id", needed=True), fields.text("title"), fields.text("text"))
        for fields in _objects(text, _DOCUMENT_KEYS, faults)
    ]
    faults.raise_any(hint='Write each line as a JSON object with "_id", "title" and "text"')
    return tuple(found)


def read_queries(text: str, *, name: str) -> tuple[Query, ...]:
    """Reads the queries of a queries.jsonl; errors as for documents, and for a query that cannot be asked."""
    faults = Faults(name)
    found = []
    for fields in _objects(text, _QUERY_KEYS, faults):
        query = Query(fields.text("_id", needed=True), fields.text("text", needed=True))
        check_query(query.text, f"line {fields.place}", faults)
        found.append(query)
    faults.raise_any(hint='Write each line as a JSON object with "_id" and "text"')
    return tuple(found)


def read_qrels(text: str, *, name: str) -> tuple[Judgement, ...]:
    """Reads the judgements of a file with three columns (BEIR, with or without its header) or four (TREC)."""
    faults = Faults(name)
    found: list[Judgement] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        columns = line.split("\t") if "\t" in line else line.split()
        columns = [column.strip() for column in columns]
        if not line.strip() or (number == 1 and columns == _HEADER):
            continue
        judgement = _judgement(columns, number)
        if judgement is None:
            faults.add(number, f"is not query, document and a whole number: {line.strip()[:60]!r}")
        elif (first := seen.setdefault((judgement.query, judgement.document), number)) != number:
            faults.add(number, f"judges the same pair as line {first}")
        else:
            found.append(judgement)
    faults.raise_any(hint="Write each line as query, document, relevance, or in the TREC format as query, 0, document, relevance")
    return tuple(found)


def check_query(text: str, place: str, faults: Faults) -> None:
    """Notes a query that cannot be asked."""
    if not text.strip():
        return  # already noted as missing
    try:
        read_form(text)
    except UsageError as error:
        faults.note(place, error.message)


def _judgement(columns: list[str], line: int) -> Judgement | None:
    if len(columns) == 4:
        del columns[1]  # the iteration, which TREC does not use
    if len(columns) != 3 or not all(columns):
        return None
    try:
        return Judgement(line, columns[0], columns[1], int(columns[2]))
    except ValueError:
        return None


def _objects(text: str, known: Container[str], faults: Faults) -> Iterator[Fields]:
    """Yields the objects of JSON lines with their line numbers; lines without one, unknown keys and repeated ids are noted."""
    seen: dict[object, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except (ValueError, RecursionError) as error:
            faults.add(number, f"is not JSON: {error}")
            continue
        if not isinstance(data, dict):
            faults.add(number, "is not a JSON object")
            continue
        fields = Fields(data, number, faults)
        fields.only(known)
        key = str(data.get("_id"))
        if (first := seen.setdefault(key, number)) != number:
            faults.add(number, f"has the same _id as line {first}")
        yield fields
