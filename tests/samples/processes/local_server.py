"""A server on this machine that stands for all hosts, with answers in the shapes of arXiv's, all of them invented."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from alignqa.acquisition.network.web import Web

MakeWeb = Callable[..., Web]


@dataclass(frozen=True)
class Answer:
    """What is answered.

    `claimed` is the Content-Length given instead of the true one (-1: none), `cut` the bytes after which the answer breaks off;
    with `drip` it comes a byte at a time and without end, as its head does with `drip_head`, and `raw` is all that is said.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    claimed: int | None = None
    cut: int | None = None
    drip: bool = False
    drip_head: bool = False
    raw: bytes | None = None


@dataclass(frozen=True)
class Asked:
    place: str
    headers: Mapping[str, str]


Route = Answer | Sequence[Answer] | Callable[[str], Answer]


class LocalServer:
    """Answers by "host/path" (without the query); a list of answers is given one after the other, the last one for ever."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> LocalServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def places(self) -> list[str]:
        """What was asked for, in order, without queries."""
        return [asked.place.partition("?")[0] for asked in self.asked]

    def answer(self, place: str) -> Answer:
        route = self.routes.get(place.partition("?")[0], Answer(b"nothing here", 404))
        if isinstance(route, Answer):
            return route
        if callable(route):
            return route(place.partition("?")[2])
        times = self.places.count(place.partition("?")[0])
        return route[min(times, len(route)) - 1]


def _handler(server: LocalServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = f"{self.headers.get('Host', '')}{self.path}"
            server.asked.append(Asked(place, dict(self.headers.items())))
            answer = server.answer(place)
            try:
                self._write(answer)
            except (BrokenPipeError, ConnectionResetError):
                return  # whoever asked has seen enough

        def _write(self, answer: Answer) -> None:
            if answer.raw is not None:
                self.wfile.write(answer.raw)
                return
            if answer.drip_head:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Lamp: ")
                while not server.stopping.wait(0.02):
                    self.wfile.write(b"y")
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.claimed != -1:
                self.send_header("Content-Length", str(len(answer.body) if answer.claimed is None else answer.claimed))
            self.end_headers()
            if answer.drip:
                while not server.stopping.wait(0.02):
                    self.wfile.write(b"<")
            else:
                self.wfile.write(answer.body[: answer.cut] if answer.cut is not None else answer.body)

        def log_message(self, *_: Any) -> None:
            return

    return Handler


# what arXiv gives


def feed(*entries: str, total: int | None = None) -> Answer:
    counted = "" if total is None else f"<opensearch:totalResults>{total}</opensearch:totalResults>"
    names = (
        'xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'
    )
    body = f"<feed {names}>{counted}{''.join(entries)}</feed>"
    return Answer(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode(), headers={"Content-Type": "application/atom+xml"})


def entry(
    number: str,
    version: int = 1,
    *,
    title: str = "On Lanterns",
    summary: str = "A summary.",
    published: str = "2024-01-02",
    authors: Sequence[str] = ("Ada Ash", "Bo Beech"),
    more: str = "",
) -> str:
    people = "".join(f"<author><name>{name}</name></author>" for name in authors)
    return (
        f"<entry><id>http://arxiv.org/abs/{number}v{version}</id><updated>2024-03-01T00:00:00Z</updated>"
        f"<published>{published}T00:00:00Z</published><title>{title}</title><summary>{summary}</summary>{people}{more}</entry>"
    )


def page(
    number: str = "2401.00001", version: int = 1, *, title: str = "On Lanterns", sentence: str = "A lantern keeps its glow."
) -> bytes:
    """A page as arXiv makes it, or somebody else's where `number` is empty."""
    mark = f'<div id="watermark-tr">arXiv:{number}v{version} [cs.AI] 02 Jan 2024</div>' if number else ""
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><div class='ltx_page_main'>"
        '<a id="license-tr" href="https://creativecommons.org/licenses/by/4.0/">License: CC BY 4.0</a>'
        f'{mark}<article class="ltx_document"><h1 class="ltx_title ltx_title_document">{title}</h1>'
        f'<section class="ltx_section"><h2 class="ltx_title">1 Findings</h2><div class="ltx_para"><p class="ltx_p">{sentence} '
        "Nobody has asked it to, and it does so in every night of the experiment.</p></div></section></article></div></body>"
    ).encode()


SOURCE = rb"""\documentclass{article}
\title{On Lanterns}\author{Ada Ash}
\begin{document}\maketitle
\section{Findings}
A lantern keeps its glow. Nobody has asked it to, and it does so in every night of the experiment.
\end{document}
"""
