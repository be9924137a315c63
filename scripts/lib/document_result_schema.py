"""Write docs/result.schema.json from the models of the API; --check only compares.

``scripts/check --fix`` calls it; so does the test that compares.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ocr_service.api.openapi.result_schemas import Result
from ocr_service.results.schema_2 import VERSION

FILE = Path(__file__).resolve().parents[2] / "docs" / "result.schema.json"


def schema() -> dict[str, Any]:
    """The form of a result as JSON Schema (2020-12); read without a service it has no ``task_id`` and no ``links``."""
    model = Result.model_json_schema(by_alias=True)
    model["required"].remove("task_id")
    model |= {
        "title": f"Result of DocVault OCR, version {VERSION}",
        "description": "What GET /api/v1/ocr/result/{id} and `ocr-service process --outputs json` give. "
        "Members may be added within a version.",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:docvault-ocr:result:{VERSION}",
        **model,
    }


def main() -> int:
    """Write, or with --check only compare; 0 when file and models agree."""
    text = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    is_same = FILE.is_file() and FILE.read_text(encoding="utf-8") == text
    if "--check" in sys.argv and not is_same:
        print(f"{FILE.name} differs from the models; run scripts/check --fix", file=sys.stderr)
        return 1
    if not is_same:
        FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
