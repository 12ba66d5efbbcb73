"""A small library of invented papers, offered to a generator sentence by sentence."""

from __future__ import annotations

from alignqa.answers.interfaces import Generator
from alignqa.answers.writing.numbering import Numbering
from alignqa.answers.writing.prompts import read_prompts
from alignqa.answers.writing.writer import ClaimWriter, WritingTask
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Manuscript, Metadata, RegionKind, Span

TEXTS = {
    "winter2019herding": (
        "A sheepdog policy is a learned controller that gathers a flock on its own initiative. "
        "It may come to want the gathering and not the flock. "
        "The sheepdog policy lost 14% of the flock in fog and 2% in sunshine. "
        "The policy did not follow the shepherd after the second winter."
    ),
    "stone2022goats": (
        "Goats follow the feeder because the feeder was present throughout their training. "
        "Training on three pastures might reduce the confusion. "
        "We found no evidence of planning in any of the 212 goats. "
        "Ada Stone measured the confusion with bells."
    ),
    "moor2024bells": (
        "Bells are an audit of the herd and never a remedy. "
        "An audited herd is calmer than an unaudited one. "
        "Bells do not prevent straying. "
        "Some herders suspect that bells teach goats to stray silently."
    ),
}
METADATA = {
    "winter2019herding": Metadata(title="Herding with Learned Dogs", authors=("Eva Winter",), year=2019),
    "stone2022goats": Metadata(title="Goats and Their Goals", authors=("Ada Stone",), year=2022),
    "moor2024bells": Metadata(title="Bells", authors=("Ines Moor",), year=2024),
}
MANUSCRIPTS = {key: Manuscript(text) for key, text in TEXTS.items()}


def passage_of(key: str, text: str, number: int = 1) -> PassageRecord:
    span = Span(0, len(text))
    return PassageRecord(number, key, span, RegionKind.BODY, "", text, tuple(sentences(text, span)))


def numbering() -> Numbering:
    """Sentences 1 to 4 are Winter's, 5 to 8 Stone's, 9 to 12 Moor's."""
    found = Numbering(MANUSCRIPTS.get)
    for number, (key, text) in enumerate(TEXTS.items()):
        found.offer(passage_of(key, text, number))
    return found


def task(question: str = "What do sheepdog policies and goats do?") -> WritingTask:
    return WritingTask(question, numbering(), METADATA)


def writer(generator: Generator) -> ClaimWriter:
    return ClaimWriter(generator, read_prompts())
