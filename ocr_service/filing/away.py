"""A folder that cannot be used now: what is said of it, and how it is found out."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from pathlib import Path

from ocr_service.filing.journal import Journal
from ocr_service.filing.mounts import mount_of

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
MOUNT_FACT = "mount of "
WATCHED_AWAY, RESULTS_AWAY = "watched away", "results away"
"""Facts of the journal: why the one or the other folder cannot be used, for as long as it cannot."""


class FolderAway(Exception):
    """A folder cannot be used now; the message is one sentence that says what to do. It is tried again by itself."""


def away(folder: Path, error: OSError) -> FolderAway:
    """What an error of the system means to whoever owns the folder."""
    if error.errno in _FULL:
        return FolderAway(f"The disk of {folder} is full. Free some room; what waits is written then.")
    if error.errno in _FORBIDDEN:
        return FolderAway(
            f"{folder} may not be written by user {os.getuid()} (group {os.getgid()}). Give it the right to, or"
            " run the service as the folder's owner."
        )
    return FolderAway(f"{folder} cannot be reached: {error.strerror}. Is the share mounted?")


def require_folder(folder: Path, journal: Journal) -> None:
    """Raise ``FolderAway`` unless the folder is there, on the mount that it was on when it was first used."""
    try:
        is_there = folder.is_dir()
        if is_there:
            list_first(folder)
    except OSError as error:
        raise away(folder, error) from error
    if not is_there:
        raise FolderAway(f"{folder} is not there. Make it, or mount the share that has it.")
    mount = mount_of(folder)
    if mount is None:
        return
    fact = f"{MOUNT_FACT}{folder}"
    known = journal.fact(fact)
    if known and known != mount.point:
        raise FolderAway(
            f"{folder} was on the file system mounted at {known} and is now on that of {mount.point}: the share seems"
            " not to be mounted. Mount it; or, if it was moved for good, say `ocr-service watch accept`."
        )
    if not known:
        journal.set_fact(fact, mount.point)


def list_first(folder: Path) -> None:
    """Look into a folder: a share that hangs or went stale says so only then. Raises ``OSError``."""
    with os.scandir(folder) as entries:
        next(entries, None)


def tell_away(journal: Journal, fact: str, why: str, log: logging.Logger) -> None:
    """Keep why a folder cannot be used (empty: it can), and log it once, and once that it is back.

    Does not fail: a journal that cannot be written is logged, and the folder tried again all the same.
    """
    try:
        is_news = journal.set_fact(fact, why)
    except sqlite3.Error:
        log.exception("Journal of the watched folder not written")
        return
    if is_news and why:
        log.warning("Watched folder away", extra={"detail": why})
    elif is_news:
        log.info("Watched folder back")
