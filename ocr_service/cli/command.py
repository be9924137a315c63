"""What a command of the command line is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from ocr_service.settings import Settings

# argparse has only a private name for what add_subparsers() returns
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Command: TypeAlias = "Callable[[argparse.Namespace, Settings], int]"
"""What ``set_defaults(handler=…)`` names. A command with ``reads_settings=True`` gets none and reads them itself."""


def flags_of(parsed: argparse.Namespace) -> dict[str, object]:
    """What flags say of settings, by the names of the variables: a flag with ``dest="API_PORT"`` wins over ``API_PORT``."""
    return {name: value for name, value in vars(parsed).items() if name.isupper()}


def completes(action: argparse.Action, kind: Literal["file", "directory"]) -> None:
    """Let shells complete this argument with names of files or of folders; shtab, which writes what shells need, reads it there."""
    vars(action)["complete"] = kind
