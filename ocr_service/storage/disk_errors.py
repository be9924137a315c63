"""Name what the disk complains of: full, or broken."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from ocr_service.errors import StorageFailed, StorageFull

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def named_disk_errors() -> Iterator[None]:
    """Turn an ``OSError`` of the block into ``StorageFull`` or ``StorageFailed``."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        raise StorageFailed from error
