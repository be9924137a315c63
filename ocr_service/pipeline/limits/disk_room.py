"""Tell a full disk from a broken document: what failed for want of room says many other things.

Poppler writes half a picture and ends well, pdftotext half a table; Pillow calls a picture that it could
not write to its end truncated when it reads it again. So room is looked for after every program and after
every failure, before anything that a run wrote is removed.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ocr_service.errors import MemoryLimit, StorageFull

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_COMPLAINTS = tuple(os.strerror(number) for number in sorted(_FULL))
_ROOM_BYTES = 65_536
_HEADER_BYTES = 64
_WATCHED: list[Path] = []


@contextmanager
def watched(folder: Path) -> Iterator[None]:
    """Inside the block ``ensure_room`` looks at the disks under ``folder`` and the folder of temporary files.

    An error that leaves the block and was a full disk's becomes ``StorageFull``.
    """
    by_disk = {each.stat().st_dev: each for each in (Path(tempfile.gettempdir()), folder)}
    _WATCHED[:] = by_disk.values()
    try:
        yield
    except (MemoryError, MemoryLimit):
        # Looking at folders takes memory, and a disk is none of its reasons.
        raise
    except Exception as error:
        raise_if_full(error, folder)
        raise
    finally:
        _WATCHED.clear()


def raise_if_full(error: Exception, folder: Path) -> None:
    """Raise ``StorageFull`` where a full disk is why ``error`` came: it says so, a picture is cut, or there is no room."""
    if isinstance(error, StorageFull):
        raise error
    if _says_full(error) or any(map(is_cut, folder.glob("*.p[gp]m"))):
        raise StorageFull from error
    ensure_room()


def ensure_room(complaints: str = "") -> None:
    """Raise ``StorageFull`` unless some more can be written, or when a program complained that it could not."""
    if any(complaint in complaints for complaint in _COMPLAINTS):
        raise StorageFull
    for folder in _WATCHED:
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                _reserve(file.fileno())
        except OSError as error:
            if error.errno in _FULL:
                raise StorageFull from error
            raise


def _reserve(descriptor: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, _ROOM_BYTES)
    else:
        os.write(descriptor, bytes(_ROOM_BYTES))


def _says_full(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def is_cut(picture: Path) -> bool:
    """True for a PGM or PPM, as poppler and Pillow write them, with fewer bytes than its header announces."""
    try:
        with picture.open("rb") as file:
            fields = file.read(_HEADER_BYTES).split(maxsplit=4)
        channels = {b"P5": 1, b"P6": 3}[fields[0]]
        wanted = int(fields[1]) * int(fields[2]) * channels
        return picture.stat().st_size < wanted
    except (OSError, LookupError, ValueError):
        return picture.exists() and picture.stat().st_size == 0
