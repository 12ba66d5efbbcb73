"""The commands `python -m training pools`, `learn` and `pack`, in this order; `make train` calls all three."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer

from alignqa import wiring
from training import weights
from training.batches import Prepared, prepare
from training.claims import claim_pools
from training.learning import Schedule, learn
from training.measuring import measure, scores, write_scores
from training.network import ReaderNetwork, first_layers, from_cross_encoder
from training.own import counted, own_pools, read_own
from training.packing import pack
from training.pools import Pool, read_pools, write_pools
from training.sampling import pools
from training.sources import articles

OTHERS_SEED, OWN_SEED, TEACHER_SEED, STUDENT_SEED = 1, 5, 7, 8
SOURCES = {
    "reading": 3.0, "reading-no": 3.0, "literature": 3.0, "literature-no": 3.0, "said": 3.0,
    "copy": 0.5, "copy-altered": 0.5, "scifact": 3.0, "scifact-altered": 2.0, "scitldr": 3.0, "feversym": 2.0, "attribution": 1.0,
    "fever": 0.5, "fever-altered": 0.5, "squad": 0.8, "policy": 0.5, "reddit": 0.5, "amazon_reviews": 0.4,
    "amazon_reviews-altered": 0.4, "reddit-altered": 0.5, "nq": 1.5, "qed": 1.5,
}  # fmt: skip
"""How often each source is seen, against its size."""
LEARNED, MEASURED = ("questions", "claims", "own"), "own-test"
"""The files of pools; groups of the first are learned from, those of the last are only measured."""
_MOST_OF = {"policy": 3_000}  # groups: privacy policies are far from papers
LAYERS = 6  # of the student


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is learned, and on how many groups it is measured (0 for all)."""

    teacher: Schedule
    student: Schedule
    tests: int = 0


FULL = Effort(
    Schedule(307_637, tokens=65_536, rate=8e-5, seed=TEACHER_SEED, half=True),
    Schedule(579_922, tokens=65_536, rate=1.5e-4, seed=STUDENT_SEED, half=True),
)
"""As many windows as the shipped weights have seen; for a graphics card."""
SMALL = Effort(
    Schedule(26_000, tokens=8_192, rate=4e-5, seconds=3_300, seed=TEACHER_SEED, half=True),
    Schedule(52_000, tokens=8_192, rate=8e-5, seconds=5_400, seed=STUDENT_SEED, half=True),
    tests=150,
)
"""What two processor cores can do in less than two hours and a half."""


def main() -> None:
    """Runs one command."""
    asked = _arguments()
    said = _Log()
    if asked.command == "pools":
        write_all_pools(asked, said)
    elif asked.command == "learn":
        learn_both(asked, FULL if asked.full else SMALL, said)
    else:
        asked.out.parent.mkdir(parents=True, exist_ok=True)
        pack(weights.load(asked.weights, "student"), asked.out)
        said(f"{asked.out}: {asked.out.stat().st_size:,} bytes, SHA-256 {hashlib.sha256(asked.out.read_bytes()).hexdigest()}")


def write_all_pools(asked: argparse.Namespace, say: _Log) -> None:
    """Reads all data, samples windows, and writes the four files of pools; without a home, none of our own."""
    asked.out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(OTHERS_SEED)

    def write(name: str, made: Iterable[Pool]) -> None:
        kept = list(made)
        count = write_pools(asked.out / f"{name}.jsonl.gz", kept)
        say(f"{name}: {count} groups: {counted(kept)}")

    write("questions", pools(articles(asked.data), rng, most=_MOST_OF))
    write("claims", claim_pools(asked.data, asked.bench, rng))
    if asked.home is None:
        return
    home = wiring.open_home(asked.home)
    with wiring.assistant_of(home).index.snapshot() as index:
        own, held = own_pools(read_own(asked.questions), index, home.fitted.window, random.Random(OWN_SEED), say)
    write("own", [own])
    write(MEASURED, [held])


def learn_both(asked: argparse.Namespace, effort: Effort, say: _Log) -> None:
    """Teaches a teacher, then its student; writes the student's weights, and the figures of both where there are test groups."""
    torch.manual_seed(TEACHER_SEED)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type == "cuda":
        torch.set_float32_matmul_precision("high")
    groups, tests = _groups(asked, effort.tests)
    say(f"{len(groups)} groups, {sum(group.windows for group in groups)} windows, {len(tests)} test groups, on {device.type}")
    asked.out.mkdir(parents=True, exist_ok=True)

    def figures(name: str, network: ReaderNetwork) -> None:
        read = scores(network, tests)
        write_scores(asked.out / f"{name}-scores.npz", read)
        say(f"{name} {json.dumps(measure(tests, read))}")

    teacher = from_cross_encoder(*weights.read_cross_encoder(asked.base)).to(device)
    learn(teacher, groups, effort.teacher, weights=SOURCES, say=say)
    figures("teacher", teacher)
    student = first_layers(teacher, min(LAYERS, teacher.layers)).to(device)
    learn(student, groups, effort.student, weights=SOURCES, teacher=teacher, say=say)
    weights.save(student, asked.out, "student")
    figures("student", weights.load(asked.out, "student").to(device))


def _groups(asked: argparse.Namespace, most_tests: int) -> tuple[list[Prepared], list[Prepared]]:
    """Reads the pools that are there."""
    tokenizer = Tokenizer.from_file(str(asked.base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def read(name: str) -> Iterator[Pool]:
        path = asked.pools / f"{name}.jsonl.gz"
        return read_pools(path) if path.exists() else iter(())

    groups = [group for name in LEARNED for group in prepare(read(name), tokenizer) if group.windows]
    tests = prepare(read(MEASURED), tokenizer)
    return groups, tests[:: max(1, len(tests) // most_tests)] if most_tests else tests


class _Log:
    """Prints lines with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.perf_counter()

    def __call__(self, text: str) -> None:
        print(f"[{time.perf_counter() - self._began:7.1f} s] {text}", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("pools", help="read the data and sample windows")
    for name, about in (
        ("data", "the public question sets and claims"),
        ("bench", "the folder that holds scifact"),
        ("questions", "our own question sets, tests/questions"),
        ("out", "where the pools are written"),
    ):
        one.add_argument(f"--{name}", type=Path, required=True, help=about)
    one.add_argument("--home", type=Path, help="a home into which the papers were ingested; without it, nothing of our own")
    one = commands.add_parser("learn", help="teach a teacher, and a student from it")
    for name, about in (("base", "the cross-encoder to begin from"), ("pools", "what `pools` wrote"), ("out", "for the weights")):
        one.add_argument(f"--{name}", type=Path, required=True, help=about)
    one.add_argument("--full", action="store_true", help="see as many windows as the shipped weights; for a graphics card")
    one = commands.add_parser("pack", help="make the graph that alignqa reads with")
    one.add_argument("--weights", type=Path, required=True, help="what `learn` wrote")
    one.add_argument("--out", type=Path, required=True, help="the graph, reader.onnx")
    return parser.parse_args()


if __name__ == "__main__":
    main()
