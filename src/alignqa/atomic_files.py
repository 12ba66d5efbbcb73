"""Writes files whole or not at all: an interruption leaves the former file, and no reader meets half a new one."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


def write_file(path: Path, content: str | bytes, *, durable: bool = False, mode: int = 0o666) -> None:
    """Writes `content` to `path` in one step, text as UTF-8 with its line ends as they are; OSError if that fails.

    A failure leaves the former file as it was, and nothing beside it.
    Several processes or threads may write one file at once; the last one wins.
    A `durable` file is on the disk before it replaces the former one, so that one of the two survives a power failure.
    `mode` is that of the new file, less the umask.
    """
    data = content.encode() if isinstance(content, str) else content
    scratch = path.with_name(f".alignqa-{uuid4().hex}.part")
    try:
        scratch.touch(mode=mode, exist_ok=False)
        with scratch.open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        with suppress(OSError):
            scratch.unlink(missing_ok=True)
