"""All registers together; one that cannot be asked is left out, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from alignqa.acquisition.failures import HostUnavailable, NotThere
from alignqa.acquisition.network.web import Web
from alignqa.acquisition.registers.arxiv_register import ARXIV_REGISTER, ArxivRegister
from alignqa.acquisition.registers.crossref_register import CROSSREF_REGISTER, CrossrefRegister
from alignqa.acquisition.registers.openalex_register import OPENALEX_REGISTER, OpenAlexRegister
from alignqa.acquisition.registers.registered_work import RegisteredWork
from alignqa.errors import ProviderError

_T = TypeVar("_T")


class Registers:
    """Asks Crossref and arXiv, and with a key OpenAlex about what they do not have.

    `failures` are the reasons why a register gave no answer, each once; `unanswered` counts the questions that had none.
    """

    def __init__(self, web: Web, *, mailto: str | None = None, openalex_key: str | None = None) -> None:
        self._arxiv = ArxivRegister(web)
        self._crossref = CrossrefRegister(web, mailto=mailto)
        self._openalex = OpenAlexRegister(web, key=openalex_key) if openalex_key else None
        self.failures: dict[str, str] = {}
        self.unanswered = 0

    def by_numbers(self, numbers: Sequence[str]) -> dict[str, RegisteredWork] | None:
        """Returns the papers of arXiv with these numbers, by number; None if arXiv cannot be asked."""
        return self._asked(ARXIV_REGISTER, lambda: self._arxiv.by_numbers(numbers)) if numbers else {}

    def by_doi(self, doi: str) -> tuple[RegisteredWork | None, bool]:
        """Returns the work with a DOI, if a register has it, and whether the DOI exists as far as is known."""
        try:
            work = self._asked(CROSSREF_REGISTER, lambda: self._crossref.by_doi(doi))
        except NotThere:
            return None, False
        if work is None and (register := self._openalex) is not None:
            work = self._asked(OPENALEX_REGISTER, lambda: register.by_doi(doi))
        return work, True

    def search(self, words: str, title: str = "") -> Iterator[list[RegisteredWork]]:
        """Yields the works that match the words of an entry, one register after the other; without a `title`, Crossref's only."""
        yield self._asked(CROSSREF_REGISTER, lambda: self._crossref.search(words)) or []
        if title:
            yield self._asked(ARXIV_REGISTER, lambda: self._arxiv.search(title)) or []
        if title and (register := self._openalex) is not None:
            yield self._asked(OPENALEX_REGISTER, lambda: register.search(title)) or []

    def _asked(self, register: str, ask: Callable[[], _T]) -> _T | None:
        """Returns an answer; None, with the reason in `failures`, if there is none."""
        try:
            return ask()
        except NotThere:
            raise
        except ProviderError as error:
            # Once a host is given up, every further question ends with the same reason.
            if register not in self.failures or isinstance(error, HostUnavailable):
                self.failures[register] = error.message
            self.unanswered += 1
            return None
