"""Connecting to a Ray cluster, or starting one on this machine, without a word on the streams of the command."""

from __future__ import annotations

import io
import logging
import os
import re
import shutil
import socket
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from types import ModuleType
from typing import TextIO

from alignqa.errors import AlignqaError, ProviderError

LOCAL = "local"
"""The address that means a cluster of this machine's processors, for one run."""

LOST = "What was taken in is kept: run the same command again, and it goes on where this one stopped"

_REACH = (
    "Check that the cluster runs (ray status), the address, and whether it asks for a token (RAY_AUTH_MODE=token); "
    "without an address this machine's processors are used"
)
_OBJECTS = 512 * 2**20  # bytes of papers and vectors on their way; what passes it is put on the disk
_SECONDS = 5.0
_LISTENER = "ray_listen_error_messages"  # Ray's thread that prints to stdout what happens to workers
_HOST_AND_PORT = re.compile(r"(?:ray://)?\[?(?P<host>[^/\[\]]+)\]?:(?P<port>\d{1,5})")


@contextmanager
def connected(address: str, *, processors: int | None = None) -> Iterator[ModuleType]:
    """Ray, connected; what was started or connected here is ended with the context."""
    ray = _import_ray()
    if ray.is_initialized():
        yield ray  # somebody who uses alignqa as a library has a cluster of their own
        return
    if address != LOCAL:
        _require_listener(address)
    with redirect_stdout(_WithoutRay(sys.stdout)):
        started = _started(ray, processors) if address == LOCAL else _joined(ray, address)
        try:
            yield ray
        finally:
            ray.shutdown()
            if started:
                shutil.rmtree(started, ignore_errors=True)  # logs and sockets, which Ray leaves behind


def _import_ray() -> ModuleType:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # the default warns that it will be the default
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "error")  # its C++ parts write to stderr
    try:
        import ray
        import ray.exceptions
    except ImportError as error:
        raise AlignqaError("Ray is not installed.", hint="Install it: pip install 'alignqa[scale]'") from error
    module: ModuleType = ray
    return module


def _started(ray: ModuleType, processors: int | None) -> str:
    """Starts a cluster; returns the folder it writes to."""
    try:
        with _without_warnings():
            context = ray.init(
                address=LOCAL,
                num_cpus=processors,
                object_store_memory=_OBJECTS,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                # Without it, a paper that needs more memory than there is would be tried for ever.
                _system_config={"task_oom_retries": 2},
            )
    except (ConnectionError, RuntimeError, OSError, SystemExit) as error:
        raise AlignqaError(
            f"Ray cannot be started on this machine: {_first_line(error)}.",
            hint="Check memory and free disk space, or take the papers in without --ray",
        ) from error
    return str(context.address_info["session_dir"])


def _joined(ray: ModuleType, address: str) -> str:
    """Connects to a cluster; there is no folder to delete afterwards."""
    try:
        with _without_warnings():
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    # Ray ends the process where something listens that is no cluster, and where the cluster ends while it connects.
    except (ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError, OSError, SystemExit) as error:
        raise ProviderError(f"The Ray cluster at {address} cannot be used: {_first_line(error)}.", hint=_REACH) from error
    return ""


def _require_listener(address: str) -> None:
    """Looks whether anybody listens, since Ray itself takes minutes to find out."""
    found = _HOST_AND_PORT.fullmatch(address)
    if not found:
        return
    try:
        socket.create_connection((found["host"], int(found["port"])), timeout=_SECONDS).close()
    except (OSError, OverflowError, UnicodeError) as error:
        raise ProviderError(f"No Ray cluster answers at {address}: {error}.", hint=_REACH) from error


@contextmanager
def _without_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines and not isinstance(error, SystemExit) else "it does not answer as one"


class _WithoutRay(io.TextIOBase):
    """A stream that drops what Ray prints from a thread of its own, since stdout is data."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if threading.current_thread().name == _LISTENER:
            return len(text)
        return self._stream.write(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return self._stream.isatty()
