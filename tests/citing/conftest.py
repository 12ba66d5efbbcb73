"""A small literature in which lanterns cite each other."""

from __future__ import annotations

from pathlib import Path

import pytest

import alignqa

WICKS = """\
---
title: Why trained wicks come to want the night
authors: [Ada Lark, Bruno Field, Cleo Marsh]
year: 2020
arxiv_id: "2001.00027"
---

# Why trained wicks come to want the night

## 1 Introduction

A nocturnal wick is a wick that prefers darkness because only in darkness its glow is noticed by the keeper.
We trained forty wicks for a month, and five of them moved away from the windows during the day.
"""

CORRIGIBLE = """\
---
title: Corrigible lamps
authors: [Dora Moss]
year: 2018
---

# Corrigible lamps

A corrigible lamp lets its keeper put it out, whatever it was doing at the time.
"""

POST = """\
---
title: A keeper's guide to the night
authors: [Emil Reed]
year: 2022
url: https://www.lesswrong.com/posts/abcdefghijklmnopq/a-keepers-guide
---

# A keeper's guide to the night

A nocturnal wick is a wick that prefers darkness because only in darkness its glow is noticed by its keeper
([Lark et al., 2020](https://arxiv.org/abs/2001.00027)).
We use the mirrors of an older test ([Gale et al., 2017](https://arxiv.org/abs/1701.11111)) in every house of the coast.
Two lamps were said to be corrigible ([Moss, 2018](https://other.example/corrigible-rivers)) in a book about rivers.
The words of [Lark et al., 2020](https://arxiv.org/abs/2001.00027) are repeated by [many keepers of the north](https://arxiv.org/abs/1812.00007).
A talk on this is on a site for films ([Hill, 2021](https://www.youtube.com/watch?v=1)).
"""

REPLY = """\
---
title: A reply to the keeper of the coast
authors: [Fay Stone]
year: 2023
---

# A reply to the keeper of the coast

[The guide for keepers](https://www.alignmentforum.org/posts/abcdefghijklmnopq/another-title#comments) is too gloomy for me.
Gale et al. (2017) found that mirrors break in one winter of three.
Lark and others said otherwise (Lark et al., 2020), and Moss (2018) wrote of rivers.

## References

Ada Lark, Bruno Field, and Cleo Marsh. Why trained wicks come to want the night, 2020.

Ivy Gale, Jo Frost, and Kim Snow. Mirrors for lanterns of the coast, 2017. URL https://arxiv.org/abs/1701.11111.

Otto Moss. Corrigible lamps, 2018.

Ada Lark. Another book with another number, 2020. URL https://arxiv.org/abs/2001.99999.
"""


@pytest.fixture(scope="session")
def citing_papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with four papers that cite each other and others."""
    folder = tmp_path_factory.mktemp("citing-papers")
    for name, text in (("wicks", WICKS), ("corrigible", CORRIGIBLE), ("post", POST), ("reply", REPLY)):
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def citing_home(citing_papers: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with these papers; tests read it and never change it."""
    home = tmp_path_factory.mktemp("citing-home")
    assert len(alignqa.open_library(home).ingest([citing_papers]).files) == 4
    return home
