"""Has a child process read a PDF, and turns whatever happens to it into a printout or one clear error."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.parsing.confined.allowance import allowance_for
from alignqa.papers.parsing.confined.lifeline import held_line
from alignqa.papers.parsing.pdf.child.printout import BROKEN, LOCKED, ChildFailure, ChildLimits, Printout, decode

_CHILD = "alignqa.papers.parsing.pdf.child.child_main"
_HEADER_BYTES = 1024  # the header %PDF- begins within these, according to the PDF reference's implementation notes
_SAVE_AGAIN = "open it in a PDF viewer, save it again as PDF, and ingest the new file"


def read_printout(data: bytes, path: Path, *, limits: ChildLimits | None = None) -> Printout:
    """The pages of the PDF `data`; raises UnreadablePaper if it is empty, locked, damaged, too long, or without text."""
    if not data.strip():
        raise UnreadablePaper(f"{path.name} is empty.", hint="Fetch or copy the file again")
    if b"%PDF-" not in data[:_HEADER_BYTES]:
        raise UnreadablePaper(
            f"{path.name} is not a PDF: its content does not begin like one.",
            hint="Rename it with the extension of its real format, or fetch it again",
        )
    outcome = _ask_child(data, path, limits or limits_for(len(data)))
    if isinstance(outcome, ChildFailure):
        raise _unreadable(outcome, path, truncated=b"%%EOF" not in data[-2 * _HEADER_BYTES :])
    if not any(run.text.strip() for sheet in outcome.sheets for run in sheet.runs):
        raise UnreadablePaper(
            f"{path.name} has no text layer: its pages are images.",
            hint=f"Recognise the text first, for example with `ocrmypdf {path.name} with-text.pdf`, and ingest the result",
        )
    return outcome


def limits_for(size: int) -> ChildLimits:
    """Returns the limits for a file of `size` bytes."""
    allowance = allowance_for(size)
    return ChildLimits(memory=allowance.memory, cpu_s=allowance.cpu_s, wall_s=allowance.wall_s)


def _ask_child(data: bytes, path: Path, limits: ChildLimits) -> Printout | ChildFailure:
    report = report_of_child(_CHILD, (limits.pages, limits.characters), data, path, limits=limits)
    try:
        return decode(report)
    except (ValueError, TypeError, KeyError) as error:
        raise crashed(path) from error  # a damaged report counts as a crash


def report_of_child(module: str, numbers: Sequence[int], data: bytes, path: Path, *, limits: ChildLimits) -> bytes:
    """Returns what a program prints that reads `data` in a process of its own, within limits; `path` is for messages.

    Its arguments are the limits of memory and of processor time, `numbers`, and the line that ends it with this process.
    Raises UnreadablePaper if it breaks a limit or crashes.
    """
    try:
        with held_line() as line:
            child = subprocess.run(  # noqa: S603 - our own interpreter and module, numbers as arguments
                [sys.executable, "-I", "-m", module, *map(str, (limits.memory, limits.cpu_s, *numbers, line))],
                input=data,
                capture_output=True,
                timeout=limits.wall_s,
                check=False,
                pass_fds=() if line is None else (line,),
            )
    except subprocess.TimeoutExpired as error:
        raise _slow(path, f"{limits.wall_s:g} seconds") from error
    except OSError as error:
        raise UnreadablePaper(
            f"{path.name} was not read: no process could be started for it ({error.strerror}).",
            hint="Free some memory, and try again",
        ) from error
    if child.returncode == -getattr(signal, "SIGXCPU", 0):
        raise _slow(path, f"{limits.cpu_s} seconds of processor time")
    if child.returncode != 0:
        raise crashed(path)
    return child.stdout


def crashed(path: Path) -> UnreadablePaper:
    """Returns the error for a file on which the child process ended, or told nothing that can be read."""
    return UnreadablePaper(
        f"{path.name} was not read: the PDF library crashed on it or needed too much memory.",
        hint=f"To try again, {_SAVE_AGAIN}",
    )


def _slow(path: Path, time: str) -> UnreadablePaper:
    message = f"{path.name} was not read: reading it took more than {time}."
    return UnreadablePaper(message, hint=f"To try again, {_SAVE_AGAIN}")


def _unreadable(failure: ChildFailure, path: Path, *, truncated: bool) -> UnreadablePaper:
    if failure.reason == LOCKED:
        return UnreadablePaper(
            f"{path.name} is encrypted and needs a password.",
            hint=f"Save a copy without it, for example with `qpdf --decrypt --password=… {path.name} open.pdf`, and ingest that",
        )
    if failure.reason == BROKEN:
        problem = "is truncated: its end is missing" if truncated else "is damaged and cannot be read as a PDF"
        return UnreadablePaper(f"{path.name} {problem}.", hint=f"Fetch the file again, or {_SAVE_AGAIN}")
    return UnreadablePaper(
        f"{path.name} is too long to be one paper: {failure.detail}.", hint="Split it, and ingest the parts that matter"
    )
