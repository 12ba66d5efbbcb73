"""The sentences of an index in one order, and where in them evidence stands."""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from alignqa.answers.choosing.windows import Window
from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS, MAX_QUOTE_SENTENCES
from alignqa.evaluation.answers.gold import GoldItem, carries
from alignqa.papers.document import PROSE
from alignqa.retrieval.snapshots import Snapshot
from training.pools import Group, Label, Pool, context

Run = tuple[int, int]
"""The first and last of consecutive sentences, by number."""
_MOST_PLACES = 30  # of one piece of evidence
_CLAIM_CHARACTERS = (40, 300)  # of a sentence that stands as a claim


class Library:
    """The sentences of an index in the order of its papers, each with its title and heading."""

    def __init__(self, sentences: Sequence[str], contexts: Sequence[str], places: Sequence[tuple[str, int]]) -> None:
        """Takes for each sentence its text, its context, and its paper and start."""
        self.sentences = tuple(sentences)
        self._contexts = tuple(contexts)
        self._numbers = {place: number for number, place in enumerate(places)}
        bare = [_bare(sentence) for sentence in sentences]
        self._joined = "\n".join(bare)
        self._starts = [0]
        for text in bare:
            self._starts.append(self._starts[-1] + len(text) + 1)

    @classmethod
    def of(cls, index: Snapshot) -> Library:
        """Reads all sentences that could be quoted."""
        sentences, contexts, places = [], [], []
        for record in index.contents.papers:
            for passage in index.catalogue.passages_of(record.paper_id):
                if passage.kind in PROSE:
                    about = context(record.metadata.title or "", passage.heading)
                    for span in passage.sentences:
                        text = passage.text[span.start - passage.span.start : span.end - passage.span.start]
                        sentences.append(" ".join(text.split()))
                        contexts.append(about)
                        places.append((record.paper_id, span.start))
        return cls(sentences, contexts, places)

    def run(self, window: Window) -> Run | None:
        """Returns the sentences of a window; None where they do not follow each other here."""
        numbers = [self._numbers.get((window.paper_id, sentence.span.start), -9) for sentence in window.sentences]
        return (numbers[0], numbers[-1]) if numbers[0] >= 0 and numbers[-1] - numbers[0] == len(numbers) - 1 else None

    def text(self, run: Run) -> str:
        """Joins the sentences of a run."""
        return " ".join(self.sentences[run[0] : run[1] + 1])

    def places(self, evidence: Iterable[GoldItem]) -> list[Run]:
        """Returns the shortest runs that carry any of the evidence, in order."""
        return sorted({run for gold in evidence for run in self._places(gold)})

    def carrying(self, run: Run, evidence: Iterable[GoldItem]) -> tuple[int, ...]:
        """Returns the sentences of a run that are needed to carry all the evidence that it carries; none if it carries none."""
        needed: set[int] = set()
        for gold in evidence:
            if carries(self.text(run), gold):
                inside = [(first, last) for first in range(run[0], run[1] + 1) for last in range(first, run[1] + 1)]
                shortest = min((one for one in inside if carries(self.text(one), gold)), key=lambda one: one[1] - one[0])
                needed.update(range(shortest[0], shortest[1] + 1))
        return tuple(sorted(needed))

    def has_part(self, run: Run, evidence: Iterable[GoldItem]) -> bool:
        """Checks whether a run has at least one term of any of the evidence."""
        text = self.text(run)
        return any(carries(text, GoldItem((term,))) for gold in evidence for term in gold.must_contain)

    def widened(self, run: Run, rng: random.Random) -> Run:
        """Widens a run at random to at most three sentences under its heading and the length of a quote."""
        (first, last), wanted = run, rng.randint(1, MAX_QUOTE_SENTENCES)
        while last - first + 1 < wanted:
            before = rng.random() < 0.5 and self._together(first - 1, last)
            wider = (first - 1, last) if before else (first, last + 1)
            if not self._together(*wider) or len(self.text(wider)) > MAX_QUOTE_CHARACTERS:
                break
            first, last = wider
        return first, last

    def some_sentences(self, count: int, rng: random.Random) -> list[int]:
        """Draws sentences that are neither very short nor very long."""
        least, most = _CLAIM_CHARACTERS
        good = [number for number, sentence in enumerate(self.sentences) if least < len(sentence) < most]
        return rng.sample(good, min(count, len(good)))

    def pool(self, groups: Sequence[Group]) -> Pool:
        """Makes a pool of the groups and of no more sentences than they name."""
        used = sorted({number for group in groups for one in group.windows for number in range(one.first, one.last + 1)})
        new = {number: place for place, number in enumerate(used)}
        contexts = {about: place for place, about in enumerate(dict.fromkeys(self._contexts[number] for number in used))}

        def moved(one: Label) -> Label:
            needed = None if one.needed is None else tuple(new[number] for number in one.needed)
            return replace(one, first=new[one.first], last=new[one.last], needed=needed)

        return Pool(
            tuple(self.sentences[number] for number in used),
            tuple(contexts),
            tuple(contexts[self._contexts[number]] for number in used),
            tuple(replace(group, windows=tuple(map(moved, group.windows))) for group in groups),
        )

    def _places(self, gold: GoldItem) -> set[Run]:
        rarest = max((_bare(term) for term in gold.must_contain), key=len)
        found: set[Run] = set()
        at = self._joined.find(rarest)
        while at >= 0 and len(found) < _MOST_PLACES:
            number = bisect_right(self._starts, at) - 1
            around = [
                (first, first + length - 1)
                for length in range(1, MAX_QUOTE_SENTENCES + 1)
                for first in range(number - length + 1, number + 1)
                if self._together(first, first + length - 1)
            ]
            run = next(
                (run for run in around if len(self.text(run)) <= MAX_QUOTE_CHARACTERS and carries(self.text(run), gold)), None
            )
            if run is not None:
                found.add(run)
            at = self._joined.find(rarest, at + len(rarest))
        return found

    def _together(self, first: int, last: int) -> bool:
        """Checks that two sentences are there and stand under one heading of one paper."""
        return first >= 0 and last < len(self.sentences) and self._contexts[first] == self._contexts[last]


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())
