"""Windows: runs of one to three consecutive sentences that could be quoted; what begins a short list is quoted with all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from alignqa.answers.choosing.leads import UNKNOWN_BREAKS, belongs_to_the_next, is_heading, is_name
from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS, MAX_QUOTE_SENTENCES
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.passages.lists import short_lists
from alignqa.papers.document import PROSE, RegionKind, Span
from alignqa.retrieval.questions.topic_words import text_stems


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its passage; `breaks` counts the line breaks before it.

    A `lead` belongs to the sentence after it, and a `heading` is the title of what follows.
    What stands `inside` a paragraph or an item is not its first sentence, and if it `goes_on`, not its last one;
    `in_item` tells which of both it is.
    """

    passage: PassageRecord
    span: Span
    text: str
    stems: frozenset[str]
    breaks: int = 0
    lead: bool = False
    heading: bool = False
    inside: bool = False
    goes_on: bool = False
    in_item: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """The place that identifies the sentence: passage id and start."""
        return self.passage.passage_id, self.span.start

    @property
    def new_paragraph(self) -> bool:
        """Checks whether a blank line comes before it."""
        return self.breaks >= 2

    @property
    def item(self) -> bool:
        """Checks whether it begins an item of a list."""
        return self.breaks == 1


@dataclass(frozen=True, slots=True)
class Window:
    """Consecutive sentences of one section, which may lie in two neighbouring passages.

    `listed` is the whole of the short list that the sentences begin: they are judged, but it is quoted.
    `rest` is the remainder of a longer list that they introduce.
    """

    sentences: tuple[Sentence, ...]
    rest: tuple[Sentence, ...] = ()
    listed: tuple[Sentence, ...] = ()

    @property
    def shown(self) -> tuple[Sentence, ...]:
        """The sentences that a quote of this window has."""
        return self.listed or self.sentences

    @property
    def span(self) -> Span:
        """The span of what is quoted."""
        return Span(self.shown[0].span.start, self.shown[-1].span.end)

    @property
    def paper_id(self) -> str:
        """The paper's key."""
        return self.sentences[0].passage.paper_id

    @property
    def text(self) -> str:
        """The sentences joined, for scoring; the text that is shown is the slice that the gate takes."""
        return " ".join(sentence.text for sentence in self.sentences)

    def is_slice_of(self, text: str) -> bool:
        """Checks whether every sentence that is quoted is in `text` at its span."""
        return all(sentence.span.of(text) == sentence.text for sentence in self.shown)


def stretches(passages: Iterable[PassageRecord], kinds: frozenset[RegionKind] = PROSE) -> list[tuple[Sentence, ...]]:
    """Returns the sentences of prose in catalogue order, joined where passages of one kind follow each other in one section.

    `kinds` are those that are read.
    """
    found: list[list[Sentence]] = []
    before: PassageRecord | None = None
    for passage in sorted(passages, key=lambda item: item.passage_id):
        if passage.kind not in kinds:
            continue
        joined = before is not None and _follows(before, passage)
        if not joined:
            found.append([])
        found[-1].extend(_sentences(passage, before if joined else None))
        before = passage
    return [_with_leads(sentences) for sentences in found]


def windows(sentences: Sequence[Sentence], wanted: Mapping[int, float]) -> Iterator[Window]:
    """Yields the windows of a stretch that have a sentence of a wanted passage (by id) and fit into a quote.

    One that begins a short list is quoted with the whole of it: half of an enumeration answers nothing.
    """
    lists = {places.start: places for places in _lists(sentences)}
    for first in range(len(sentences)):
        listed = lists.get(first)
        for last in range(first, min(first + MAX_QUOTE_SENTENCES, len(sentences))):
            run = tuple(sentences[first : last + 1])
            if run[-1].span.end - run[0].span.start > MAX_QUOTE_CHARACTERS:
                break
            if not _is_wanted(run, wanted) or any(_cuts(run, place - first) for place in lists):
                continue
            if listed is None and not is_whole(run):
                continue
            if listed is None:
                yield Window(run, rest=_rest(sentences, first, last))
            else:
                yield Window(run, listed=tuple(sentences[first : listed.stop]))


