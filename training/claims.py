"""Claims with evidence, as groups: FEVER and its symmetric counterpart, SciFact, AttributionBench, SciTLDR."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Iterator
from pathlib import Path

from alignqa.evaluation.collections.scifact import sentences_of
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Span
from training.alterations import altered
from training.pools import Group, Judgement, Label, Pool, context
from training.sources import json_lines

_INTEGER = re.compile(r"\d+")  # the lists are printed as numpy does, without commas
_OF_SCIFACT = {"SUPPORT": Judgement.SUPPORTS, "CONTRADICT": Judgement.CONTRADICTS, "": Judgement.NEITHER}
_GLUED = re.compile(r"\s+(?=[.,;:!?)\]])|(?<=[(\[])\s+")


def claim_pools(train: Path, bench: Path, rng: random.Random) -> Iterator[Pool]:
    """Reads all claims; `bench` is the folder that holds SciFact, of which only the training claims are read."""
    yield from _fever(train / "fever_dev_pairs", rng)
    yield from _symmetric(train / "feversym")
    yield from _attribution(train / "attributionbench" / "dev_all_subset_balanced.jsonl")
    yield from _scifact(bench / "scifact", rng)
    yield from _one_sentence_claims(train / "scitldr" / "train.jsonl", rng)


def _fever(folder: Path, rng: random.Random) -> Iterator[Pool]:
    evidence, claims, labels = (
        (folder / f"dev.{name}").read_text(encoding="utf-8").split("\n") for name in ("raw.input0", "raw.input1", "label")
    )
    for text, claim, label in zip(evidence, claims, labels, strict=True):
        if not text.strip():
            continue
        supported = label == "entailment"
        groups = [_pair(claim, "fever", Judgement.SUPPORTS if supported else Judgement.NOT_SUPPORTS)]
        if supported and (wrong := altered(claim, rng)):
            groups.append(_pair(wrong, "fever-altered", Judgement.NOT_SUPPORTS))
        yield _single(text, "", groups)


def _symmetric(folder: Path) -> Iterator[Pool]:
    for name in ("dev", "test"):
        for item in json_lines(folder / f"fever_symmetric_{name}.jsonl"):
            stance = {"SUPPORTS": Judgement.SUPPORTS, "REFUTES": Judgement.CONTRADICTS}[item["gold_label"]]
            yield _single(item["evidence"], "", [_pair(item["claim"], "feversym", stance)])


def _attribution(path: Path) -> Iterator[Pool]:
    for item in json_lines(path):
        text = " ".join(item["references"])
        if len(text) > 1_500:  # the reader sees three sentences; what stands beyond them cannot be judged by it
            continue
        stance = Judgement.SUPPORTS if item["attribution_label"] == "attributable" else Judgement.NOT_SUPPORTS
        yield _single(text, "", [_pair(item["claim"], "attribution", stance)])


def _scifact(folder: Path, rng: random.Random) -> Iterator[Pool]:
    csv.field_size_limit(10**8)
    with (folder / "corpus_train.csv").open(encoding="utf-8") as file:
        abstracts = {row["doc_id"]: (row["title"], tuple(sentences_of(row["abstract"]) or ())) for row in csv.DictReader(file)}
    with (folder / "claims_train.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        cited = row["evidence_doc_id"] or next(iter(_INTEGER.findall(row["cited_doc_ids"])), "")
        title, abstract = abstracts.get(cited, ("", ()))
        if not abstract:
            continue
        decisive = {int(number) for number in _INTEGER.findall(row["evidence_sentences"])} if row["evidence_label"] else set()
        stance = _OF_SCIFACT[row["evidence_label"]]
        yield _of_sentences(row["claim"], "scifact", (title, abstract), decisive, stance, rng)


def _one_sentence_claims(path: Path, rng: random.Random) -> Iterator[Pool]:
    """Reads SciTLDR: the sentence of an abstract that says the summary's claim by its authors' own count of shared words."""
    for item in json_lines(path):
        decisive = {n for n, score in enumerate(item["rouge_scores"]) if score >= 0.6}
        if decisive:
            claim = item["target"][0].rstrip()
            abstract = (item.get("title") or "", tuple(item["source"]))
            yield _of_sentences(claim, "scitldr", abstract, decisive, Judgement.SUPPORTS, rng)


def _of_sentences(
    claim: str, source: str, text: tuple[str, tuple[str, ...]], decisive: set[int], stance: Judgement, rng: random.Random
) -> Pool:
    """Samples windows of one sentence or three, those with a decisive sentence first; each of these is taken to be enough."""
    title, found = text
    windows: dict[tuple[int, int], Label] = {}
    starts = [*sorted(decisive), *rng.sample(range(len(found)), min(4, len(found)))]
    for start in starts:
        long = rng.random() < 0.5
        first, last = (max(0, start - 1), min(len(found) - 1, start + 1)) if long else (start, start)
        inside = tuple(sorted(decisive & set(range(first, last + 1))))
        known = stance if inside else Judgement.NEITHER
        windows.setdefault((first, last), Label(first, last, bool(inside) if decisive else None, None, known, inside))
    groups = [Group(claim, source, tuple(windows.values()))]
    if stance is Judgement.SUPPORTS and (wrong := altered(claim, rng)):
        against = tuple(Label(one.first, one.last, None, None, Judgement.NOT_SUPPORTS) for one in windows.values() if one.needed)
        groups.append(Group(wrong, f"{source}-altered", against))
    return Pool(found, (context(title),), (0,) * len(found), tuple(groups))


def _single(text: str, title: str, groups: list[Group]) -> Pool:
    """A pool of one window; the groups' windows reach to its last sentence."""
    clean = _GLUED.sub("", text.replace("-LRB-", "(").replace("-RRB-", ")").replace("-LSB-", "[").replace("-RSB-", "]"))
    clean = clean.replace("`` ", '"').replace("``", '"').replace(" ''", '"')
    found = tuple(span.of(clean) for span in sentences(clean, Span(0, len(clean)))) or (clean,)
    whole = [Group(g.text, g.source, tuple(Label(0, len(found) - 1, None, None, w.judgement) for w in g.windows)) for g in groups]
    return Pool(found, (context(title),), (0,) * len(found), tuple(whole))


def _pair(claim: str, source: str, stance: Judgement) -> Group:
    return Group(_GLUED.sub("", claim), source, (Label(0, 0, None, None, stance),))
