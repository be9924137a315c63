"""``ocr-service watch``: take what is put into a folder; ``watch status`` says how it goes."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial

from ocr_service.cli.command import Subparsers, flags_of
from ocr_service.settings import Settings


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser(
        "watch", help="take the files of a watched folder; watch status: how that goes", description=__doc__
    )
    parser.add_argument(
        "watch_command",
        nargs="?",
        choices=("run", "status", "accept"),
        default="run",
        help="run (default); status: what waits, what failed and why; accept: the folders lie on another share for good",
    )
    parser.add_argument("--dir", dest="WATCH_DIR", metavar="DIR", help="the folder to watch (WATCH_DIR)")
    parser.add_argument(
        "--output-dir", dest="WATCH_OUTPUT_DIR", metavar="DIR", help="where results go (WATCH_OUTPUT_DIR)"
    )
    parser.add_argument("--redis-url", dest="REDIS_URL", metavar="URL", help="the queue's server (REDIS_URL)")
    parser.add_argument(
        "--log-level", dest="LOG_LEVEL", type=str.upper, metavar="LEVEL", help="DEBUG, INFO, WARNING or ERROR"
    )
    parser.add_argument("--json", action="store_true", help="status as one JSON object")
    parser.set_defaults(handler=run, reads_settings=True)


def run(arguments: argparse.Namespace) -> int:
    """Watch; returns when the watcher was told to stop. pydantic is loaded in a process of its own (10 MB)."""
    from ocr_service.bootstrap.apart import computed_apart

    settings = computed_apart(partial(_settings, flags_of(arguments)))()
    if arguments.watch_command == "run":
        from ocr_service.bootstrap.watcher import run_watcher

        return run_watcher(settings)
    from ocr_service.cli.watch_status import accept, show

    return accept(settings) if arguments.watch_command == "accept" else show(settings, as_json=arguments.json)


def _settings(flags: Mapping[str, object]) -> Settings:
    """Read in the process that is there for it. Raises ``InvalidSettings``."""
    from ocr_service.environment import read_settings

    return read_settings(flags)
