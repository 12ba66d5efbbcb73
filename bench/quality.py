"""Measures answers and retrieval, and prints the tables of docs/lab/answers.md; `make eval` calls it.

What lies beside the checkout (papers, development questions, SciFact, QASPER) is measured where it is there, and named where not.
Everything is kept below `evaluations/`: homes, runs, and each report as Markdown and JSON, so that a second time takes less.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
KEPT = CHECKOUT / "evaluations"
BESIDE = Path(os.environ.get("ALIGNQA_LITERATURE") or CHECKOUT.parent / "shared")
ALIGNQA = Path(sys.executable).with_name("alignqa")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a report with what others reach and what is to be reached, as they stand in the table."""

    name: str
    label: str
    reference: str = "–"
    reach: str = "–"


_SCIFACT = (
    Figure(
        "nDCG@10",
        "SciFact nDCG@10, 300 test queries",
        "MiniLM 0.651, BM25 0.687, plain fusion 0.732; BGE-base 0.740 and BGE-large 0.746 as published",
        "0.75",
    ),
    Figure("R@100", "SciFact recall@100", "0.930", "0.96"),
)
_QASPER = (Figure("R@10", "QASPER pooled evidence, recall@10", "dense 0.327, BM25 0.381, plain fusion 0.409", "0.45"),)
_ANSWERS = (
    Figure(
        "first",
        "gold evidence in the first quote",
        "0.317, nearest three-sentence windows by plain fusion over a part of the papers",
        "0.60",
    ),
    Figure("any", "gold evidence in any of at most five quotes", "0.700, likewise", "0.88"),
    Figure("verbatim", "quotes verbatim in the source", "0.70 to 0.845, eight frontier models (ResearchQA)", "1.000"),
    Figure("declined", "unanswerable questions declined", "0.478 to 0.870 (ResearchQA)", "0.80"),
    Figure("wrongly declined", "answerable questions wrongly declined", reach="at most 0.07"),
    Figure("off-topic", "off-topic questions declined", reach="1.000"),
    Figure("reason", "reason right among the declined, false premises apart", reach="0.60"),
    Figure("false-premise", "reason right among the declined false premises"),
    Figure("section", "section right, of quotes with evidence"),
    Figure("page", "page right, likewise, in papers with pages"),
    Figure("quote length", "characters of a quote, on average"),
)
_Report = Mapping[str, Mapping[str, float | None]]


def main() -> int:
    """Measures everything that is there and prints the tables; 1 where a command failed, and all others are measured still."""
    began, failed = time.monotonic(), False
    tables = []
    for title, measure in (("Retrieval", _retrieval), ("Development questions", _development), ("Our own questions", _own)):
        try:
            tables.append(f"### {title}\n\n{measure()}")
        except (OSError, subprocess.CalledProcessError) as error:
            failed = True
            tables.append(f"### {title}\n\nNot measured: {error}")
    page = "\n\n".join(tables) + "\n"
    (KEPT / "table.md").write_text(page, encoding="utf-8")
    print(page)
    print(f"{time.monotonic() - began:.0f} seconds. The reports are in evaluations/.", file=sys.stderr)
    return int(failed)


def _retrieval() -> str:
    scifact, qasper = BESIDE / "bench" / "scifact", BESIDE / "bench" / "qasper" / "dev_questions.json"
    rows = [["measure", "reference", "to reach", "measured", "interval"]]
    if _there(scifact):
        files = ("--queries", scifact / "beir-queries.jsonl", "--qrels", scifact / "beir-qrels-test.tsv")
        rows += _rows(_SCIFACT, _measured("scifact", "retrieval", "--corpus", scifact / "corpus_train.csv", *files))
    if _there(qasper):
        rows += _rows(_QASPER, _measured("qasper", "retrieval", "--corpus", qasper))
    return _table(rows)


def _development() -> str:
    questions = BESIDE / "gold" / "dev_questions.jsonl"
    rows = [["measure", "reference", "to reach", "measured", "interval"]]
    if _there(questions) and (home := _papers_home()):
        rows += _rows(_ANSWERS, _measured("development", "answers", questions, home=home))
    return _table(rows)


def _own() -> str:
    notes = KEPT / "notes"
    _run("ingest", "--primer", home=notes)
    sets = {"notes": _measured("primer", "answers", CHECKOUT / "corpus/questions/primer.jsonl", "--split", "test", home=notes)}
    if home := _papers_home():
        questions = CHECKOUT / "tests/questions/literature.jsonl"
        sets["papers"] = _measured("literature", "answers", questions, "--split", "test", home=home)
    rows = [["measure", *(cell for name in sets for cell in (name, "interval"))]]
    rows += [[figure.label, *(cell for report in sets.values() for cell in _cells(report[figure.name]))] for figure in _ANSWERS]
    return _table(rows)


def _papers_home() -> Path | None:
    """A home with all papers, made at the first time; None where there are none."""
    papers, home = BESIDE / "papers", KEPT / "papers"
    if not _there(papers):
        return None
    _run("ingest", papers, home=home, fine=(0, 1))  # 1: some of the files are none that can be read
    return home


def _there(path: Path) -> bool:
    if not path.exists():
        print(f"There is no {path}: what needs it is left out.", file=sys.stderr)
    return path.exists()


def _measured(name: str, kind: str, *arguments: str | Path, home: Path | None = None) -> _Report:
    """The figures of one `alignqa eval`, by name."""
    reports = ("--out", KEPT / name, "--markdown", KEPT / f"{name}.md", "--json", KEPT / f"{name}.json")
    _run("eval", kind, *arguments, *reports, home=home or KEPT / "notes")
    report = json.loads((KEPT / f"{name}.json").read_text(encoding="utf-8"))
    return {figure["name"]: figure for figure in report.get("measures", report)["figures"]}


def _run(*arguments: str | Path, home: Path, fine: Sequence[int] = (0,)) -> None:
    home.mkdir(parents=True, exist_ok=True)
    run = subprocess.run([ALIGNQA, *arguments], env={**os.environ, "ALIGNQA_HOME": str(home)}, stdout=sys.stderr, check=False)
    if run.returncode not in fine:
        raise subprocess.CalledProcessError(run.returncode, ["alignqa", *map(str, arguments)])


def _rows(figures: Sequence[Figure], report: _Report) -> list[list[str]]:
    return [[figure.label, figure.reference, figure.reach, *_cells(report[figure.name])] for figure in figures]


def _cells(found: Mapping[str, float | None]) -> list[str]:
    """The value, with how many it is of where those are few, and its interval."""
    value, low, high, count = (found.get(key) for key in ("value", "low", "high", "count"))
    if value is None or low is None or high is None:
        return ["–", ""]
    digits = 3 if value <= 1.0 else 0
    return [f"{value:.{digits}f}" + (f" of {count:.0f}" if count else ""), f"{low:.{digits}f} to {high:.{digits}f}"]


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


if __name__ == "__main__":
    raise SystemExit(main())
