"""The program of a process that reads files, one after another: a pickled task comes in, and a pickled result goes out.

Each message begins with its length in eight bytes.
A task that breaks a limit ends this process, and so does the end of the one that started it.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from alignqa.papers.parsing.confined.allowance import Allowance, restrict
from alignqa.papers.parsing.confined.lifeline import end_with

MESSAGE_LENGTH = struct.Struct(">Q")
_IDLE_S = 60.0  # a process without work ends after this time
_LARGE = 256 * 2**20  # bytes of memory after which a process is replaced by a fresh one


@dataclass(frozen=True, slots=True)
class Task:
    """A function to be called, with its arguments and what it may cost."""

    function: Callable[..., object]
    arguments: tuple[object, ...]
    allowance: Allowance


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The value that a function returned, or the error that it raised with its traceback."""

    value: object = None
    error: Exception | None = None
    trace: str = ""


def main(line: int | None) -> None:
    """Answers tasks on standard input until there are no more."""
    if line is not None:
        end_with(line)
    with suppress(AttributeError, ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches this process, too; its parent ends it
    tasks, results = os.fdopen(os.dup(0), "rb", buffering=0), os.fdopen(os.dup(1), "wb")
    # What a library prints must not come between the results.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    while _is_awaited(tasks) and len(head := tasks.read(MESSAGE_LENGTH.size)) == MESSAGE_LENGTH.size:
        result = _result(_exactly(tasks, MESSAGE_LENGTH.unpack(head)[0]))
        results.write(MESSAGE_LENGTH.pack(len(result)))
        results.write(result)
        results.flush()
        if _peak_memory() > _LARGE:
            return


def _is_awaited(tasks: BinaryIO) -> bool:
    """Waits for a task; returns False if none comes for a while. Elsewhere than on POSIX a pipe can only be read."""
    return os.name != "posix" or bool(select.select([tasks], [], [], _IDLE_S)[0])


def _exactly(tasks: BinaryIO, length: int) -> bytearray:
    data = bytearray(length)
    view = memoryview(data)
    while view:
        count = tasks.readinto(view)  # type: ignore[attr-defined]  # an unbuffered file has it
        if not count:
            sys.exit(1)
        view = view[count:]
    return data


def _result(message: bytearray) -> bytes:
    try:
        task: Task = pickle.loads(message)  # noqa: S301 - it comes from the process that started this one
        del message[:]
        restrict(task.allowance.memory, int(time.process_time()) + 1 + task.allowance.cpu_s)
        return pickle.dumps(TaskResult(task.function(*task.arguments)))
    except Exception as error:  # noqa: BLE001 - the parent raises it again
        trace = traceback.format_exc()
        error.__traceback__ = error.__cause__ = error.__context__ = None
        return pickle.dumps(TaskResult(error=error, trace=trace))


def _peak_memory() -> int:
    # On Linux the peak that getrusage tells is at least the size of the process that started this one.
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
