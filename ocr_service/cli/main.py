"""Parse the command line and run the one command that was asked for."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
from collections.abc import Sequence

from ocr_service import __version__
from ocr_service.cli.command import flags_of
from ocr_service.errors import BackendUnavailable, OcrServiceError
from ocr_service.variables import InvalidSettings

COMMANDS = (
    "api",
    "worker",
    "notifier",
    "watch",
    "janitor",
    "sources",
    "submit",
    "status",
    "result",
    "process",
    "find",
    "archive",
    "separators",
    "queue",
    "workers",
    "limits",
    "doctor",
    "keys",
    "webhooks",
    "notifications",
    "backup",
    "restore",
    "run",
    "up",
    "down",
    "logs",
    "completion",
)

# Where a command's module is called otherwise.
MODULES = {
    name: f"programs.{name}" for name in ("api", "worker", "notifier", "watch", "janitor", "sources")
} | {**dict.fromkeys(("up", "down", "logs"), "instance"), "separators": "paper.separators"}
# What these say of Redis and port is meant as it is; all others speak to the instance that runs in this folder.
STARTING = frozenset(
    {"api", "worker", "notifier", "watch", "janitor", "sources", "run", "up", "down", "logs"}
)

# All flags of `find` but -h are long ones.
_LEFT_OUT = re.compile(r'-(?=[\w"])(?!h$)')

EXIT_ERROR = 1
EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


def build_parser(
    commands: Sequence[str] = COMMANDS, *, kind: type[argparse.ArgumentParser] = argparse.ArgumentParser
) -> argparse.ArgumentParser:
    """The parser of these commands; only their modules are imported, so a worker never loads the web stack."""
    parser = kind(
        prog="ocr-service", description="DocVault OCR: documents in, text, searchable PDFs and facts out."
    )
    parser.add_argument("--version", action="version", version=f"ocr-service {__version__}")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in dict.fromkeys(MODULES.get(command, command) for command in commands):
        importlib.import_module(f"ocr_service.cli.commands.{module}").add_parser(subparsers)
    return parser


def _words_apart(arguments: Sequence[str]) -> Sequence[str]:
    """``find`` has words that begin as flags do, -draft for what is to be left out: a space before one makes it a word."""
    if list(arguments[:1]) != ["find"]:
        return arguments
    return [f" {each}" if _LEFT_OUT.match(each) else each for each in arguments]


def _concerned(arguments: Sequence[str]) -> Sequence[str]:
    """The commands whose parsers are needed: the one that was asked for, and all to name them or to say that there is none such."""
    first = arguments[0] if arguments else ""
    if first == "--version":
        return ()
    return [first] if first in COMMANDS else COMMANDS


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. Errors that have a name end in one sentence, not in a traceback."""
    parsed = build_parser(_concerned(arguments)).parse_args(_words_apart(arguments))
    try:
        return _call(parsed)
    except InvalidSettings as error:
        return _complain(error.detail, EXIT_USAGE)
    except OcrServiceError as error:
        return _complain(error.detail, EXIT_ERROR)
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # the reader (`| head`) has seen enough; keep Python from complaining when it flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_ERROR


def _call(parsed: argparse.Namespace) -> int:
    if getattr(parsed, "reads_settings", False):
        return int(parsed.handler(parsed))
    # pydantic is 10 MB that a worker does without
    from ocr_service.environment import read_settings

    settings = read_settings(flags_of(parsed))
    if parsed.command in STARTING:
        return int(parsed.handler(parsed, settings))
    from ocr_service.instance.place import with_running_instance
    from ocr_service.instance.redis_url import shown_url

    settings = with_running_instance(settings)
    try:
        return int(parsed.handler(parsed, settings))
    except BackendUnavailable as error:
        asked = f"{error.detail} Asked was {shown_url(settings.redis.url)}; `ocr-service up` starts a service here, REDIS_URL names another's."
        return _complain(asked, EXIT_ERROR)


def _complain(sentence: str, exit_code: int) -> int:
    print(f"ocr-service: {sentence}", file=sys.stderr)
    return exit_code
