"""Our own questions and statements as groups: the windows that alignqa finds for them in an index of the papers, and copies."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from alignqa.answers.choosing.candidates import find_candidates
from alignqa.answers.choosing.close_reading import apart
from alignqa.answers.choosing.features import WindowWeights
from alignqa.evaluation.answers.gold import GoldItem
from alignqa.evaluation.answers.questions import QuestionItem, Why, read_questions
from alignqa.retrieval.questions.understanding import understand
from alignqa.retrieval.snapshots import Snapshot
from training.alterations import altered
from training.library import Library, Run
from training.pools import Group, Judgement, Label, Pool
from training.statements import Statement, read_statements

_RETRIEVED = 40  # passages for a question
_READ = 24  # windows that do not overlap, in the order of their features
_OTHERS = (8, 160)  # windows drawn from the first of the others, to learn from
_PLACES = 3  # places of evidence, each as it is and with what stands around it
_NEAR = 3  # sentences: so near to a place, a window with part of the evidence may be part of the answer
_COPIES = 5_000  # sentences as claims, as they stand and altered


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or a sentence of a statement: `gold` answers or supports it, `against` contradicts it.

    `why` is the reason for having no answer; `how` is how a falsehood differs from the true claim, empty for a true one.
    """

    text: str
    source: str
    split: str
    gold: tuple[GoldItem, ...] = ()
    against: tuple[GoldItem, ...] = ()
    why: Why | None = None
    claim: bool = False
    how: str = ""


def read_own(folder: Path) -> list[Asked]:
    """Reads the three files of a folder of question sets.

    Questions of `literature.jsonl` on papers that are held out in the other two are not learned from.
    """
    reading, literature = (
        read_questions((folder / f"{name}.jsonl").read_text(encoding="utf-8"), name=name) for name in ("reading", "literature")
    )
    statements = read_statements((folder / "statements.jsonl").read_text(encoding="utf-8"))
    held = {paper for asked in reading.items if asked.split == "test" for paper in asked.papers}
    held |= {paper for said in statements if said.split == "test" for paper in said.papers}
    known = [item for item in literature.items if item.split == "test" or not held & set(item.papers)]
    return [
        *(_question(item, "reading") for item in reading.items),
        *(one for statement in statements for one in _statement(statement)),
        *(_question(item, "literature") for item in known),
    ]


def own_pools(
    asked: Sequence[Asked], index: Snapshot, weights: WindowWeights, rng: random.Random, say: Callable[[str], None]
) -> tuple[Pool, Pool]:
    """Makes the groups to learn from and those to measure on, each as one pool."""
    library = Library.of(index)
    finder = _Finder(library, index, weights, rng)
    groups: dict[str, list[Group]] = {"train": [], "test": []}
    for number, one in enumerate(asked):
        if number % 500 == 0:
            say(f"{number} of {len(asked)} questions and statements of our own")
        windows, places = finder.windows(one)
        labels = tuple(_label(one, window, places, library) for window in windows)
        groups[one.split].append(Group(one.text, one.source, labels))
    groups["train"] += _copies(library, rng)
    return library.pool(groups["train"]), library.pool(groups["test"])


def _question(item: QuestionItem, source: str) -> Asked:
    return Asked(item.question, source if item.answerable else f"{source}-no", item.split, item.gold, item.against, item.why)


def _statement(item: Statement) -> Iterator[Asked]:
    yield Asked(item.claim, "said", item.split, item.gold, claim=True)
    yield Asked(item.falsehood, "said", item.split, item.gold, claim=True, how=item.how)


class _Finder:
    """Finds the windows of the index that compete for a question."""

    def __init__(self, library: Library, index: Snapshot, weights: WindowWeights, rng: random.Random) -> None:
        self._library, self._index, self._weights, self._rng = library, index, weights, rng

    def windows(self, asked: Asked) -> tuple[list[Run], list[Run]]:
        """Returns the windows, and the places of the evidence; to learn from, there are windows at these places too."""
        question = understand(asked.text, self._index, naming_papers=True)
        found = find_candidates(question, self._index, weights=self._weights, passages=_RETRIEVED).candidates
        runs: list[Run | None] = [self._library.run(one.window) for one in apart(found, _READ)]
        places = self._library.places(asked.gold or asked.against)
        if asked.split == "train":
            count, first = _OTHERS
            some = found[:first]
            runs += [self._library.run(one.window) for one in self._rng.sample(some, min(count, len(some)))]
            for place in self._rng.sample(places, min(_PLACES, len(places))):
                runs += [place, self._library.widened(place, self._rng)]
        return list(dict.fromkeys(run for run in runs if run is not None)), places


def _label(asked: Asked, run: Run, places: Sequence[Run], library: Library) -> Label:
    if asked.claim:
        return _of_claim(asked, run, library)
    if asked.why is None:
        return _of_answerable(asked, run, places, library)
    against = library.carrying(run, asked.against)
    premise = asked.why is Why.FALSE_PREMISE
    if against:
        return Label(*run, True, False, Judgement.CONTRADICTS, against)
    if premise:  # what else speaks against it is not known
        return Label(*run, False if places else None, False)
    return Label(*run, None, False, Judgement.NEITHER, ())


def _of_claim(asked: Asked, run: Run, library: Library) -> Label:
    needed = library.carrying(run, asked.gold)
    if needed:
        # What says more than the paper is not supported by it, and not contradicted.
        wrong = Judgement.NOT_SUPPORTS if asked.how == "modality" else Judgement.CONTRADICTS
        return Label(*run, True, None, wrong if asked.how else Judgement.SUPPORTS, needed)
    if library.has_part(run, asked.gold):
        return Label(*run, None, None)
    return Label(*run, False, None, Judgement.NOT_SUPPORTS, ())


def _of_answerable(asked: Asked, run: Run, places: Sequence[Run], library: Library) -> Label:
    needed = library.carrying(run, asked.gold)
    if needed:
        return Label(*run, True, True, Judgement.SUPPORTS, needed)
    if library.has_part(run, asked.gold) and any(abs(run[0] - place[0]) <= _NEAR for place in places):
        return Label(*run, None, None)
    return Label(*run, False, False, Judgement.NEITHER, ())


def _copies(library: Library, rng: random.Random) -> Iterable[Group]:
    """Sentences as claims about the passage they stand in: as they are, and altered."""
    for number in library.some_sentences(_COPIES, rng):
        run, sentence = library.widened((number, number), rng), library.sentences[number]
        wrong = altered(sentence, rng)
        if wrong is not None:
            yield Group(sentence, "copy", (Label(*run, None, None, Judgement.SUPPORTS, (number,)),))
            yield Group(wrong, "copy-altered", (Label(*run, None, None, Judgement.NOT_SUPPORTS),))


def counted(pools: Iterable[Pool]) -> str:
    """Counts the groups of each source, for a line of the log."""
    found = Counter(group.source for pool in pools for group in pool.groups)
    return ", ".join(f"{name} {count}" for name, count in sorted(found.items()))
