"""Accounts of a subject: the points of papers that name it, the works that they report, and how much they are about it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from alignqa.answers.choosing.windows import Sentence, stretches
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.papers.document import Metadata, Paper, Span
from alignqa.summaries.digest.points import Point, points_of
from alignqa.summaries.digest.section_roles import SectionRole, SectionRoles
from alignqa.summaries.selection import Said, quotable
from alignqa.summaries.subjects.naming import NamePattern
from alignqa.summaries.subjects.reported import ReportedWork, ReportedWorks

_MAX_PASSAGES = 2_000
_EARLY, _LATER = 3, 9  # words before a name: where a sentence speaks of what it names first, and where it may still do so
_OFTEN = 12  # sentences of a paper that name its subject
_ASIDE = re.compile(
    r"(?:\b(?:such as|e\.g\.|including|like|for example|cf\.|see|called)\W+(?:[\w’'-]+,? ){0,4}"
    r"|[(\[][^)\]]{0,80})$",
    re.I,
)
_ANOTHER_SAYS = re.compile(
    r"^(?!.{0,40}\b(?:paper|post|report|work|section|chapter|argument|evidence|result|analysis)\b)[A-Z“\"].{0,100}?\b"
    r"(?:argues|claims|contends|writes|concludes|asserts|believes|suggested|argued|claimed)\b"
)
_PAPER_SAYS = re.compile(
    r"\b(?:the|their|that|another) (?:paper|authors?|study|report|benchmark|researchers)\b[^.;]{0,60}"
    r"\b(?:highlight|find|found|show|argue|report|conclude|note|claim|suggest)(?:s|ed)?\b"
)
_VAGUE = re.compile(
    r"\b(?:some|many|most|others?|critics|people|researchers|one|it is (?:often|sometimes|widely)|optimists?"
    r"|pessimists?|skeptics?"
    r"|proponents?|defenders)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Account:
    """A point of a paper on a subject.

    `reported` are the works that it names as its sources; `titled` says if the paper's title has the subject,
    and `often` how often the paper names it, 0…1.
    """

    point: Point
    paper: Paper
    names: NamePattern
    reported: tuple[ReportedWork, ...]
    titled: bool
    often: float

    @property
    def paper_id(self) -> str:
        """The key of the paper."""
        return self.paper.paper_id

    @property
    def text(self) -> str:
        """The text of the sentence that counts."""
        return self.point.text

    @property
    def heading(self) -> str:
        """The path of the sections that contain it."""
        return self.point.main.passage.heading

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences to quote."""
        return self.point.sentences

    @property
    def span(self) -> Span:
        """The span of what is quoted."""
        return Span(self.sentences[0].span.start, self.sentences[-1].span.end)

    @property
    def order(self) -> tuple[int, str, int]:
        """The key by which accounts are put in order: the oldest first, those of unknown year last."""
        return self.paper.metadata.year or 10_000, self.paper_id, self.point.start

    @cached_property
    def own(self) -> bool:
        """Checks whether the authors themselves say it."""
        if self.point.first_person:
            return self.point.own
        return self.point.own and not self.reported and not (_ANOTHER_SAYS.search(self.text) or _PAPER_SAYS.search(self.text))

    @cached_property
    def vague(self) -> bool:
        """Checks whether it is a report of people who are not named."""
        return not self.own and not self.reported and (not self.point.cites or _VAGUE.search(self.text) is not None)

    @cached_property
    def central(self) -> float:
        """Tells how much the sentence is about the subject, 0…1, by the place of its name."""
        found = self.names.first(self.text)
        if found is None:
            return 0.0
        before = self.text[: found.start()]
        if _ASIDE.search(before):
            return 0.1
        count = len(before.split())
        return 1.0 if count <= _EARLY else 0.7 if count <= _LATER else 0.4

    @cached_property
    def on_it(self) -> bool:
        """Checks whether the paper, or the section, is named after the subject."""
        return self.titled or self.names.within(self.heading)

    @cached_property
    def about(self) -> float:
        """Tells how much sentence, section and paper are about the subject."""
        headed = self.names.within(self.heading)
        return round(self.central + 0.5 * self.titled + 0.3 * headed + 0.4 * self.often + self.point.nearness, 6)


