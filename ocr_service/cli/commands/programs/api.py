"""``ocr-service api``: serve HTTP until told to stop."""

from __future__ import annotations

import argparse

from ocr_service.cli.command import Subparsers
from ocr_service.settings import Settings


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser("api", help="serve the HTTP API")
    parser.add_argument("--host", dest="API_HOST", metavar="HOST", help="address to listen on (API_HOST)")
    parser.add_argument(
        "--port", dest="API_PORT", type=int, metavar="PORT", help="port to listen on (API_PORT)"
    )
    parser.add_argument(
        "--workers", dest="API_WORKERS", type=int, metavar="N", help="processes (API_WORKERS)"
    )
    parser.add_argument("--redis-url", dest="REDIS_URL", metavar="URL", help="the queue's server (REDIS_URL)")
    parser.add_argument(
        "--log-level", dest="LOG_LEVEL", type=str.upper, metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR"
    )
    parser.set_defaults(handler=run)


def run(_arguments: argparse.Namespace, settings: Settings) -> int:
    """Serve; returns when the server was told to stop."""
    from ocr_service.bootstrap.api import run_api

    return run_api(settings)
