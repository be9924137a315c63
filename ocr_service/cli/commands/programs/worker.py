"""``ocr-service worker``: claim documents and process them until told to stop."""

from __future__ import annotations

import argparse
from functools import partial

from ocr_service.cli.command import Subparsers, flags_of
from ocr_service.cli.program import add_program_flags, settings_with


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser("worker", help="process documents from the queue")
    parser.add_argument(
        "--worker-id", dest="WORKER_ID", metavar="ID", help="name in the registry and the log (WORKER_ID)"
    )
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
    add_program_flags(parser)
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace) -> int:
    """Work; returns when the worker was told to stop."""
    from ocr_service.bootstrap.start_worker import start_worker

    return start_worker(partial(settings_with, flags_of(arguments)))
