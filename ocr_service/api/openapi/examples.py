"""Show real answers in the OpenAPI document: those that `python -m bench.api_examples` had from a running service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("examples.json")
"""Operation id → status → answer."""


def add_examples(document: dict[str, Any]) -> None:
    """Put each recorded answer beside the schema of its JSON."""
    recorded: dict[str, dict[str, Any]] = json.loads(_FILE.read_text(encoding="utf-8"))
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in recorded.get(operation["operationId"], {}).items():
                content = operation["responses"][status]["content"]
                next(iter(content.values()))["example"] = answer
