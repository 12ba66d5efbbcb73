"""Passages of real PDFs on their pages; the papers lie beside the checkout."""

from __future__ import annotations

import random

import pytest

from alignqa.index.passages.splitting import split
from alignqa.papers.document import PROSE
from alignqa.papers.page_views.reading import read_views, sought
from alignqa.papers.parsing.formats import parse_file
from alignqa.reviews.viewing import is_passage
from places import LITERATURE

PAPERS = ["pdfs/chain_of_thought.pdf", "papers/hubinger2019-rflo/mesa_optimization.pdf", "cases/pdf-line-numbers/emnlp.pdf"]


@pytest.mark.real
@pytest.mark.parametrize("name", PAPERS)
def test_nearly_all_passages_are_marked_and_an_altered_one_is_not(name):
    path = LITERATURE / name
    if not path.exists():
        pytest.skip(f"{path} is missing: put the papers there, or name their folder in ALIGNQA_LITERATURE")
    manuscript = parse_file(path)
    spans = [sentence for passage in split(manuscript) if passage.kind in PROSE for sentence in passage.sentences]
    spans = random.Random(3).sample([span for span in spans if len(span.of(manuscript.text).split()) > 5], 40)  # noqa: S311 - a sample, the same each time
    texts = [span.of(manuscript.text) for span in spans]
    shortened = [" ".join([*words[:3], *words[4:]]) for words in (text.split() for text in texts)]
    passages = [sought(manuscript, span) for span in spans]
    altered = [type(one)(text, one.before, one.after, one.pages) for one, text in zip(passages, shortened, strict=True)]
    report = read_views(path.read_bytes(), path, [*passages, *altered], width=0)
    proven = [
        is_passage(" ".join(mark.text for mark in marks), text)
        for marks, text in zip(report.passages, [*texts, *shortened], strict=True)
    ]
    assert sum(proven[:40]) >= 39
    # A sign that stands for itself, such as a dash, may be left out: nothing is found by it.
    kept = [is_passage(one, other) for one, other in zip(shortened, texts, strict=True)]
    assert [passed for passed, same in zip(proven[40:], kept, strict=True) if not same and passed] == []
