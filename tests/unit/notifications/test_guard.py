"""Webhooks go to the internet and to what was allowed, in whichever way an address is written."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from ocr_service.errors import BlockedWebhookUrl, InputError, InvalidWebhookUrl
from ocr_service.notifications.addresses import Address
from ocr_service.notifications.allowed_hosts import parse_allowed_hosts
from ocr_service.notifications.guard import Guard

NAMES = {
    "example.org": ["93.184.215.14"],
    "six.example.org": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "both.example.org": ["93.184.215.14", "10.0.0.7"],
    "rebinds.example.org": ["127.0.0.1"],
    "maps.example.org": ["::ffff:127.0.0.1"],
    "cloud.example.org": ["169.254.169.254"],
    "nat64.example.org": ["64:ff9b::a9fe:a9fe"],
    "xn--bcher-kva.example": ["93.184.215.14"],
    "nas.lan": ["192.168.1.20"],
    "printer.lan": ["192.168.1.21"],
}


async def look_up(host: str, port: int) -> Sequence[Address]:
    if host not in NAMES:
        raise OSError("Name or service not known")
    return tuple(map(ip_address, NAMES[host]))


async def refusal(url: str, *allowed: str) -> type[InputError] | None:
    try:
        await Guard(parse_allowed_hosts(allowed), look_up).check(url)
    except InputError as error:
        return type(error)
    return None


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/hooks?a=b#c",
        "http://EXAMPLE.org.:8080",
        "https://example.org:443/",
        "https://six.example.org/",
        "http://1.1.1.1/",
        "http://[2606:4700:4700::1111]:8443/",
        "https://bücher.example/",
    ],
)
async def test_an_address_on_the_internet_may_be_called(url):
    assert await refusal(url) is None


ELSEWHERE = (
    # this machine and this network
    *(
        "127.0.0.2",
        "127.255.255.254",
        "127.0.1",
        "127.65530",
        "0",
        "0.0.0.0",
        "0.1.2.3",
        "10.1",
        "10.255.255.255",
    ),
    *("172.16.3.4", "172.31.255.255", "192.168.0.1", "169.254.0.1", "169.254.170.2", "100.127.255.255"),
    # other forms of the same numbers
    *(
        "017700000001",
        "0x7f.1",
        "0x7F000001",
        "2130706434",
        "0300.0250.1.1",
        "0xA9FEA9FE",
        "3232235777",
        "127.0x0.0.1",
    ),
    *("①27.0.0.1", "127．0．0．1", "127。0。0。1", "１２７.0.0.1", "127.0.0.1."),
    # not routed, not one machine, metadata of clouds
    *(
        "192.0.0.8",
        "192.0.2.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.251",
        "239.255.255.250",
    ),
    *("240.1.2.3", "255.255.255.255", "192.88.99.1", "168.63.129.16", "100.100.100.200"),
    # IPv6, and IPv4 in it
    *(
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[fe80::1]",
        "[fe80::a%25eth0]",
        "[febf::1]",
        "[fc00::2]",
        "[fdff::1]",
    ),
    *(
        "[ff02::fb]",
        "[::ffff:192.168.0.1]",
        "[::ffff:a00:1]",
        "[::127.0.0.1]",
        "[::a9fe:a9fe]",
        "[::ffff:8.8.8.8]",
    ),
    *("[64:ff9b::10.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:a00:1::]", "[2002:c0a8:101::1]", "[2001::1]"),
    *("[2001:db8::1]", "[3fff::1]", "[100::1]", "[5f00::1]", "[2001:10::1]", "[fec0::1]", "[4000::1]"),
    # names
    *(
        "localhost",
        "LocalHost",
        "a.localhost",
        "localhost.localdomain",
        "redis",
        "docvault_redis",
        "nas.local",
    ),
    *(
        "metadata.google.internal",
        "router.lan",
        "fritz.box.home.arpa",
        "host.docker.internal",
        "intranet.corp",
    ),
    *("1.0.0.127.in-addr.arpa", "a.test", "a.onion", "unknown.example.org"),
    *(
        "both.example.org",
        "rebinds.example.org",
        "maps.example.org",
        "cloud.example.org",
        "nat64.example.org",
    ),
    # in the clothes of another
    *("example.org@127.0.0.1", "user:word@10.0.0.1", "example.org:80@[::1]", "[::1]:80", "127.0.0.1:80"),
    # ports of other services
    *("example.org:25", "example.org:22", "example.org:6379", "example.org:5432", "example.org:11211"),
    *(
        "example.org:9200",
        "example.org:2375",
        "1.1.1.1:53",
        "[2606:4700:4700::1111]:6379",
        "example.org:6000",
    ),
)


@pytest.mark.parametrize("host", ELSEWHERE)
async def test_an_address_elsewhere_is_blocked(host):
    assert await refusal(f"http://{host}/") is BlockedWebhookUrl


NO_ADDRESSES = (
    *(
        "",
        " ",
        "example.org",
        "//example.org/",
        "/hook",
        "http:",
        "http://",
        "http:///hook",
        "https://?a",
    ),
    *(
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org:70/",
        "ws://example.org/",
        "data:,x",
    ),
    *("redis://example.org/", "mailto:a@example.org", "http:example.org", "http:/example.org/"),
    *(
        "http://exa mple.org/",
        "http://example.org/a b",
        "http://example.org/\r\nX: y",
        "http://example.org/\t",
        "\nhttp://example.org/",
    ),
    *(
        "http://example.org\\@127.0.0.1/",
        "http://example.org/\\..",
        "http://ex%61mple.org/",
        "http://example..org/",
    ),
    *(
        "http://-example.org/",
        "http://" + "a" * 64 + ".org/",
        "https://example.org/" + "a" * 2_000,
        "http://.org/",
    ),
    *(
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:port/",
        "http://example.org:1:2/",
    ),
    *(
        "http://[::1/",
        "http://[zz]/",
        "http://1.2.3.4.5/",
        "http://256.1.1.1/",
        "http://0x/",
        "http://a.0x1g1.1.1.1.1/",
    ),
    *(
        "http://user@example.org/",
        "http://user:word@example.org/",
        "http://:@example.org/",
        "http://a\u202eb.org/",
    ),
    *("http://example.org/ü", "http://\u2028/", "http://ex\u00admple\u200b.org /"),
)


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_what_is_no_address_is_invalid(url):
    assert await refusal(url) is InvalidWebhookUrl


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://192.168.1.20:5678/hook", "192.168.1.20"),
        ("http://192.168.1.20/hook", "192.168.1.0/24"),
        ("http://nas.lan:5678/hook", "nas.lan"),
        ("http://nas.lan:5678/hook", "nas.lan:5678"),
        ("http://nas.lan/hook", ".lan"),
        ("http://[fd00::5]/", "fd00::/8"),
        ("http://cloud.example.org/", "169.254.0.0/16"),
        ("http://redis:22/", "redis"),
    ],
    ids=str,
)
async def test_what_was_allowed_may_be_called(url, allowed):
    if "redis" in url:
        NAMES["redis"] = ["172.18.0.2"]
    assert await refusal(url, allowed) is None


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://192.168.1.21/", "192.168.1.20"),
        ("http://nas.lan:80/", "nas.lan:5678"),
        ("http://printer.lan/", "nas.lan"),
        ("http://lan/", ".lan"),
        ("http://evilnas.lan/", "nas.lan"),
        ("http://both.example.org/", "10.1.0.0/16"),
    ],
    ids=str,
)
async def test_what_is_beside_the_allowed_is_blocked(url, allowed):
    assert await refusal(url, allowed) is BlockedWebhookUrl


async def test_credentials_are_refused_also_for_what_is_allowed():
    assert await refusal("http://user:word@nas.lan/", "nas.lan") is InvalidWebhookUrl


@pytest.mark.parametrize("entry", ["http://nas.lan", "nas lan", "", "nas.lan:port", "*"])
def test_what_is_no_host_is_not_allowed(entry):
    with pytest.raises(ValueError, match="is no host"):
        parse_allowed_hosts([entry])


async def test_the_address_that_was_checked_is_the_one_that_is_given_out():
    url, addresses = await Guard(parse_allowed_hosts([]), look_up).addresses("https://example.org/a?b#c")

    assert url.at(addresses[0]) == "https://93.184.215.14:443/a?b"
    assert url.host_header == "example.org"
