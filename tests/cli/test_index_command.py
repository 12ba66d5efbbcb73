"""`index verify`, `rebuild` and `compact`, and the commands that meet a damaged index."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import alignqa
from alignqa.cli.main import app
from damaging import without_checksums, write_papers

DAMAGE = [
    "UPDATE embeddings SET vectors = zeroblob(length(vectors))",
    "UPDATE embeddings SET vectors = x'00ff'",
    "UPDATE papers SET metadata = replace(metadata, 'Lark', 'Dark')",
    "UPDATE passages SET sentences = '{'",
    "UPDATE properties SET value = 'soon' WHERE name = 'generation'",
]


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *arguments])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "alignqa.toml").write_text("fast = true\n", encoding="utf-8")
    write_papers(tmp_path / "papers")
    alignqa.open_library(tmp_path).ingest([tmp_path / "papers"])
    return tmp_path


def execute(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "indexes" / "default" / "catalogue.sqlite")) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_is_said_to_be_damaged_with_exit_code_4_until_it_is_rebuilt(home: Path, damage: str) -> None:
    before = run(home, "ask", "How heavy is a lantern?")
    assert before.exit_code == 0
    execute(home, damage)
    asked = run(home, "ask", "How heavy is a lantern?")
    assert (asked.exit_code, asked.stdout) == (4, "")
    assert "damaged" in asked.stderr
    assert "alignqa index rebuild" in asked.stderr
    if "embeddings" not in damage and "passages" not in damage:  # which `papers` does not read
        assert run(home, "papers").exit_code == 4
    verified = run(home, "index", "verify")
    assert verified.exit_code == 1
    assert verified.stdout
    assert all("alignqa index rebuild" in line for line in verified.stdout.splitlines())
    assert run(home, "index", "rebuild").exit_code == 0
    assert run(home, "index", "verify").stdout == "The index is consistent.\n"
    assert run(home, "ask", "How heavy is a lantern?").stdout == before.stdout


def test_a_rebuild_names_the_paper_whose_file_is_gone(home: Path) -> None:
    (home / "papers" / "wick.md").unlink()
    execute(home, "UPDATE texts SET layout = '[]' WHERE text LIKE '%The wick of house%'")
    rebuilt = run(home, "index", "rebuild")
    assert rebuilt.exit_code == 1
    assert f"alignqa ingest {home / 'papers' / 'wick.md'}" in rebuilt.stderr
    assert run(home, "ask", "How heavy is a lantern?").exit_code == 0


def test_an_index_without_checksums_is_sound_and_said_to_have_none(home: Path) -> None:
    without_checksums(home / "indexes" / "default" / "catalogue.sqlite")
    verified = run(home, "index", "verify")
    assert (verified.exit_code, verified.stdout) == (0, "The index is consistent.\n")
    assert "without checksums" in verified.stderr
    assert run(home, "index", "rebuild").exit_code == 0
    assert "without checksums" not in run(home, "index", "verify").stderr


def test_compact_tells_the_size_before_and_after(home: Path) -> None:
    result = run(home, "index", "compact")
    assert result.exit_code == 0
    assert result.stdout.startswith("The index took ")
    assert run(home, "index", "verify").exit_code == 0


def test_a_purge_names_the_file_that_is_left(home: Path) -> None:
    result = run(home, "remove", "wick", "--purge")
    assert (result.exit_code, result.stdout) == (0, "wick was removed with its text.\n")
    assert f"Its file is still there: {home / 'papers' / 'wick.md'}" in result.stderr
