"""The public data sets in miniature: their forms, with sentences of our own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

TEXT = "Ann lit the lamp. Bo watched from the quay. They left at nine."


def _squad(title: str) -> str:
    asked = [
        {"question": "Who lit the lamp? ", "answers": [{"text": "Ann", "answer_start": 0}, {"text": "Ann", "answer_start": 0}]},
        {"question": "When did they leave?", "answers": [{"text": "nine", "answer_start": TEXT.index("nine")}]},
        {"question": "Who slept?", "answers": []},
    ]
    return json.dumps({"data": [{"title": title, "paragraphs": [{"context": TEXT, "qas": asked}]}]})


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


def _lines(*items: object) -> str:
    return "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)


def write_questions(folder: Path) -> None:
    """Writes all question sets."""
    for name in ("new_wiki", "reddit", "amazon_reviews"):
        _write(folder / "squadshifts" / f"{name}_v1.0.json", _squad("The_lamp"))
    for name in ("dev", "test"):
        _write(folder / "policyqa" / f"{name}.json", _squad(""))
    line = {"title": "The_lamp", "context": TEXT}
    rebuilt = (
        {**line, "question": "Who watched?", "answers": ["Bo", "Bo", "Cy"], "answerable": True},
        {**line, "question": "Who slept?", "answers": ["Ann"], "answerable": False},
    )
    _write(folder / "squad" / "squad2_dev_from_html.jsonl.gz", _lines(*rebuilt))
    passages = [{"title": "A", "text": "Nothing.", "hasanswer": False}, {"title": "The lamp", "text": TEXT, "hasanswer": True}]
    oracle = [
        {"question": "who watched", "answers": ["Bo", "Ed"], "ctxs": passages},
        {"question": "why", "answers": ["x"], "ctxs": passages[:1]},
    ]
    _write(folder / "nq_oracle" / "nq-open-oracle.jsonl.gz", _lines(*oracle))
    chosen = {"string": "Bo watched from the quay. ", "start": 18}
    asked = {"title_text": "The lamp", "question_text": "who watched", "paragraph_text": TEXT}
    explained = (
        {**asked, "annotation": {"explanation_type": "single_sentence", "selected_sentence": chosen}},
        {**asked, "annotation": {"explanation_type": "none"}},
        {**asked, "annotation": {}},
    )
    _write(folder / "qed" / "qed-dev.jsonlines", _lines(*explained))


def write_claims(train: Path, bench: Path) -> None:
    """Writes all sets of claims."""
    fever = train / "fever_dev_pairs"
    _write(fever / "dev.raw.input0", "Ann ( -LRB- a keeper -RRB- ) lit the lamp . Bo watched .\nBo is old .\n\n")
    _write(fever / "dev.raw.input1", "Ann is a keeper .\nBo is young .\nEmpty\n")
    _write(fever / "dev.label", "entailment\nnot_entailment\nentailment\n")
    for name in ("dev", "test"):
        pair = [("SUPPORTS", "Bo is old."), ("REFUTES", "Bo is young.")]
        items = [{"gold_label": label, "claim": claim, "evidence": "Bo is\u2028 old."} for label, claim in pair]
        _write(train / "feversym" / f"fever_symmetric_{name}.jsonl", _lines(*items))
    attributed = [
        {"claim": "Bo is old.", "references": ["Bo is old.", "He rows."], "attribution_label": "attributable"},
        {"claim": "Bo is young.", "references": ["Bo is old."], "attribution_label": "not attributable"},
        {"claim": "Too long to judge.", "references": ["word " * 400], "attribution_label": "attributable"},
    ]
    _write(train / "attributionbench" / "dev_all_subset_balanced.jsonl", _lines(*attributed))
    summary = {"source": ["Lamps burn oil.", "We show that wicks are dry."], "target": ["Wicks are dry. "], "title": "Lamps"}
    scored = [{**summary, "rouge_scores": [0.1, 0.8]}, {**summary, "rouge_scores": [0.1, 0.2]}]
    _write(train / "scitldr" / "train.jsonl", _lines(*scored))
    scifact = bench / "scifact"
    abstract = "['Lamps burn oil.' 'Wicks are dry.'\n 'Glass is clean.' 'Brass is dull.']"
    _write(scifact / "corpus_train.csv", f'doc_id,title,abstract\n7,Lamps,"{abstract}"\n')
    rows = [
        "0,Wicks are dry.,7,SUPPORT,[1],[7]",
        "1,Wicks are wet.,7,CONTRADICT,[1],[7]",
        "2,Bo is old.,,,[],[7]",
        "3,Lost.,,,[],[]",
    ]
    _write(
        scifact / "claims_train.csv",
        "id,claim,evidence_doc_id,evidence_label,evidence_sentences,cited_doc_ids\n" + "\n".join(rows),
    )
