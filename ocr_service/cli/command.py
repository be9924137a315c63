"""What a command of the command line is."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

from ocr_service.settings import Settings

# argparse has only a private name for what add_subparsers() returns
Subparsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Command = Callable[[argparse.Namespace, Settings], int]
