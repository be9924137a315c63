"""``ocr-service worker``: claim documents and process them until told to stop."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from ocr_service.cli.command import Subparsers


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser("worker", help="process documents from the queue")
    parser.add_argument("--worker-id", metavar="ID", help="name in the registry and the log (WORKER_ID)")
    parser.add_argument("--redis-url", metavar="URL", help="the queue's server (REDIS_URL)")
    parser.add_argument("--queues", metavar="high,normal", help="queues to serve (WORKER_QUEUES)")
    parser.add_argument("--concurrency", type=int, metavar="N", help="documents at once (WORKER_CONCURRENCY)")
    parser.add_argument("--log-level", type=str.upper, metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR")
    parser.set_defaults(handler=run, reads_settings=True)


def run(arguments: argparse.Namespace) -> int:
    """Work; returns when the worker was told to stop."""
    from ocr_service.bootstrap.start_worker import start_worker

    return start_worker(lambda: _configs(arguments))


def _configs(arguments: argparse.Namespace) -> Iterator[object]:
    """Read the settings, in the process that is there for it. Raises ``InvalidSettings``."""
    from ocr_service.bootstrap.build import pipeline_config
    from ocr_service.bootstrap.worker_settings import worker_config
    from ocr_service.cli.invalid_settings import explained
    from ocr_service.cli.overrides import overridden
    from ocr_service.settings import Settings

    with explained():
        settings = overridden(
            Settings(),
            worker={
                "id": arguments.worker_id,
                "queues": arguments.queues,
                "concurrency": arguments.concurrency,
            },
            redis={"url": arguments.redis_url},
            log={"level": arguments.log_level},
        )
    yield pipeline_config(settings)
    yield worker_config(settings)
