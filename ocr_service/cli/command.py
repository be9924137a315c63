"""What a command of the command line is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ocr_service.errors import OcrServiceError

if TYPE_CHECKING:
    from ocr_service.settings import Settings

# argparse has only a private name for what add_subparsers() returns
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Command: TypeAlias = "Callable[[argparse.Namespace, Settings], int]"
"""What ``set_defaults(handler=…)`` names. A command with ``reads_settings=True`` gets none and reads them itself."""


class InvalidSettings(OcrServiceError):
    """A variable or a flag is wrong; the message is one sentence that names it."""
