"""Assistants over an open catalogue, with the numbers that come with the package."""

from __future__ import annotations

from typing import Any

from alignqa.answers.assistant import Assistant
from alignqa.fitted import load_fitted
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import Embedder, VectorSearch
from alignqa.retrieval.questions.form import read_form
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.retriever import Retriever

FITTED = load_fitted()


def retriever_over(catalogue: Catalogue, vectors: VectorSearch, embedder: Embedder) -> Retriever:
    return Retriever(catalogue, vectors, embedder, weights=FITTED.retrieval)


def assistant_over(catalogue: Catalogue, vectors: VectorSearch, embedder: Embedder, **more: Any) -> Assistant:
    """An assistant; `more` are its other parts."""
    retriever = retriever_over(catalogue, vectors, embedder)
    return Assistant(catalogue, retriever, embedder, **{"weights": FITTED.window, "calibration": FITTED.calibration, **more})


def plain_question(text: str, embedder: Embedder) -> Question:
    """A question that names no paper and whose words all weigh nothing, which retrieval does not mind."""
    form = read_form(text)
    return Question(form, embedder.embed_question(form.text), topic=form.words, terms=(), topic_words={})
