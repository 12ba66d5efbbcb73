"""Understands a question: its form, the papers it names, the words of its topic and their rarity, its vector."""

from __future__ import annotations

from alignqa.retrieval.questions.form import read_form
from alignqa.retrieval.questions.mentions import Mentions, mentions
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.questions.topic_words import names_of, topic_words, weigh
from alignqa.retrieval.snapshots import Snapshot


def understand(text: str, index: Snapshot, *, naming_papers: bool = False) -> Question:
    """Understands a question in one state of an index; raises UsageError for an empty or over-long one.

    With `naming_papers`, words may name papers ("the control paper", "Hubinger 2019"), which are then also searched on their own.
    """
    form = read_form(text)
    named = mentions(form.text, index.contents.papers) if naming_papers else Mentions()
    topic = named.topic(form.words)
    return Question(
        form=form,
        vector=index.embedder.embed_question(form.text),
        topic=topic,
        terms=tuple(name for subject in form.subjects for name in names_of(subject)),
        topic_words=weigh(topic_words(topic), index.rarity),
        mentions=named,
    )
