"""Say in the service's own words that the archive's folder cannot be used."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr_service.errors import ArchiveUnavailable


@contextmanager
def named(folder: Path) -> Iterator[None]:
    """Turn an error of the system within the block into ``ArchiveUnavailable``."""
    try:
        yield
    except OSError as error:
        wants = "Free some room" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "See whether it is there"
        raise ArchiveUnavailable(
            f"{folder} cannot be used ({error.strerror or error}). {wants}; nothing is lost meanwhile."
        ) from error
