"""The pager: what is longer than the screen is read in `less`, or in the program that PAGER names."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from contextlib import suppress

_PAGER = "less"


def through_pager(text: str) -> None:
    """Shows text with escape sequences in the user's pager; without one it is printed as it is."""
    command = shlex.split(os.environ.get("PAGER", "") or _PAGER)
    if not command or shutil.which(command[0]) is None:
        sys.stdout.write(text)
        return
    # R: colours and links are passed on; F: what fits on the screen ends at once; X: it stays there afterwards.
    environment = {**os.environ, "LESS": os.environ.get("LESS", "") or "-RFX"}
    sys.stdout.flush()
    with suppress(BrokenPipeError):  # the pager was left before the end
        subprocess.run(command, input=text.encode("utf-8", "replace"), env=environment, check=False)  # noqa: S603 - the user's own
