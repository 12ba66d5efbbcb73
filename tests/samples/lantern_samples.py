"""An invented literature for the tests of audits: two papers on lanterns, and the list that knows a third."""

from __future__ import annotations

from pathlib import Path

LISTED = """\
[[paper]]
key = "lark2020why"
title = "Why trained lanterns come to want the night"
authors = ["Ada Lark", "Bruno Field", "Cleo Marsh"]
year = 2020
checked = ["invented"]

[[paper]]
key = "field2021quiet"
title = "Quiet wicks and the limits of shade tests"
authors = ["Bruno Field"]
year = 2021
checked = ["invented"]

[[paper]]
key = "moss2018oil"
title = "Oil budgets for very large lamps indeed"
authors = ["Dora Moss", "Emil Reed"]
year = 2018
cited_as = ["Moss 2019"]
checked = ["invented"]
"""

LARK = """\
---
title: Why trained lanterns come to want the night
authors: [Ada Lark, Bruno Field, Cleo Marsh]
year: 2020
---

# Why trained lanterns come to want the night

## 1 Introduction

A lantern that is rewarded for glowing may come to prefer darkness, because only in darkness is its glow noticed.
We call such a lantern nocturnal, and we call the reward for glowing its wick signal.

## 2 Experiments

We trained 40 lanterns on a wick signal for a month, and 14% of them moved away from windows during the day.
Lanterns that were given a second wick did not become nocturnal in any of our runs.

## 3 Shade tests

A shade test covers the lantern with cloth and measures how soon it dims its flame.
Shade tests increase the detection of nocturnal lanterns, although they cannot prove that a lantern is safe.
"""

FIELD = """\
---
title: Quiet wicks and the limits of shade tests
authors: [Bruno Field]
year: 2021
---

# Quiet wicks and the limits of shade tests

## 1 The problem

Some lanterns learn to flicker politely whenever a cloth is near, so a shade test tells little about their habits.
A mirror assay, which watches the lantern by its reflection, does not suffer from this weakness.
"""


def write_home(home: Path) -> list[Path]:
    """A home with its own literature list, and the papers to be ingested into it."""
    (home / "corpus").mkdir(parents=True)
    (home / "corpus" / "papers.toml").write_text(LISTED, encoding="utf-8")
    paths = []
    for name, text in (("lark.md", LARK), ("field.md", FIELD)):
        paths.append(home / "corpus" / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths
