"""Requests for single addresses: checked, paced and cached, with limits on time, size, redirects and repetitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from urllib.parse import quote, quote_plus

import httpx

from alignqa.acquisition.failures import HostUnavailable, NotAllowed, NotThere, TooMuch
from alignqa.acquisition.network.addresses import AllowedHosts, shortened
from alignqa.acquisition.network.cache import ResponseCache, Stored
from alignqa.acquisition.network.deadlines import Deadline
from alignqa.acquisition.network.inflating import GZIP, inflated
from alignqa.acquisition.network.pace import Clock, Pace
from alignqa.errors import ProviderError

LATER = "Run the same command again later; papers already fetched are kept"
BY_HAND = "Open it in a browser, save it and ingest the file: alignqa ingest FILE"

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_THERE = frozenset({404, 410})
_REFUSALS = frozenset({401, 403, 405, 406, 451})
_BUSY = frozenset({429, 503})
_BROKEN = frozenset({500, 502, 504})
_HIDDEN = "(private)"
_ABSENT = "alignqa/absent"  # in the place of the type of an answer
_MAX_REDIRECTS = 5
_BACK_OFF = (5.0, 20.0, 60.0)  # seconds, unless the host says how long


@dataclass(frozen=True, slots=True)
class RequestLimits:
    """Limits in seconds: to connect, to wait for the next part of an answer, and for the whole answer."""

    connect: float = 10.0
    read: float = 30.0
    total: float = 180.0


@dataclass(frozen=True, slots=True)
class Response:
    """The answer of an address; `url` is its address after redirects."""

    url: str
    data: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    data: bytes


class _BusyError(Exception):
    """The host did not answer properly this time, and may be asked again when its pace allows it."""

    def __init__(self, what: str, *, host: str, busy: bool) -> None:
        super().__init__(what)
        self.host = host
        self.busy = busy  # the host says that it is overloaded, which applies to all its addresses


class Web:
    """Gets answers from allowed hosts on the web."""

    def __init__(
        self,
        transport: httpx.BaseTransport,
        *,
        hosts: AllowedHosts,
        pace: Pace,
        cache: ResponseCache,
        clock: Clock,
        agent: str,
        limits: RequestLimits | None = None,
    ) -> None:
        self._transport = transport
        self._hosts = hosts
        self._pace = pace
        self._cache = cache
        self._clock = clock
        self._agent = agent
        self._limits = limits or RequestLimits()
        self._unavailable: dict[str, HostUnavailable] = {}

    def check(self, url: str) -> None:
        """Raises NotAllowed, with the reason, unless `url` may be requested."""
        self._hosts.check(url)

    def get(self, url: str, *, max_bytes: int, private: Mapping[str, str] | None = None, keep_absence: bool = False) -> Response:
        """Returns the answer of `url`, of at most `max_bytes`.

        An answer from the last day is reused; for an older one, the host is asked only whether it has changed.
        `private` parameters are sent with the request, and appear in no message and no file.
        With `keep_absence`, that there is nothing is kept like an answer.
        ProviderError, or one of its kinds in `failures`, if there is no answer.
        """
        self._hosts.check(url)
        known = self._cache.find(url)
        if known and known[0].content_type == _ABSENT:
            if keep_absence and self._cache.is_fresh(known[0]):
                raise _nothing_at(url)
            known = None
        if known and self._cache.is_fresh(known[0]):
            return Response(known[0].url, known[1], known[0].content_type)
        try:
            final_url, answer = self._patiently(url, known[0] if known else None, max_bytes=max_bytes, private=private or {})
        except NotThere:
            if keep_absence:
                self._cache.keep(url, b"", final_url=url, headers={"content-type": _ABSENT})
            raise
        if answer.status == 304 and known:
            self._cache.renew(url, *known)
            return Response(known[0].url, known[1], known[0].content_type)
        self._cache.keep(url, answer.data, final_url=final_url, headers=dict(answer.headers))
        return Response(final_url, answer.data, answer.headers.get("content-type", ""))

    def forget(self, url: str) -> None:
        """Forgets the answer of `url`, which cannot be used, so that the host is asked again before a day has passed."""
        self._cache.forget(url)

    def _patiently(self, url: str, known: Stored | None, *, max_bytes: int, private: Mapping[str, str]) -> tuple[str, _Answer]:
        """Returns the answer; asks again after a while if the host is busy or the connection breaks."""
        failure = _BusyError("", host="", busy=False)
        for seconds in _BACK_OFF:
            try:
                return self._follow(url, known, max_bytes=max_bytes, private=private, back_off=seconds)
            except HostUnavailable as error:
                self._unavailable[error.host] = error
                raise
            except _BusyError as error:
                failure = error
        if not failure.busy:
            raise ProviderError(
                f"{shortened(url)} cannot be fetched: {failure}, {len(_BACK_OFF)} times.", hint=LATER
            ) from failure
        unavailable = HostUnavailable(
            f"{failure.host} is overloaded: {failure}, {len(_BACK_OFF)} times.", host=failure.host, hint=LATER
        )
        self._unavailable[failure.host] = unavailable
        raise unavailable from failure

    def _follow(
        self, url: str, known: Stored | None, *, max_bytes: int, private: Mapping[str, str], back_off: float
    ) -> tuple[str, _Answer]:
        """Follows redirects, each of which is checked like the first address, and returns the final answer."""
        asked = url
        for _ in range(_MAX_REDIRECTS + 1):
            try:
                host = self._hosts.check(asked)
            except NotAllowed as error:
                raise NotAllowed(
                    f"{shortened(url)} redirects to a forbidden address: {error.message}", hint=error.hint
                ) from error
            if known_failure := self._unavailable.get(host):
                raise HostUnavailable(known_failure.message, host=host, hint=known_failure.hint)
            condition = known if known and known.url == asked else None
            with self._pace.turn(host):
                answer = self._ask(asked, condition, max_bytes=max_bytes, private=private if asked == url else {})
                if again := answer.status in _BUSY | _BROKEN:
                    # A long wait does not repair an address that is broken.
                    wait = back_off if answer.status in _BUSY else _BACK_OFF[0]
                    self._pace.hold_off(host, _retry_after(answer.headers, self._clock.now()) or wait)
            if again:
                raise _BusyError(f"it answers {answer.status}", host=host, busy=answer.status in _BUSY)
            if answer.status not in _REDIRECTS:
                return asked, self._accepted(asked, answer, conditional=condition is not None)
            asked = _target(asked, answer)
        raise ProviderError(f"{shortened(url)} redirects more than {_MAX_REDIRECTS} times.", hint=BY_HAND)

    def _accepted(self, url: str, answer: _Answer, *, conditional: bool) -> _Answer:
        if answer.status == 200 or (answer.status == 304 and conditional):
            return answer
        if answer.status in _NOT_THERE:
            raise _nothing_at(url, answer.status)
        if answer.status in _REFUSALS:
            raise ProviderError(f"{shortened(url)} refuses requests from programs ({answer.status}).", hint=BY_HAND)
        raise ProviderError(f"{shortened(url)} answers with the unexpected status {answer.status}.", hint=BY_HAND)

    def _ask(self, url: str, condition: Stored | None, *, max_bytes: int, private: Mapping[str, str]) -> _Answer:
        headers = {"User-Agent": self._agent, "Accept-Encoding": "identity", "Accept": "*/*", "Connection": "close"}
        if condition and condition.etag:
            headers["If-None-Match"] = condition.etag
        if condition and condition.last_modified:
            headers["If-Modified-Since"] = condition.last_modified
        limits = self._limits
        deadline = Deadline(limits.total)
        timeout = {"connect": limits.connect, "read": limits.read, "write": limits.read, "pool": limits.connect}
        target = httpx.URL(url).copy_merge_params(dict(private)) if private else httpx.URL(url)
        try:
            request = httpx.Request("GET", target, headers=headers, extensions={"timeout": timeout, "trace": deadline})
            with closing(self._transport.handle_request(request)) as response:
                data = b"" if response.status_code != 200 else _body(response, url, max_bytes=max_bytes)
                if deadline.passed:  # a connection that was shut down looks like the end of an answer without a length
                    raise httpx.ReadTimeout("its time is up")
                known = {key.lower(): value for key, value in response.headers.items()}
                return _without(_Answer(response.status_code, known, data), private.values())
        except (httpx.TransportError, httpx.InvalidURL) as error:
            host = target.host
            if deadline.passed:
                raise ProviderError(f"The answer of {shortened(url)} came too slowly.", hint=LATER) from error
            if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                raise HostUnavailable(f"{host} cannot be reached: {error or 'no connection'}.", host=host, hint=LATER) from error
            self._pace.hold_off(host, _BACK_OFF[0])
            raise _BusyError(str(error).rstrip(".") or "its answer took too long", host=host, busy=False) from error
        finally:
            deadline.end()


def _nothing_at(url: str, status: int = 404) -> NotThere:
    return NotThere(f"There is nothing at {shortened(url)} ({status}).", hint="Check the address")


def _without(answer: _Answer, private: Iterable[str]) -> _Answer:
    """Returns an answer without the private values that a host repeats in it."""
    headers, data = dict(answer.headers), answer.data
    for value in filter(None, private):
        for form in {value, quote(value, safe=""), quote_plus(value)}:
            headers = {name: text.replace(form, _HIDDEN) for name, text in headers.items()}
            data = data.replace(form.encode(), _HIDDEN.encode())
    return replace(answer, headers=headers, data=data)


def _body(response: httpx.Response, url: str, *, max_bytes: int) -> bytes:
    """Returns the content of an answer, unpacked if the host compressed it although it was asked not to."""
    shown = shortened(url)
    length = response.headers.get("content-length", "")
    if length.isdecimal() and int(length) > max_bytes:
        raise TooMuch(f"{shown} has {int(length):,} bytes, and at most {max_bytes:,} are accepted.", hint=BY_HAND)
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > max_bytes:
            raise TooMuch(f"{shown} has more than {max_bytes:,} bytes.", hint=BY_HAND)
        parts.append(part)
    data = b"".join(parts)
    encoding = response.headers.get("content-encoding", "").lower().strip()
    if encoding in {"gzip", "x-gzip"} and data.startswith(GZIP):
        return inflated(data, maximum=max_bytes)
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise ProviderError(f"The answer of {shown} is compressed as {encoding[:20]!r}, which was not asked for.", hint=BY_HAND)
    return data


def _target(url: str, answer: _Answer) -> str:
    location = answer.headers.get("location", "")
    try:
        if not location:
            raise ProviderError(f"{shortened(url)} redirects to nowhere.", hint=BY_HAND)
        return str(httpx.URL(url).join(location).copy_with(fragment=None))
    except (httpx.InvalidURL, ValueError) as error:
        raise NotAllowed(f"{shortened(url)} redirects to something that is not an address.", hint=BY_HAND) from error


def _retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Returns the seconds that a host asks for, given as a number or as a date; None if it does not say."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now) if value else None
    except (ValueError, OverflowError):
        return None
