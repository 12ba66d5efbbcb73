"""The pages that lay things side by side: the definitions of a term, and two papers."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from alignqa.answers.answer import Answer, Outcome
from alignqa.errors import UsageError
from alignqa.papers.document import Paper
from alignqa.render.ledger import USES, count_line, parts_of_ledger
from alignqa.retrieval.filters import Filters
from alignqa.web.arguments import read_filters, read_text
from alignqa.web.desk import Asked, Desk
from alignqa.web.pages import page
from alignqa.web.shelf import known_facts

_MAX_TERM = 200


@dataclass(frozen=True, slots=True)
class ComparedPaper:
    """One of two papers, what is known of it, and what it answers to the question, if one was asked."""

    paper: Paper
    facts: tuple[tuple[str, str, str], ...]
    outcome: Outcome | None

    @property
    def answered(self) -> bool:
        """Tells that the paper has an answer."""
        return isinstance(self.outcome, Answer)


async def define(desk: Desk, request: Request) -> Response:
    """Shows the form, or the definitions of the term of the address."""
    term, filters = read_text(request.query_params, "term"), read_filters(request.query_params)
    if len(term) > _MAX_TERM:
        raise UsageError(f"The term has {len(term):,} characters.", hint=f"Give at most {_MAX_TERM}")
    ledgers = await desk.turns.call(request.receive, functools.partial(desk.define, term, filters)) if term else []
    pdfs = await desk.turns.call(request.receive, desk.pdfs) if ledgers else frozenset()
    words = {"pdfs": pdfs, "parts_of_ledger": parts_of_ledger, "count_line": count_line, "uses_heading": USES}
    return page("define.html", term=term, filters=filters, ledgers=ledgers, words=words)


async def compare(desk: Desk, request: Request) -> Response:
    """Shows the form, or two papers side by side, with the answers of both to one question."""
    query = request.query_params
    keys = [read_text(query, name) for name in ("left", "right")]
    question = read_text(query, "q")
    records = await desk.turns.call(request.receive, functools.partial(_records, desk))
    sides: list[ComparedPaper] = []
    relation = ""
    if all(keys):
        sides = await desk.turns.call(request.receive, lambda: [_side(desk, key, question) for key in keys])
        relation = await desk.turns.call(request.receive, functools.partial(_relation, desk, *keys))
    pdfs = await desk.turns.call(request.receive, desk.pdfs)
    return page("compare.html", pdfs=pdfs, keys=keys, question=question, records=records, sides=sides, relation=relation)


def _records(desk: Desk) -> list[tuple[str, str]]:
    return [(record.paper_id, record.metadata.title or record.paper_id) for record in desk.records()]


def _side(desk: Desk, key: str, question: str) -> ComparedPaper:
    paper = desk.paper(key)
    asked = Asked(question, Filters((key,)))
    return ComparedPaper(paper, tuple(known_facts(paper.metadata)), desk.ask(asked) if question else None)


def _relation(desk: Desk, left: str, right: str) -> str:
    """Says whether two papers are copies of each other."""
    if left == right:
        return "This is one and the same paper."
    known = desk.library.copies().get(left)
    if known and right in known.versions:
        return "These are two versions of one work."
    if known and right in known.part_of:
        return f"{left} is a part of {right}."
    other = desk.library.copies().get(right)
    return f"{right} is a part of {left}." if other and left in other.part_of else ""
