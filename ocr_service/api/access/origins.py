"""Does a request come from a page of another site? Where no key is asked for, any page in a browser of this network
could send forms here.

Browsers say where a request comes from in ``Origin`` (Fetch standard), on plain http too, where they leave
``Sec-Fetch-Site`` out unless the address is this machine's. Programs send neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from ocr_service.api.access.hosts import is_listed_host

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_DEFAULT_PORTS = {"http": 80, "https": 443}
_OWN_SITES = frozenset({"same-origin", "none", ""})
_ANY = "*"


def is_cross_site(
    method: str, headers: Mapping[str, str], *, origins: Sequence[str] = (), hosts: Sequence[str] = ()
) -> bool:
    """True for a request that changes something and that a browser sends for a page which is not ours.

    ``origins`` are those that may (``https://app.example`` or ``*``); pages of ``hosts`` count as ours, for a proxy
    that does not pass ``Host`` on.
    """
    if method in SAFE_METHODS:
        return False
    origin = headers.get("origin", "")
    if origin:
        return not (_ANY in origins or origin in origins or _is_own(origin, headers, hosts))
    if headers.get("sec-fetch-site", "") not in _OWN_SITES:
        return True
    referer = headers.get("referer", "")
    return bool(referer) and not _is_own(referer, headers, hosts)


def _is_own(address: str, headers: Mapping[str, str], hosts: Sequence[str]) -> bool:
    """Scheme aside, which a proxy may have changed: is this page served under the name that was called?"""
    page, called = _place(address), _place(f"//{headers.get('host', '')}")
    if page is None or called is None:
        return False
    name, port, scheme = page
    called_name, called_port, _ = called
    is_same_port = (port or _DEFAULT_PORTS.get(scheme)) == (called_port or _DEFAULT_PORTS.get(scheme))
    return (name == called_name and is_same_port) or is_listed_host(name, hosts)


def _place(address: str) -> tuple[str, int | None, str] | None:
    try:
        parts = urlsplit(address)
        return (parts.hostname, parts.port, parts.scheme) if parts.hostname else None
    except ValueError:
        return None
