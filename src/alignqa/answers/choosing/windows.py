"""Windows: runs of one to three consecutive sentences that could be quoted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS, MAX_QUOTE_SENTENCES
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.document import RegionKind, Span
from alignqa.retrieval.questions.topic_words import text_stems


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its passage; `new_paragraph` if a blank line comes before it, `item` if it begins an item of a list."""

    passage: PassageRecord
    span: Span
    text: str
    stems: frozenset[str]
    new_paragraph: bool = False
    item: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """The place that identifies the sentence: passage id and start."""
        return self.passage.passage_id, self.span.start


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences of one section, which may lie in two neighbouring passages.

    `rest` is the remainder of the list that the window introduces but does not contain as a whole.
    """

    sentences: tuple[Sentence, ...]
    rest: tuple[Sentence, ...] = ()

    @property
    def span(self) -> Span:
        """The span from the first sentence's start to the last one's end."""
        return Span(self.sentences[0].span.start, self.sentences[-1].span.end)

    @property
    def paper_id(self) -> str:
        """The paper's key."""
        return self.sentences[0].passage.paper_id

    @property
    def text(self) -> str:
        """The sentences joined, for scoring; the text that is shown is the slice that the gate takes."""
        return " ".join(sentence.text for sentence in self.sentences)

    def is_slice_of(self, text: str) -> bool:
        """Checks whether every sentence is in `text` at its span."""
        return all(sentence.span.of(text) == sentence.text for sentence in self.sentences)


def stretches(passages: Iterable[PassageRecord]) -> list[tuple[Sentence, ...]]:
    """Returns the sentences of body passages in catalogue order, joined where passages follow each other in one section."""
    found: list[list[Sentence]] = []
    before: PassageRecord | None = None
    for passage in sorted(passages, key=lambda item: item.passage_id):
        if passage.kind is not RegionKind.BODY:
            continue
        joined = before is not None and _follows(before, passage)
        if not joined:
            found.append([])
        found[-1].extend(_sentences(passage, before if joined else None))
        before = passage
    return [tuple(sentences) for sentences in found]


def windows(sentences: Sequence[Sentence], wanted: Mapping[int, float]) -> Iterator[Window]:
    """Yields the windows of a stretch that have a sentence of a wanted passage (by id) and fit into a quote."""
    for first in range(len(sentences)):
        for last in range(first, min(first + MAX_QUOTE_SENTENCES, len(sentences))):
            run = tuple(sentences[first : last + 1])
            if run[-1].span.end - run[0].span.start > MAX_QUOTE_CHARACTERS:
                break
            if any(sentence.passage.passage_id in wanted for sentence in run):
                yield Window(run, _rest(sentences, first, last))


def continuation(window: Window) -> Window | None:
    """Returns the next quotable part of the list that a window introduces, or None if nothing is left of it."""
    for count in range(min(MAX_QUOTE_SENTENCES, len(window.rest)), 0, -1):
        run = window.rest[:count]
        if run[-1].span.end - run[0].span.start <= MAX_QUOTE_CHARACTERS:
            return Window(run, window.rest[count:])
    return None


def _rest(sentences: Sequence[Sentence], first: int, last: int) -> tuple[Sentence, ...]:
    """Returns the items after `last` of a list that one of the sentences from `first` to `last` introduces."""
    if not any(sentence.text.endswith(":") for sentence in sentences[first : last + 1]):
        return ()
    return tuple(takewhile(lambda sentence: not sentence.new_paragraph, sentences[last + 1 :]))


def _follows(one: PassageRecord, other: PassageRecord) -> bool:
    same = (one.paper_id, one.heading) == (other.paper_id, other.heading)
    # More than a paragraph break between them means that something else, such as code, is there.
    return same and other.passage_id == one.passage_id + 1 and other.span.start - one.span.end <= 2


def _sentences(passage: PassageRecord, before: PassageRecord | None) -> Iterator[Sentence]:
    end = before.span.end if before else passage.span.start
    for span in passage.sentences:
        text = passage.text[span.start - passage.span.start : span.end - passage.span.start]
        gap = passage.text[max(0, end - passage.span.start) : max(0, span.start - passage.span.start)]
        # Between two passages only the width of the gap is known; a paragraph break is two code points wide.
        breaks = span.start - end if end < passage.span.start else gap.count("\n")
        yield Sentence(passage, span, text, text_stems(text), new_paragraph=breaks >= 2, item=gap == "\n")
        end = span.end
