"""Puts the best window that defines a term first, and begins it with the sentence that defines the term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from alignqa.answers.choosing.candidates import Candidate
from alignqa.answers.choosing.defining.forms import Standing, Strength, read
from alignqa.answers.choosing.windows import Window
from alignqa.papers.bibliography.citation_keys import compared_family
from alignqa.papers.document import Metadata
from alignqa.retrieval.questions.form import Kind
from alignqa.retrieval.questions.question import Question

_LEAST = 0.1
"""The share of the best score that a window needs to be put first."""


def defining_first(candidates: Sequence[Candidate], question: Question, metadata: Mapping[str, Metadata]) -> Sequence[Candidate]:
    """Returns candidates, which come best first, with the best one that defines the term of the question at the head.

    It is cut to begin with the definition. A question that asks for no definition changes nothing.
    """
    if question.kind is not Kind.DEFINITION or not candidates:
        return candidates
    best = candidates[0].score
    for candidate in candidates:
        if candidate.score < _LEAST * best:
            break
        if (found := _definition(candidate, question.terms, metadata)) is not None:
            return [replace(found, score=best), *(other for other in candidates if other is not candidate)]
    return candidates


def _definition(candidate: Candidate, terms: Sequence[str], metadata: Mapping[str, Metadata]) -> Candidate | None:
    """The candidate from its first sentence on that defines one of the names of a term; None if none does."""
    known = metadata.get(candidate.paper_id)
    authors = frozenset(compared_family(name).casefold() for name in known.authors) if known else frozenset()
    sentences = candidate.window.sentences
    for position, sentence in enumerate(sentences):
        uses = (read(" ".join(sentence.text.split()), term, authors=authors) for term in terms)
        if any(use.standing is Standing.DEFINITION and use.strength is not Strength.LEANING for use in uses):
            whole = position == 0 or candidate.window.listed or candidate.window.rest
            return candidate if whole else replace(candidate, window=Window(sentences[position:]))
    return None
