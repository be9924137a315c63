"""``ocr-service completion bash|zsh|fish``: what a shell needs to complete commands, flags and files."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

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

    parser = build_parser()
    _describe(parser)
    print(shtab.complete(parser, shell=arguments.shell))
    return 0


def _describe(parser: argparse.ArgumentParser) -> None:
    """Let each command be told by the sentence of ``--help``: shtab takes a parser's description, which says more."""
    for action in vars(parser)["_actions"]:
        if isinstance(action.choices, Mapping):
            told = {choice.dest: choice.help for choice in vars(action)["_choices_actions"]}
            for name, command in action.choices.items():
                command.description = told.get(name, command.description)
                _describe(command)
