"""Reads QASPER questions as one collection, in which every distinct evidence paragraph is a document."""

from __future__ import annotations

import json

from alignqa.errors import UsageError
from alignqa.evaluation.collections.beir import check_query
from alignqa.evaluation.collections.collection import Document, Judgement, Query
from alignqa.evaluation.fields import Faults, Fields

_KEYS = frozenset({"article_id", "text", "extractive_spans", "evidence", "highlighted_evidence"})
_HINT = "Write the file as a JSON object that maps each question id to an object with text and evidence"


def read_questions(text: str, *, name: str) -> tuple[tuple[Document, ...], tuple[Query, ...], tuple[Judgement, ...]]:
    """Returns the documents, the queries, and the judgements, in which only a question's own evidence is relevant.

    Documents are named p1, p2, … in the order in which the paragraphs first occur.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{name} is not JSON: {error}.", hint=_HINT) from error
    if not isinstance(data, dict):
        raise UsageError(f"{name} is not a JSON object.", hint=_HINT)
    faults = Faults(name)
    paragraphs: dict[str, str] = {}
    queries: list[Query] = []
    judgements: list[Judgement] = []
    for number, (key, value) in enumerate(data.items(), start=1):
        place = f"question {key}"
        if not isinstance(value, dict):
            faults.note(place, "is not an object")
            continue
        fields = Fields(value, place, faults)
        fields.only(_KEYS)
        query = Query(key, fields.text("text", needed=True))
        check_query(query.text, place, faults)
        evidence = dict.fromkeys(fields.texts("evidence"))
        if not evidence:
            faults.note(place, "has no evidence")
        queries.append(query)
        for paragraph in evidence:
            document = paragraphs.setdefault(paragraph, f"p{len(paragraphs) + 1}")
            judgements.append(Judgement(number, key, document, 1))
    faults.raise_any(hint=_HINT)
    documents = tuple(Document(document, "", paragraph) for paragraph, document in paragraphs.items())
    return documents, tuple(queries), tuple(judgements)
