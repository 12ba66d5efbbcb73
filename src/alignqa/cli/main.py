"""The command `alignqa`: its global options and its commands, each in its own module."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from alignqa import __version__
from alignqa.cli.citing import command as citing
from alignqa.cli.commands import (
    ask,
    audit,
    define,
    fetch,
    find,
    index,
    ingest,
    mcp,
    papers,
    search,
    serve,
    summarize,
    verify,
)
from alignqa.cli.debating import command as debating
from alignqa.cli.evaluate import command as evaluate
from alignqa.cli.exporting import export
from alignqa.cli.failures import INTERRUPTED, reported, silence_stdout
from alignqa.cli.importing import command as importing
from alignqa.cli.options import Global, examples, write
from alignqa.cli.viewing import annotate
from alignqa.cli.watching import command as watching


class _Commands(TyperGroup):
    """Runs the commands and reports their errors."""

    def invoke(self, ctx: Any) -> object:
        """Runs the command inside the one place that prints errors.

        The class of contexts differs between versions of typer, hence Any.
        """
        with reported(debug=bool(ctx.params.get("debug"))):
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Commands,
    name="alignqa",
    help="Answer questions about AI alignment papers with quotes that are proven to be in them.",
    epilog=examples("alignqa ingest --primer", 'alignqa ask "What is a mesa-optimizer?"', "alignqa ask        (a chat)"),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_READING = (ask, search, find, define, debating, summarize, papers, citing, verify, annotate, export, audit)
_ORDER = (ingest, fetch, watching, importing, *_READING, index, evaluate, serve, mcp)
for module in _ORDER:
    module.add_to(app)


def _version(value: bool) -> None:
    if value:
        sys.stdout.write(f"alignqa {__version__}\n")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option("--home", metavar="DIR", help="The folder that holds the settings, corpus and index.")
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks of errors.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Stores the global options for the command."""
    context.obj = Global(home, debug)
    if context.invoked_subcommand is None:
        _begin(context, home)


def _begin(context: typer.Context, home: Path | None) -> None:
    """Shows what to begin with in an empty home; elsewhere the help, as an error, since a command is missing."""
    from alignqa.cli.welcome import first_page

    page = first_page(home)
    if page is None:
        sys.stderr.write(f"{context.get_help()}\n")
        raise typer.Exit(2)
    write(page)


def _open_closed_streams() -> None:
    """Opens the null device in place of standard streams that were closed, before another file can take their descriptor."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open as long as the process


def main() -> None:
    """Runs the command line; the exit codes are those in `alignqa.errors`, 3 for an abstention and 130 for an interrupt."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
    try:
        app(prog_name="alignqa")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            silence_stdout()
