"""Complete the OpenAPI document: the shape of problems, and how to send a key."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from ocr_service.api.openapi.schemas import Problem

_REF = "#/components/schemas/{model}"
_SECURITY = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "an API key; asked for when API_KEYS is set",
    },
    "apiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "the same key"},
}


def complete_openapi(app: FastAPI) -> None:
    """Let the app's document have what the routes refer to."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        if "securitySchemes" not in document.setdefault("components", {}):
            _complete(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to change it


def _complete(document: dict[str, Any]) -> None:
    components = document["components"]
    schema = Problem.model_json_schema(ref_template=_REF)
    components.setdefault("schemas", {}).update(schema.pop("$defs"))
    components["schemas"][Problem.__name__] = schema
    components["securitySchemes"] = _SECURITY
    # The empty entry: without API_KEYS no key is needed.
    keyed: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"apiKey": []}]
    for path, methods in document["paths"].items():
        if path.startswith("/api/"):
            for operation in methods.values():
                operation["security"] = keyed
