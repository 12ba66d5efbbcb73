"""Which addresses are asked, and which are refused before anything is sent."""

from __future__ import annotations

import pytest

from alignqa.acquisition.failures import HostUnavailable, NotAllowed
from alignqa.acquisition.network.addresses import AllowedHosts, checked_addresses, hosts_of

HOSTS = AllowedHosts({"arxiv.org", "www.distill.pub"})


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://arxiv.org/abs/2401.00001", "arxiv.org"),
        ("https://export.arxiv.org/api/query?id_list=1", "export.arxiv.org"),
        ("https://ARXIV.org:443/", "arxiv.org"),
        ("https://distill.pub/2020/x", "distill.pub"),
        ("https://www.distill.pub/2020/x", "www.distill.pub"),
    ],
)
def test_https_addresses_of_allowed_hosts_are_asked(url: str, host: str) -> None:
    assert HOSTS.check(url) == host


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://arxiv.org/abs/2401.00001", "is not an https address"),
        ("ftp://arxiv.org/x", "is not an https address"),
        ("file:///etc/passwd", "is not a web address"),
        ("javascript:alert(1)", "is not a web address"),
        ("arxiv.org/abs/2401.00001", "is not a web address"),
        ("", "is not a web address"),
        ("https://", "is not a web address"),
        ("https:///path", "is not a web address"),
        ("https://arxiv.org:8443/", "contains a user, a password or a port"),
        ("https://arxiv.org:99999/", "is not a web address"),
        ("https://user@arxiv.org/", "contains a user, a password or a port"),
        ("https://user:word@arxiv.org/", "contains a user, a password or a port"),
        ("https://arxiv.org@evil.example/", "contains a user, a password or a port"),
        ("https://evil.example/arxiv.org", "evil.example is not among the hosts"),
        ("https://arxiv.org.evil.example/", "arxiv.org.evil.example is not among the hosts"),
        ("https://notarxiv.org/", "notarxiv.org is not among the hosts"),
        ("https://arxiv.org\\@evil.example/", "is not a web address"),
        ("https://arxiv.org\r\nX: y/", "is not a web address"),
        ("https://arxiv.org /", "is not a web address"),
        ("https://127.0.0.1/", "does not contain the full name of a host"),
        ("https://[::1]/", "does not contain the full name of a host"),
        ("https://[::1", "is not a web address"),
        ("https://2130706433/", "does not contain the full name of a host"),
        ("https://0x7f.1/", "does not contain the full name of a host"),
        ("https://localhost/", "does not contain the full name of a host"),
        ("https://аrxiv.org/", "does not contain the full name of a host"),
        (f"https://arxiv.org/{'a' * 3_000}", "is not a web address"),
    ],
)
def test_everything_else_is_refused_with_the_reason(url: str, message: str) -> None:
    with pytest.raises(NotAllowed) as caught:
        HOSTS.check(url)
    assert message in caught.value.message
    assert caught.value.hint
    assert len(caught.value.message) < 400


def test_the_hint_for_another_host_names_the_setting() -> None:
    with pytest.raises(NotAllowed) as caught:
        HOSTS.check("https://papers.example.edu/x.pdf")
    assert 'fetch_hosts = "papers.example.edu"' in caught.value.hint


def test_a_key_in_the_query_stands_in_no_message() -> None:
    with pytest.raises(NotAllowed) as caught:
        HOSTS.check("http://arxiv.org/x?api_key=hush")
    assert "hush" not in caught.value.message


def test_hosts_are_taken_from_https_addresses_only() -> None:
    assert hosts_of(["https://a.example/x", "http://b.example/", None, "https://[::1", "c.example"]) == {"a.example"}


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.5", "172.16.0.1", "192.168.1.1", "127.0.0.1", "127.1.2.3", "169.254.169.254", "0.0.0.0", "100.64.0.1"),  # noqa: S104
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1", "::ffff:10.0.0.5", "::ffff:127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::a00:5", "2002:7f00:1::", "2002:a00:5::", "not-an-address", ""),
    ],
)
def test_a_host_that_is_not_on_the_public_internet_is_refused(address: str) -> None:
    with pytest.raises(NotAllowed, match="not on the public internet"):
        checked_addresses("papers.example", lambda _: [address])


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(NotAllowed, match=r"10\.0\.0\.5"):
        checked_addresses("papers.example", lambda _: ["93.184.216.34", "10.0.0.5"])


def test_public_addresses_pass_in_their_order_and_loopback_by_the_switch_only() -> None:
    assert checked_addresses("papers.example", lambda _: ["2606:2800:220:1::1", "93.184.216.34"])[1] == "93.184.216.34"
    assert checked_addresses("papers.example", lambda _: ["127.0.0.1"], loopback=True) == ["127.0.0.1"]
    with pytest.raises(NotAllowed):
        checked_addresses("papers.example", lambda _: ["10.0.0.5"], loopback=True)


def test_a_name_that_resolves_to_nothing_is_a_host_that_cannot_be_found() -> None:
    def unknown(_: str) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(HostUnavailable, match="cannot be found: Name or service not known"):
        checked_addresses("papers.example", unknown)
    with pytest.raises(HostUnavailable, match="has no address"):
        checked_addresses("papers.example", lambda _: [])
