"""``ocr-service janitor``: sweep files and take back lost tasks, without reading any, until told to stop."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial

from ocr_service.cli.command import Subparsers, flags_of
from ocr_service.settings import Settings


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser(
        "janitor",
        help="sweep files and take back lost tasks, for workers that do not (WORKER_SWEEP_SECONDS=0)",
    )
    parser.add_argument("--redis-url", dest="REDIS_URL", metavar="URL", help="the queue's server (REDIS_URL)")
    parser.add_argument(
        "--log-level", dest="LOG_LEVEL", type=str.upper, metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR"
    )
    parser.set_defaults(handler=run, reads_settings=True)


def run(arguments: argparse.Namespace) -> int:
    """Sweep; returns when the janitor was told to stop. pydantic is loaded in a process of its own (10 MB)."""
    from ocr_service.bootstrap.apart import computed_apart

    settings = computed_apart(partial(_settings, flags_of(arguments)))()
    from ocr_service.bootstrap.janitor import run_janitor

    return run_janitor(settings)


def _settings(flags: Mapping[str, object]) -> Settings:
    """Read in the process that is there for it. Raises ``InvalidSettings``."""
    from ocr_service.environment import read_settings

    return read_settings(flags)
