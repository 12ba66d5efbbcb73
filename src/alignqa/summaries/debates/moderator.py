"""Finds who takes which side on a claim: reads the passages that name its subject, and keeps what is plain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.answers import attribution
from alignqa.answers.answer import Citation, Quote
from alignqa.answers.choosing import cues
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.papers.identity.literature import Literature
from alignqa.retrieval.filters import NO_FILTERS, Filters, select
from alignqa.retrieval.questions.topic_words import names_of
from alignqa.retrieval.terms import stems
from alignqa.summaries.debates.claim import DebatedClaim, read_claim
from alignqa.summaries.debates.debate import Debate, DebateEntry
from alignqa.summaries.debates.stance import StanceFinder
from alignqa.summaries.digest import wordings
from alignqa.summaries.quotes import Quoter
from alignqa.summaries.statements import hedges
from alignqa.summaries.subjects.accounts import Account, AccountReader, without_copies
from alignqa.summaries.subjects.naming import NamePattern
from alignqa.summaries.subjects.reported import ReportedWorks
from alignqa.summaries.subjects.sides import Side, side_of_heading

MAX_ENTRIES = 20
"""Maximum of quotes for each side of a debate that can be asked for."""
_OF_PAPER = 2
_NEAREST = 3
_BY_HEADING, _BY_WORDS = 0.4, 1.2
_SAME = 0.6  # of the words of the shorter of two statements, without those of the subject
_CONTRARY = re.compile(
    r"\b(?:however|but|although|though|while|despite|nevertheless|yet|critics?|object\w*|on the other hand"
    r"|rather than|whether|question)\b",
    re.IGNORECASE,
)
_REASON_IN_HEADING = re.compile(r"\b(?:more|less) likely\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Taken:
    """An account that takes a side, the words by which it does, and how plainly it does so."""

    account: Account
    side: Side
    words: str
    strength: float


class Moderator:
    """Finds debates in one catalogue; no model is needed."""

    def __init__(
        self, catalogue: Catalogue, embedder: EmbedderIdentity, *, index_name: str = "", literature: Literature | None = None
    ) -> None:
        self._catalogue = catalogue
        self._records = catalogue.papers()
        self._quoter = Quoter(catalogue)
        self._reader = AccountReader(catalogue, embedder, ReportedWorks(self._records, literature))
        self._trace = Trace(index_name, str(embedder))

    def debate(self, asked: str, *, filters: Filters = NO_FILTERS, count: int = 5) -> Debate:
        """Returns who holds a claim and who denies it, at most `count` quotes for each side, and as many reports of each.

        UsageError for what is no claim and no question for yes or no; UnknownPaper if a filter matches nothing.
        """
        claim = read_claim(asked)
        finder = StanceFinder.of(claim)
        paper_ids = select(self._records, filters)
        names = finder.names or (claim.thing if claim.subject else " ".join(claim.predicate),)
        pattern = NamePattern([form for name in names for form in names_of(name)])
        terms = [*names_of(names[0]), *claim.words]
        found = without_copies(self._reader.around(terms, pattern, paper_ids=paper_ids, titled=bool(finder.names)))
        taken = [one for account in found if (one := self._taken(account, claim, finder))]
        chosen = [
            one
            for own in (True, False)
            for side in Side
            for one in _chosen([item for item in taken if item.side is side and item.account.own is own], count)
        ]
        entries = self._entries(chosen)
        nearest = () if entries else self._nearest(found, claim, pattern)
        return Debate(claim.asked, claim.text, entries, nearest, self._trace)

    def _taken(self, one: Account, claim: DebatedClaim, finder: StanceFinder) -> _Taken | None:
        if one.point.says(wordings.ASKS) or cues.asks(one.text) or one.point.says(wordings.IMAGINES):
            return None
        headed = side_of_heading(one.heading) if finder.names and one.on_it else None
        headed = headed if headed is None or claim.positive else headed.other
        if lean := finder.side(one.text):
            if headed not in (None, lean.side):
                return None
            return _Taken(one, lean.side, lean.words, _BY_WORDS + 0.3 * (headed is lean.side) + _weight(one))
        if headed is None or _CONTRARY.search(one.text) or not (one.central or _REASON_IN_HEADING.search(one.text)):
            return None
        title = next((part for part in reversed(one.heading.split(" > ")) if side_of_heading(part)), one.heading)
        return _Taken(one, headed, title, _BY_HEADING + _weight(one))

    def _entries(self, chosen: Sequence[_Taken]) -> tuple[DebateEntry, ...]:
        quoted = [(one, quote) for one in chosen if (quote := self._quoter.quote(one.account.sentences))]
        cited = self._cited([quote for _, quote in quoted])
        return tuple(
            DebateEntry(
                one.side,
                one.account.own,
                citation,
                one.words,
                one.account.reported,
                tuple(word for word in hedges(one.account.text) if word not in one.words.casefold()),
            )
            for (one, _), citation in zip(quoted, cited, strict=True)
        )

    def _cited(self, quotes: Sequence[Quote]) -> tuple[Citation, ...]:
        return attribution.cite(quotes, {record.paper_id: record.metadata for record in self._records})

    def _nearest(self, accounts: Sequence[Account], claim: DebatedClaim, pattern: NamePattern) -> tuple[Citation, ...]:
        """Returns sentences on the subject, of different papers, that have most words of the claim."""
        wanted = frozenset(stems(" ".join(claim.words)))
        named = [one for one in accounts if pattern.within(one.text)] or accounts
        near = [(len(wanted & frozenset(stems(one.text))), one.about, one) for one in named]
        first: dict[str, Quote] = {}
        for _, _, one in sorted(near, key=lambda item: (-item[0], -item[1], item[2].order)):
            if len(first) < _NEAREST and one.paper_id not in first and (quote := self._quoter.quote(one.sentences)):
                first[one.paper_id] = quote
        return self._cited(list(first.values()))


def _weight(one: Account) -> float:
    return one.about + 0.3 * (one.own or bool(one.reported)) - 0.3 * (len(one.sentences) > 1)


def _chosen(taken: Sequence[_Taken], count: int) -> list[_Taken]:
    """Returns the plainest, none of which says what another one says, at most two of a paper, the oldest first."""
    kept: list[_Taken] = []
    of_paper: Counter[str] = Counter()
    for one in sorted(taken, key=lambda item: (-item.strength, item.account.order)):
        account = one.account
        if (
            len(kept) < count
            and of_paper[account.paper_id] < _OF_PAPER
            and not any(_same(account, other.account) for other in kept)
        ):
            kept.append(one)
            of_paper[account.paper_id] += 1
    return sorted(kept, key=lambda item: item.account.order)


def _same(one: Account, other: Account) -> bool:
    mine, theirs = sorted((item.names.without(item.point.main.stems) for item in (one, other)), key=len)
    return len(mine & theirs) >= _SAME * max(len(mine), 1)
