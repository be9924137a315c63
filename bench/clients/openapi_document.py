"""Write the OpenAPI document that the service would answer: ``python -m bench.clients.openapi_document FILE``."""

from __future__ import annotations

import argparse
import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from ocr_service.api.app import create_app
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext


def openapi_document() -> dict[str, Any]:
    """The document; the app that writes it is never called."""
    parts: dict[str, Any] = dict.fromkeys(each.name for each in fields(ApiContext) if each.init)
    return create_app(ApiContext(**{**parts, "config": ApiConfig()})).openapi()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the OpenAPI document.")
    parser.add_argument("file", type=Path, metavar="FILE")
    document = json.dumps(openapi_document(), indent=1, ensure_ascii=False)
    parser.parse_args().file.write_text(document, encoding="utf-8")
