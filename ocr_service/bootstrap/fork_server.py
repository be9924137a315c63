"""The fork server's process: ``python -m ocr_service.bootstrap.fork_server CONFIG FD``.

Knows no Redis, no settings and no network: what it needs comes as one JSON argument.
"""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

from ocr_service.bootstrap.pipeline import build_parts
from ocr_service.pipeline.run import run_document
from ocr_service.worker.fork_server import ForkServer


def main(config_json: str, control_fd: str) -> None:
    """Get warm, say what can be read here, and serve until the worker is gone."""
    config = json.loads(config_json)
    parts = build_parts(
        slots=config["slots"],
        languages=tuple(config["languages"]),
        memory_folder=Path(config["memory_folder"]) if config["memory_folder"] else None,
    )
    languages = sorted({code for engine in parts.engines.values() for code in engine.languages()})
    with socket.socket(fileno=int(control_fd)) as control:
        control.send(json.dumps({"languages": languages, "engines": list(parts.engines)}).encode())
        ForkServer(control, lambda request, report: run_document(request, parts, report)).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
