"""``ocr-service completion bash|zsh|fish``: what a shell needs to complete commands, flags and files."""

from __future__ import annotations

import argparse
from typing import Any

from ocr_service.cli.command import Subparsers

_SHELLS = ("bash", "zsh", "fish")


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser(
        "completion",
        help='print what lets a shell complete this command: eval "$(ocr-service completion bash)"',
    )
    parser.add_argument("shell", choices=_SHELLS)
    parser.set_defaults(handler=run, reads_settings=True)


def run(arguments: argparse.Namespace) -> int:
    """Print the script, made from the parser itself."""
    import shtab

    from ocr_service.cli.main import build_parser

    print(shtab.complete(build_parser(kind=_ToldByHelp), shell=arguments.shell))
    return 0


class _ToldByHelp(argparse.ArgumentParser):
    """Each command is told by the sentence of ``--help``: shtab takes a parser's description, which says more."""

    def add_subparsers(self, **options: Any) -> Any:
        """Whose commands are parsers of this kind, too."""
        return _Commands(super().add_subparsers(**options))


class _Commands:
    def __init__(self, commands: Subparsers) -> None:
        self._commands = commands

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """As of what ``argparse`` gives for commands; the help is the description as well."""
        return self._commands.add_parser(name, **{**options, "description": options.get("help")})
