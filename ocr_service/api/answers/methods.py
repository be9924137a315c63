"""Which methods an address takes: one of its own not those of a pattern that fits it, too.

``/webhooks/secret`` takes GET alone, although DELETE of ``/webhooks/{webhook_id}`` would match it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from fastapi.routing import APIRoute, APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from ocr_service.api.sub_path import own_path

Methods = Mapping[str, frozenset[str]]
"""The methods of each address without a parameter."""


def own_methods(routers: Iterable[tuple[str, APIRouter]]) -> Methods:
    """What each plain address of these routers takes, each with its prefix."""
    found: dict[str, frozenset[str]] = {}
    for prefix, router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute) and "{" not in route.path:
                path = prefix + route.path
                found[path] = found.get(path, frozenset()) | frozenset(route.methods or ())
    return found


async def require_own_method(connection: HTTPConnection) -> None:
    """Raise 405 where the route is a pattern's and the address is not. Reads ``app.state.own_methods``."""
    if not connection.path_params or connection.scope["type"] != "http":
        return
    taken: Methods = connection.app.state.own_methods
    methods = taken.get(own_path(connection.scope))
    if methods is not None and connection.scope["method"] not in methods:
        raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED)


def allowed_methods(request: Request) -> list[str]:
    """All methods of an address; the router itself names only those of the first route that fits.

    ``/uploads/complete`` is an address of its own, although it fits ``/uploads/{upload_id}``, too.
    """
    methods: dict[int, set[str]] = {}
    for path, operations in request.app.openapi()["paths"].items():
        pattern, names = re.subn(r"\\{[a-z_]+\\}", "[^/]+", re.escape(path))
        if re.fullmatch(pattern, own_path(request.scope)):
            methods.setdefault(names, set()).update(method.upper() for method in operations)
    return sorted(methods[min(methods)]) if methods else ["GET"]
