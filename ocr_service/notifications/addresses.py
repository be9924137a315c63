"""Does an address belong to a machine on the internet, and to nothing else?

What is left of IANA's registries of special-purpose addresses (RFC 6890 and what updates it) is refused: this machine, this
network, link-local with the metadata services of clouds, shared and benchmarking networks, documentation, multicast. Of IPv6
only global unicast space is taken, and in it nothing that wraps an IPv4 address (6to4, Teredo) or is not routed. IPv4-mapped
and -compatible forms and NAT64 lie outside of it. Own tables, because Python's ``is_global`` changed its mind between
patch releases (https://github.com/python/cpython/issues/113171).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

_NOT_INTERNET_4 = tuple(
    map(
        IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            # Answered by the platform itself in Azure (agent and DHCP) and Alibaba Cloud (metadata, within 100.64/10).
            "168.63.129.16/32",
        ),
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_NOT_INTERNET_6 = tuple(
    map(
        IPv6Network,
        ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"),
    )
)


def is_internet(address: Address) -> bool:
    """True for an address that only a machine on the public internet can have."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_INTERNET_4)
    if address.scope_id:
        return False
    return address in _GLOBAL_6 and not any(address in network for network in _NOT_INTERNET_6)
