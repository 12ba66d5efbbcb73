"""Numbered sentences: they are offered to a generator, and it can cite nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Quote
from alignqa.answers.quoting import gate
from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS, MAX_QUOTE_SENTENCES, Offered
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.document import Manuscript, Metadata, RegionKind, Span
from alignqa.papers.person_names import plain_names


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence with its number and the passage in which it was offered."""

    number: int
    span: Span
    offered: Offered

    @property
    def text(self) -> str:
        """The slice of the source."""
        return self.span.of(self.offered.manuscript.text)


class Numbering:
    """The sentences that were offered, numbered from 1; a sentence keeps its number as long as this object exists."""

    def __init__(self, manuscript_of: Callable[[str], Manuscript | None]) -> None:
        self._manuscript_of = manuscript_of
        self._sentences: list[Numbered] = []
        self._numbers: dict[tuple[str, Span], int] = {}
        self._passages: list[Offered] = []

    def __len__(self) -> int:
        return len(self._sentences)

    def passages(self) -> list[list[Numbered]]:
        """Returns the sentences that were offered, passage by passage."""
        return [self._of(offered) for offered in self._passages]

    def offer(self, passage: PassageRecord) -> list[Numbered]:
        """Numbers a passage's sentences; returns none if its text is no longer that of the catalogue's paper."""
        manuscript = self._manuscript_of(passage.paper_id)
        if manuscript is None or not passage.sentences or passage.span.of(manuscript.text) != passage.text:
            return []
        return self._number(Offered(passage.paper_id, manuscript, passage.sentences))

    def offer_quote(self, quote: Quote) -> list[Numbered]:
        """Numbers an earlier quote as one sentence; returns none if its paper was replaced or removed since."""
        manuscript = self._manuscript_of(quote.paper_id)
        if manuscript is None or manuscript.text_sha256 != quote.text_sha256:
            return []
        return self._number(Offered(quote.paper_id, manuscript, (quote.span,)))

    def _number(self, offered: Offered) -> list[Numbered]:
        new = [span for span in offered.sentences if (offered.paper_id, span) not in self._numbers]
        for span in new:
            self._sentences.append(Numbered(len(self._sentences) + 1, span, offered))
            self._numbers[offered.paper_id, span] = len(self._sentences)
        if new:
            self._passages.append(offered)
        return self._of(offered)

    def _of(self, offered: Offered) -> list[Numbered]:
        return [self._sentences[self._numbers[offered.paper_id, span] - 1] for span in offered.sentences]

    def before(self, quote: Quote) -> str:
        """Returns the sentence that was offered before a quote, in which "it" and "this" may be named; empty if there is none."""
        for offered in self._passages:
            earlier = [span for span in offered.sentences if span.end <= quote.span.start]
            if (
                offered.paper_id == quote.paper_id
                and earlier
                and any(span.start == quote.span.start for span in offered.sentences)
            ):
                return earlier[-1].of(offered.manuscript.text)
        return ""

    def prove(self, numbers: Iterable[int], strings: Sequence[str], *, last: int) -> tuple[list[Quote], list[str]]:
        """Returns the quotes of sentences by number, up to `last`, and of quoted strings, and the faults of the others.

        Consecutive sentences of one passage make one quote, up to the maximum length of a quote.
        """
        faults: list[str] = []
        known: list[Numbered] = []
        for number in dict.fromkeys(numbers):
            if 1 <= number <= min(last, len(self._sentences)):
                known.append(self._sentences[number - 1])
            else:
                faults.append(f"there is no sentence {number}")
        quotes: list[Quote | None] = [gate.take(span, offered) for offered, span in _runs(known)]
        faults += ["a sentence is too long to be quoted"] * quotes.count(None)
        for string in strings:
            if (quote := gate.locate(string, self._passages)) is None:
                faults.append(f"this is not in the passages: {shortened(string)!r}")
            quotes.append(quote)
        return list(dict.fromkeys(quote for quote in quotes if quote is not None)), faults


def _runs(sentences: Sequence[Numbered]) -> list[tuple[Offered, Span]]:
    """Joins sentences that are neighbours in one passage; each run takes the place of its first sentence."""
    runs: list[tuple[Offered, list[int]]] = []
    for sentence in sentences:
        offered, at = sentence.offered, sentence.offered.sentences.index(sentence.span)
        for other, places in runs:
            joined = sorted([*places, at])
            if other is offered and _fits(offered, joined):
                places[:] = joined
                break
        else:
            runs.append((offered, [at]))
    return [(offered, Span(offered.sentences[places[0]].start, offered.sentences[places[-1]].end)) for offered, places in runs]


def _fits(offered: Offered, places: Sequence[int]) -> bool:
    length = offered.sentences[places[-1]].end - offered.sentences[places[0]].start
    return places[-1] - places[0] == len(places) - 1 < MAX_QUOTE_SENTENCES and length <= MAX_QUOTE_CHARACTERS


def shown(sentences: Sequence[Numbered], metadata: Mapping[str, Metadata]) -> str:
    """Returns the sentences of one passage as a generator reads them: paper, year and section, then one sentence per line."""
    offered = sentences[0].offered
    known = metadata.get(offered.paper_id, Metadata())
    start = sentences[0].span.start
    section = offered.manuscript.locate(start).section
    whose = "other people's words, which the paper quotes" if offered.manuscript.kind_at(start) is RegionKind.QUOTATION else ""
    title, authors = known.title or offered.paper_id, ", ".join(plain_names(known.authors[:3]))
    facts = (title, authors, str(known.year or ""), f"section: {section or '-'}", whose)
    lines = [f"[{sentence.number}] {' '.join(sentence.text.split())}" for sentence in sentences]
    return "\n".join(["Paper: " + " | ".join(" ".join(fact.split()) for fact in facts if fact), *lines])


def shortened(text: str) -> str:
    """Shortens a text to its beginning, on one line, for a message."""
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"
