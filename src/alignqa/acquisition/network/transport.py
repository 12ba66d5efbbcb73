"""Connects only to checked addresses: a host's name is resolved once, and the connection uses the addresses that were checked."""

from __future__ import annotations

import ssl

import httpx

from alignqa.acquisition.network.addresses import Resolve, checked_addresses
from alignqa.acquisition.network.addresses import resolve as system_resolve


class CheckedTransport(httpx.BaseTransport):
    """Resolves, checks and connects without asking the resolver a second time, so that a name cannot be rebound in between.

    The certificate is checked against the host's name.
    Connections are not reused: a host must not get a connection that was made for another host at the same address.
    Two switches are for tests: with `loopback`, hosts may resolve to this machine,
    and with `loopback_port`, requests to it go to that port and without TLS.
    """

    def __init__(
        self,
        *,
        resolve: Resolve = system_resolve,
        tls: ssl.SSLContext | None = None,
        loopback: bool = False,
        loopback_port: int | None = None,
    ) -> None:
        self._resolve = resolve
        self._loopback = loopback or loopback_port is not None
        self._loopback_port = loopback_port
        self._inner = httpx.HTTPTransport(
            verify=tls or httpx.create_ssl_context(trust_env=False),
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Returns the response of the first of the host's addresses that can be reached.

        NotAllowed and HostUnavailable as in `checked_addresses`; httpx's own errors if none can be reached.
        """
        host = request.url.host
        failure: httpx.TransportError | None = None
        for address in checked_addresses(host, self._resolve, loopback=self._loopback):
            try:
                return self._inner.handle_request(self._directed(request, host, address))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure or httpx.ConnectError("no address")

    def close(self) -> None:
        """Closes the transport."""
        self._inner.close()

    def _directed(self, request: httpx.Request, host: str, address: str) -> httpx.Request:
        """Returns the request with an address instead of the host's name, which stays in the Host header and for TLS."""
        url = request.url.copy_with(host=address)
        if self._loopback_port is not None and address in {"127.0.0.1", "::1"}:
            url = url.copy_with(scheme="http", port=self._loopback_port)
        return httpx.Request(
            request.method,
            url,
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
