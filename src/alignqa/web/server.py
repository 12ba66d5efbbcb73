"""Serves the application at a port, until it is interrupted."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Callable
from contextlib import closing

import python_multipart  # noqa: F401 - Starlette needs it for forms, and would say so only when one is sent
import uvicorn

from alignqa.errors import AlignqaError, UsageError
from alignqa.web.application import make_app
from alignqa.web.desk import Desk

_MAX_CONNECTIONS = 500
_GRACE = 3  # seconds that open pages have to end


def serve(desk: Desk, *, host: str, port: int, listening: Callable[[str], None]) -> None:
    """Serves at a host and a port, 0 for any free one; calls `listening` with the address to open.

    Anything but loopback gets a token, which is part of that address.
    AlignqaError if the port cannot be used.
    """
    family, address = _resolved(host, port)
    with closing(socket.socket(family, socket.SOCK_STREAM)) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(128)  # browsers may connect as soon as they know the address
        except OSError as error:
            raise AlignqaError(
                f"Port {port} at {host} cannot be used: {error.strerror}.",
                hint="Give another port, or 0 for any free one: alignqa serve --port 0",
            ) from error
        port = listener.getsockname()[1]
        token = "" if _is_loopback(address[0]) else secrets.token_urlsafe(24)
        app = make_app(desk, port=port, token=token)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,  # addresses hold questions, and the token
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_MAX_CONNECTIONS,
            timeout_graceful_shutdown=_GRACE,
        )
        if ipaddress.ip_address(address[0].partition("%")[0]).is_unspecified:
            host = socket.gethostname()  # others cannot open an address that means "every one"
        shown = f"[{host}]" if ":" in host else host
        listening(f"http://{shown}:{port}/{f'?token={token}' if token else ''}")
        uvicorn.Server(config).run(sockets=[listener])


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, tuple[str, int]]:
    """Returns the address of a host, by number."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise UsageError(f"There is no host {host!r}.", hint="Give 127.0.0.1, or an address of this machine") from error
    family, *_, address = found[0]
    return family, (str(address[0]), int(address[1]))


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback
