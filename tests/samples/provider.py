"""A provider on this machine that says what it was told to, in the protocols of OpenAI, Anthropic and Ollama."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Turn:
    """What one request gets: a streamed text, a call of a function, or a refusal.

    `echoes` claims what the first numbered sentence says that it was sent.
    `without_end` is sent again and again, after the head or `in_the_head`.
    `cut` breaks the connection in the middle of the text; `endless` never stops; `waits` says nothing until it is set.
    """

    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    call: tuple[str, dict[str, Any]] | None = None
    cut: bool = False
    endless: bool = False
    waits: threading.Event | None = None
    echoes: bool = False
    without_end: bytes = b""
    in_the_head: bool = False


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


class Provider:
    """A server; `turns` are given one after the other, the last one for ever."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self.requests: list[Request] = []
        self.stopping, self.gone = threading.Event(), threading.Event()
        self._turns = list(turns)
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                provider.requests.append(Request(self.path, dict(self.headers), body))
                turn = provider._turns.pop(0) if len(provider._turns) > 1 else provider._turns[0]
                try:
                    provider._answer(self, turn, body)
                except (BrokenPipeError, ConnectionResetError):
                    provider.gone.set()  # the other side has heard enough

            def log_message(self, *args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"{self.root}/v1"

    def close(self) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, handler: BaseHTTPRequestHandler, turn: Turn, body: dict[str, Any]) -> None:
        if turn.echoes:
            turn = replace(turn, text=_echo(body))
        if turn.waits is not None:
            turn.waits.wait(20)
        if turn.without_end:
            self._send_without_end(handler, turn)
        elif turn.status != 200:
            self._send(handler, turn.status, json.dumps({"error": {"message": turn.text, "type": "error"}}), turn.headers)
        elif "/messages" in handler.path:
            self._stream(handler, turn, _anthropic)
        elif "/api/chat" in handler.path:
            self._stream(handler, turn, _ollama)
        elif body.get("stream"):
            self._stream(handler, turn, _openai)
        else:
            self._send(handler, 200, json.dumps(_openai_whole(turn)), {})

    def _send(self, handler: BaseHTTPRequestHandler, status: int, text: str, headers: dict[str, str]) -> None:
        handler.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(len(text)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(text.encode())

    def _send_without_end(self, handler: BaseHTTPRequestHandler, turn: Turn) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
            for name, value in turn.headers.items():
                handler.wfile.write(f"{name}: {value}\r\n".encode())
            handler.wfile.write(b"x-lamp: " if turn.in_the_head else b"connection: close\r\n\r\n")
            while not self.stopping.wait(0 if len(turn.without_end) > 1_000 else 0.02):
                handler.wfile.write(turn.without_end)
        finally:
            handler.close_connection = True
            self.gone.set()

    def _stream(self, handler: BaseHTTPRequestHandler, turn: Turn, lines: Callable[[Turn], Iterator[str]]) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("connection", "close")
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        for line in lines(turn):
            handler.wfile.write(f"{len(line.encode()):x}\r\n{line}\r\n".encode())
            handler.wfile.flush()
        if not turn.cut:
            handler.wfile.write(b"0\r\n\r\n")
        handler.close_connection = True


def _echo(body: dict[str, Any]) -> str:
    sent = "\n".join(str(message.get("content")) for message in body["messages"])
    number, sentence = re.findall(r"^\[(\d+)\] (.*)$", sent, re.MULTILINE)[0]
    return json.dumps({"claims": [{"text": sentence, "sentences": [int(number)]}]})


def _pieces(turn: Turn) -> Iterator[str]:
    text = turn.text[: len(turn.text) // 2] if turn.cut else turn.text
    yield from (text[at : at + 20] for at in range(0, len(text), 20))
    while turn.endless:
        yield "and so on, "


def _event(data: object, name: str = "") -> str:
    return (f"event: {name}\n" if name else "") + f"data: {json.dumps(data)}\n\n"


def _openai(turn: Turn) -> Iterator[str]:
    whole = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    for piece in _pieces(turn):
        yield _event(
            {**whole, "choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}]}
        )
    if not turn.cut:
        yield _event({**whole, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        usage = {"prompt_tokens": 700, "completion_tokens": 30, "total_tokens": 730}
        yield _event({**whole, "choices": [], "usage": usage})
        yield "data: [DONE]\n\n"


def _openai_whole(turn: Turn) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": turn.text}
    if turn.call is not None:
        name, arguments = turn.call
        function = {"name": name, "arguments": json.dumps(arguments)}
        message = {"role": "assistant", "content": None, "tool_calls": [{"id": "c1", "type": "function", "function": function}]}
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if turn.call else "stop"}],
        "usage": {"prompt_tokens": 700, "completion_tokens": 30, "total_tokens": 730},
    }


def _anthropic(turn: Turn) -> Iterator[str]:
    usage = {"input_tokens": 700, "output_tokens": 1}
    message = {
        "id": "1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
        "usage": usage,
    }
    yield _event({"type": "message_start", "message": {**message, "stop_sequence": None}}, "message_start")
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    yield _event(block, "content_block_start")
    for piece in _pieces(turn):
        delta = {"type": "text_delta", "text": piece}
        yield _event({"type": "content_block_delta", "index": 0, "delta": delta}, "content_block_delta")
    yield _event({"type": "content_block_stop", "index": 0}, "content_block_stop")
    done = {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 30}}
    yield _event(done, "message_delta")
    yield _event({"type": "message_stop"}, "message_stop")


def _ollama(turn: Turn) -> Iterator[str]:
    whole = {"model": "m", "created_at": "2026-01-01T00:00:00Z"}
    for piece in _pieces(turn):
        yield json.dumps({**whole, "message": {"role": "assistant", "content": piece}, "done": False}) + "\n"
    end = {"done": True, "done_reason": "stop", "prompt_eval_count": 700, "eval_count": 30}
    yield json.dumps({**whole, "message": {"role": "assistant", "content": ""}, **end}) + "\n"
