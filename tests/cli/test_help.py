"""What the command line says of itself, and what it loads for that and for a question."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from typer.main import get_command
from typer.testing import CliRunner, Result

from alignqa.cli.main import app

HEAVY = {
    "chromadb",
    "numpy",
    "onnxruntime",
    "tokenizers",
    "torch",
    "sentence_transformers",
    "llama_index",
    "rich",
    "prompt_toolkit",
}
HEAVY |= {"pydantic_settings", "pydantic", "lxml", "pypdfium2", "sqlite3", "alignqa.wiring", "alignqa.settings"}


def modules_of(*args: str) -> tuple[str, set[str]]:
    """What a command prints, and the modules that its process has loaded at the end."""
    code = "import sys\nfrom alignqa.cli.main import main\ntry: main()\nexcept SystemExit: pass\nprint('|'.join(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    *printed, loaded = shown.stdout.splitlines()
    return "\n".join(printed), set(loaded.split("|"))


def test_help_loads_nothing_heavy() -> None:
    printed, loaded = modules_of("--help")
    assert "Usage: alignqa" in printed
    assert HEAVY.isdisjoint(loaded)


def test_a_question_loads_only_what_it_needs(primer_home: Path) -> None:
    printed, loaded = modules_of("--home", str(primer_home), "ask", "What is a mesa-optimizer?")
    assert "[1] A mesa-optimizer is" in printed
    assert {"numpy", "onnxruntime", "tokenizers"} <= loaded
    assert {"chromadb", "httpx", "llama_index", "lxml", "pandas", "pypdfium2", "ray", "rich", "scipy"}.isdisjoint(loaded)
    assert {"sentence_transformers", "torch", "transformers"}.isdisjoint(loaded)
    assert not [name for name in loaded if name.startswith("alignqa") and ("rerank" in name or "cross_encoder" in name)]


def run(*args: str) -> Result:
    return CliRunner().invoke(app, args, prog_name="alignqa")


def commands(group: click.Group, name: str = "") -> Iterator[str]:
    """The full name of every command, with those of the groups in it."""
    for word, command in group.commands.items():
        full = f"{name} {word}".strip()
        yield from commands(command, full) if isinstance(command, click.Group) else [full]


COMMANDS = tuple(commands(get_command(app)))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_an_example_in_its_help(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"alignqa {command}" in result.stdout.split("Examples:")[1]


def test_all_commands_are_listed() -> None:
    assert {name.split()[0] for name in COMMANDS} == {
        *("ingest", "fetch", "import", "papers", "show", "remove", "index"),
        *("ask", "search", "find", "define", "debate", "summarize", "audit", "verify", "eval", "mcp"),
        *("cites", "cited-by", "missing", "annotate", "serve", "export", "watch"),
    }


def test_version_and_unknown_commands() -> None:
    assert run("--version").stdout == "alignqa 0.1.0\n"
    assert run("aks").exit_code == 2
    assert run("ask", "x", "--colour").exit_code == 2


def test_the_shell_completes_commands() -> None:
    typed = {"_ALIGNQA_COMPLETE": "complete_bash", "COMP_WORDS": "alignqa pa", "COMP_CWORD": "1"}
    command = [sys.executable, "-m", "alignqa"]
    shown = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **typed}, check=False)
    assert shown.stdout.split() == ["papers"]


def test_an_empty_home_offers_the_notes_a_file_and_the_list(tmp_path: Path, primer_home: Path) -> None:
    shown = run("--home", str(tmp_path))
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert str(tmp_path) in shown.stdout
    for command in ("alignqa ingest --primer", "alignqa ingest paper.pdf", "alignqa fetch --all", "alignqa --help"):
        assert command in shown.stdout
    missing = run("--home", str(primer_home))
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "Usage: alignqa" in missing.stderr
    refused = run("--home", str(tmp_path), "nonsense")
    assert (refused.exit_code, "alignqa ingest" in refused.output) == (2, False)
