"""The pictures that a document's process names: believed only within the folder of its run."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from ocr_service.errors import AnswerUnusable

_MOST_BYTES = 20_000_000


def picture_in(folder: Path, named: object) -> str:
    """The picture in base64. Raises ``AnswerUnusable`` unless it is a file of the run's own: the document's process may say any path."""
    path = Path(str(named))
    if not path.is_absolute() or not path.resolve().is_relative_to(folder.resolve()):
        raise AnswerUnusable("The picture lies outside of the folder of its run.")
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise AnswerUnusable("The picture cannot be opened.") from error
    with os.fdopen(descriptor, "rb") as file:
        told = os.fstat(descriptor)
        if not stat.S_ISREG(told.st_mode) or told.st_size > _MOST_BYTES:
            raise AnswerUnusable("The picture is no file, or too large.")
        return base64.b64encode(file.read()).decode()
