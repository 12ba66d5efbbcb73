"""The one place that prints errors: message, then hint, on stderr, with the exit code of the error's class."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from alignqa.errors import AlignqaError, StorageError

INTERRUPTED = 130


@contextmanager
def reported(*, debug: bool) -> Iterator[None]:
    """Turns whatever goes wrong inside into lines on stderr and a typer.Exit; tracebacks are shown with `debug` only."""
    try:
        yield
        sys.stdout.flush()
    except AlignqaError as error:
        if debug:
            traceback.print_exc()
        complain(error)
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt as error:
        say("Interrupted.")
        raise typer.Exit(INTERRUPTED) from error
    except BrokenPipeError as error:
        silence_stdout()
        raise typer.Exit(0) from error
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:
        if _is_usage_error(error):
            raise
        if debug:
            traceback.print_exc()
        complain(_unexpected(error))
        raise typer.Exit(1) from error


def complain(error: AlignqaError) -> None:
    """Message and hint of an error, on stderr."""
    say(f"Error: {error.message}")
    if error.hint:
        say(f"Hint: {error.hint}")


def say(text: str) -> None:
    """A line on stderr, with nothing in it that acts on a terminal; wrapped where stderr is one."""
    from alignqa.render.printable import printable

    text = printable(text)
    try:
        if sys.stderr.isatty():
            width = max(20, shutil.get_terminal_size().columns)
            text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        return  # nobody listens any more


def silence_stdout() -> None:
    """Sends what is still buffered nowhere, after the reader of stdout has gone away."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _is_usage_error(error: Exception) -> bool:
    """Whether typer itself shows this error: its class lies in another package in each range of versions."""
    return callable(getattr(error, "show", None)) and isinstance(getattr(error, "exit_code", None), int)


def _unexpected(error: Exception) -> AlignqaError:
    what = " ".join(str(error).split())[:300] or type(error).__name__
    if isinstance(error, OSError):
        return StorageError(f"{what}.", hint="Check free disk space and permissions; details: alignqa --debug …")
    return AlignqaError(
        f"Something unexpected happened: {type(error).__name__}: {what}.",
        hint="Run it again with --debug (alignqa --debug …) and report what it prints",
    )
