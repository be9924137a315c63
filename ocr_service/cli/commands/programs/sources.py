"""``ocr-service sources``: take the rows of other systems' tables; ``sources check`` looks at the tables, ``init`` makes one."""

from __future__ import annotations

import argparse

from ocr_service.cli.command import Subparsers
from ocr_service.cli.program import add_program_flags, settings_apart


def add_parser(subparsers: Subparsers) -> None:
    """Add the command; each flag wins over its environment variable."""
    parser = subparsers.add_parser(
        "sources",
        help="take the rows of tables in other systems' databases; check, list or make the tables",
        description=__doc__,
    )
    parser.add_argument(
        "sources_command",
        nargs="?",
        choices=("run", "status", "check", "list", "init"),
        default="run",
        help="run (default); status: how the running program does; check: whether tables and documents can be used; list: how many rows there are of each state, and which failed; init: make the table",
    )
    parser.add_argument("environment", nargs="*", metavar="prod|staging|dev", help="of these alone")
    parser.add_argument("--print", action="store_true", help="init: print the SQL, change nothing")
    add_program_flags(parser)
    parser.add_argument("--json", action="store_true", help="status, check and list as one JSON object")
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace) -> int:
    """Poll; returns when the program was told to stop."""
    settings = settings_apart(arguments)
    if arguments.sources_command == "run":
        from ocr_service.bootstrap.polling.program import run_poller

        return run_poller(settings)
    from ocr_service.cli import source_tables

    names = arguments.environment
    if arguments.sources_command == "init":
        return source_tables.init(settings, names, prints=arguments.print)
    if arguments.sources_command == "status":
        return source_tables.status(settings, as_json=arguments.json)
    show = source_tables.check if arguments.sources_command == "check" else source_tables.list_rows
    return show(settings, names, as_json=arguments.json)
