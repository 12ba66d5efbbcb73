"""Takes a folder of papers in, with progress, and lists what to read on a subject: `python reading_list.py FOLDER SUBJECT`."""

from __future__ import annotations

import sys
from pathlib import Path

import alignqa


def told(done: int, total: int, report: alignqa.FileReport) -> None:
    """A line a file, as it is done."""
    print(f"{done}/{total} {report.path.name}: {report.outcome} {report.message}".rstrip())


def main(folder: Path, subject: str) -> None:
    """Prints the passages nearest to the subject, paper by paper."""
    alignqa.open_library().ingest([folder], progress=told)
    assistant = alignqa.open()
    titles = {record.paper_id: record.metadata.title for record in assistant.papers()}
    best: dict[str, alignqa.RankedPassage] = {}
    for ranked in assistant.search(subject, count=50):
        best.setdefault(ranked.passage.paper_id, ranked)
    for key, ranked in best.items():
        print(f"\n{titles.get(key) or key}, {ranked.passage.heading}\n{ranked.passage.text[:300]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), " ".join(sys.argv[2:]))
