"""Asks a question, keeps the answer as a file, and proves every quote of it again: `python answer_and_proof.py [QUESTION]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import alignqa


def main(question: str, file: Path) -> None:
    """Prints the quotes with where they stand, or why there is no answer."""
    assistant = alignqa.open()
    outcome = assistant.ask(question, quotes=3)
    if isinstance(outcome, alignqa.Answer):
        for citation in outcome.citations:
            print(f"{citation.quote.exact}\n    {citation.paper_id}, {citation.locator}\n")
    else:
        print(f"No answer ({outcome.reason}): {outcome.message}")
    file.write_text(json.dumps(outcome.to_dict(), ensure_ascii=False, indent=2), encoding="utf-8")
    faults = [check for check in assistant.verify(json.loads(file.read_text(encoding="utf-8"))) if check.fault]
    print(faults if faults else "Proven.")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "What is deceptive alignment?", Path("answer.json"))
