"""``ocr-service notifier``: tell subscribers what is in the outbox until told to stop."""

from __future__ import annotations

import argparse

from ocr_service.cli.command import Subparsers
from ocr_service.cli.program import add_program_flags, settings_apart


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser("notifier", help="deliver webhooks from the outbox")
    add_program_flags(parser)
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace) -> int:
    """Deliver; returns when the notifier was told to stop."""
    settings = settings_apart(arguments)
    from ocr_service.bootstrap.notifier import run_notifier

    return run_notifier(settings)
