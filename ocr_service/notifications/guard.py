"""Let a webhook go to the internet and to machines that were allowed, never elsewhere in one's own network (SSRF).

Checked when an address is accepted and again at each delivery, which is then made to the very address that was checked: a
name that changes its mind between look-up and call (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address

from ocr_service.errors import BlockedWebhookUrl, InvalidWebhookUrl
from ocr_service.notifications.addresses import Address, is_internet
from ocr_service.notifications.allowed_hosts import AllowedHosts
from ocr_service.notifications.webhook_url import WebhookUrl, parse_webhook_url

LOOK_UP_S = 5.0
# Names that mean a machine in one's own network (RFC 6761, 6762, 8375, ICANN's .internal, and what routers hand out).
_PRIVATE_ENDINGS = (
    *("localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private"),
    *("home.arpa", "in-addr.arpa", "ip6.arpa", "test", "invalid", "onion"),
)
# Beyond 80 and 443 only what a program of one's own may listen on, and of that nothing that is known to be another service:
# ports which browsers refuse (Fetch standard, "port blocking"), and stores that take HTTP for commands or speak it without a key.
_FIRST_FREE_PORT = 1_024
_REFUSED_PORTS = frozenset(
    (
        *(
            1_719,
            1_720,
            1_723,
            2_049,
            3_659,
            4_045,
            4_190,
            5_060,
            5_061,
            6_000,
            6_566,
            6_665,
            6_666,
            6_667,
            6_668,
        ),
        *(6_669, 6_679, 6_697, 10_080),
        *(
            1_433,
            1_521,
            2_375,
            2_376,
            2_379,
            2_380,
            3_306,
            3_389,
            4_369,
            5_432,
            5_672,
            5_900,
            6_379,
            6_380,
            6_443,
        ),
        *(8_086, 9_042, 9_092, 9_200, 9_300, 10_250, 11_211, 16_379, 26_379, 27_017),
    )
)

LookUp = Callable[[str, int], Awaitable[Sequence[Address]]]


async def looked_up(host: str, port: int) -> Sequence[Address]:
    """All addresses of a name. Raises ``OSError``, ``TimeoutError``."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(LOOK_UP_S):
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(ip_address(each[4][0]) for each in found))


class Guard:
    """Checks addresses against what is allowed."""

    def __init__(self, allowed: AllowedHosts, look_up: LookUp = looked_up) -> None:
        self._allowed = allowed
        self._look_up = look_up

    async def check(self, text: str) -> None:
        """Raise ``InvalidWebhookUrl`` or ``BlockedWebhookUrl`` unless a webhook may go there now."""
        await self.addresses(text)

    async def addresses(self, text: str) -> tuple[WebhookUrl, Sequence[Address]]:
        """The address in parts, and the numbers it may be called at. Raises ``InvalidWebhookUrl``, ``BlockedWebhookUrl``."""
        url = parse_webhook_url(text)
        is_listed = self._allowed.names_host(url.host, url.port)
        if not is_listed:
            self._check_name(url)
        if url.has_credentials:
            raise InvalidWebhookUrl(
                "The address holds a name or password. Let the receiver check the signature."
            )
        if url.address:
            return url, (url.address,)
        found = await self._found(url)
        if not is_listed and not all(map(self._may_call, found)):
            raise BlockedWebhookUrl
        return url, found

    def _check_name(self, url: WebhookUrl) -> None:
        if url.address:
            if not self._may_call(url.address):
                raise BlockedWebhookUrl
            if self._allowed.holds(url.address):
                return
        elif "." not in url.host or f".{url.host}".endswith(tuple(f".{each}" for each in _PRIVATE_ENDINGS)):
            raise BlockedWebhookUrl
        if url.port not in (80, 443) and (url.port < _FIRST_FREE_PORT or url.port in _REFUSED_PORTS):
            raise BlockedWebhookUrl(f"Port {url.port} belongs to another kind of service. Take another one.")

    def _may_call(self, address: Address) -> bool:
        return is_internet(address) or self._allowed.holds(address)

    async def _found(self, url: WebhookUrl) -> Sequence[Address]:
        try:
            found = await self._look_up(url.host, url.port)
        except (OSError, UnicodeError) as error:
            raise BlockedWebhookUrl(f"The name {url.host} cannot be looked up.") from error
        if not found:
            raise BlockedWebhookUrl(f"The name {url.host} has no address.")
        return found
