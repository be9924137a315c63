"""Open a file of the watched folder as what it was seen to be: no link on the way, nobody writing, whole to its end."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ocr_service.filing.entry import Stamp
from ocr_service.watcher.listing import Seen

_TAIL_BYTES = 2_048
_PDF, _JPEG, _PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"


class NotNow(Exception):
    """The file is in somebody's hands, or is not what was seen any more; the message says which."""


class Unreadable(Exception):
    """The file may not be read by the service."""


@contextmanager
def opened(root: Path, path: str, seen: Seen) -> Iterator[BinaryIO]:
    """The file, open for reading. Raises ``NotNow``, ``Unreadable``, ``FileNotFoundError``, ``OSError``."""
    descriptor = _descriptor(root, path)
    with os.fdopen(descriptor, "rb") as file:
        if _seen(descriptor) != seen:
            raise NotNow("changed")
        _require_at_rest(descriptor)
        yield file


def require_unchanged(file: BinaryIO, root: Path, path: str, seen: Seen) -> None:
    """Raise ``NotNow`` unless what was read is still what lies there."""
    try:
        status = os.lstat(root / path)
    except FileNotFoundError:
        raise NotNow("gone") from None
    if _seen(file.fileno()) != seen or Seen(Stamp.of(status), status.st_ino) != seen:
        raise NotNow("changed")


def looks_whole(file: BinaryIO, size: int) -> bool:
    """False for a PDF, JPEG or PNG without its end; whoever writes it may have paused. The file is back at its start.

    Raises ``Unreadable``.
    """
    try:
        head = file.read(8)
        file.seek(max(0, size - _TAIL_BYTES))
        tail = file.read(_TAIL_BYTES)
        file.seek(0)
    except OSError as error:
        raise Unreadable(error.strerror) from error
    if head.startswith(_PDF):
        return b"%%EOF" in tail
    if head.startswith(_JPEG):
        return b"\xff\xd9" in tail
    if head.startswith(_PNG):
        return b"IEND" in tail
    return True


def _descriptor(root: Path, path: str) -> int:
    """Open folder by folder, so that none of them is a link."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
    *folders, name = PurePosixPath(path).parts
    place = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            inner = os.open(folder, flags | os.O_DIRECTORY, dir_fd=place)
            os.close(place)
            place = inner
        # Without O_NONBLOCK a pipe would be waited for.
        return os.open(name, flags | os.O_NONBLOCK, dir_fd=place)
    except PermissionError as error:
        raise Unreadable(path) from error
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
            raise NotNow("changed") from error
        raise
    finally:
        os.close(place)


def _seen(descriptor: int) -> Seen | None:
    status = os.fstat(descriptor)
    return Seen(Stamp.of(status), status.st_ino) if stat.S_ISREG(status.st_mode) else None


def _require_at_rest(descriptor: int) -> None:
    """A lock of somebody's, or a descriptor open for writing (which the kernel tells by refusing a read lease)."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise NotNow("locked") from None
    except OSError as error:
        # A share without locks: nobody can hold one.
        if error.errno == errno.EIO:
            raise
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        raise NotNow("written") from None
    except OSError:
        # Not our file, or a file system without leases: its rest is judged by size and time alone.
        return
    with suppress(OSError):
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
