"""Keeps processes that read files, and turns whatever happens to one of them into one clear error."""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar, cast

from alignqa.errors import AlignqaError, UnreadablePaper
from alignqa.papers.parsing.confined.allowance import Allowance, allowance_for
from alignqa.papers.parsing.confined.process_main import MESSAGE_LENGTH, Task, TaskResult

_T = TypeVar("_T")
_ANOTHER_FORMAT = "Look for the paper in another format, or ingest the parts of it that matter"
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class ConfinedProcesses:
    """Processes that call functions on files; each takes one file after another, and as many are started as are busy at once.

    A file that breaks a limit ends the process that reads it and nothing else.
    """

    def __init__(self, allow: Callable[[int], Allowance] = allowance_for) -> None:
        """Takes a function from the size of a file to what it may cost."""
        self._allow = allow
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._busy: set[_Process] = set()
        self._closed = False

    def call(self, function: Callable[..., _T], *arguments: object, path: Path, size: int) -> _T:
        """Calls a function that reads the file at `path`, of `size` bytes; all must be picklable.

        Raises what the function raises, and UnreadablePaper if it costs more than a file of this size may, or ends its process.
        """
        allowance = self._allow(size)
        task = pickle.dumps(Task(function, arguments, allowance))
        try:
            result = self._result(task, allowance, path)
        except _Ended:
            # Perhaps it was ended from outside, or an earlier file is to blame.
            try:
                result = self._result(task, allowance, path, fresh=True)
            except _Ended:
                raise _needy(path, "ended the process that read it, perhaps because it needs") from None
        if result.error is None:
            return cast("_T", result.value)
        if isinstance(result.error, AlignqaError):
            raise result.error from _Trace(result.trace)
        if isinstance(result.error, MemoryError):
            raise _needy(path, "needs") from _Trace(result.trace)
        raise UnreadablePaper(
            f"{path} could not be read: {type(result.error).__name__}.",
            hint="Look for the paper in another format, or run again with --debug and report it",
        ) from _Trace(result.trace)

    def _result(self, task: bytes, allowance: Allowance, path: Path, *, fresh: bool = False) -> TaskResult:
        process = self._taken(path, fresh=fresh)
        try:
            return process.result(task, allowance, path)
        finally:
            self._give_back(process)

    def close(self) -> None:
        """Ends all processes, the busy ones, too."""
        with self._lock:
            self._closed = True
            for busy in self._busy:
                busy.kill()
            idle, self._idle = self._idle, []
        for process in idle:
            process.end()

    def forget(self) -> None:
        """Lets go of all processes without ending them: after a fork they are those of the parent."""
        self._lock = threading.Lock()
        self._idle, self._busy = [], set()

    def _taken(self, path: Path, *, fresh: bool) -> _Process:
        with self._lock:
            if self._closed:
                raise UnreadablePaper(f"{path} was not read: the run has ended.", hint="Run the same command again")
            process = _Process(path) if fresh or not self._idle else self._idle.pop()
            self._busy.add(process)
        return process

    def _give_back(self, process: _Process) -> None:
        with self._lock:
            self._busy.discard(process)
            if process.is_ready and not self._closed:
                self._idle.append(process)
                return
        process.end()


class _Ended(Exception):
    """The process ended instead of answering."""


class _Trace(Exception):
    """The traceback of an error in another process, for --debug."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


class _Process:
    """One process, which answers one task at a time."""

    def __init__(self, path: Path) -> None:
        self.is_ready = True
        self._line: int | None
        line, self._line = _pipe()
        # The interpreter's own search path is handed on, since `-I` leaves out what an environment or a user has added to it.
        program = f"import sys; sys.path[:] = {sys.path!r}; from {Task.__module__} import main; main({line})"
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-I", "-c", program],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=() if line is None else (line,),
                env={**os.environ, **_ONE_THREAD},
            )
        except OSError as error:
            if self._line is not None:
                os.close(self._line)
            raise UnreadablePaper(
                f"{path} was not read: no process could be started for it ({error.strerror}).",
                hint="Free some memory, and try again",
            ) from error
        finally:
            if line is not None:
                os.close(line)

        self._pipes = cast("tuple[IO[bytes], IO[bytes]]", (self._child.stdin, self._child.stdout))

    def result(self, task: bytes, allowance: Allowance, path: Path) -> TaskResult:
        """Has a task done; raises UnreadablePaper if it breaks a limit, and _Ended if the process ended."""
        self.is_ready = False
        overdue = threading.Event()

        def stop() -> None:
            overdue.set()
            self.kill()

        clock = threading.Timer(allowance.wall_s, stop)
        clock.daemon = True
        clock.start()
        try:
            answer = self._answer(task, allowance, path)
        finally:
            clock.cancel()
        if answer is not None:
            self.is_ready = True
            return cast("TaskResult", pickle.loads(answer))  # noqa: S301 - it comes from our own program
        status = self._child.wait()
        if overdue.is_set():
            raise _slow(path, f"{allowance.wall_s:g} seconds")
        if status == -getattr(signal, "SIGXCPU", 0):
            raise _slow(path, f"{allowance.cpu_s} seconds of processor time")
        raise _Ended

    def _answer(self, task: bytes, allowance: Allowance, path: Path) -> bytes | None:
        """Exchanges one message for another; None if the process ended instead."""
        requests, answers = self._pipes
        try:
            requests.write(MESSAGE_LENGTH.pack(len(task)))
            requests.write(task)
            requests.flush()
        except OSError:
            return None
        head = answers.read(MESSAGE_LENGTH.size)
        if len(head) < MESSAGE_LENGTH.size:
            return None
        length = MESSAGE_LENGTH.unpack(head)[0]
        if length > allowance.result:
            raise UnreadablePaper(f"{path} was not read: its text would fill {length / 1e6:,.0f} MB.", hint=_ANOTHER_FORMAT)
        answer = answers.read(length)
        return answer if len(answer) == length else None

    def kill(self) -> None:
        """Ends the process, whatever it is doing; whoever waits for it lets go of it."""
        self._child.kill()

    def end(self) -> None:
        """Ends the process and lets go of it."""
        self.kill()
        for pipe in self._pipes:
            with suppress(OSError):
                pipe.close()
        if self._line is not None:
            os.close(self._line)
            self._line = None
        self._child.wait()


def _pipe() -> tuple[int, int] | tuple[None, None]:
    return os.pipe() if os.name == "posix" else (None, None)


def _slow(path: Path, time: str) -> UnreadablePaper:
    return UnreadablePaper(f"{path} was not read: reading it took more than {time}.", hint=_ANOTHER_FORMAT)


def _needy(path: Path, needs: str) -> UnreadablePaper:
    return UnreadablePaper(f"{path} {needs} more memory than there is.", hint=_ANOTHER_FORMAT)


shared = ConfinedProcesses()
"""The processes for whoever has none of their own; they end after a minute without work."""

atexit.register(shared.close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=shared.forget)
