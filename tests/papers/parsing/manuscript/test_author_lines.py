"""The authors and arXiv's stamp below a title are read where nothing else can be meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.formats import parse_bytes

BODY = "We study the game of two kettles. The main results are robust, and judges are fooled by learned optimization.\n"


def read(head: str, name: str) -> Manuscript:
    title = "# Two Kettles in a Debate" if name.endswith(".md") else "Two Kettles in a Debate"
    return parse_bytes(f"{title}\n\n{head}\n\n{BODY}".encode(), Path(name))


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("Ada Lark, Bo Finch, Cy Wren", ("Ada Lark", "Bo Finch", "Cy Wren")),
        ("Ada Lark and Bo Finch", ("Ada Lark", "Bo Finch")),
        ("Ada M. Lark", ("Ada M. Lark",)),
        ("Authors: Ada Lark, Deep Finch", ("Ada Lark", "Deep Finch")),
        ("By Ada Lark and Bo Finch", ("Ada Lark", "Bo Finch")),
        ("Ada van der Lark¹, Bo Finch*, Cy Wren† and Di Kite", ("Ada van der Lark", "Bo Finch", "Cy Wren", "Di Kite")),
        ("Ada Lark\nBo Finch\nTin University\nCy Wren", ("Ada Lark", "Bo Finch", "Cy Wren")),
        ("Ada Lark\n\nBo Finch\n\nOpenAI", ("Ada Lark", "Bo Finch")),
        ("Jean-Luc O'Neil; Zoë Ångström", ("Jean-Luc O'Neil", "Zoë Ångström")),
    ],
)
def test_a_line_of_names_below_the_title_names_the_authors(head: str, authors: tuple[str, ...], name: str) -> None:
    manuscript = read(head, name)
    assert manuscript.metadata.authors == authors
    assert manuscript.metadata.title == "Two Kettles in a Debate"
    prose = [char for place, char in enumerate(manuscript.text) if manuscript.kind_at(place) is RegionKind.BODY]
    assert "".join(prose).strip() == BODY.strip()


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(
    "head",
    [
        *("Executive Summary", "Main Results", "Learned Optimization", "San Francisco", "Google DeepMind", "Open Problems"),
        *("Reward Hacking, Goal Misgeneralization", "Alignment, Interpretability, Oversight", "Palo Alto, California"),
        *("Redwood Research, Anthropic", "University of Oxford", "Published in Nature", "Dear Reader", "Draft Version"),
        *("Ada Lark was born in London", "Ada Lark, the first of all larks", "Ada Lark.", "To Ada Lark", "The Lark Sat"),
        *("First Author, Second Author", "Effective Altruism", "Robust Judges, Fooled Kettles and Learned Results"),
    ],
)
def test_any_other_line_names_nobody(head: str, name: str) -> None:
    assert read(head, name).metadata.authors == ()


def test_only_the_lines_right_below_the_title_count() -> None:
    manuscript = parse_bytes(f"# Kettles\n\n{BODY}\n## Thanks\n\nAda Lark, Bo Finch\n".encode(), Path("a.md"))
    assert manuscript.metadata.authors == ()
    assert manuscript.text.endswith("Ada Lark, Bo Finch")


def test_the_front_matter_s_authors_stay() -> None:
    source = f"---\ntitle: Kettles\nauthor: Ada Lark\n---\n\nAda Lark, Bo Finch\n\n{BODY}"
    assert parse_bytes(source.encode(), Path("a.md")).metadata.authors == ("Ada Lark",)


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize("head", ["{stamp}\n\n{title}\n\n{names}", "{title}\n\n{names}\n\n{stamp}"])
def test_the_stamp_of_arxiv_labels_the_file(head: str, name: str) -> None:
    title = "# Two Kettles" if name.endswith(".md") else "Two Kettles"
    source = head.format(stamp="arXiv:1805.00899v2 [stat.ML] 22 Oct 2018", title=title, names="Ada Lark, Bo Finch")
    found = parse_bytes(f"{source}\n\n{BODY}".encode(), Path(name)).metadata
    assert (found.title, found.arxiv_id, found.year) == ("Two Kettles", "1805.00899", 2018)
    assert found.authors == ("Ada Lark", "Bo Finch")


@pytest.mark.parametrize("head", ["arXiv: 1805.00899", f"See arXiv:1805.00899v2 [stat.ML] 22 Oct 2018 on this.\n\n{BODY}"])
def test_a_number_that_is_no_stamp_labels_nothing(head: str) -> None:
    assert read(head, "a.md").metadata.arxiv_id is None


def test_a_plain_text_may_name_its_authors_in_the_paragraph_of_its_title() -> None:
    found = parse_bytes(f"Two Kettles\nby Ada Lark and Bo Finch\n\n{BODY}".encode(), Path("a.txt")).metadata
    assert (found.title, found.authors) == ("Two Kettles", ("Ada Lark", "Bo Finch"))
