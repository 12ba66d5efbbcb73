"""The desk that all pages are served from: one assistant, one library, and the answers that were given lately."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from alignqa.answers.answer import Outcome
from alignqa.answers.conversation.follow_ups import resolve
from alignqa.answers.conversation.sources import Sources
from alignqa.audits.auditor import Auditor
from alignqa.audits.findings import Audit
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.library import Library, unknown_paper
from alignqa.index.manifest import MANIFEST_FILE
from alignqa.papers.document import Paper
from alignqa.retrieval.filters import NO_FILTERS, Filters, select
from alignqa.retrieval.questions.form import read_form
from alignqa.summaries.ledger import Ledger, LedgerKeeper
from alignqa.web.turns import Turns, still_wanted
from alignqa.wiring import Home, library_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alignqa.answers.assistant import Assistant
    from alignqa.answers.writing.claim_checks import ProvenClaim
    from alignqa.answers.writing.request import Writing
    from alignqa.audits.drafts.draft import Draft

_MAX_EARLIER = 12  # sources of earlier turns that a generator sees again
_MAX_KEPT = 64


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was asked: its text, the papers it goes to, and the questions before it in a chat."""

    question: str
    filters: Filters = NO_FILTERS
    earlier: tuple[str, ...] = ()


class KeptValues:
    """The values that were made last, by key: so many, and no more. Safe to use from several threads."""

    def __init__(self, most: int = _MAX_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[object, Any] = OrderedDict()

    def get(self, key: object) -> Any:
        """Returns the value, or None."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: object, value: object) -> None:
        """Keeps a value, and drops the oldest."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


class Desk:
    """Answers what pages and JSON ask for; its methods block, and are called in the threads of `turns`."""

    def __init__(
        self, home: Home, assistant: Callable[[], Assistant], *, writing: Writing | None = None, read_only: bool = False
    ) -> None:
        self.home = home
        self.read_only = read_only
        self.turns = Turns()
        self.audits = KeptValues(16)
        self.views = KeptValues(8)
        self._assistant = assistant
        self._writing = writing
        self._outcomes = KeptValues()

    @contextmanager
    def opened(self) -> Iterator[Assistant]:
        """Opens the index in its present state; IndexUnavailable while there is none."""
        with self._assistant().pinned() as assistant:
            yield assistant

    @property
    def has_index(self) -> bool:
        """Checks whether papers were ingested yet."""
        return (self.home.index_folder / MANIFEST_FILE).exists()

    @property
    def library(self) -> Library:
        """The library of the home."""
        return library_of(self.home)

    def check(self, asked: Asked) -> None:
        """Raises what asking would raise at once: an empty or over-long question, an unknown paper, no index."""
        read_form(asked.question)
        with self.opened() as assistant:
            select(assistant.papers(), asked.filters)

    def ask(self, asked: Asked, *, show: Callable[[ProvenClaim], None] | None = None) -> Outcome:
        """Answers a question; the same one in the same state of the index is answered once.

        A generator's claims are shown as they are proven, unless the answer is at hand.
        """
        current = self._assistant()
        with current.pinned() as assistant, assistant.index.snapshot() as index:
            key = (id(current), index.contents.generation, asked)
            if (kept := self._outcomes.get(key)) is not None:
                return kept[1]  # type: ignore[no-any-return]
            writing = self._writing
            if writing is not None:
                sources = Sources()
                for number, question in enumerate(asked.earlier):
                    sources.numbered(self.ask(Asked(question, asked.filters, asked.earlier[:number])))
                earlier = tuple(citation.quote for citation in sources.citations[-_MAX_EARLIER:])
                writing = replace(writing, earlier=earlier, show=show, watch=lambda step: still_wanted())
            filters, settings = asked.filters, self.home.settings
            outcome = assistant.ask(
                asked.question,
                papers=filters.papers,
                authors=filters.authors,
                years=filters.years,
                quotes=settings.quotes,
                min_confidence=settings.min_confidence,
                writing=writing,
            )
        self._outcomes.keep(key, (current, outcome))  # while the assistant is kept, no other has its id
        return outcome

    def followed(self, earlier: Sequence[str], text: str) -> str:
        """Returns the whole question that a text asks after earlier ones."""
        if self._writing is None or not earlier:
            return resolve(earlier[-1] if earlier else None, text)
        from alignqa.answers.conversation.rewriting import rewrite

        return rewrite(self._writing.writer, earlier, text)

    def paper(self, paper_id: str) -> Paper:
        """Returns a paper without the folder of its file, which readers need not know; UnknownPaper if there is none."""
        with self.opened() as assistant:
            if (paper := assistant.paper(paper_id)) is None:
                raise unknown_paper(paper_id, [record.paper_id for record in assistant.papers()])
        return replace(paper, source=PurePath(paper.source).name)

    def records(self) -> list[PaperRecord]:
        """Returns all papers, sorted by key, without the folders of their files."""
        with self.opened() as assistant:
            return [replace(record, source=PurePath(record.source).name) for record in assistant.papers()]

    def pdfs(self) -> frozenset[str]:
        """Returns the keys of the papers whose pages can be shown."""
        with self.opened() as assistant:
            return frozenset(one.paper_id for one in assistant.papers() if one.source.casefold().endswith(".pdf"))

    def define(self, term: str, filters: Filters) -> list[Ledger]:
        """Returns the ledgers of a term."""
        with self.opened() as assistant, assistant.index.snapshot() as index:
            keeper = LedgerKeeper(index.catalogue, index.embedder.identity, index_name=index.name)
            return keeper.ledgers(term, filters=filters)

    def audit(self, draft: Draft) -> Audit:
        """Audits a draft, for as long as somebody waits for it."""
        numbers = self.home.fitted
        auditor = Auditor(self._assistant().index, self.home.literature, weights=numbers.window, thresholds=numbers.audit)
        return auditor.audit(draft, before_each=still_wanted)
