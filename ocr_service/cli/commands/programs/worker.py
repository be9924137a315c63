"""``ocr-service worker``: claim documents and process them until told to stop."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial

from ocr_service.cli.command import Subparsers, flags_of
from ocr_service.settings import Settings


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser("worker", help="process documents from the queue")
    parser.add_argument(
        "--worker-id", dest="WORKER_ID", metavar="ID", help="name in the registry and the log (WORKER_ID)"
    )
    parser.add_argument("--redis-url", dest="REDIS_URL", metavar="URL", help="the queue's server (REDIS_URL)")
    parser.add_argument(
        "--queues", dest="WORKER_QUEUES", metavar="high,normal", help="queues to serve (WORKER_QUEUES)"
    )
    parser.add_argument(
        "--concurrency",
        dest="WORKER_CONCURRENCY",
        type=int,
        metavar="N",
        help="documents at once (WORKER_CONCURRENCY)",
    )
    parser.add_argument(
        "--log-level", dest="LOG_LEVEL", type=str.upper, metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR"
    )
    parser.set_defaults(handler=run, reads_settings=True)


def run(arguments: argparse.Namespace) -> int:
    """Work; returns when the worker was told to stop."""
    from ocr_service.bootstrap.start_worker import start_worker

    return start_worker(partial(_settings, flags_of(arguments)))


def _settings(flags: Mapping[str, object]) -> Settings:
    """Read in the process that is there for it. Raises ``InvalidSettings``."""
    from ocr_service.environment import read_settings

    return read_settings(flags)
