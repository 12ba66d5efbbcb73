"""The tools of an agent: it may look at passages, sections and papers of one index, and do nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from alignqa.answers.agent.interfaces import Tool
from alignqa.answers.trace import Step
from alignqa.answers.writing.numbering import shown
from alignqa.answers.writing.writer import WritingTask
from alignqa.errors import AlignqaError
from alignqa.index.catalogue.records import PaperRecord, PassageRecord
from alignqa.papers.document import RegionKind
from alignqa.papers.person_names import plain_names

_FOUND = 6
_MAX_SECTION = 8_000  # characters
_MAX_PAPERS = 200


class PaperScope(Protocol):
    """The papers that an agent may read."""

    def papers(self) -> Sequence[PaperRecord]:
        """Returns all of them, sorted by key."""
        ...

    def search(self, query: str, papers: Sequence[str]) -> Sequence[PassageRecord]:
        """Returns the passages nearest to a query, best first, in these papers or, if none are given, in all."""
        ...

    def passages_of(self, paper_id: str) -> Sequence[PassageRecord]:
        """Returns a paper's passages in reading order; none if the paper is not among these."""
        ...


class AgentTools:
    """The tools of one agent for one question; every sentence that they return is numbered, and can then be cited."""

    def __init__(self, task: WritingTask, scope: PaperScope, *, fence: str, watch: Callable[[Step], None] | None = None) -> None:
        self._task = task
        self._scope = scope
        self._fence = fence
        self._watch = watch
        self._lock = threading.Lock()  # an agent may call two tools at once
        self._steps: list[Step] = []

    @property
    def steps(self) -> tuple[Step, ...]:
        """The tool calls so far."""
        return tuple(self._steps)

    @property
    def tools(self) -> tuple[Tool, ...]:
        """All tools that an agent may call."""
        return (self.search_passages, self.read_section, self.list_papers, self.find_definitions)

    def search_passages(self, query: str, paper: str = "") -> str:
        """Finds the passages nearest to a query, in all papers or in the one whose key is given."""
        arguments = f"query={query}" + (f", paper={paper}" if paper else "")
        return self._run("search_passages", arguments, lambda: self._search(query, paper))

    def read_section(self, paper: str, section: str) -> str:
        """Reads a section of the paper with that key; the section's name or a part of it is enough."""
        return self._run("read_section", f"paper={paper}, section={section}", lambda: self._section(paper, section))

    def find_definitions(self, term: str) -> str:
        """Finds passages that say what a term means."""
        return self._run("find_definitions", f"term={term}", lambda: self._search(f"What is {term}?", ""))

    def list_papers(self) -> str:
        """Lists the papers with their keys, authors, years and titles."""
        lines = []
        for record in self._scope.papers()[:_MAX_PAPERS]:
            known = record.metadata
            facts = (", ".join(plain_names(known.authors[:3])), str(known.year or ""), known.title or "")
            lines.append(f"{record.paper_id}: " + " | ".join(" ".join(fact.split()) for fact in facts if fact))
        self._note(Step("list_papers", "", 0))
        return self._fenced("\n".join(lines))

    def _run(self, tool: str, arguments: str, find: Callable[[], Sequence[PassageRecord]]) -> str:
        """Runs a search and returns the passages, numbered; an error in the arguments is reported to the agent."""
        with self._lock:
            before = len(self._task.numbering)
            try:
                offered = [self._task.numbering.offer(passage) for passage in find()]
            except AlignqaError as error:
                self._note(Step(tool, arguments[:200], 0))
                return f"{error.message} {error.hint}"
            texts = [shown(sentences, self._task.metadata) for sentences in offered if sentences]
            self._note(Step(tool, arguments[:200], len(self._task.numbering) - before))
        return self._fenced("\n\n".join(texts)) if texts else "Nothing was found."

    def _search(self, query: str, paper: str) -> Sequence[PassageRecord]:
        found = self._scope.search(query, [paper] if paper else [])
        return [passage for passage in found if passage.kind is RegionKind.BODY][:_FOUND]

    def _section(self, paper: str, section: str) -> Sequence[PassageRecord]:
        wanted = section.casefold().strip()
        room, found = _MAX_SECTION, []
        for passage in self._scope.passages_of(paper):
            if wanted in passage.heading.casefold() and passage.kind is RegionKind.BODY and room >= len(passage.text):
                found.append(passage)
                room -= len(passage.text)
        return found

    def _fenced(self, text: str) -> str:
        return f"<<< {self._fence}\n{text}\n{self._fence} >>>"

    def _note(self, step: Step) -> None:
        self._steps.append(step)
        if self._watch is not None:
            self._watch(step)
