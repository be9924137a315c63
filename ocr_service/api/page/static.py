"""The files of the page: served under names that change with their content, so that a browser keeps them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from ocr_service.api.sub_path import sub_path
from ocr_service.errors import RouteNotFound

router = APIRouter()

_FOLDER = Path(__file__).parents[2] / "web" / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_FOR_A_YEAR = "public, max-age=31536000, immutable"


@cache
def _files() -> Mapping[str, tuple[str, bytes]]:
    """Media type and content by the name in the address."""
    return {
        f"{hashlib.sha256(content := path.read_bytes()).hexdigest()[:12]}-{path.name}": (
            _TYPES[path.suffix],
            content,
        )
        for path in sorted(_FOLDER.iterdir())
        if path.suffix in _TYPES
    }


def static_names() -> Mapping[str, str]:
    """The address of each file by its plain name."""
    return {name.partition("-")[2]: f"{sub_path()}/static/{name}" for name in _files()}


@router.get("/static/{name}", include_in_schema=False)
async def static_file(name: str) -> Response:
    """One file of the page."""
    if name not in _files():
        raise RouteNotFound("There is no such file. Load the page again.")
    media_type, content = _files()[name]
    return Response(content, media_type=media_type, headers={"Cache-Control": _FOR_A_YEAR})
