"""What the commands that run a program have in common: flags that win over the environment, and settings read apart."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial

from ocr_service.cli.command import flags_of
from ocr_service.settings import Settings


def add_program_flags(parser: argparse.ArgumentParser) -> None:
    """Add what each program takes; each flag wins over its environment variable."""
    parser.add_argument("--redis-url", dest="REDIS_URL", metavar="URL", help="the queue's server (REDIS_URL)")
    parser.add_argument(
        "--log-level", dest="LOG_LEVEL", type=str.upper, metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR"
    )
    parser.set_defaults(reads_settings=True)


def settings_with(flags: Mapping[str, object]) -> Settings:
    """The settings, read in the process that is there for it. Raises ``InvalidSettings``."""
    from ocr_service.environment import read_settings

    return read_settings(flags)


def settings_apart(arguments: argparse.Namespace) -> Settings:
    """The settings, read by a process of its own, with which pydantic goes again (10 MB). Raises ``InvalidSettings``."""
    from ocr_service.bootstrap.starting.apart import computed_apart

    return computed_apart(partial(settings_with, flags_of(arguments)))()
