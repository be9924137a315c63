"""Under which path callers see the service: behind a reverse proxy it may be ``/ocr`` instead of the root."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextvars import ContextVar
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

_HEADER = "x-forwarded-prefix"
# No empty segment: an answer that leads to ``//host`` would lead elsewhere.
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]{1,64}){1,8}", re.ASCII)
_ANY = "*"

_current: ContextVar[str] = ContextVar("sub_path", default="")


def sub_path() -> str:
    """The path of the service for whoever is being answered, such as ``/ocr``; empty at the root."""
    return _current.get()


def own_path(scope: Scope) -> str:
    """The path that was asked for, as the service itself names it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"


def parse_sub_path(text: str) -> str:
    """``/ocr/`` as ``/ocr``; the root as nothing. Raises ``ValueError`` for what is no plain path."""
    path = text.strip().rstrip("/")
    if path and not _PATH.fullmatch(path):
        raise ValueError(f"{text!r} is not a path such as /ocr")
    return path


class SubPath:
    """ASGI middleware: takes the path from the settings, or from ``X-Forwarded-Prefix`` of a proxy that is trusted.

    Links, ``Location``, redirects and the servers of the OpenAPI document carry it. The proxy may pass the path on or
    take it off. ``trusted`` are addresses, networks or ``*``; it must stand outside of whatever replaces the
    connection's address by the one that a proxy names.
    """

    def __init__(self, app: ASGIApp, *, configured: str = "", trusted: Sequence[str] = ()) -> None:
        self._app = app
        self._configured = configured
        self._trusts_all = _ANY in trusted
        self._networks = [ip_network(each, strict=False) for each in trusted if each != _ANY]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        path = self._path(scope) if scope["type"] in ("http", "websocket") else ""
        if not path:
            await self._app(scope, receive, send)
            return
        asked: str = scope["path"]
        whole = asked if asked == path or asked.startswith(f"{path}/") else path + asked
        token = _current.set(path)
        try:
            await self._app({**scope, "root_path": path, "path": whole}, receive, send)
        finally:
            _current.reset(token)

    def _path(self, scope: Scope) -> str:
        sent = Headers(scope=scope).get(_HEADER, "")
        if not sent or not self._is_trusted(scope):
            return self._configured
        try:
            return parse_sub_path(sent)
        except ValueError:
            return self._configured

    def _is_trusted(self, scope: Scope) -> bool:
        if self._trusts_all:
            return True
        host = (scope.get("client") or ("",))[0]
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._networks)
