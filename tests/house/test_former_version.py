"""An index, receipts, pages and a chat that the version before wrote are opened, proven and continued."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import alignqa
from alignqa.cli.chat.memory import ChatMemory
from alignqa.cli.main import app
from places import REPOSITORY

pytestmark = pytest.mark.real
FORMER = REPOSITORY / "tests" / "house" / "former_version"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    index = tmp_path / "indexes" / "default"
    index.mkdir(parents=True)
    (tmp_path / "alignqa.toml").write_text("fast = true\n", encoding="utf-8")  # as that version chose quotes: without a reader
    for name in ("catalogue.sqlite", "manifest.json"):
        shutil.copy(FORMER / name, index)
    return tmp_path


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *arguments])


@pytest.mark.parametrize("receipt", ["answer.json", "declined.json", "pages"])
def test_its_receipts_are_proven(home, receipt):
    result = run(home, "verify", str(FORMER / receipt))
    assert result.exit_code == 0, result.output
    assert "proven" in result.output


@pytest.mark.parametrize("receipt", ["answer.json", "declined.json"])
def test_its_questions_are_answered_as_they_were(home, receipt):
    then = json.loads((FORMER / receipt).read_text(encoding="utf-8"))
    now = alignqa.open(home).ask(then["question"]).to_dict()
    for outcome in (then, now):
        outcome["trace"].pop("timings_ms")
    # The embedder's matrices are rounded to 16 bits now, which moves scores in their fifth decimal.
    scores = [[passage.pop("score") for passage in outcome["trace"]["passages"]] for outcome in (then, now)]
    assert scores[1] == pytest.approx(scores[0], abs=0.0005)
    assert now == then


def test_its_index_is_rebuilt_checked_and_added_to(home, tmp_path):
    assert run(home, "index", "rebuild").exit_code == 0
    assert run(home, "index", "verify").exit_code == 0
    paper = tmp_path / "oil.md"
    paper.write_text(
        "---\nkey: oil\ntitle: Oil\nyear: 2022\n---\nThe oil of a lantern burns for nine nights.\n", encoding="utf-8"
    )
    assert run(home, "ingest", str(paper)).exit_code == 0
    assert sorted(record.paper_id for record in alignqa.open_library(home).papers()) == [
        "field2021wicks",
        "lark2020lanterns",
        "oil",
    ]


def test_its_folder_of_pages_grows_or_is_refused_with_the_way_on(home, tmp_path):
    pages = tmp_path / "pages"
    shutil.copytree(FORMER / "pages", pages)
    before = {path.name: path.read_bytes() for path in pages.iterdir()}
    result = run(home, "summarize", "papers", "field2021wicks", "--out", str(pages))
    if result.exit_code:
        assert "--force" in result.output or "another folder" in result.output
        assert {path.name: path.read_bytes() for path in pages.iterdir()} == before
    else:
        assert (pages / "lark2020lanterns.md").read_bytes() == before["lark2020lanterns.md"]


def test_its_chat_is_continued(home, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    chats = tmp_path / "state" / "alignqa" / "chats"
    chats.mkdir(parents=True)
    shutil.copy(FORMER / "chat.json", chats / f"{name}.json")
    questions, sources = ChatMemory(home).recall(alignqa.open(home))
    assert questions == ["What is lantern drift?"]
    assert [citation.paper_id for citation in sources.citations] == ["lark2020lanterns", "lark2020lanterns"]
