"""What the gate and its checks add to an answer of a generator: milliseconds, without the generator's own time: gate.py HOME."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import alignqa
from alignqa.adapters.scripted.generator import ScriptedGenerator
from alignqa.answers.quoting.folding import fold
from alignqa.answers.writing.numbering import Numbered, Numbering
from alignqa.answers.writing.prompts import read_prompts
from alignqa.answers.writing.writer import ClaimWriter, WritingTask
from measuring import Row, Samples

PASSAGES = 16
CLAIMS = 8
ROUNDS = 20


def gate_row(home: Path, question: str = "What is deceptive alignment?") -> Row:
    """The time from retrieved passages to checked claims: numbering, prompts, reading the reply, gate, support check.

    The scripted reply has the most claims there may be, half of them citing by number and half by quoted strings,
    which are looked for in all passages; since it is at fault, there are two rounds.
    """
    assistant = alignqa.open(home)
    metadata = {record.paper_id: record.metadata for record in assistant.papers()}
    found = [item.passage for item in assistant.search(question, count=PASSAGES)]
    manuscripts = {key: paper.manuscript for key in metadata if (paper := assistant.paper(key)) is not None}
    times = []
    for _ in range(ROUNDS):
        fold.cache_clear()
        began = time.perf_counter()
        numbering = Numbering(manuscripts.get)
        reply = _reply([sentence for passage in found for sentence in numbering.offer(passage)])
        writer = ClaimWriter(ScriptedGenerator([reply, reply], piece=len(reply) // 100), read_prompts())
        written = writer.write(WritingTask(question, numbering, metadata))
        times.append((time.perf_counter() - began) * 1_000)
        if not written.claims or not written.dropped:
            raise RuntimeError("the gate was not measured: nothing passed it, or nothing was dropped")
    return Row("gate and checks of a written answer", "ms", Samples(tuple(times)), "under 50")


def _reply(sentences: Sequence[Numbered]) -> str:
    chosen = [sentence for sentence in sentences if len(sentence.text) < 400][-CLAIMS:]
    claims: list[dict[str, object]] = []
    for at, sentence in enumerate(chosen):
        cited = {"sentences": [sentence.number]} if at % 2 else {"quotes": [sentence.text, f"{sentence.text} and more"]}
        claims.append({"text": sentence.text, **cited})
    return json.dumps({"claims": claims})


if __name__ == "__main__":
    print(gate_row(Path(sys.argv[1])).ours, "ms an answer")
