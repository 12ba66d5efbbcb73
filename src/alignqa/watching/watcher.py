"""Runs watches: asks arXiv and a citation service, and keeps and ranks what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from alignqa.acquisition.arxiv.identifiers import ArxivId
from alignqa.acquisition.arxiv.interface import ArxivRecord, look_up
from alignqa.acquisition.arxiv.searching import MOST_RESULTS, newest
from alignqa.acquisition.citation_services import CitationServices
from alignqa.acquisition.network.web import Web
from alignqa.errors import AlignqaError
from alignqa.retrieval.terms import stems
from alignqa.watching.nearness import Nearness
from alignqa.watching.store import WatchState, WatchStore
from alignqa.watching.watches import FoundPaper, Watch, is_author, terms_of

_LONGEST_ABSTRACT = 4_000  # characters, twice what arXiv accepts; no answer can have a book embedded
_LONGEST_TITLE = 500


@dataclass(frozen=True, slots=True)
class WatchResult:
    """The outcome of a run: the state with the papers to show, and the error if the search failed.

    `more` says that more papers match than were looked at. After an error the papers are those of an earlier, interrupted run.
    """

    state: WatchState
    more: bool = False
    error: AlignqaError | None = None


class Watcher:
    """Runs the watches of a store; `open_nearness` is called only if there is something to rank.

    `at_hand` returns the arXiv numbers of the papers that the index has, which are not new.
    """

    def __init__(
        self,
        web: Web,
        store: WatchStore,
        *,
        services: CitationServices,
        open_nearness: Callable[[], AbstractContextManager[Nearness]],
        at_hand: Callable[[], set[str]],
    ) -> None:
        self._web = web
        self.store = store
        self._services = services
        self._open_nearness = open_nearness
        self._at_hand = at_hand

    def run(self, state: WatchState, *, today: date) -> WatchResult:
        """Searches for new papers and keeps them as waiting to be shown; the lock of the store must be held.

        An interruption leaves the state as it was; answers of the network are in the cache, so that they are not asked for again.
        """
        watch, known = state.watch, {*state.seen, *self._at_hand()}
        try:
            records, more = self._candidates(watch, known)
        except AlignqaError as error:
            return WatchResult(state, error=error)
        new = [
            _new_paper(record, today)
            for record in records
            if record.arxiv.id not in known and all(meets(record, watch) for meets in (_is_recent, _is_by, _is_on))
        ]
        if new:
            with self._open_nearness() as nearness:
                new = list(nearness.measured(new, watch.topics))
        state = state.with_found(tuple(record.arxiv.id for record in records), tuple(new))
        self.store.keep(state)
        return WatchResult(state, more)

    def _candidates(self, watch: Watch, known: set[str]) -> tuple[list[ArxivRecord], bool]:
        """Returns records that may meet the conditions, with those that are not known among them, and whether there are more."""
        if not watch.citing:
            return newest(self._web, watch.query, since=watch.since, known=known)
        citing: set[ArxivId] = set()
        for work in watch.citing:
            citing |= set(self._services.citing(arxiv=work.arxiv, doi=work.doi, since=watch.since))
        # Numbers begin with year and month.
        new = sorted((number for number in citing if number.id not in known), key=str, reverse=True)
        return list(look_up(self._web, new[:MOST_RESULTS]).values()), len(new) > MOST_RESULTS


def _new_paper(record: ArxivRecord, today: date) -> FoundPaper:
    known = record.metadata
    return FoundPaper(
        arxiv=record.arxiv.id,
        version=record.arxiv.version or 1,
        title=(known.title or f"arXiv:{record.arxiv.id}")[:_LONGEST_TITLE],
        authors=known.authors,
        published=record.published,
        abstract=record.abstract[:_LONGEST_ABSTRACT],
        found=today,
    )


def _is_recent(record: ArxivRecord, watch: Watch) -> bool:
    return record.published is None or record.published >= watch.since


def _is_by(record: ArxivRecord, watch: Watch) -> bool:
    return not watch.authors or any(is_author(wanted, name) for wanted in watch.authors for name in record.metadata.authors)


def _is_on(record: ArxivRecord, watch: Watch) -> bool:
    """Checks that title and abstract have all words and phrases of one of the topics, in any form.

    arXiv's own search has seen to it, in more than title and abstract, if that is what found the paper.
    """
    if not watch.citing:
        return True
    text = f" {' '.join(stems(f'{record.metadata.title} {record.abstract}'))} "
    return not watch.topics or any(_all_in(terms_of(topic), text) for topic in watch.topics)


def _all_in(terms: Iterable[str], text: str) -> bool:
    return all(f" {' '.join(stems(term))} " in text for term in terms)
