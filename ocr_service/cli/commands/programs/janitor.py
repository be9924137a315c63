"""``ocr-service janitor``: sweep files and take back lost tasks, without reading any, until told to stop."""

from __future__ import annotations

import argparse

from ocr_service.cli.command import Subparsers
from ocr_service.cli.program import add_program_flags, settings_apart


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser(
        "janitor",
        help="sweep files and take back lost tasks, for workers that do not (WORKER_SWEEP_SECONDS=0)",
    )
    add_program_flags(parser)
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace) -> int:
    """Sweep; returns when the janitor was told to stop."""
    settings = settings_apart(arguments)
    from ocr_service.bootstrap.janitor import run_janitor

    return run_janitor(settings)
