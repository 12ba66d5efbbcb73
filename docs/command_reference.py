"""Writes docs/reference/cli.md from the commands themselves: `python docs/command_reference.py [--check]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import typer.main
from typer.testing import CliRunner

from alignqa.cli.main import app

PAGE = Path(__file__).parent / "reference" / "cli.md"
WIDTH = 80

INTRODUCTION = """\
# Commands

This page is generated from the commands by `make docs`: it shows what `alignqa COMMAND --help` prints.

Results go to stdout; progress and errors go to stderr.
Global options such as `--home` and `--debug` come before the command.
[exit-codes.md](exit-codes.md) lists the exit codes.
"""


def paths(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words after `alignqa` that name a command, for it and for all commands below it."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from paths(below, (*path, name))


def help_of(path: tuple[str, ...]) -> str:
    """The output of a command's --help, WIDTH columns wide and without colour."""
    result = CliRunner(env={"NO_COLOR": "1"}).invoke(app, [*path, "--help"], prog_name="alignqa", terminal_width=WIDTH)
    if result.exit_code:
        sys.exit(f"alignqa {' '.join(path)} --help failed: {result.output}")
    return result.output.strip()


def page() -> str:
    """The whole page."""
    parts = [
        f"## {' '.join(('alignqa', *path))}\n\n```text\n{help_of(path)}\n```\n" for path in paths(typer.main.get_command(app))
    ]
    return "\n".join([INTRODUCTION, *parts])


def main() -> None:
    """Writes the page, or with --check ends with 1 if it is out of date."""
    wanted = page()
    if "--check" in sys.argv[1:]:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != wanted:
            sys.exit("docs/reference/cli.md differs from the commands. Run: make docs")
        return
    PAGE.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main()
