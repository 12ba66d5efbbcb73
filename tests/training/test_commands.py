"""The three commands, one after the other, on the public forms in miniature and a small network."""

import hashlib
import json
import re
import sys
from pathlib import Path

import onnx
import pytest
import tiny
import torch
from public_forms import write_claims, write_questions
from safetensors.torch import save_file

from places import REPOSITORY
from training import __main__ as commands
from training.learning import Schedule
from training.pools import Group, Pool, write_pools


def test_the_commands_make_a_graph_from_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*arguments: object) -> str:
        monkeypatch.setattr(sys, "argv", ["training", *map(str, arguments)])
        commands.main()
        return capsys.readouterr().out

    data, base, pools, out = (tmp_path / name for name in ("data", "base", "pools", "out"))
    write_questions(data)
    write_claims(data, tmp_path / "bench")
    said = run("pools", "--data", data, "--bench", tmp_path / "bench", "--questions", tmp_path, "--out", pools)
    assert "squad 1" in said and "scifact 3" in said
    assert {path.name for path in pools.iterdir()} == {"questions.jsonl.gz", "claims.jsonl.gz"}

    toy = tiny.pool(12, seed=1)
    asked = tuple(Group(group.text, "reading", group.windows) for group in toy.groups)
    write_pools(pools / "own-test.jsonl.gz", [Pool(toy.sentences, toy.contexts, toy.context_of, asked)])
    base.mkdir()
    network = tiny.network(layers=3)
    state = {f"bert.{name}": values.contiguous() for name, values in network.bert.state_dict().items()}
    save_file(state | {"classifier.weight": torch.zeros(1, 128), "classifier.bias": torch.zeros(1)}, base / "model.safetensors")
    (base / "config.json").write_text(network.bert.config.to_json_string(), encoding="utf-8")
    tiny.tokenizer().save(str(base / "tokenizer.json"))
    monkeypatch.setattr(commands, "SMALL", commands.Effort(Schedule(60, tokens=900), Schedule(60, tokens=900), tests=6))
    monkeypatch.setattr(commands, "LAYERS", 2)
    lines = run("learn", "--base", base, "--pools", pools, "--out", out).splitlines()
    found = [re.fullmatch(r"\[.* s\] (teacher|student) (\{.*\})", line) for line in lines]
    figures = {match[1]: json.loads(match[2]) for match in found if match}
    assert set(figures) == {"teacher", "student"}
    assert set(figures["student"]) == {"reading first", "reading any"}

    said = run("pack", "--weights", out, "--out", tmp_path / "made" / "reader.onnx")
    assert hashlib.sha256((tmp_path / "made" / "reader.onnx").read_bytes()).hexdigest() in said
    graph = onnx.load(tmp_path / "made" / "reader.onnx").graph
    assert [value.name for value in graph.output] == ["window", "needed"]
    assert sum(node.op_type == "Attention" for node in graph.node) == 2


def test_the_files_of_the_shipped_reader_name_its_hash() -> None:
    digest = hashlib.sha256((REPOSITORY / "src/alignqa/reading/reader.onnx").read_bytes()).hexdigest()
    for name in ("training/README.md", "src/alignqa/reading/MODEL_CARD.md"):
        assert digest in (REPOSITORY / name).read_text(encoding="utf-8"), name
