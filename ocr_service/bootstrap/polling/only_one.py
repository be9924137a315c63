"""Let a program run once for each folder of documents."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from ocr_service.variables import InvalidSettings


def only_one(path: Path, program: str) -> int:
    """A lock that lasts as long as the process. Raises ``InvalidSettings`` when another of that program has it, ``OSError``."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise InvalidSettings(f"Another {program} runs already ({path} is locked). Stop it first.") from None
    return descriptor
