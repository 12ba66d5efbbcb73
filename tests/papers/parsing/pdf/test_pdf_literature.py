"""Real papers: what stands in the body is what an independent reader finds on the page that we name."""

from __future__ import annotations

import io
import random
import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pypdf
import pypdfium2
import pytest

from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import PROSE, Manuscript, Span
from alignqa.papers.parsing import pdf
from alignqa.papers.parsing.formats import parse_file
from places import LITERATURE

PAPERS = LITERATURE / "papers"
pytestmark = [
    pytest.mark.literature,
    pytest.mark.skipif(not PAPERS.is_dir(), reason=f"the papers to measure on are missing: {PAPERS}"),
]
SAMPLED = 100  # sentences of each paper
SENTENCE = re.compile(r"[A-Z“\"(][^\n]{30,}?[.?!][”\")\]]?(?=\s+[A-Z“\"(]|\n|$)")


def _fold(text: str) -> str:
    """Letters and digits only: pypdf misreads the symbols of some fonts, and places marks and hyphens as the page does."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _body(manuscript: Manuscript) -> str:
    """The text with all regions blanked out, in its own places."""
    body = list(manuscript.text)
    for region in manuscript.regions:
        body[region.span.start : region.span.end] = "\n" * len(region.span)
    return "".join(body)


def _stands_on(words: str, printed: str) -> bool:
    """Whether the words stand on a page, give or take footnote marks between them."""
    folded = [part for part in map(_fold, re.split(r"[\W_]+", words)) if part]
    return re.search(r"\d{0,3}".join(map(re.escape, folded)), printed) is not None


def _right(manuscript: Manuscript, start: int, end: int, printed: list[str]) -> bool:
    """Whether every part of a sentence stands on the page that the manuscript says; parts part where the page turns."""
    turns = [at for at in range(start + 1, end) if manuscript.page_at(at) != manuscript.page_at(at - 1)]
    for left, right in pairwise([start, *turns, end]):
        page = manuscript.page_at(left)
        if page is None or not _stands_on(manuscript.text[left:right], printed[page.number - 1]):
            return False
    return True


def test_sampled_sentences_stand_on_their_pages() -> None:
    files = [PAPERS / "hubinger2019-rflo" / "mesa_optimization.pdf", *sorted((PAPERS / "pdf").glob("*.pdf"))]
    assert len(files) == 3
    wrong: list[str] = []
    for file in files:
        data = file.read_bytes()
        manuscript = pdf.parse(data, file)
        printed = [_fold(page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]
        found = [match.span() for match in SENTENCE.finditer(_body(manuscript))]
        sample = random.Random(2019).sample(found, SAMPLED)  # noqa: S311 - a sample, not a secret
        wrong += [manuscript.text[start:end] for start, end in sample if not _right(manuscript, start, end, printed)]
    assert len(wrong) <= 0.01 * SAMPLED * len(files), wrong


@pytest.mark.parametrize(
    "name", ["alignment_faking", "chain_of_thought", "chain_of_thought_for_reasoning", "sycophancy_understanding"]
)
def test_all_whole_sentences_stand_on_their_pages(name: str) -> None:
    file = LITERATURE / "pdfs" / f"{name}.pdf"
    manuscript = pdf.parse(file.read_bytes(), file)
    printed = [_fold(page.get_textpage().get_text_range()) for page in pypdfium2.PdfDocument(file)]
    found = [match.span() for match in SENTENCE.finditer(_body(manuscript))]
    wrong = [manuscript.text[start:end] for start, end in found if not _right(manuscript, start, end, printed)]
    assert len(found) > 100
    assert len(wrong) <= 0.01 * len(found), wrong


def _whole_sentences(manuscript: Manuscript) -> list[str]:
    """The sentences of prose that begin with a capital and end with a full stop, folded, without the tags of transcripts."""
    blocks = re.finditer(r"[^\n]+", manuscript.text)
    spans = (
        span
        for block in blocks
        if manuscript.kind_at(block.start()) in PROSE
        for span in sentences(manuscript.text, Span(*block.span()))
    )
    texts = (span.of(manuscript.text) for span in spans)
    return [_fold(_untagged(text)) for text in texts if len(text) >= 30 and SENTENCE.fullmatch(text)]


def _untagged(text: str) -> str:
    return re.sub(r"</?[\w -]+>", "", text)


def test_two_renderings_of_one_work_hold_the_same_sentences() -> None:
    files = (
        LITERATURE / "pdfs" / "alignment_faking.pdf",
        PAPERS / "greenblatt2024-alignment-faking" / "anthropic-alignment-faking.md",
    )
    printed, converted = map(parse_file, files)
    for one, other in ((printed, converted), (converted, printed)):
        text = "|".join(_fold(_untagged(line)) for line in other.text.split("\n"))
        found = _whole_sentences(one)
        assert len(found) > 1_500
        assert sum(sentence in text for sentence in found) >= 0.97 * len(found)


def test_the_sections_are_those_of_the_source() -> None:
    folder = PAPERS / "hubinger2019-rflo"
    source = (folder / "mesa_optimization.tex").read_text(encoding="utf-8")
    commands = re.findall(r"^\s*\\(sub)?section\{([^{}]*)\}", source, re.MULTILINE)
    expected = [(2 if sub else 1, _fold(title)) for sub, title in commands]
    manuscript = pdf.parse((folder / "mesa_optimization.pdf").read_bytes(), Path("mesa_optimization.pdf"))
    found = [(section.level, _fold(section.title)) for section in manuscript.sections if section.number]
    assert len(expected) > 10
    assert found == expected
