"""``ocr-service watch``: take what is put into a folder; ``watch status`` says how it goes."""

from __future__ import annotations

import argparse

from ocr_service.cli.command import Subparsers
from ocr_service.cli.program import add_program_flags, settings_apart


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
    add_program_flags(parser)
    parser.add_argument("--json", action="store_true", help="status as one JSON object")
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace) -> int:
    """Watch; returns when the watcher was told to stop."""
    settings = settings_apart(arguments)
    if arguments.watch_command == "run":
        from ocr_service.bootstrap.watcher import run_watcher

        return run_watcher(settings)
    from ocr_service.cli.watch_status import accept, show

    return accept(settings) if arguments.watch_command == "accept" else show(settings, as_json=arguments.json)
