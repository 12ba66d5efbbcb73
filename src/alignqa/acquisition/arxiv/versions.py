"""Finds fetched papers that have a newer version at arXiv."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.acquisition.arxiv.identifiers import ArxivId
from alignqa.acquisition.arxiv.interface import Asks, look_up
from alignqa.acquisition.downloads import Fetched


@dataclass(frozen=True, slots=True)
class Outdated:
    """A fetched paper, and the version that arXiv has now."""

    paper: Fetched
    newest: int


def outdated(web: Asks, papers: Sequence[Fetched]) -> list[Outdated]:
    """Returns the papers that have a newer version at arXiv; ProviderError if arXiv cannot be asked."""
    wanted = {paper: ArxivId(paper.arxiv_id) for paper in papers if paper.arxiv_id and paper.version}
    records = look_up(web, list(wanted.values()))
    newest = {paper: records[arxiv].arxiv.version or 1 for paper, arxiv in wanted.items() if arxiv in records}
    return [Outdated(paper, version) for paper, version in newest.items() if version > (paper.version or 1)]
