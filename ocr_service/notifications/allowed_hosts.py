"""Which machines of one's own network may be told, although they are not on the internet."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from ocr_service.notifications.addresses import Address

Network = IPv4Network | IPv6Network
_NAME = re.compile(r"(?P<name>\.?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?)(?::(?P<port>[0-9]{1,5}))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHosts:
    """``names`` with their port (0: any); ``.example.lan`` stands for all below it. ``networks`` are for addresses."""

    names: frozenset[tuple[str, int]] = frozenset()
    networks: tuple[Network, ...] = ()

    def names_host(self, host: str, port: int) -> bool:
        """True for a host that was listed by its name, or an address that was listed with this port."""
        parents = ["." + host.split(".", depth)[-1] for depth in range(1, host.count(".") + 1)]
        return any((name, each) in self.names for name in (host, *parents) for each in (0, port))

    def holds(self, address: Address) -> bool:
        """True for an address in one of the listed networks."""
        return any(address.version == network.version and address in network for network in self.networks)


def parse_allowed_hosts(entries: Iterable[str]) -> AllowedHosts:
    """``name``, ``name:port``, ``.domain``, an address or a network such as ``192.168.1.0/24``. Raises ``ValueError``."""
    names: set[tuple[str, int]] = set()
    networks: list[Network] = []
    for entry in entries:
        try:
            networks.append(ip_network(entry.strip("[]")))
            continue
        except ValueError:
            found = _NAME.fullmatch(entry.lower())
        if found is None:
            raise ValueError(f"{entry!r} is no host, host:port, .domain, address or network")
        names.add((found["name"], int(found["port"] or 0)))
    return AllowedHosts(names=frozenset(names), networks=tuple(networks))
