"""Measures how many passages of PDFs are marked on their pages, and whether the words under the marks are the passages.

`python bench/pages/marks.py PDF... [--quotes N]` takes sentences and runs of up to three from each file, as answers quote them,
and prints a table. The words under the marks are read by PDFium's own extraction of a rectangle, which none of ours uses.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

from alignqa.index.passages.splitting import split
from alignqa.papers.document import PROSE, Manuscript, Span
from alignqa.papers.page_views.reading import read_views, sought
from alignqa.papers.page_views.wire import MarkedBox
from alignqa.papers.parsing.formats import parse_file
from alignqa.reviews.viewing import is_passage

_LONGEST, _SENTENCES = 700, 3  # a quote is no longer
_INSET = 0.9  # points; PDFium takes every character that a rectangle touches
_HYPHENS = str.maketrans({"\ufffe": "-", "\x02": "-", "\x01": " "})  # PDFium's codes for a hyphen at the end of a line; no sign


def quotes_of(manuscript: Manuscript) -> list[Span]:
    """All runs of sentences that may be quoted."""
    groups = [passage.sentences for passage in split(manuscript) if passage.kind in PROSE]
    runs = [Span(one.start, last.end) for group in groups for at, one in enumerate(group) for last in group[at : at + _SENTENCES]]
    return [run for run in runs if len(run) <= _LONGEST]


def words_under(document: pypdfium2.PdfDocument, marks: Sequence[MarkedBox]) -> str:
    """The words that PDFium finds in the boxes; the pages must stand upright."""
    found = []
    for mark in marks:
        page = document[mark.page - 1]
        left, bottom, right, top = page.get_bbox()
        width, height, box = right - left, top - bottom, mark.box
        sides = left + box.left * width, top - box.bottom * height, left + box.right * width, top - box.top * height
        inset = (sides[0] + _INSET, sides[1] + _INSET, sides[2] - _INSET, sides[3] - _INSET)
        found.append(page.get_textpage().get_text_bounded(*inset))
    return " ".join(found).translate(_HYPHENS)


def measure(path: Path, count: int) -> tuple[int, int, int]:
    """The number of quotes of a file, of those that are marked, and of those whose marks have their words."""
    manuscript = parse_file(path)
    runs = quotes_of(manuscript)
    runs = random.Random(17).sample(runs, min(count, len(runs)))  # noqa: S311 - a sample, the same each time
    report = read_views(path.read_bytes(), path, [sought(manuscript, run) for run in runs], width=0)
    document, marked, equal = pypdfium2.PdfDocument(path), 0, 0
    for run, marks in zip(runs, report.passages, strict=True):
        text = run.of(manuscript.text)
        if is_passage(" ".join(mark.text for mark in marks), text):
            marked += 1
            equal += is_passage(words_under(document, marks), text)
    return len(runs), marked, equal


def main() -> None:
    """Prints a line for each file, and the sums."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("files", nargs="+", type=Path)
    arguments.add_argument("--quotes", type=int, default=50, help="quotes of each file")
    given = arguments.parse_args()
    print("| file | quotes | marked | words under the marks equal |\n|---|---|---|---|")
    sums = [0, 0, 0]
    for path in given.files:
        row = measure(path, given.quotes)
        sums = [total + number for total, number in zip(sums, row, strict=True)]
        print(f"| {path.name} | {row[0]} | {row[1]} | {row[2]} |", flush=True)
    print(f"| all | {sums[0]} | {sums[1]} | {sums[2]} |")


if __name__ == "__main__":
    main()
