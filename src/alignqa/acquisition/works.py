"""Works that can be fetched: those of the literature list and of the index, papers of arXiv, and pages and PDFs by address."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from alignqa.acquisition.arxiv.identifiers import ArxivId, arxiv_id
from alignqa.acquisition.downloads import folder_name
from alignqa.errors import UsageError
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature

_NOT_NAME = re.compile(r"[^a-z0-9]+")
_HOST = re.compile(r"https?://(?:www\.)?([a-z0-9][a-z0-9.-]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchableWork:
    """A work to fetch: the name of its folder, its known metadata, and its arXiv identifier or its address, if known."""

    name: str
    known: Metadata
    arxiv: ArxivId | None = None
    url: str | None = None

    def __str__(self) -> str:
        """Returns the user's name for it: its key, its identifier or its address."""
        return self.known.key or (f"arxiv:{self.arxiv}" if self.arxiv else self.url or self.name)


class FetchableWorks:
    """The works that have a key: those of the literature list, with their topics, and those of the index."""

    def __init__(
        self, literature: Literature, *, topics: Mapping[str, Sequence[str]], indexed: Mapping[str, FetchableWork] | None = None
    ) -> None:
        self._literature = literature
        self._topics = topics
        self._listed = {work.key: work_of(work, work.key) for work in literature.works if work.key}
        indexed = indexed or {}
        # A paper that was fetched under another name got its key from the index, so a listed work with that key gives way.
        fetched = {key: work for key, work in indexed.items() if work.name != key}
        self._by_key = {**indexed, **self._listed, **fetched}

    def all(self) -> list[FetchableWork]:
        """Returns all works of the literature list, in its order."""
        return list(self._listed.values())

    def on(self, topic: str) -> list[FetchableWork]:
        """Returns the works of the literature list on a topic; UsageError, with the nearest topics, if there are none."""
        wanted = topic.strip().casefold()
        found = [self._listed[key] for key, topics in self._topics.items() if wanted in {each.casefold() for each in topics}]
        if not found:
            known = sorted({each for topics in self._topics.values() for each in topics})
            near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) or known[:5]
            raise UsageError(f"The literature list has no topic {topic!r}.", hint=f"Give a topic such as {', '.join(near)}")
        return found

    def named(self, text: str) -> FetchableWork:
        """Returns the work that a key, "arxiv:ID" or an address names; UsageError, with the nearest keys, for anything else."""
        if arxiv := arxiv_id(text):
            listed = self._find(Metadata(arxiv_id=arxiv.id))
            return replace(listed, arxiv=arxiv) if listed else work_of(Metadata(arxiv_id=str(arxiv)), "")
        if "://" in text:
            return self._find(Metadata(url=text)) or FetchableWork(_name_of(text), Metadata(url=text), url=text)
        if work := self._by_key.get(text):
            return work
        near = difflib.get_close_matches(text, self._by_key, n=3, cutoff=0.5)
        raise UsageError(
            f"There is no work {text!r} in the literature list or the index.",
            hint=f"Did you mean {', '.join(near)}?" if near else "Give a key of corpus/papers.toml, arxiv:ID or an https address",
        )

    def _find(self, known: Metadata) -> FetchableWork | None:
        """Finds the listed work with an identifier or an address."""
        found = self._literature.find(known)
        return self._listed.get(found.key or "") if found else None


def read_topics(path: Path) -> dict[str, tuple[str, ...]]:
    """Reads the topics of works from a literature list that `read_literature` accepts; ignores `topics` that are not a list."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("paper", [])
    topics = {entry["key"]: entry.get("topics") for entry in (entries if isinstance(entries, list) else [entries])}
    return {key: tuple(map(str, named)) for key, named in topics.items() if isinstance(named, list)}


def work_of(known: Metadata, name: str) -> FetchableWork:
    """Makes the work that metadata describe, called `name` if that can be the name of a folder."""
    arxiv = arxiv_id(f"arxiv:{known.arxiv_id}") if known.arxiv_id else arxiv_id(known.url or "")
    if arxiv is not None:
        name = folder_name(name) or f"arxiv-{_NOT_NAME.sub('-', arxiv.id.lower())}"
        return FetchableWork(name, Metadata(arxiv_id=arxiv.id) if not known.title else known, arxiv, known.url)
    return FetchableWork(folder_name(name) or _name_of(known.url or known.title or name), known, url=known.url)


def _name_of(text: str) -> str:
    """Makes a name from an address: its host for people to read, and a hash that makes it unique."""
    host = found[1] if (found := _HOST.match(text)) else "work"
    return f"{_NOT_NAME.sub('-', host.lower())[:60].strip('-')}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
