"""Turns: slow work runs in threads, a few calls at a time, and ends when nobody waits for it any more."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Coroutine
from typing import TypeVar

import anyio
import anyio.from_thread
import anyio.to_thread
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_T = TypeVar("_T")
_MAX_CALLS = 4  # at the same time; more would wait for each other at the processors
_MAX_LONG_CALLS = 1  # in addition, so that an audit never blocks the questions
_HTML = [(b"content-type", b"text/html; charset=utf-8")]


class ClientGone(Exception):
    """The client of a request has gone away, and needs no response."""


class Turns:
    """Threads for blocking work: `call` for what takes a second, `call_long` for what may take a minute.

    Work whose client goes away before its turn never begins; work that looks at `still_wanted` ends early.
    """

    def __init__(self) -> None:
        self._calls = anyio.CapacityLimiter(_MAX_CALLS)
        self._long_calls = anyio.CapacityLimiter(_MAX_LONG_CALLS)

    async def call(self, receive: Receive, work: Callable[[], _T]) -> _T:
        """Runs the work in a thread; ClientGone if the client goes away meanwhile."""
        return await _while_there(receive, functools.partial(self.run, work))

    async def call_long(self, receive: Receive, work: Callable[[], _T]) -> _T:
        """Runs work that may take long, one call after the other."""
        return await _while_there(receive, functools.partial(anyio.to_thread.run_sync, work, limiter=self._long_calls))

    async def run(self, work: Callable[[], _T]) -> _T:
        """Runs the work in a thread, without looking at the client."""
        return await anyio.to_thread.run_sync(work, limiter=self._calls)


def still_wanted() -> None:
    """Ends the work of the current thread, by an exception, if its client has gone away."""
    anyio.from_thread.check_cancelled()


class LivePage(Response):
    """A page that is sent while it is made: `write` gets a function that sends text, and is cancelled if the client goes."""

    def __init__(self, write: Callable[[Callable[[str], Coroutine[None, None, None]]], Awaitable[None]]) -> None:
        super().__init__()
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the page."""

        async def send_text(text: str) -> None:
            await send({"type": "http.response.body", "body": text.encode("utf-8", "replace"), "more_body": True})

        await send({"type": "http.response.start", "status": 200, "headers": _HTML})
        try:
            await _while_there(receive, functools.partial(self._write, send_text))
        except ClientGone:
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _while_there(receive: Receive, work: Callable[[], Awaitable[_T]]) -> _T:
    """Awaits the work, and cancels it if the client goes away; the body of the request must have been read."""
    results: list[_T] = []
    failures: list[Exception] = []

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        try:
            results.append(await work())
        except Exception as error:  # noqa: BLE001 - raised below, outside the group, which would wrap it
            failures.append(error)
        group.cancel_scope.cancel()
    if failures:
        raise failures[0]
    if not results:
        raise ClientGone
    return results[0]
