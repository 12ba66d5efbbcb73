"""The guard before all pages: who may ask, from where, how much may be sent, and what a browser may do with the response."""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 20_100_000
"""The largest body of a request: the largest draft, with a margin for the fields of its form."""
_MAX_UNREAD = 1_000_000_000  # bytes of a refused upload that are received and thrown away, so that the browser shows the refusal
_TOO_LARGE = f"More than {MAX_BODY_BYTES // 1_000_000} MB were sent. Send a smaller file, or a part of it."
_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::[0-9]+)?", re.ASCII)
_LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
_SAFE_METHODS = frozenset({"GET", "HEAD"})
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """Passes on the requests that may be answered, and sends every response with the headers that keep it safe.

    Without a `token` the server is on loopback, and a request must name it by a name of loopback: the page of another site
    whose name was pointed at this machine names its own. With one, the name may be any, and the token must be in the address,
    in the cookie that is set then, or in an Authorization header.
    """

    app: ASGIApp
    port: int
    token: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refused = self._refused(scope, headers)
        body = _LimitedBody(receive)
        if refused is None and _declared_length(headers) > MAX_BODY_BYTES:
            await body.discard()
            refused = _plain(_TOO_LARGE, 413)
        await (refused or self.app)(scope, body.receive, _with_headers(send))

    def _refused(self, scope: Scope, headers: Headers) -> Response | None:
        """Returns the refusal of a request, or the redirection that sets the cookie; None if it may be answered."""
        hosts = headers.getlist("host")
        if len(hosts) != 1 or (not self.token and _name(hosts[0]) not in _LOOPBACK_NAMES):
            return _plain("This server is not known by that name. Open the address that alignqa serve printed.", 421)
        if self.token:
            given = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("token", "")
            if given and self._is_token(given) and scope["method"] in _SAFE_METHODS:
                return self._with_cookie(scope)
            if not self._is_token(self._carried(headers)):
                return _plain("This server needs its token. Open the address that alignqa serve printed.", 401)
        if _is_foreign(headers, safe=scope["method"] in _SAFE_METHODS):
            return _plain("Another site asked for this. Open the page yourself.", 403)
        return None

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.token.encode())

    @property
    def _cookie(self) -> str:
        """The name of the cookie; cookies are shared by all ports of a machine."""
        return f"alignqa-{self.port}"

    def _carried(self, headers: Headers) -> str:
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind.casefold() == "bearer":
            return value.strip()
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return ""
        return found.value if found else ""

    def _with_cookie(self, scope: Scope) -> Response:
        """Sends the browser to the same address without the token, which would stay in its history."""
        query = "&".join(part for part in scope["query_string"].decode("latin-1").split("&") if not part.startswith("token="))
        path = "/" + scope["raw_path"].decode("latin-1").lstrip("/\\")  # two slashes would begin the name of another host
        response = RedirectResponse(f"{path}?{query}" if query else path, 303)
        response.set_cookie(self._cookie, self.token, httponly=True, samesite="lax")
        return response


class _LimitedBody:
    """The body of a request, of which only so much is passed on; whoever reads more gets an HTTPException."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._count = 0
        self._ended = False

    async def receive(self) -> Message:
        """Receives the next message."""
        message = await self._next()
        if self._count > MAX_BODY_BYTES:
            await self.discard()
            raise HTTPException(413, _TOO_LARGE)
        return message

    async def discard(self) -> None:
        """Receives the rest and throws it away."""
        while not self._ended and self._count < _MAX_UNREAD:
            await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        self._count += len(message.get("body", b""))
        self._ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message


def _is_foreign(headers: Headers, *, safe: bool) -> bool:
    """Checks whether the page of another site makes the browser send this; a link to a page may be followed from anywhere."""
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin")
    if safe:
        opens_page = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        return site in ("cross-site", "same-site") and not opens_page
    if site:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc.casefold() != headers["host"].casefold()


def _name(host: str) -> str:
    """Returns the name in a Host header, without the port; empty if it is malformed."""
    match = _HOST.fullmatch(host.casefold())
    return (match[1] or match[2]) if match else ""


def _declared_length(headers: Headers) -> int:
    declared = headers.get("content-length", "")
    return int(declared) if declared.isascii() and declared.isdigit() else 0


def _plain(text: str, status: int) -> Response:
    return PlainTextResponse(f"{text}\n", status)


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def send_safely(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "private, no-cache")
        await send(message)

    return send_safely
