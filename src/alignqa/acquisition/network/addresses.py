"""Checks addresses: https only, hosts of an allow-list only, and machines of the public internet only."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable
from urllib.parse import SplitResult, urlsplit

from alignqa.acquisition.failures import HostUnavailable, NotAllowed

KNOWN_HOSTS = frozenset(
    {
        *("arxiv.org", "openreview.net", "aclanthology.org", "jmlr.org", "mlr.press", "neurips.cc", "nips.cc", "ijcai.org"),
        *("alignmentforum.org", "lesswrong.com", "distill.pub", "transformer-circuits.pub", "intelligence.org"),
        *("deepmind.google", "anthropic.com", "openai.com", "redwoodresearch.org", "apolloresearch.ai", "far.ai"),
    }
)
"""Hosts that publish papers of this field; the hosts of the literature list and of the settings are added to them."""

MAX_ADDRESS = 2_000
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")

Resolve = Callable[[str], list[str]]
"""Resolves a host name into its addresses, as text; OSError if it has none."""


def resolve(host: str) -> list[str]:
    """Returns the addresses of `host` from this machine's resolver, in its order, each once."""
    found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class AllowedHosts:
    """The hosts that requests may go to, each with all its subdomains."""

    def __init__(self, hosts: Iterable[str]) -> None:
        self._hosts = frozenset(host.lower().removeprefix("www.") for host in hosts)

    def check(self, url: str) -> str:
        """Returns the host of `url`; NotAllowed unless it is a plain https address of an allowed host."""
        shown = shortened(url)
        parts = _split(url)
        if parts is None or not parts.netloc:
            raise NotAllowed(f"{shown} is not a web address.", hint="Give one that begins with https://")
        if parts.scheme != "https":
            raise NotAllowed(f"{shown} is not an https address.", hint="Give one that begins with https://")
        host = (parts.hostname or "").lower()
        if parts.username is not None or parts.password is not None or parts.port not in (None, 443):
            raise NotAllowed(f"{shown} contains a user, a password or a port.", hint="Give the plain address: https://HOST/PATH")
        if not _HOST.fullmatch(host):
            raise NotAllowed(
                f"{shown} does not contain the full name of a host on the internet.",
                hint="Give an address with the host's full name",
            )
        if not any(host == allowed or host.endswith(f".{allowed}") for allowed in self._hosts):
            raise NotAllowed(
                f"{host} is not among the hosts that papers are fetched from.",
                hint=f'If you trust it, allow it in alignqa.toml: fetch_hosts = "{host}"',
            )
        return host


def hosts_of(urls: Iterable[str | None]) -> frozenset[str]:
    """Returns the hosts of those addresses that use https."""
    parts = [_split(url) for url in urls if url]
    return frozenset(part.hostname.lower() for part in parts if part and part.scheme == "https" and part.hostname)


def checked_addresses(host: str, resolve: Resolve, *, loopback: bool = False) -> list[str]:
    """Returns the addresses of `host`, all of them on the public internet or, with `loopback`, on this machine.

    NotAllowed if one of them is private, link-local, multicast or otherwise special:
    a genuine host has no such address, and the resolver's order would decide which one is used.
    HostUnavailable if there is no address.
    """
    try:
        found = resolve(host)
    except (OSError, UnicodeError) as error:
        raise HostUnavailable(
            f"{host} cannot be found: {getattr(error, 'strerror', None) or error}.",
            host=host,
            hint="Check that this machine is on the internet, then run the command again",
        ) from error
    if not found:
        raise HostUnavailable(f"{host} has no address.", host=host, hint="Check the host's name")
    for address in found:
        if not (_is_public(address) or (loopback and _is_loopback(address))):
            raise NotAllowed(
                f"{host} is not on the public internet: its address is {address}.",
                hint="Save the paper yourself and ingest it: alignqa ingest FILE",
            )
    return found


def shortened(url: str) -> str:
    """Returns an address for messages: without its query, which may contain a key, and at most 200 characters long."""
    plain = url.split("?", 1)[0].split("#", 1)[0]
    return plain if len(plain) <= 200 else f"{plain[:199]}…"


def _split(url: str) -> SplitResult | None:
    """Splits an address into its parts; None if it has characters or a form that no address has."""
    if len(url) > MAX_ADDRESS or "\\" in url or any(ord(char) <= 32 or ord(char) == 127 for char in url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_public(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False  # an address with a zone ("fe80::1%eth0") belongs to this machine's own network
    if isinstance(found, ipaddress.IPv6Address):
        # The connection would end at the IPv4 address inside an IPv6 address.
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None) or _translated(found)
        if inner is not None:
            return _is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Returns the IPv4 address behind a NAT64 address (RFC 6052), or None."""
    if address in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return None


def _is_loopback(address: str) -> bool:
    return address in {"127.0.0.1", "::1"}
