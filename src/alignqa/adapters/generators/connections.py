"""Connections to providers, with limits on the time and size of an answer that hold however fast bytes arrive."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import httpx

from alignqa.acquisition.network.deadlines import Deadline

MAX_ANSWER_BYTES = 16_000_000
"""The maximum size of an answer; the longest reply that is read comes in a few megabytes, a piece at a time."""


class EndlessAnswer(Exception):
    """The answer is larger than any reply that would be read, or packed although it was asked not to be."""


@dataclass(slots=True)
class Exchange:
    """A request for one reply: the time of `time.monotonic` at which it ends, and the answers to its requests."""

    until: float
    answers: list[httpx.Response] = field(default_factory=list)

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Has requests that begin in the block belong to this exchange."""
        token = _EXCHANGE.set(self)
        try:
            yield
        finally:
            _EXCHANGE.reset(token)

    def close(self) -> None:
        """Closes the connections, which a library may keep open although nobody reads any more."""
        for answer in self.answers:
            answer.close()


_EXCHANGE: ContextVar[Exchange | None] = ContextVar("exchange", default=None)


def client(*, loopback: bool, timeout: float) -> httpx.Client:
    """Makes a client within the limits; it is closed when nothing refers to it any more.

    On this machine it ignores the proxies of the environment.
    """

    class Closing(httpx.Client):
        def __del__(self) -> None:
            self.close()

    return Closing(trust_env=not loopback, timeout=timeout, **options(timeout))


def async_client(*, loopback: bool, timeout: float) -> httpx.AsyncClient:
    """Makes a client whose answers are within the limit on size; the caller limits its time, and closes it."""
    return httpx.AsyncClient(trust_env=not loopback, timeout=timeout, **async_options())


def options(timeout: float) -> dict[str, Any]:
    """Returns the arguments that keep a client of httpx within the limits."""

    def begins(request: httpx.Request) -> None:
        _ask_unpacked(request)
        exchange = _EXCHANGE.get()
        left = timeout if exchange is None else min(timeout, exchange.until - time.monotonic())
        request.extensions = {**request.extensions, "trace": Deadline(max(0.0, left))}

    def answers(response: httpx.Response) -> None:
        _require_unpacked(response)
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Limited(response.stream)
        if (exchange := _EXCHANGE.get()) is not None:
            exchange.answers.append(response)

    # A connection that is used again is not made, and so could not be seen by a deadline.
    return {"event_hooks": {"request": [begins], "response": [answers]}, "limits": httpx.Limits(max_keepalive_connections=0)}


def async_options() -> dict[str, Any]:
    """Returns the arguments that keep an asynchronous client within the limit on size."""

    async def begins(request: httpx.Request) -> None:
        _ask_unpacked(request)

    async def answers(response: httpx.Response) -> None:
        _require_unpacked(response)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _AsyncLimited(response.stream)

    return {"event_hooks": {"request": [begins], "response": [answers]}}


def _ask_unpacked(request: httpx.Request) -> None:
    request.headers["Accept-Encoding"] = "identity"


def _require_unpacked(response: httpx.Response) -> None:
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise EndlessAnswer("its answer is packed, which was not asked for")


def _counter() -> Callable[[bytes], bytes]:
    size = 0

    def counted(part: bytes) -> bytes:
        nonlocal size
        size += len(part)
        if size > MAX_ANSWER_BYTES:
            raise EndlessAnswer(f"its answer has more than {MAX_ANSWER_BYTES:,} bytes")
        return part

    return counted


class _Limited(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from map(_counter(), self._stream)

    def close(self) -> None:
        self._stream.close()


class _AsyncLimited(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        counted = _counter()
        async for part in self._stream:
            yield counted(part)

    async def aclose(self) -> None:
        await self._stream.aclose()
