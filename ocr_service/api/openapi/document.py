"""Complete the OpenAPI document: the shapes of problems and events, examples, links, and how to send a key."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from ocr_service.api.openapi.examples import add_examples
from ocr_service.api.openapi.links import add_links
from ocr_service.api.openapi.live_schemas import LiveTask
from ocr_service.api.openapi.result_schemas import ResultOfSchema1
from ocr_service.api.openapi.schemas import Problem

_REF = "#/components/schemas/{model}"
_REFERRED: tuple[type[BaseModel], ...] = (Problem, ResultOfSchema1, LiveTask)
TAGS = {
    "documents": "Send documents, and follow them.",
    "results": "What was read: as JSON, and in each rendering that was asked for.",
    "events": "Listen to what happens as it happens.",
    "uploads": "Send documents by a link, past the API where the store allows it.",
    "webhooks": "Be told what ended, by signed calls.",
    "tasks": "List, cancel, retry, move and remove tasks.",
    "feedback": "Correct results, so that the next document of the kind is read better.",
    "queue": "Start what is pending, and see how far everything is.",
    "receipts": "Keep receipts, start those that wait, and see what was on them.",
    "archive": "Find what is kept for years, say something of it, remove it.",
    "operations": "Workers, queues and failed tasks, for operators.",
    "keys": "API keys, their use, the audit log and owners, for operators.",
    "health": "Is it alive, is it ready, and numbers for Prometheus.",
}
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
    for model in _REFERRED:
        schema = model.model_json_schema(ref_template=_REF)
        components.setdefault("schemas", {}).update(schema.pop("$defs", {}))
        components["schemas"][model.__name__] = schema
    document["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    add_examples(document)
    add_links(document)
    components["securitySchemes"] = _SECURITY
    # The empty entry: without API_KEYS no key is needed.
    keyed: list[dict[str, list[str]]] = [{}, {"bearer": []}, {"apiKey": []}]
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                parameter["schema"] = _without_null(parameter["schema"])
    for path, methods in document["paths"].items():
        if path.startswith("/api/"):
            for operation in methods.values():
                operation["security"] = keyed


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be absent is never null: an address and a header have no such value."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **kinds[0]}
