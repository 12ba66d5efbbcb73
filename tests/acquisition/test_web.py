"""Asking for an address: what hosts do, and what is made of it."""

from __future__ import annotations

import gzip
import os
import re
from email.utils import formatdate
from pathlib import Path

import pytest

from alignqa.acquisition.failures import HostUnavailable, NotAllowed, NotThere, TooMuch
from alignqa.acquisition.network.web import RequestLimits
from alignqa.errors import ProviderError
from fake_clock import FakeClock
from local_server import Answer, LocalServer, MakeWeb

URL = "https://distill.pub/x"
PLACE = "distill.pub/x"
DAY = 86_400


END = "Fri, 31 Dec 9999 23:59:59 GMT"
GZIP = {"Content-Encoding": "gzip"}
DAMAGED = b"\x1f\x8b\x08\0garbage of the longer kind"


def to(location: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": location})


def test_an_answer_comes_with_its_type_and_was_asked_for_by_name(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes[PLACE] = Answer(b"page", headers={"Content-Type": "text/html"})
    response = make_web().get(URL, max_bytes=100)
    assert (response.data, response.content_type, response.url) == (b"page", "text/html", URL)
    (asked,) = papers_server.asked
    assert asked.headers["User-Agent"] == "alignqa/test (mailto:reader@example.org)"
    assert asked.headers["Accept-Encoding"] == "identity"
    assert not {"Cookie", "Referer", "Authorization"} & set(asked.headers)


HOSTILE = {
    "not found": (Answer(status=404), NotThere, "There is nothing at https://distill.pub/x (404)"),
    "gone": (Answer(status=410), NotThere, "(410)"),
    "forbidden": (Answer(b"<html>Are you human?</html>", 403), ProviderError, "refuses requests from programs (403)"),
    "unauthorized": (Answer(status=401), ProviderError, "refuses requests from programs (401)"),
    "legal reasons": (Answer(status=451), ProviderError, "refuses requests from programs (451)"),
    "teapot": (Answer(status=418), ProviderError, "the unexpected status 418"),
    "no content": (Answer(status=204), ProviderError, "the unexpected status 204"),
    "part of it": (Answer(b"x", 206), ProviderError, "the unexpected status 206"),
    "304 unasked": (Answer(status=304), ProviderError, "the unexpected status 304"),
    "to another host": (to("https://evil.example/x"), NotAllowed, "forbidden address: evil.example is not among the hosts"),
    "301 to another host": (to("https://evil.example/x", 301), NotAllowed, "redirects to a forbidden address"),
    "to a look-alike": (to("https://distill.pub.evil.example/x"), NotAllowed, "redirects to a forbidden address"),
    "to http": (to("http://distill.pub/y"), NotAllowed, "is not an https address"),
    "to a file": (to("file:///etc/passwd"), NotAllowed, "redirects to a forbidden address"),
    "to data": (to("data:text/html,hello"), NotAllowed, "redirects to a forbidden address"),
    "to another port": (to("https://distill.pub:8443/y"), NotAllowed, "contains a user, a password or a port"),
    "to a user": (to("https://me:word@distill.pub/y"), NotAllowed, "contains a user, a password or a port"),
    "to this machine by number": (to("https://127.0.0.1/y"), NotAllowed, "does not contain the full name of a host"),
    "to an address of its network": (to("https://private.arxiv.org/y"), NotAllowed, "its address is 10.0.0.5"),
    "to the cloud's own": (to("https://metadata.arxiv.org/y"), NotAllowed, "its address is 169.254.169.254"),
    "to nonsense": (to("https://[::1/"), NotAllowed, "something that is not an address"),
    "to nowhere": (Answer(status=302), ProviderError, "redirects to nowhere"),
    "in a circle": (to(URL), ProviderError, "redirects more than 5 times"),
    "larger than it says it may": (Answer(b"x" * 2_000), TooMuch, "has 2,000 bytes, and at most 1,000 are accepted"),
    "endless": (Answer(b"x" * 2_000, claimed=-1), TooMuch, "has more than 1,000 bytes"),
    "a bomb": (Answer(gzip.compress(b"\0" * 5_000_000), headers=GZIP), TooMuch, "at most 1,000"),
    "a small bomb": (Answer(gzip.compress(b"\0" * 50_000), headers=GZIP), TooMuch, "unpacks to more than 1,000"),
    "packed otherwise": (Answer(b"x", headers={"Content-Encoding": "br"}), ProviderError, "is compressed as 'br'"),
    "damaged gzip": (Answer(DAMAGED, headers=GZIP), ProviderError, "is damaged"),
    "cut gzip": (Answer(gzip.compress(b"text")[:-9], headers=GZIP), ProviderError, "is truncated"),
    "cut connection": (Answer(b"x" * 100, cut=50), ProviderError, "cannot be fetched: peer closed connection"),
    "wrong length": (Answer(b"x" * 100, claimed=200), ProviderError, "cannot be fetched: peer closed connection"),
    "no HTTP": (Answer(raw=b"hello\r\n\r\n"), ProviderError, "cannot be fetched: "),
    "silence": (Answer(raw=b""), ProviderError, "cannot be fetched: Server disconnected"),
    "endless headers": (Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000), ProviderError, "cannot be fetched: "),
    "too slow": (Answer(drip=True, claimed=900), ProviderError, "came too slowly"),
    "too slow in its head": (Answer(drip_head=True), ProviderError, "came too slowly"),
    "too slow without end": (Answer(drip=True, claimed=-1), ProviderError, "came too slowly"),
    "broken": (Answer(status=500), ProviderError, "cannot be fetched: it answers 500, 3 times"),
    "bad gateway": (Answer(status=502), ProviderError, "cannot be fetched: it answers 502, 3 times"),
    "busy": (Answer(status=503), HostUnavailable, "distill.pub is overloaded: it answers 503, 3 times"),
    "too many": (Answer(status=429), HostUnavailable, "it answers 429, 3 times"),
    "much too many": (Answer(status=429, headers={"Retry-After": "3600"}), HostUnavailable, "a pause of another 3600 seconds"),
    "for years": (Answer(status=429, headers={"Retry-After": "999999999999"}), HostUnavailable, "a pause of a day or more"),
    "until the end of time": (Answer(status=503, headers={"Retry-After": END}), HostUnavailable, "a pause of a day or more"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_had_is_said_and_not_kept(
    case: str, papers_server: LocalServer, make_web: MakeWeb, tmp_path: Path
) -> None:
    answer, kind, message = HOSTILE[case]
    papers_server.routes[PLACE] = answer
    addresses = {"private.arxiv.org": ["10.0.0.5"], "metadata.arxiv.org": ["169.254.169.254"]}
    web = make_web(addresses=addresses, limits=RequestLimits(total=0.3) if case.startswith("too slow") else None)
    with pytest.raises(kind) as caught:
        web.get(URL, max_bytes=1_000)
    assert message in caught.value.message
    assert type(caught.value) is kind
    assert len(caught.value.message) < 400
    assert set(papers_server.places) == {PLACE}
    assert not (tmp_path / "cache").exists()


def test_a_host_that_is_away_is_asked_once(papers_server: LocalServer, make_web: MakeWeb, clock: FakeClock) -> None:
    web = make_web(addresses={"distill.pub": []})
    for _ in range(2):
        with pytest.raises(HostUnavailable, match=r"distill.pub has no address"):
            web.get(URL, max_bytes=1_000)
    assert clock.slept == []


def test_redirects_among_allowed_hosts_are_followed(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes |= {
        PLACE: to("/y", 301),
        "distill.pub/y": to("https://arxiv.org/z#part", 308),
        "arxiv.org/z": Answer(b"page"),
    }
    response = make_web().get(URL, max_bytes=100)
    assert (response.data, response.url) == (b"page", "https://arxiv.org/z")
    assert papers_server.places == [PLACE, "distill.pub/y", "arxiv.org/z"]


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({}, 5.0),
        ({"Retry-After": "17"}, 17.0),
        ({"Retry-After": formatdate(1_700_000_030, usegmt=True)}, 30.0),
        ({"Retry-After": "soon"}, 5.0),
    ],
)
def test_a_busy_host_is_asked_again_when_it_says(
    headers: dict[str, str], waits: float, papers_server: LocalServer, make_web: MakeWeb, clock: FakeClock
) -> None:
    papers_server.routes[PLACE] = [Answer(status=429, headers=headers), Answer(b"page")]
    assert make_web().get(URL, max_bytes=100).data == b"page"
    assert clock.slept == [waits]


def test_a_busy_host_gets_more_time_each_time_and_is_then_left_alone(
    papers_server: LocalServer, make_web: MakeWeb, clock: FakeClock
) -> None:
    papers_server.routes[PLACE] = Answer(status=503)
    web = make_web()
    for address in (URL, "https://distill.pub/other"):
        with pytest.raises(HostUnavailable, match="is overloaded"):
            web.get(address, max_bytes=100)
    assert clock.slept == [5.0, 20.0]
    assert papers_server.places == [PLACE] * 3


def test_a_broken_address_is_not_waited_for_long(papers_server: LocalServer, make_web: MakeWeb, clock: FakeClock) -> None:
    papers_server.routes |= {PLACE: Answer(status=500), "distill.pub/other": Answer(b"page")}
    web = make_web()
    with pytest.raises(ProviderError, match="it answers 500, 3 times"):
        web.get(URL, max_bytes=100)
    assert web.get("https://distill.pub/other", max_bytes=100).data == b"page"
    assert clock.slept == [5.0, 5.0, 5.0]


def test_a_cut_connection_is_tried_again(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes[PLACE] = [Answer(b"whole page", cut=5), Answer(b"whole page")]
    assert make_web().get(URL, max_bytes=100).data == b"whole page"


def test_gzip_that_nobody_asked_for_is_unpacked(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes[PLACE] = Answer(gzip.compress(b"page"), headers={"Content-Encoding": "x-gzip"})
    assert make_web().get(URL, max_bytes=100).data == b"page"


# the cache


def test_within_a_day_nothing_is_asked_twice_by_any_process(
    papers_server: LocalServer, make_web: MakeWeb, clock: FakeClock
) -> None:
    papers_server.routes[PLACE] = [Answer(b"first", headers={"Content-Type": "text/x"}), Answer(b"second")]
    make_web().get(URL, max_bytes=100)
    clock.time += DAY - 10
    response = make_web().get(URL, max_bytes=100)
    assert (response.data, response.content_type) == (b"first", "text/x")
    clock.time += 20
    assert make_web().get(URL, max_bytes=100).data == b"second"
    assert len(papers_server.asked) == 2


def test_after_a_day_it_is_asked_whether_anything_changed(
    papers_server: LocalServer, make_web: MakeWeb, clock: FakeClock
) -> None:
    state = {"ETag": '"1"', "Last-Modified": "Tue, 02 Jan 2024 00:00:00 GMT"}
    papers_server.routes[PLACE] = [Answer(b"page", headers=state), Answer(status=304), Answer(b"other")]
    web = make_web()
    web.get(URL, max_bytes=100)
    clock.time += DAY + 1
    assert web.get(URL, max_bytes=100).data == b"page"
    assert papers_server.asked[1].headers["If-None-Match"] == '"1"'
    assert papers_server.asked[1].headers["If-Modified-Since"] == state["Last-Modified"]
    assert web.get(URL, max_bytes=100).data == b"page"
    assert len(papers_server.asked) == 2
    clock.time += DAY + 1
    assert web.get(URL, max_bytes=100).data == b"other"


def test_a_damaged_cache_counts_as_none(papers_server: LocalServer, make_web: MakeWeb, tmp_path: Path) -> None:
    papers_server.routes[PLACE] = Answer(b"page")
    web = make_web()
    for damage in (b"", b"{}", b"[1]", b'{"url": 1}', b"\xff\xfe"):
        web.get(URL, max_bytes=100)
        (about,) = (tmp_path / "cache").glob("*.json")
        about.write_bytes(damage)
    web.get(URL, max_bytes=100)
    (body,) = (tmp_path / "cache").glob("*.body")
    body.write_bytes(b"pagf")
    assert web.get(URL, max_bytes=100).data == b"page"
    assert len(papers_server.asked) == 7


def test_what_is_thirty_days_old_is_deleted(papers_server: LocalServer, make_web: MakeWeb, tmp_path: Path) -> None:
    papers_server.routes |= {PLACE: Answer(b"page"), "distill.pub/y": Answer(b"other")}
    make_web().get(URL, max_bytes=100)
    for path in (tmp_path / "cache").iterdir():
        os.utime(path, (0, 0))
    make_web().get("https://distill.pub/y", max_bytes=100)
    assert [path.read_bytes() for path in (tmp_path / "cache").glob("*.body")] == [b"other"]


def test_private_parameters_are_sent_and_stand_in_no_file(papers_server: LocalServer, make_web: MakeWeb, tmp_path: Path) -> None:
    papers_server.routes[PLACE] = [Answer(status=404), Answer(b"page")]
    web = make_web()
    with pytest.raises(NotThere) as caught:
        web.get(URL, max_bytes=100, private={"api_key": "hush"})
    assert "hush" not in caught.value.message
    web.get(URL, max_bytes=100, private={"api_key": "hush"})
    assert papers_server.asked[1].place == "distill.pub/x?api_key=hush"
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"hush" in path.read_bytes()] == []


def test_what_a_host_repeats_of_them_stands_nowhere(papers_server: LocalServer, make_web: MakeWeb, tmp_path: Path) -> None:
    papers_server.routes[PLACE] = [
        to("https://evil.example/hush/now"),
        Answer(b"the key hush and hu%2Fsh", headers={"ETag": "hush"}),
    ]
    web = make_web()
    with pytest.raises(NotAllowed) as caught:
        web.get(URL, max_bytes=100, private={"api_key": "hush"})
    assert "hush" not in caught.value.message
    assert b"hush" not in web.get(URL, max_bytes=100, private={"api_key": "hush", "other": "hu/sh"}).data
    assert [path for path in tmp_path.rglob("*") if path.is_file() and re.search(rb"hu(%2F|/)?sh", path.read_bytes())] == []


def test_private_parameters_are_not_sent_on_to_where_a_host_redirects(papers_server: LocalServer, make_web: MakeWeb) -> None:
    papers_server.routes |= {PLACE: to("https://arxiv.org/z"), "arxiv.org/z": Answer(b"page")}
    make_web().get(URL, max_bytes=100, private={"api_key": "hush"})
    assert papers_server.asked[1].place == "arxiv.org/z"
