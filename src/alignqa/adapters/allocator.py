"""Has the C library give large blocks of memory back, which it otherwise keeps for each thread that has used one."""

from __future__ import annotations

import ctypes

# Of glibc's malloc.h. Its own first threshold is 128 KiB, but each larger block that is freed raises it, up to 32 MiB.
_MMAP_THRESHOLD = -3
_BYTES = 128 * 1024


def return_large_blocks() -> None:
    """Keeps blocks of 128 KiB or more out of the arenas of threads, so that memory returns to the system when they are freed.

    Models and Chroma's graphs are loaded in threads, and each thread's arena keeps room for the largest block it ever held:
    40 MB after the first question, 150 MB after 500 replacements of a small paper.
    Other C libraries have no such setting, and nothing happens.
    """
    try:
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _BYTES)
    except (AttributeError, OSError, TypeError):  # no glibc, or a system without a library of the process itself
        return
