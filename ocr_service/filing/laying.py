"""Lay a file into a folder so that it is there whole or not at all, also after a power cut."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

TEMPORARY = ".docvault-"
"""What names of unfinished files begin with; hidden, so that neither people nor programs look at them."""

_NO_LINKS = frozenset(
    {errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV, errno.EINVAL}
)
_PIECE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Whose files and folders are, -1: as they come; and the bits that are taken from their mode, as ``umask`` says it."""

    uid: int = -1
    gid: int = -1
    umask: int = 0o022

    def of_file(self, descriptor: int) -> None:
        """Give an open file its mode and owner. Raises ``OSError``."""
        self._give(descriptor, 0o666)

    def of_folder(self, descriptor: int) -> None:
        """Likewise a folder."""
        self._give(descriptor, 0o777)

    def _give(self, descriptor: int, mode: int) -> None:
        # Shares without modes of their own refuse to set one; the files are readable as the share says.
        with suppress(PermissionError):
            os.fchmod(descriptor, mode & ~self.umask)
        if self.uid != -1 or self.gid != -1:
            os.fchown(descriptor, self.uid, self.gid)


def make_folders(root: Path, folder: Path, ownership: Ownership) -> None:
    """Make what is missing between ``root`` and ``folder``, durably. Raises ``OSError``, also where a link leads out of the root."""
    if not folder.resolve().is_relative_to(root.resolve()):
        raise OSError(errno.ELOOP, f"a link leads out of it at {folder.name}")
    missing = [each for each in (folder, *folder.parents) if each.is_relative_to(root) and not each.is_dir()]
    for each in reversed(missing):
        with suppress(FileExistsError):
            each.mkdir()
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
        try:
            ownership.of_folder(descriptor)
        finally:
            os.close(descriptor)
        sync_folder(each.parent)


def lay(
    pieces: Iterable[bytes],
    target: Path,
    tag: str,
    ownership: Ownership,
    *,
    overwrites: bool,
    mtime_ns: int | None = None,
) -> None:
    """Write a file under a hidden name, make it durable, and only then give it its own; with ``mtime_ns`` it bears that time by then.

    ``tag`` says whose unfinished file it is (``remove_unfinished``). Raises ``FileExistsError`` when another file has the
    name by then, unless that has the same bytes, and ``OSError``.
    """
    hidden = target.with_name(f"{TEMPORARY}{tag}-{os.getpid()}-{target.name[-60:]}")
    try:
        _write(pieces, hidden, ownership)
        if mtime_ns is not None:
            os.utime(hidden, ns=(mtime_ns, mtime_ns))
    except BaseException:
        # A full disk gets its room back.
        hidden.unlink(missing_ok=True)
        raise
    if overwrites:
        hidden.replace(target)
    else:
        _give_name(hidden, target)
    sync_folder(target.parent)


def _write(pieces: Iterable[bytes], path: Path, ownership: Ownership) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        ownership.of_file(descriptor)
        os.fsync(descriptor)


def _give_name(hidden: Path, target: Path) -> None:
    try:
        move_new(hidden, target)
    except FileExistsError:
        # What a delivery that was killed here has laid down is the same.
        is_same = _same_bytes(hidden, target)
        hidden.unlink()
        if not is_same:
            raise


def move_new(source: Path, target: Path) -> None:
    """Move within a file system, never over another file. Raises ``FileExistsError``, ``OSError``.

    By a hard link, which refuses a name that is taken in one step; where there are none (FAT, some shares) by looking first.
    """
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
    else:
        source.unlink()
        return
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)


def remove_unfinished(folder: Path, tag: str) -> None:
    """Remove what killed deliveries left under hidden names."""
    for path in folder.glob(f"{TEMPORARY}{tag}-*"):
        path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where its file system can."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # SMB and FUSE know no such thing for folders.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _same_bytes(one: Path, other: Path) -> bool:
    if other.is_symlink() or not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        return all(a == b for a, b in zip(_pieces(left), _pieces(right), strict=True))


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(_PIECE_BYTES):
        yield piece
