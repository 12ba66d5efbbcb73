"""A question, understood once: retrieval, choosing, abstention and audits all read this one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from alignqa.index.interfaces import Vectors
from alignqa.retrieval.questions.form import Kind, QuestionForm
from alignqa.retrieval.questions.mentions import Mentions
from alignqa.retrieval.questions.topic_words import TopicWord


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a claim for which evidence is sought, with everything derived from it in one state of an index.

    `vector` has shape (dimension,) and length 1.
    `mentions` are the papers it names; `topic` are its content words without those that name a paper.
    `terms` are the names, long and short, of what it asks to define.
    `topic_words` weighs each word of the topic by how rare it is in the index.
    """

    form: QuestionForm
    vector: Vectors
    topic: tuple[str, ...]
    terms: tuple[str, ...]
    topic_words: Mapping[TopicWord, float]
    mentions: Mentions = field(default_factory=Mentions)

    @property
    def text(self) -> str:
        """The text, with normalised white space."""
        return self.form.text

    @property
    def kind(self) -> Kind:
        """The kind of answer it asks for."""
        return self.form.kind
