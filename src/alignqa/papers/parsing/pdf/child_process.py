"""Lets a child process read a PDF, and turns whatever happens to it into a printout or one clear error."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.parsing.pdf.printout import BROKEN, LOCKED, ChildFailure, ChildLimits, Printout, decode

_CHILD = "alignqa.papers.parsing.pdf.child_main"
_HEADER_WITHIN = 1024  # bytes; where readers look for %PDF-, as the PDF reference's implementation notes say
_OPEN_AND_SAVE = "open it in a PDF viewer, save it again as PDF, and ingest the new file"


def read_printout(data: bytes, path: Path, *, limits: ChildLimits | None = None) -> Printout:
    """The pages of the PDF `data`; UnreadablePaper when it is empty, locked, damaged, too long, or without text."""
    if not data.strip():
        raise UnreadablePaper(f"{path.name} is empty.", hint="Fetch or copy the file again.")
    if b"%PDF-" not in data[:_HEADER_WITHIN]:
        raise UnreadablePaper(
            f"{path.name} is not a PDF, whatever its name says.", hint="Rename it to what it is, or fetch the file again."
        )
    outcome = _ask_child(data, path, limits or ChildLimits())
    if isinstance(outcome, ChildFailure):
        raise _refusal(outcome, path, truncated=b"%%EOF" not in data[-2 * _HEADER_WITHIN :])
    if not any(run.text.strip() for sheet in outcome.sheets for run in sheet.runs):
        raise UnreadablePaper(
            f"{path.name} has no text layer: its pages are pictures.",
            hint=f"Recognise the text first, for example with `ocrmypdf {path.name} with-text.pdf`, and ingest the result.",
        )
    return outcome


def _ask_child(data: bytes, path: Path, limits: ChildLimits) -> Printout | ChildFailure:
    arguments = [str(limits.memory), str(limits.cpu_s), str(limits.pages), str(limits.characters)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module, numbers as arguments
            [sys.executable, "-I", "-m", _CHILD, *arguments], input=data, capture_output=True, timeout=limits.wall_s, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadablePaper(
            f"{path.name} was given up: reading it took more than {limits.wall_s:g} seconds.",
            hint=f"To try again, {_OPEN_AND_SAVE}.",
        ) from error
    except OSError as error:
        raise UnreadablePaper(
            f"{path.name} was not read: no process could be started for it ({error.strerror}).",
            hint="Free some memory, and try again.",
        ) from error
    try:
        if done.returncode == 0:
            return decode(done.stdout)
    except (ValueError, TypeError, KeyError):
        pass  # a damaged report is a crash like any other
    raise UnreadablePaper(
        f"{path.name} was given up: the PDF reader crashed on it or needed too much memory.",
        hint=f"To try again, {_OPEN_AND_SAVE}.",
    )


def _refusal(failure: ChildFailure, path: Path, *, truncated: bool) -> UnreadablePaper:
    if failure.reason == LOCKED:
        return UnreadablePaper(
            f"{path.name} is encrypted and needs a password.",
            hint=f"Save a copy without it, for example with `qpdf --decrypt --password=… {path.name} open.pdf`, and ingest that.",
        )
    if failure.reason == BROKEN:
        what = "is truncated: its end is missing" if truncated else "is damaged and cannot be read as a PDF"
        return UnreadablePaper(f"{path.name} {what}.", hint=f"Fetch the file again; or {_OPEN_AND_SAVE}.")
    return UnreadablePaper(
        f"{path.name} is too long to be one paper: {failure.detail}.", hint="Split it, and ingest the parts that matter."
    )
