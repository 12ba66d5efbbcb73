"""Public question sets in their own forms, read as articles: SQuAD and its kin, Natural Questions, QED."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Span


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the sentences of its paragraph that hold an answer; none where it has no answer there."""

    question: str
    answers: tuple[str, ...]
    places: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The sentences of a paragraph and what was asked about it."""

    sentences: tuple[str, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """The paragraphs of one text."""

    source: str
    title: str
    paragraphs: tuple[Paragraph, ...]


def articles(folder: Path) -> Iterator[Article]:
    """Reads all question sets below the folder of training data."""
    for name in ("new_wiki", "reddit", "amazon_reviews"):
        yield from _squad(json.loads((folder / "squadshifts" / f"{name}_v1.0.json").read_text(encoding="utf-8"))["data"], name)
    yield from _rebuilt_squad(folder / "squad" / "squad2_dev_from_html.jsonl.gz")
    for name in ("dev", "test"):
        yield from _squad(json.loads((folder / "policyqa" / f"{name}.json").read_text(encoding="utf-8"))["data"], "policy")
    yield from _natural_questions(folder / "nq_oracle" / "nq-open-oracle.jsonl.gz")
    yield from _explained(folder / "qed" / "qed-dev.jsonlines")


def _squad(data: list[Any], source: str) -> Iterator[Article]:
    for article in data:
        paragraphs = []
        for paragraph in article["paragraphs"]:
            asked = [
                (qa["question"], [(answer["text"], answer["answer_start"]) for answer in qa.get("answers", [])])
                for qa in paragraph["qas"]
            ]
            paragraphs.append(_paragraph(paragraph["context"], asked))
        yield Article(source, str(article.get("title") or "").replace("_", " "), tuple(paragraphs))


def _rebuilt_squad(path: Path) -> Iterator[Article]:
    """Reads the development set of SQuAD 2.0 as rebuilt from its pages: a line a question, answers without their places."""
    texts: dict[str, dict[str, list[tuple[str, list[tuple[str, int]]]]]] = defaultdict(lambda: defaultdict(list))
    for line in json_lines(path):
        answers = [(text, line["context"].find(text)) for text in dict.fromkeys(line["answers"])] if line["answerable"] else []
        texts[line["title"]][line["context"]].append((line["question"], [(text, at) for text, at in answers if at >= 0]))
    for title, contexts in texts.items():
        paragraphs = tuple(_paragraph(context, asked) for context, asked in contexts.items())
        yield Article("squad", title.replace("_", " "), paragraphs)


def _natural_questions(path: Path) -> Iterator[Article]:
    for item in json_lines(path):
        found = next((passage for passage in item["ctxs"] if passage["hasanswer"]), None)
        if found is not None:
            answers = [(answer, found["text"].find(answer)) for answer in item["answers"]]
            paragraph = _paragraph(found["text"], [(item["question"], [(text, at) for text, at in answers if at >= 0])])
            yield Article("nq", found["title"], (paragraph,))


def _explained(path: Path) -> Iterator[Article]:
    for line in json_lines(path):
        text, annotation = line["paragraph_text"], line.get("annotation") or {}
        chosen = annotation.get("selected_sentence") if annotation.get("explanation_type") == "single_sentence" else None
        answers = [(chosen["string"].strip(), chosen["start"])] if chosen else []
        yield Article("qed", line["title_text"], (_paragraph(text, [(line["question_text"], answers)]),))


def _paragraph(text: str, asked: list[tuple[str, list[tuple[str, int]]]]) -> Paragraph:
    spans = sentences(text, Span(0, len(text)))
    found = []
    for question, answers in asked:
        places = {_covered(spans, at, at + len(answer)) for answer, at in answers}
        found.append(Asked(question.strip(), tuple(dict.fromkeys(answer for answer, _ in answers)), tuple(sorted(places - {()}))))
    return Paragraph(tuple(" ".join(span.of(text).split()) for span in spans), tuple(found))


def _covered(spans: list[Span], start: int, end: int) -> tuple[int, ...]:
    return tuple(n for n, span in enumerate(spans) if span.start < end and start < span.end)


def json_lines(path: Path) -> Iterator[Any]:
    """Reads JSON lines, compressed or not."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
        for line in file:
            yield json.loads(line)
