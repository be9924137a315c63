"""``ocr-service api``: serve HTTP until told to stop."""

from __future__ import annotations

import argparse

from ocr_service.cli.command import Subparsers
from ocr_service.cli.overrides import overridden
from ocr_service.settings import Settings


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser("api", help="serve the HTTP API")
    parser.add_argument("--host", help="address to listen on (API_HOST)")
    parser.add_argument("--port", type=int, help="port to listen on (API_PORT)")
    parser.add_argument("--workers", type=int, metavar="N", help="processes (API_WORKERS)")
    parser.add_argument("--redis-url", metavar="URL", help="the queue's server (REDIS_URL)")
    parser.add_argument("--log-level", type=str.upper, metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR")
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve; returns when the server was told to stop."""
    from ocr_service.bootstrap.api import run_api

    return run_api(
        overridden(
            settings,
            api={"host": arguments.host, "port": arguments.port, "workers": arguments.workers},
            redis={"url": arguments.redis_url},
            log={"level": arguments.log_level},
        )
    )
