"""The options of `alignqa ask` that apply to a single question and to the chat alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alignqa.cli.failures import say
from alignqa.errors import UsageError

if TYPE_CHECKING:
    from alignqa.answers.answer import Citation, Outcome
    from alignqa.answers.assistant import Assistant
    from alignqa.answers.writing.request import Writing
    from alignqa.cli.options import FilterArguments
    from alignqa.papers.document import Metadata
    from alignqa.wiring import Home


@dataclass(frozen=True, slots=True)
class AskOptions:
    """A home and the options for asking it; `quotes` and `min_confidence` are the home's settings unless they were given."""

    home: Home
    filters: FilterArguments
    quotes: int
    min_confidence: float | None
    generator: str | None
    agent: bool
    offline: bool
    trace: bool

    def open_assistant(self) -> Assistant:
        """Opens the assistant of the home, with its progress on stderr."""
        from alignqa.wiring import assistant_of

        return assistant_of(self.home, notify=say)

    def make_writing(self, generator: str | None) -> Writing | None:
        """Makes the writing of answers by a generator, or by the home's own for None; None if no language model writes."""
        from alignqa.wiring import writing_of

        return writing_of(self.home, generator, offline=self.offline, agent=self.agent)

    def first_writing(self) -> Writing | None:
        """Makes the writing that the options ask for; UsageError for an agent without a language model."""
        writing = self.make_writing(self.generator)
        if self.agent and writing is None:
            raise UsageError("An agent needs a language model.", hint="Name one, such as --generator ollama:NAME")
        return writing

    def make_page(self, outcome: Outcome, assistant: Assistant) -> str:
        """Makes the page of an outcome, with its quotes in their surroundings and on their pages."""
        from alignqa.reviews.answer_pages import answer_page
        from alignqa.wiring import library_of

        return answer_page(outcome, library_of(self.home, notify=say), assistant.paper)

    def cited_facts(self, outcome: Outcome) -> dict[str, Metadata]:
        """Returns what the index knows of the papers, and the outcome of those that it does not have any more."""
        from alignqa.answers.answer import Answer
        from alignqa.render.typeset.pieces import cited_facts
        from alignqa.wiring import library_of

        records = {record.paper_id: record.metadata for record in library_of(self.home, notify=say).papers()}
        return cited_facts(outcome.citations if isinstance(outcome, Answer) else outcome.nearest, records)

    def show_page(self, citation: Citation) -> None:
        """Shows a quote on its page; does nothing if the paper was replaced in the index since the quote was made."""
        from alignqa.cli.viewing.showing import show_on_page
        from alignqa.wiring import library_of

        library = library_of(self.home, notify=say)
        paper = library.paper(citation.paper_id)
        if paper.manuscript.text_sha256 == citation.quote.text_sha256:
            show_on_page(library, paper, citation.quote.span)
