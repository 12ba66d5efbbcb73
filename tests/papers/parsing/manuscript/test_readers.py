"""The reader who wrote notes on a work is their author, and the line that says so is none of their text."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Metadata, RegionKind
from alignqa.papers.identity.identification import identify
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.formats import parse_bytes

WORK = Metadata(title="On the Keeping of Lamps", authors=("Ada Lark", "Bo Finch"), year=2019, key="lark2019keeping")
BELOW = "The wick is too long for the lamp, and I doubt that it was ever lit."


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("Notes by Min Wu, 3 June 2022, on Lark et al. (2019), arXiv:1906.01820.", 2022),
        ("Reading notes by Min Wu, 3 June 2022", 2022),
        ("Summary by Min Wu", None),
        ("Reviewed by Min Wu, 3 June 2022", 2022),
        ("My notes by Min Wu on Lark et al. (2019)", None),
    ],
)
@pytest.mark.parametrize("name", ["n.md", "n.html"])
def test_the_reader_is_the_author_of_the_notes(name: str, line: str, year: int | None) -> None:
    source = f"# On the Keeping of Lamps\n\n{line}\n\n{BELOW}\n\nReviewed work: Ada Lark, On the Keeping of Lamps, 2019.\n"
    if name == "n.html":
        parts = (part.removeprefix("# ") for part in source.split("\n\n"))
        source = f"<html><body><article><h1>{'<p>'.join(parts).replace('<p>', '</h1><p>', 1)}</article></body></html>"
    manuscript = parse_bytes(source.encode(), Path(name))
    front = [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is RegionKind.FRONT_MATTER]
    assert [line, "Reviewed work: Ada Lark, On the Keeping of Lamps, 2019."] == front[-2:]
    known = identify(manuscript, Path(name), literature=Literature((WORK,))).metadata
    assert (known.authors, known.year, known.key) == (("Min Wu",), year, None)
    assert known.title in {"Notes on On the Keeping of Lamps", "Review of On the Keeping of Lamps"}


@pytest.mark.parametrize("line", ["Notes by hand are the best of all.", "Summary by the authors.", "Reviewed by three people."])
def test_a_sentence_names_no_reader(line: str) -> None:
    manuscript = parse_bytes(f"# On wicks\n\n{line}\n\n{BELOW}\n".encode(), Path("n.md"))
    assert manuscript.metadata.authors == ()
    assert all(region.kind is not RegionKind.FRONT_MATTER for region in manuscript.regions)
