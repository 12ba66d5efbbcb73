"""Connects to a Ray cluster, or starts one on this machine, without any output of Ray's on stdout or stderr."""

from __future__ import annotations

import io
import logging
import os
import re
import shutil
import socket
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from types import ModuleType
from typing import TextIO

from alignqa.errors import AlignqaError, ProviderError

LOCAL = "local"
"""The address that means a cluster of this machine's processors, for one run."""

RUN_AGAIN = "Run the same command again: it continues where this one stopped, and keeps what was ingested"

_CHECK_CLUSTER = (
    "Check that the cluster runs (ray status), its address, and whether it asks for a token (RAY_AUTH_MODE=token), "
    "or give no address to use the processors of this machine"
)
_OBJECT_BYTES = 512 * 2**20  # of memory for papers and vectors in transit; the rest goes to the disk
_CONNECT_SECONDS = 5.0
# https://www.rfc-editor.org/rfc/rfc9113#section-3.4: both sides begin with a frame of settings, a client with a line before it.
_SETTINGS, _FRAME_HEAD = 4, 9
_OURS = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes((0, 0, 0, _SETTINGS, 0, 0, 0, 0, 0))
_LISTENER = "ray_listen_error_messages"  # the thread in which Ray prints events of workers to stdout
_HOST_AND_PORT = re.compile(r"(?:ray://)?\[?(?P<host>[^/\[\]]+)\]?:(?P<port>\d{1,5})")


@contextmanager
def connected(address: str, *, processors: int | None = None) -> Iterator[ModuleType]:
    """Provides Ray, connected; a connection or a cluster that was made here ends with the block."""
    ray = _import_ray()
    if ray.is_initialized():
        yield ray  # a program that uses alignqa as a library has a cluster of its own
        return
    if address != LOCAL:
        _require_listener(address)
    with redirect_stdout(_WithoutRay(sys.stdout)):
        session_folder = _start(ray, processors) if address == LOCAL else _join(ray, address)
        try:
            yield ray
        finally:
            ray.shutdown()
            if session_folder:
                shutil.rmtree(session_folder, ignore_errors=True)  # logs and sockets, which Ray leaves behind


def _import_ray() -> ModuleType:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault(
        "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0"
    )  # otherwise Ray warns that this value will become the default
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "error")  # its C++ parts write to stderr themselves
    try:
        import ray
        import ray.exceptions
    except ImportError as error:
        raise AlignqaError("Ray is not installed.", hint="Install it: pip install 'alignqa[scale]'") from error
    module: ModuleType = ray
    return module


def _start(ray: ModuleType, processors: int | None) -> str:
    """Starts a cluster and returns the folder that it writes to."""
    try:
        with _without_warnings():
            context = ray.init(
                address=LOCAL,
                num_cpus=processors,
                object_store_memory=_OBJECT_BYTES,
                include_dashboard=False,
                log_to_driver=False,
                logging_level=logging.ERROR,
                # Otherwise a paper that needs more memory than there is would be retried for ever.
                _system_config={"task_oom_retries": 2},
            )
    except (ConnectionError, RuntimeError, OSError, SystemExit) as error:
        raise AlignqaError(
            f"Ray cannot be started on this machine: {_first_line(error)}.",
            hint="Check the free memory and disk space, or run the command without --ray",
        ) from error
    return str(context.address_info["session_dir"])


def _join(ray: ModuleType, address: str) -> str:
    """Connects to a cluster and returns "", since there is no folder to delete afterwards."""
    try:
        with _without_warnings():
            ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    # Ray raises SystemExit if what listens is not a cluster, or if the cluster ends while it connects.
    except (ray.exceptions.RayError, ConnectionError, RuntimeError, ValueError, OSError, SystemExit) as error:
        raise ProviderError(f"The Ray cluster at {address} cannot be used: {_first_line(error)}.", hint=_CHECK_CLUSTER) from error
    return ""


def _require_listener(address: str) -> None:
    """Raises ProviderError if nothing listens at the address, or not as a cluster does: Ray itself would wait for minutes."""
    found = _HOST_AND_PORT.fullmatch(address)
    if not found:
        return
    try:
        with socket.create_connection((found["host"], int(found["port"])), timeout=_CONNECT_SECONDS) as connection:
            if os.environ.get("RAY_USE_TLS", "0") == "0":
                _require_greeting(connection)
    except (OSError, OverflowError, UnicodeError) as error:
        raise ProviderError(f"No Ray cluster answers at {address}: {error}.", hint=_CHECK_CLUSTER) from error


def _require_greeting(connection: socket.socket) -> None:
    """Raises an OSError unless the other side begins HTTP/2, which clusters speak, in a few seconds on the clock."""
    connection.sendall(_OURS)
    until, theirs = time.monotonic() + _CONNECT_SECONDS, b""
    while len(theirs) < _FRAME_HEAD:
        connection.settimeout(max(0.001, until - time.monotonic()))
        if not (part := connection.recv(_FRAME_HEAD - len(theirs))):
            raise ConnectionError("it hangs up")
        theirs += part
    if theirs[3] != _SETTINGS:
        raise ConnectionError("what listens there is not one")


@contextmanager
def _without_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines and not isinstance(error, SystemExit) else "it does not answer like a cluster"


class _WithoutRay(io.TextIOBase):
    """A stream that drops what Ray prints from its own thread, since stdout is for data."""

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
