"""Watches, and the papers that they found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alignqa.acquisition.arxiv.searching import ArxivQuery
from alignqa.errors import UsageError
from alignqa.papers.bibliography.citation_keys import compared_family, family_name
from alignqa.retrieval.terms import STOP_WORDS, words

CATEGORIES = ("cs.AI", "cs.LG", "cs.CL")
"""The categories of arXiv that are searched unless others are named: those of most papers on alignment."""
MAX_TOPIC = 200
_CATEGORY = re.compile(r"[a-z]{2,10}(?:-[a-z]{2,4})?(?:\.[A-Za-z-]{2,10})?")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_TERM = re.compile(r'"(?P<phrase>[^"]*)"|(?P<words>[^"]+)')


@dataclass(frozen=True, slots=True)
class WatchedWork:
    """A work whose citations are watched: its name for the user, and its arXiv number or its DOI."""

    name: str
    arxiv: str | None = None
    doi: str | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Conditions for new papers: one of the topics, one of the authors and one of the cited works, as far as there are any.

    `since` is the day before which no paper is new. `categories` limit a search by topic or author.
    """

    name: str
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    citing: tuple[WatchedWork, ...]
    categories: tuple[str, ...]
    since: date

    def __str__(self) -> str:
        """Describes the conditions in one line."""
        parts = [
            *(f"topic {' or '.join(self.topics)}" for _ in self.topics[:1]),
            *(f"author {' or '.join(self.authors)}" for _ in self.authors[:1]),
            *(f"citing {' or '.join(work.name for work in self.citing)}" for _ in self.citing[:1]),
        ]
        return ", ".join(parts)

    @property
    def query(self) -> ArxivQuery:
        """The search by topic and author."""
        authors = (tuple(word for word in words(author) if len(word) > 1) for author in self.authors)
        return ArxivQuery(tuple(map(terms_of, self.topics)), tuple(authors), self.categories)


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A paper that a watch found on the day `found`, with its abstract as arXiv gives it.

    `why` are the places of the sentences in the abstract that are nearest to the topic.
    `nearness` to the topic and to the papers of the index ranks it; it is None if there are neither.
    """

    arxiv: str
    version: int
    title: str
    authors: tuple[str, ...]
    published: date | None
    abstract: str
    found: date
    why: tuple[tuple[int, int], ...] = ()
    nearness: float | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the abstract that say why."""
        return tuple(self.abstract[start:end] for start, end in self.why)

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"https://arxiv.org/abs/{self.arxiv}"

    @property
    def fetch_command(self) -> str:
        """The command that fetches it."""
        return f"alignqa fetch arXiv:{self.arxiv}"


def terms_of(topic: str) -> tuple[str, ...]:
    """Returns the words of a topic without stop words, and its phrases in quotation marks, each once and in order."""
    terms: list[str] = []
    for match in _TERM.finditer(topic):
        found = words(match["phrase"] if match["phrase"] is not None else match["words"])
        terms += [" ".join(found)] if match["phrase"] is not None else [word for word in found if word not in STOP_WORDS]
    return tuple(dict.fromkeys(term for term in terms if term))


def checked_watch(watch: Watch) -> Watch:
    """Returns a watch that can be run, named after its conditions if it has no name; UsageError for any other."""
    if not (watch.topics or watch.authors or watch.citing):
        raise UsageError("Nothing is watched for.", hint="Give --topic, --author or --citing")
    for topic in watch.topics:
        if not terms_of(topic) or len(topic) > MAX_TOPIC:
            raise UsageError(
                f"The topic {_short(topic)!r} has no words to search for, or more than {MAX_TOPIC} characters.",
                hint='Give a few words, such as "deceptive alignment"',
            )
    for author in watch.authors:
        if not any(len(word) > 1 for word in words(author)) or len(author) > MAX_TOPIC:
            raise UsageError(f"The author {_short(author)!r} has no name.", hint='Give a name, such as "Evan Hubinger"')
    for category in watch.categories:
        if not _CATEGORY.fullmatch(category):
            raise UsageError(f"{_short(category)!r} is not a category of arXiv.", hint="Give one such as cs.AI or stat.ML")
    name = watch.name or _name_after(watch)
    if not _NAME.fullmatch(name):
        hint = "Use a-z, 0-9 and dashes, at most 60: --name scheming"
        raise UsageError(f"{_short(name)!r} cannot be the name of a watch.", hint=hint)
    return Watch(name, watch.topics, watch.authors, watch.citing, watch.categories, watch.since)


def is_author(wanted: str, name: str) -> bool:
    """Checks that two names may be one person's: the same family name, and no given name or initial that differs.

    A family name alone is enough in `wanted`, but not in `name` if a given name is wanted.
    """
    if words(wanted) == words(family_name(name)):
        return True
    if words(compared_family(wanted)) != words(compared_family(name)):
        return False
    given, other = _given(wanted), _given(name)
    if len(other) < min(1, len(given)):
        return False
    return all(one == two or (min(len(one), len(two)) == 1 and one[0] == two[0]) for one, two in zip(given, other, strict=False))


def _given(name: str) -> list[str]:
    family = set(words(family_name(name, particles=True)))
    return [word for word in words(name) if word not in family]


def _name_after(watch: Watch) -> str:
    parts: Sequence[str] = (*watch.topics, *watch.authors, *(work.name for work in watch.citing))
    name = "-".join(_NOT_NAME.sub("-", " ".join(words(part))).strip("-") for part in parts)
    return name[:60].strip("-")


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
