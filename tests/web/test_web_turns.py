"""Answers are sent while they are made, work has its turn, and it ends when nobody waits for it any more."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("starlette", reason="not installed here (pip install 'alignqa[web]'): nothing of the web server is tested")

from alignqa.answers.interfaces import Prompt, ReplyPiece, Schema
from alignqa.answers.writing.request import Writing
from alignqa.current_assistant import CurrentAssistant
from alignqa.web.application import make_app
from alignqa.web.desk import Desk, KeptValues
from alignqa.web.turns import ClientGone, Turns, still_wanted
from alignqa.wiring import open_home
from generation_samples import writer

pytestmark = pytest.mark.real
CLAIM = "Lantern drift is a shift in which a lantern comes to prefer the night."
OTHER = "Keepers have long known that lanterns change."
PATIENCE = 60.0  # seconds that a test waits before it fails


class PacedGenerator:
    """Writes one claim, and others only when it is told to; `whole` tells that it was read to its end."""

    name = "paced"
    context_window = 8_192

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.whole = False

    def generate(self, prompt: Prompt, *, schema: Schema | None = None) -> Iterator[ReplyPiece]:
        first, second = (
            json.dumps({"text": claim, "sentences": [int(number[1])]})
            for claim in (CLAIM, OTHER)
            if (number := re.search(rf"\[(\d+)\] {claim[:25]}", prompt.user))
        )
        # A claim is whole when another one has begun.
        yield ReplyPiece(f'{{"claims": [{first}, {second}')
        assert self.go_on.wait(PATIENCE)
        yield ReplyPiece(f", {first}")
        yield ReplyPiece(f", {first}")
        self.whole = True
        yield ReplyPiece("]}")


async def get(app: Any, path: str, heard: Callable[[str], None], gone: anyio.Event) -> None:
    """Asks an application for a page; `heard` is called with all that has come so far."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"localhost")],
    }
    requests = iter([{"type": "http.request", "body": b"", "more_body": False}])
    text = ""

    async def receive() -> Any:
        if (request := next(requests, None)) is not None:
            return request
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal text
        text += message.get("body", b"").decode()
        heard(text)

    await app(scope, receive, send)


def written_by(generator: PacedGenerator, home: Path) -> Any:
    opened = open_home(home).faster()
    return make_app(Desk(opened, CurrentAssistant(opened), writing=Writing(writer(generator))), port=1)


def within(work: Callable[[], Any]) -> None:
    """Runs a test's conversation, which fails if it takes a minute."""

    async def bounded() -> None:
        with anyio.fail_after(PATIENCE):
            await work()

    anyio.run(bounded)


def test_a_claim_is_on_the_page_before_the_answer_is_whole(lantern_home: Path) -> None:
    generator = PacedGenerator()
    states: list[str] = []

    def heard(text: str) -> None:
        states.append(text)
        if CLAIM in text:
            generator.go_on.set()

    within(lambda: get(written_by(generator, lantern_home), "/ask?q=What+is+lantern+drift", heard, anyio.Event()))
    first = next(text for text in states if "Reading the papers" in text)
    assert CLAIM not in first
    assert "</html>" not in next(text for text in states if CLAIM in text)
    page = states[-1]
    assert generator.whole
    assert page.rstrip().endswith("</html>")
    assert page.count(f'<p class="claim">{CLAIM}') == 1
    markers = re.findall(r'class="marker" href="#(quote-\d+)"', page)
    assert len(markers) == 2
    assert all(f'<li id="{marker}"' in page for marker in markers)
    assert "Sentences by paced" in page


def test_a_reader_who_leaves_ends_what_a_generator_writes(lantern_home: Path) -> None:
    generator = PacedGenerator()

    async def leave() -> None:
        gone = anyio.Event()
        async with anyio.create_task_group() as group:
            page = written_by(generator, lantern_home)
            group.start_soon(get, page, "/ask?q=What+is+lantern+drift", lambda text: CLAIM in text and gone.set(), gone)
            await gone.wait()
            await anyio.wait_all_tasks_blocked()
            generator.go_on.set()

    within(leave)
    assert not generator.whole


def test_work_whose_client_left_before_its_turn_never_begins() -> None:
    async def crowd() -> None:
        turns, gone, go_on, began = Turns(), anyio.Event(), threading.Event(), []

        async def stays() -> Any:
            await anyio.sleep_forever()

        async def leaves() -> Any:
            await gone.wait()
            return {"type": "http.disconnect"}

        def work() -> None:
            began.append(1)
            assert go_on.wait(PATIENCE)

        async def call(receive: Any) -> None:
            try:
                await turns.call(receive, work)
            except ClientGone:
                left.append(1)

        left: list[int] = []
        async with anyio.create_task_group() as group:
            for _ in range(4):
                group.start_soon(call, stays)
            while len(began) < 4:
                await anyio.sleep(0.01)
            for _ in range(20):
                group.start_soon(call, leaves)
            await anyio.wait_all_tasks_blocked()
            gone.set()
            while len(left) < 20:
                await anyio.sleep(0.01)
            go_on.set()
        assert (len(began), len(left)) == (4, 20)

    within(crowd)


def test_long_work_that_asks_whether_it_is_wanted_ends_with_its_client() -> None:
    async def audit() -> None:
        turns, gone, steps = Turns(), anyio.Event(), []

        async def leaves() -> Any:
            await gone.wait()
            return {"type": "http.disconnect"}

        def work() -> None:
            while True:
                still_wanted()
                steps.append(1)
                if len(steps) == 3:
                    anyio.from_thread.run_sync(gone.set)

        with pytest.raises(ClientGone):
            await turns.call_long(leaves, work)
        assert len(steps) >= 3

    within(audit)


def test_an_error_of_the_work_is_that_of_the_call() -> None:
    async def fail() -> None:
        async def stays() -> Any:
            await anyio.sleep_forever()

        with pytest.raises(ZeroDivisionError):
            await Turns().call(stays, lambda: 1 // 0)

    within(fail)


def test_so_many_values_are_kept_and_the_oldest_goes_first() -> None:
    kept = KeptValues(3)
    for number in range(3):
        kept.keep(number, str(number))
    assert kept.get(0) == "0"
    kept.keep(3, "3")
    assert [kept.get(number) for number in range(4)] == ["0", None, "2", "3"]