class AccountReader:
    """Reads the accounts of subjects from one catalogue; what it has read of a paper is kept."""

    def __init__(self, catalogue: Catalogue, embedder: EmbedderIdentity, works: ReportedWorks) -> None:
        self._catalogue = catalogue
        self._embedder = embedder
        self._works = works
        self._papers: dict[str, tuple[Paper, SectionRoles]] = {}

    def naming(self, names: Sequence[str], *, paper_ids: frozenset[str] | None = None) -> list[Account]:
        """Returns the points that have one of the names, in the order of the catalogue; of appendices, none."""
        pattern = NamePattern(names)
        return [one for one in self.around(names, pattern, paper_ids=paper_ids) if pattern.within(one.text)]

    def around(
        self, terms: Sequence[str], pattern: NamePattern, *, paper_ids: frozenset[str] | None = None, titled: bool = False
    ) -> list[Account]:
        """Returns all points of the passages that best match some words, whether or not a sentence has a name.

        With `titled`, those of papers that have a name in their title are added.
        """
        hits = [key for key, _ in self._catalogue.match(terms, count=_MAX_PASSAGES, paper_ids=paper_ids)]
        passages = dict(self._catalogue.passages({near for key in hits for near in (key - 1, key)}))
        for record in self._catalogue.papers() if titled else ():
            if _is_on(record.metadata, pattern):
                passages |= {passage.passage_id: passage for passage in self._catalogue.passages_of(record.paper_id)}
        kept = [passage for passage in passages.values() if paper_ids is None or passage.paper_id in paper_ids]
        return list(self._accounts(kept, pattern))

    def _accounts(self, passages: Sequence[PassageRecord], pattern: NamePattern) -> Iterator[Account]:
        of_paper: dict[str, list[PassageRecord]] = defaultdict(list)
        said: dict[str, list[Said]] = defaultdict(list)
        for passage in sorted(passages, key=lambda one: one.passage_id):
            of_paper[passage.paper_id].append(passage)
        for one in quotable(self._catalogue, self._embedder, passages):
            said[one.sentence.passage.paper_id].append(one)
        for paper_id, records in of_paper.items():
            paper, roles = self._paper(paper_id)
            if paper is None or roles is None:
                continue
            points = points_of(said[paper_id], records, roles, paper.metadata)
            leads = _leads(records)
            named = sum(pattern.within(one.text) for one in said[paper_id])
            titled, often = _is_on(paper.metadata, pattern), min(1.0, named / _OFTEN)
            for point in points:
                if point.role is not SectionRole.APPENDIX:
                    told = (leads.get(point.main.place, ""), *(one.text for one in point.sentences))
                    reported = self._works.within(" ".join(told), point.authors)
                    yield Account(point, paper, pattern, reported, titled, often)

    def _paper(self, paper_id: str) -> tuple[Paper, SectionRoles] | tuple[None, None]:
        if paper_id not in self._papers:
            paper = self._catalogue.paper(paper_id)
            if paper is None:
                return None, None
            self._papers[paper_id] = paper, SectionRoles(paper.manuscript)
        return self._papers[paper_id]


def _leads(records: Sequence[PassageRecord]) -> dict[tuple[int, int], str]:
    """Returns the sentence that introduces a list, by the place of each sentence of its items: it may tell whose they are."""
    found: dict[tuple[int, int], str] = {}
    for run in stretches(records):
        lead = ""
        for sentence in run:
            if sentence.text.endswith(":"):
                lead = sentence.text
            elif not sentence.in_item:
                lead = ""
            elif lead:
                found[sentence.place] = lead
    return found


def _is_on(known: Metadata, pattern: NamePattern) -> bool:
    """Checks whether a paper, or a chapter that it is a part of, is named after the subject."""
    return any(map(pattern.within, (known.title or "", *known.wholes)))


def without_copies(accounts: Iterable[Account]) -> list[Account]:
    """Returns accounts, the oldest first, those with the same words only once."""
    first: dict[str, Account] = {}
    for one in sorted(accounts, key=lambda one: one.order):
        first.setdefault(_words(one.text), one)
    return list(first.values())


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
