"""Is the service called by a name that can only mean this machine or its network?

A page of the internet can have its own name point at an address in this network (DNS rebinding); a browser then
lets it read what the service answers. It cannot do so with an address, nor with a name that no public registry sells.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from ipaddress import ip_address

_PRIVATE = (
    ".local",
    ".localhost",
    ".localdomain",
    ".lan",
    ".home",
    ".home.arpa",
    ".internal",
    ".intranet",
    ".corp",
    ".test",
    ".fritz.box",
)
_ANY = "*"


def is_own_host(header: str, allowed: Sequence[str]) -> bool:
    """True for addresses, names without a dot or of a private network, this machine's name, and ``allowed`` ones.

    ``header`` is what stands in ``Host``; ``allowed`` are names, ``.example.org`` with all below it, or ``*``.
    """
    name = _name(header)
    if not name or _is_address(name) or "." not in name:
        return True
    if f".{name}".endswith(_PRIVATE) or name == socket.gethostname().lower():
        return True
    return is_listed_host(name, allowed)


def is_listed_host(name: str, allowed: Sequence[str]) -> bool:
    """True for a name in a list of names, ``.example.org`` with all below it, or ``*``."""
    return _ANY in allowed or any(_matches(name, known.lower()) for known in allowed)


def _name(header: str) -> str:
    """Without the port; an IPv6 address without its brackets."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].rstrip(".").lower()


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _matches(name: str, known: str) -> bool:
    return f".{name}".endswith(known) if known.startswith(".") else name == known
