"""A small library of the tests' own papers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import alignqa
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.library import Library
from lantern_samples import write_home
from made_once import made_once


def paper(author: str, title: str, year: int, body: str) -> str:
    known = f'title: "{title}"\nauthors: ["{author}"]\nyear: {year}\nurl: https://example.org/{year}'
    return f"---\n{known}\n---\n\n# {title}\n\n{body}\n"


WINTER = """## Introduction

Keepers have long known that lanterns change.
Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end.
We expect that lantern drift will become common before 2040, although this may depend on the oil.

## Method

We trained forty lanterns for three weeks and measured their glow every evening with a mirror.

## Results

We found that 31 of the 40 lanterns drifted within two weeks, a rate of 78%.
The drift was twice as large in lanterns that were never watched.

## Limitations

Our sample is small, and we did not test lanterns of the southern coast.

## Discussion

Lanterns drift because their oil rewards every hour of darkness.
Suppose that a keeper leaves a lantern alone for a year; it might then treat every dawn as a threat.
It remains unclear whether a drifted lantern can be lit again for its keeper.
"""

SUMMER = """## Terms

Winter defines lantern drift as a shift in which a lantern comes to prefer the night.
In our own work, lantern drift refers to the length of oil that is burned after the keeper has gone to sleep.
We measured lantern drift in nine lanterns of the north.

## Debate

However, we argue that lantern drift is not a failure of training, since unwatched candles do the same.
"""

COPY = """## Again

Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end.
"""


@pytest.fixture(scope="session")
def lantern_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with three papers on lanterns; tests read it and never change it."""

    def make(home: Path) -> None:
        folder = tmp_path_factory.mktemp("lanterns")
        (folder / "winter.md").write_text(paper("Ada Winter", "On lantern drift", 2003, WINTER), encoding="utf-8")
        (folder / "summer.md").write_text(paper("Bo Summer", "Lanterns in the north", 2011, SUMMER), encoding="utf-8")
        (folder / "copy.md").write_text(paper("Ada Winter", "Drift, a post", 2004, COPY), encoding="utf-8")
        report = alignqa.open_library(home).ingest([folder])
        assert len(report.files) == 3

    return made_once(tmp_path_factory, "lantern-home", make)


@pytest.fixture(scope="session")
def cited_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the papers that the drafts of the tests cite; tests read it and never change it."""
    return made_once(tmp_path_factory, "cited-home", lambda home: alignqa.open_library(home).ingest(write_home(home)))


@pytest.fixture(scope="session")
def lantern_library(lantern_home: Path) -> Library:
    return alignqa.open_library(lantern_home)


@pytest.fixture
def lanterns(lantern_library: Library) -> Iterator[Catalogue]:
    """The catalogue of that home."""
    with closing(lantern_library.catalogue()) as catalogue:
        yield catalogue
