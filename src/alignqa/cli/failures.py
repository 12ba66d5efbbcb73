"""The one place that prints errors: message and hint go to stderr, and the error's class sets the exit code."""

from __future__ import annotations

import logging
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
    """Turns any error raised inside into lines on stderr and a typer.Exit; tracebacks are shown only with `debug`."""
    try:
        yield
        sys.stdout.flush()
    except AlignqaError as error:
        if debug:
            say(traceback.format_exc().rstrip("\n"))
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
            say(traceback.format_exc().rstrip("\n"))
        complain(_unexpected(error))
        raise typer.Exit(1) from error


def complain(error: AlignqaError) -> None:
    """Prints the message and the hint of an error on stderr."""
    say(f"Error: {error.message}")
    if error.hint:
        say(f"Hint: {error.hint}")


def say(text: str) -> None:
    """Prints a line on stderr, stripped of whatever acts on a terminal; it is wrapped if stderr is one."""
    from alignqa.render.printable import printable

    text = printable(text)
    try:
        if sys.stderr.isatty() and "\n" not in text:  # a traceback keeps its lines
            width = max(20, shutil.get_terminal_size().columns)
            text = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except OSError:
        return  # nothing reads stderr any more


class PrintingHandler(logging.Handler):
    """Prints the log of libraries on stderr, stripped of whatever acts on a terminal."""

    def emit(self, record: logging.LogRecord) -> None:
        """Prints the record."""
        say(self.format(record))


def silence_stdout() -> None:
    """Discards what is still buffered, after the reader of stdout has closed it."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)


def _is_usage_error(error: Exception) -> bool:
    """Checks whether typer shows this error itself; the package of its class depends on the version of typer."""
    return callable(getattr(error, "show", None)) and isinstance(getattr(error, "exit_code", None), int)


def _unexpected(error: Exception) -> AlignqaError:
    text = " ".join(str(error).split())[:300] or type(error).__name__
    if isinstance(error, OSError):
        return StorageError(
            f"The system reported an error: {text}.", hint="Check free disk space and permissions (details: alignqa --debug …)"
        )
    return AlignqaError(
        f"An unexpected error occurred: {type(error).__name__}: {text}.",
        hint="Run the command again as alignqa --debug … and report the output",
    )
