"""Where what feedback taught is kept, so that every worker reads by it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

Change = Callable[[Path], None]
"""Changes the files in a folder; made again, on newer files, when another machine was faster."""


class Memory(Protocol):
    """What feedback taught, for each owner apart (empty: nobody's), as files in a folder on this machine.

    All methods block, and raise as those of ``FileStore``.
    """

    def folder(self, owner: str) -> Path:
        """Where an owner's files are on this machine, with the newest in it."""
        ...

    def refresh(self, owner: str) -> None:
        """Get what another machine learned, unless that was looked for a moment ago."""
        ...

    def change(self, owner: str, change: Change) -> None:
        """Change an owner's files for all machines. Raises what ``change`` raises, with nothing changed."""
        ...
