"""Refuse query parameters that a route does not know: none is silently ignored."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.requests import HTTPConnection

from ocr_service.intake.options import invalid


def _names(dependant: Dependant) -> Iterator[str]:
    for field in dependant.query_params:
        yield field.alias
    for inner in dependant.dependencies:
        yield from _names(inner)


async def require_known_query(connection: HTTPConnection) -> None:
    """Raise ``ValidationFailed`` for unknown and for repeated parameters."""
    if not connection.scope["query_string"]:
        return
    route: APIRoute | APIWebSocketRoute = connection.scope["route"]
    known = frozenset(_names(route.dependant))
    names = [name for name, _ in connection.query_params.multi_items()]
    errors = [
        {"field": name, "message": "This parameter is unknown." if name not in known else "Give it once."}
        for name in dict.fromkeys(names)
        if name not in known or names.count(name) > 1
    ]
    if errors:
        raise invalid(*errors)
