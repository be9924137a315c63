"""Write the OpenAPI document that the service would answer: ``python -m bench.clients.openapi_document FILE``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ocr_service.api.app import create_app
from ocr_service.api.config import ApiConfig
from ocr_service.api.context import ApiContext


def openapi_document() -> dict[str, Any]:
    """The document; the app that writes it is never called."""
    context = ApiContext(queue=None, store=None, intake=None, config=ApiConfig(), keys=None, audit_log=None)
    return create_app(context).openapi()


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        json.dumps(openapi_document(), indent=1, ensure_ascii=False), encoding="utf-8"
    )
