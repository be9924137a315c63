"""Show the OpenAPI document as one plain page that needs no network and no script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

_TEMPLATES = Path(__file__).parents[2] / "web"
_ADDRESS = "{address}"
"""Stands in the page for the address that the reader's browser used."""
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
}


def add_docs(app: FastAPI) -> None:
    """Serve ``/docs``."""
    page: list[str] = []

    async def docs(request: Request) -> Response:
        if not page:
            page.append(render_docs(app.openapi()))
        address = str(escape(str(request.base_url).rstrip("/")))
        return HTMLResponse(page[0].replace(_ADDRESS, address), headers=_HEADERS)

    app.add_api_route("/docs", docs, methods=["GET"], include_in_schema=False)


def render_docs(document: dict[str, Any]) -> str:
    """The page as HTML."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["with_code"] = with_code
    groups: dict[str, list[dict[str, Any]]] = {}
    for operation in operations(document):
        groups.setdefault(operation["tags"][0], []).append(operation)
    template = environment.get_template("docs.html")
    return template.render(info=document["info"], groups=groups, schemas=_schemas(document), address=_ADDRESS)


def with_code(text: str) -> Markup:
    """Text as HTML, what stands between backticks as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before


def operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation with its method, path, fields and answers in a form that the template can walk."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield {
                **operation,
                "method": method.upper(),
                "path": path,
                "fields": _fields(operation),
                "answers": [
                    _answer(status, answer) for status, answer in sorted(operation["responses"].items())
                ],
            }


def _fields(operation: dict[str, Any]) -> list[dict[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("multipart/form-data", {}).get("schema", {})
    required = schema.get("required", [])
    return [
        {"name": name, "required": name in required, **field}
        for name, field in schema.get("properties", {}).items()
    ]


def _answer(status: str, answer: dict[str, Any]) -> dict[str, Any]:
    names = [
        name
        for content in answer.get("content", {}).values()
        for name in _references(content.get("schema", {}))
    ]
    return {
        "status": status,
        "description": answer["description"],
        "headers": sorted(answer.get("headers", {})),
        "schemas": names,
    }


def _references(schema: dict[str, Any]) -> list[str]:
    found = [schema["$ref"].rpartition("/")[2]] if "$ref" in schema else []
    return found + [name for part in schema.get("anyOf", []) for name in _references(part)]


def _schemas(document: dict[str, Any]) -> dict[str, str]:
    schemas = document.get("components", {}).get("schemas", {})
    return {name: json.dumps(schema, indent=2, ensure_ascii=False) for name, schema in schemas.items()}
