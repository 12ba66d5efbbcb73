"""One argument that stands in two copies of a text is quoted once."""

from __future__ import annotations

import pytest

from alignqa.answers.choosing.candidates import Candidate, choose
from alignqa.answers.choosing.copies import standing
from alignqa.answers.choosing.features import WindowFeatures
from alignqa.answers.choosing.windows import Window, stretches, windows
from alignqa.index.catalogue.records import PaperRecord, PassageRecord
from alignqa.papers.document import Metadata, RegionKind, Span

BEFORE = "Harbour masters disagreed for years about whether the northern beacon should burn through summer."
ARGUMENT = "A keeper who is only watched on Sundays learns to trim the wick on Sundays."
AFTER = "Inspectors therefore began arriving unannounced, by rowing boat, at whatever hour the tide allowed."
OTHER = "Whale oil became too expensive, so colza and later paraffin were burned in most towers along the coast."


def _candidate(passage_id: int, paper_id: str, score: float, *sentences: str) -> Candidate:
    text, spans = "", []
    for sentence in sentences:
        spans.append(Span(len(text), len(text) + len(sentence)))
        text += sentence + " "
    passage = PassageRecord(passage_id, paper_id, Span(0, len(text)), RegionKind.BODY, "", text, tuple(spans))
    (run,) = stretches([passage])
    return Candidate(Window(run), WindowFeatures(), score)


def _alike(_: str) -> tuple[int, ...]:
    return (0,)


def test_overlapping_quotes_from_two_copies_count_once() -> None:
    post = _candidate(1, "post", 0.9, BEFORE, ARGUMENT)
    paper = _candidate(10, "paper", 0.8, ARGUMENT.replace("Sundays learns", "Sun- days4 learns"), AFTER)
    assert choose([post, paper], count=5, better=_alike) == [post]


def test_a_list_that_is_quoted_already_is_not_begun_again_in_a_copy() -> None:
    spare = [f"A spare wick of kind {number}." for number in range(6)]
    lines = ("These things are kept in every lighthouse on this coast:", ARGUMENT, AFTER, OTHER, *spare)
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    spans = tuple(Span(start, start + len(line)) for start, line in zip(starts, lines, strict=True))
    passage = PassageRecord(10, "paper", Span(0, len(text)), RegionKind.BODY, "", text, spans)
    opening = next(window for window in windows(stretches([passage])[0], {10: 1.0}) if len(window.sentences) == 1)
    post, paper = _candidate(1, "post", 0.9, BEFORE, ARGUMENT), Candidate(opening, WindowFeatures(), 0.8)
    assert choose([post, paper], count=5, better=_alike) == [post]
    assert len(choose([paper], count=5, better=_alike)) == 3


def test_what_stands_in_several_papers_is_quoted_from_the_best_one_to_cite() -> None:
    post, paper = _candidate(1, "post", 0.9, BEFORE, ARGUMENT), _candidate(10, "paper", 0.7, BEFORE, ARGUMENT)
    book = _candidate(20, "book", 0.6, BEFORE, ARGUMENT)
    chapter = _candidate(30, "chapter", 0.5, AFTER, OTHER)
    better = {"post": (0,), "paper": (2,), "book": (2,), "chapter": (3,)}.__getitem__
    assert choose([post, paper, book, chapter], count=5, better=better) == [paper, chapter]
    short_post, short_paper = _candidate(1, "post", 0.9, "See page 4."), _candidate(2, "paper", 0.8, "See page 4.")
    assert choose([short_post, short_paper], count=1, better=better) == [short_post]


@pytest.mark.parametrize(
    ("worse", "best"),
    [
        ((Metadata(title="Notes"), "notes.pdf"), (Metadata(authors=("Ada Lark",), year=2020), "post.md")),
        ((Metadata(authors=("Ada Lark",)), "a.pdf"), (Metadata(authors=("Ada Lark",), year=2020), "post.md")),
        (
            (Metadata(authors=("Ada Lark",), year=2020, doi="10.1/x"), "a.html"),
            (Metadata(authors=("Ada Lark",), year=2020), "a.PDF"),
        ),
        (
            (Metadata(authors=("Ada Lark",), year=2020), "a.html"),
            (Metadata(authors=("Ada Lark",), year=2020, arxiv_id="1"), "a.tex"),
        ),
    ],
    ids=["authors", "year", "pages", "address"],
)
def test_a_paper_is_better_to_cite_with(worse: tuple[Metadata, str], best: tuple[Metadata, str]) -> None:
    assert standing(PaperRecord("k", *best, "")) > standing(PaperRecord("k", *worse, ""))


def test_two_papers_that_say_different_things_are_both_quoted() -> None:
    one, other = _candidate(1, "one", 0.9, BEFORE, ARGUMENT), _candidate(10, "other", 0.8, AFTER, OTHER)
    assert choose([one, other], count=5, better=_alike) == [one, other]


def test_a_short_sentence_that_both_have_makes_no_copy() -> None:
    one = _candidate(1, "one", 0.9, BEFORE, "See the appendix.")
    other = _candidate(10, "other", 0.8, "See the appendix.", OTHER)
    assert choose([one, other], count=5, better=_alike) == [one, other]
