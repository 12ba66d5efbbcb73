"""Asks an index of two papers that change all the time, from threads or as a process: `python asking.py INDEX COUNT`.

Of the papers `post` and `copy`, `post` is always replaced first, so in every state its edition is that of `copy` or the next one.
"""

from __future__ import annotations

import re
import sys
from contextlib import closing
from pathlib import Path

import alignqa
from alignqa.adapters.chroma.embedded import ChromaIndex
from alignqa.adapters.scripted.index import ScriptedEmbedder
from alignqa.answers.assistant import Assistant
from alignqa.index.library import Library
from assistants import assistant_over

QUESTIONS = ("How heavy is a lantern?", "What does the keeper of the lantern carry?", "Which lantern burns longest?")
_EDITION = re.compile(r"edition (\d+)")


def library_at(index: Path) -> Library:
    return Library(index, embedder=ScriptedEmbedder(), open_vectors=lambda folder: ChromaIndex(folder / "chroma"))


def faults_of(assistant: Assistant, question: str) -> list[str]:
    """What in an answer belongs to two states; nothing while the index is being rebuilt, which the reader is told."""
    try:
        outcome = assistant.ask(question, min_confidence=0.0)
    except alignqa.IndexUnavailable as error:
        return [] if "rebuil" in error.message else [error.message]
    citations = outcome.citations if isinstance(outcome, alignqa.Answer) else outcome.nearest
    faults: list[str] = []
    editions: dict[str, set[int]] = {}
    for citation in citations:
        written = {int(number) for number in _EDITION.findall(citation.quote.exact)}
        titled = {int(number) for number in _EDITION.findall(citation.title or "")}
        if citation.paper_id in ("post", "copy"):
            editions.setdefault(citation.paper_id, set()).update(written)
            if written != titled:
                faults.append(f"{citation.paper_id}: a quote of edition {written} under the title of {titled}")
    faults += [f"{key}: quotes of editions {found}" for key, found in editions.items() if len(found) > 1]
    if len(editions) == 2 and not faults:
        post, copy = editions["post"].pop(), editions["copy"].pop()
        if post - copy not in (0, 1):
            faults.append(f"edition {post} of the post beside edition {copy} of the copy")
    return faults


def ask_often(assistant: Assistant, count: int) -> list[str]:
    """Asks `count` questions; the faults of the answers."""
    return [fault for number in range(count) for fault in faults_of(assistant, QUESTIONS[number % len(QUESTIONS)])]


def main() -> None:
    library = library_at(Path(sys.argv[1]))
    with closing(library.catalogue()) as catalogue:
        search = library.search(catalogue)
        assistant = assistant_over(catalogue, search, library.embedder)
        faults = ask_often(assistant, int(sys.argv[2]))
    sys.stdout.write("\n".join(faults[:5]))


if __name__ == "__main__":
    main()
