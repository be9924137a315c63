"""The address at which this machine reaches its own API."""

from __future__ import annotations

import ipaddress

_LOOPBACK = {4: "127.0.0.1", 6: "::1"}


def own_url(host: str, port: int) -> str:
    """``http://127.0.0.1:8001`` for an API that listens on ``0.0.0.0``."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"http://{host}:{port}"
    reachable = _LOOPBACK[address.version] if address.is_unspecified else host
    return f"http://[{reachable}]:{port}" if address.version == 6 else f"http://{reachable}:{port}"
