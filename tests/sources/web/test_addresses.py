"""Only addresses of the web are fetched, spelt in one way, and only on the open internet."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trucewatch.sources import SourceError
from trucewatch.sources.web.addresses import closed, normal, shown


@pytest.mark.parametrize(
    ("written", "fetched"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a b?q=ü#part", "https://example.org/a%20b?q=%C3%BC"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://bücher.example/%C3%BC", "https://xn--bcher-kva.example/%C3%BC"),
        ("http://[2001:DB8::1]:81/x", "http://[2001:db8::1]:81/x"),
    ],
)
def test_an_address_has_one_spelling(written: str, fetched: str) -> None:
    assert normal(written) == fetched
    assert normal(fetched) == fetched


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("file:///etc/passwd", "only http and https"),
        ("gopher://example.org/", "only http and https"),
        ("http://", "without a host"),
        ("http://exa mple.org/", "without a host"),
        ("http://example.org:99999/", "no address"),
        ("http://[::1", "no address"),
        ("http://example.org/" + "a" * 9000, "more than 8,000"),
        ("https://analyst:secret@example.org/", "name or password"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(written: str, cause: str) -> None:
    with pytest.raises(SourceError, match=cause) as raised:
        normal(written)
    assert "secret" not in str(raised.value)


def test_no_password_is_shown() -> None:
    assert shown("https://analyst:secret@example.org/a") == "https://example.org/a"


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "0.0.0.0", "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:a00:1::1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2001:0:a00:1::", "2001:0:1:1:0:0:80ff:fffe",
    ],
)  # fmt: skip
def test_closed_networks_are_known_in_every_form(number: str) -> None:
    assert closed(ipaddress.ip_address(number)) is not None


@pytest.mark.parametrize(
    "number", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_the_open_internet_is_open(number: str) -> None:
    assert closed(ipaddress.ip_address(number)) is None


@settings(deadline=None)
@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_hiding_a_closed_address_in_one_of_ipv6_hides_nothing(number: ipaddress.IPv4Address) -> None:
    assert closed(number)
    for prefix in (0xFFFF << 32, 0x0064FF9B << 96, 0):
        assert closed(ipaddress.IPv6Address(prefix | int(number)))
    assert closed(ipaddress.IPv6Address(0x2002 << 112 | int(number) << 80 | 1))


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for written in (text, f"http://{text}", f"https://example.org/{text}"):
        try:
            fetched = normal(written)
        except SourceError:
            continue
        assert normal(fetched) == fetched
        assert fetched.isascii()
