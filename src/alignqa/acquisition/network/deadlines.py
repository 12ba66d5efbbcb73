"""Ends requests by the clock: the time limits of a socket begin anew with every byte, so that a server may drip for ever."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx

_CONNECTED = ("connect_tcp.complete", "start_tls.complete")


class Deadline:
    """Shuts the connection of one request down when its time is up, wherever in the answer it is.

    It is given to httpx as the request's extension "trace". The name of the host is looked up before, in the system's own time.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._timer: threading.Timer | None = None

    @property
    def passed(self) -> bool:
        """Tells that the time is up."""
        return time.monotonic() >= self._until

    def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Notes what the request has come to; ReadTimeout if it begins a connection when its time is up."""
        if event.endswith("response_closed.complete"):
            self.end()
        elif event.endswith("connect_tcp.started") and self.passed:
            raise httpx.ReadTimeout("its time is up")
        elif event.endswith(_CONNECTED):
            self.end()
            connection = info["return_value"].get_extra_info("socket")
            self._timer = threading.Timer(max(0.0, self._until - time.monotonic()), _shut_down, [connection])
            self._timer.daemon = True
            self._timer.start()

    def end(self) -> None:
        """Stops the clock."""
        if self._timer is not None:
            self._timer.cancel()


def _shut_down(connection: socket.socket) -> None:
    """Wakes whoever reads from a connection; also one with TLS, whose own method would take its state from under the reader."""
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