def _lists(sentences: Sequence[Sentence]) -> list[range]:
    """Finds the short lists of a stretch, each of which lies in one passage."""
    found: list[range] = []
    start = 0
    for _, group in groupby(sentences, key=lambda sentence: sentence.passage.passage_id):
        run = list(group)
        texts, spans = [sentence.text for sentence in run], [sentence.span for sentence in run]
        for places in short_lists(texts, spans, [sentence.breaks for sentence in run]):
            end = start + places.stop
            if end == len(sentences) or sentences[end].new_paragraph:
                found.append(range(start + places.start, end))
        start += len(run)
    return found


def _cuts(run: Sequence[Sentence], at: int) -> bool:
    """Checks whether a run that begins before a list ends in it; `at` is the place of the sentence that introduces the list."""
    return 0 < at < len(run) - 1 or (0 < at == len(run) - 1 and run[at].text.endswith(":"))


def is_whole(run: Sequence[Sentence]) -> bool:
    """Checks whether a run of sentences can be quoted alone.

    It ends with no lead, has no heading, and is no mere name.
    It lies in one paragraph or item, or consists of whole ones; a list may be entered from the paragraph before it, not left.
    """
    first, last = run[0], run[-1]
    leaves = any(
        (sentence.new_paragraph and (first.in_item or first.inside)) or (sentence.item and first.in_item and first.inside)
        for sentence in run[1:]
    )
    enters = last.goes_on and any(sentence.breaks for sentence in run[1:])
    says_nothing = len(run) == 1 and is_name(first.text)
    return not (last.lead or leaves or enters or says_nothing or any(sentence.heading for sentence in run))


def _with_leads(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    texts = [sentence.text for sentence in sentences]
    # Of two passages one code point apart it is not known if a line ends between them.
    apart = [one.passage is not other.passage for one, other in pairwise(sentences)]
    breaks = [
        UNKNOWN_BREAKS if new and not one.breaks else one.breaks for new, one in zip([False, *apart], sentences, strict=True)
    ]
    goes_on = [*(count == 0 for count in breaks[1:]), False]
    begun = 0  # line breaks before the paragraph or item that a sentence stands in
    in_item = [(begun := count or begun) == 1 for count in breaks]
    return tuple(
        replace(
            sentence,
            lead=belongs_to_the_next(texts, breaks, at),
            heading=is_heading(texts, breaks, at),
            inside=at > 0 and breaks[at] == 0,
            goes_on=goes_on[at],
            in_item=in_item[at],
        )
        for at, sentence in enumerate(sentences)
    )


def _is_wanted(run: Sequence[Sentence], wanted: Mapping[int, float]) -> bool:
    return any(sentence.passage.passage_id in wanted for sentence in run)


def continuation(window: Window) -> Window | None:
    """Returns the next quotable part of the list that a window introduces, or None if nothing is left of it."""
    for count in range(min(MAX_QUOTE_SENTENCES, len(window.rest)), 0, -1):
        run = window.rest[:count]
        if run[-1].span.end - run[0].span.start <= MAX_QUOTE_CHARACTERS and is_whole(run):
            return Window(run, window.rest[count:])
    return None


def _rest(sentences: Sequence[Sentence], first: int, last: int) -> tuple[Sentence, ...]:
    """Returns the items after `last` of a list that one of the sentences from `first` to `last` introduces."""
    introducing = [at for at in range(first, last + 1) if sentences[at].text.endswith(":")]
    if not introducing or any(sentence.new_paragraph for sentence in sentences[introducing[-1] + 1 : last + 1]):
        return ()
    return tuple(takewhile(lambda sentence: not sentence.new_paragraph, sentences[last + 1 :]))


def _follows(one: PassageRecord, other: PassageRecord) -> bool:
    same = (one.paper_id, one.heading, one.kind) == (other.paper_id, other.heading, other.kind)
    # More than a paragraph break between them means that something else, such as code, is there.
    return same and other.passage_id == one.passage_id + 1 and other.span.start - one.span.end <= 2


def _sentences(passage: PassageRecord, before: PassageRecord | None) -> Iterator[Sentence]:
    end = before.span.end if before else passage.span.start
    for span in passage.sentences:
        text = passage.text[span.start - passage.span.start : span.end - passage.span.start]
        if end < passage.span.start:
            # Between two passages only the width of the gap is known; a paragraph break is two code points wide.
            breaks = 2 if passage.span.start - end >= 2 else 0
        else:
            breaks = passage.text[end - passage.span.start : span.start - passage.span.start].count("\n")
        yield Sentence(passage, span, text, text_stems(text), breaks)
        end = span.end
