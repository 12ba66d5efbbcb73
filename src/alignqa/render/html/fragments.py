"""Answers, quotes, papers and tables as HTML for a notebook; no text of a paper becomes markup, mathematics or a link."""

from __future__ import annotations

from alignqa.answers.answer import Abstention, Answer, Outcome, Quote
from alignqa.papers.document import Paper
from alignqa.render.html.templating import environment
from alignqa.render.tables import Table
from alignqa.render.wording import by_line, own_claims


def as_html(value: object) -> str:
    """Renders a value of this library as HTML; TypeError for any other value."""
    match value:
        case Answer() | Abstention():
            return outcome_html(value)
        case Quote():
            place = "quoted in " * value.quoted + ", ".join(part for part in (value.paper_id, str(value.locator)) if part)
            return _fragment("quote", value, place=place)
        case Paper():
            known = value.metadata
            about = (by_line(known.authors, known.year), value.paper_id, f"{len(value.text):,} characters")
            return _fragment("paper", value, about=", ".join(part for part in about if part))
        case Table():
            return _fragment("table", value)
    raise TypeError(f"There is no HTML for {type(value).__name__}.")


def outcome_html(outcome: Outcome) -> str:
    """Renders the question, the quotes with their sources and the confidence, or an abstention with the nearest passages."""
    if isinstance(outcome, Answer):
        return _fragment("outcome", outcome, claims=own_claims(outcome), citations=outcome.citations, declined=False)
    return _fragment("outcome", outcome, claims=(), citations=outcome.nearest, declined=True)


def _fragment(kind: str, value: object, **more: object) -> str:
    return environment().get_template("notebook.html").render(kind=kind, value=value, **more)
