"""Copy the files of a running service as they were at one moment, and lay a copy out for a new instance."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from ocr_service.filing.place import JOURNAL_FOLDER, JOURNAL_NAME
from ocr_service.receipts.receipt import RECEIPTS_FOLDER, RECEIPTS_NAME
from ocr_service.sources.row import SOURCES_FOLDER
from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.durable import fsync_tree, write_durably
from ocr_service.storage.names import PART_SUFFIX

_LINKS = ".backup"
# Uploads that nobody has completed, what runs have on this machine while documents lie in a bucket, and the name of this
# installation in tables of sources: a copy that runs beside it must not take its rows for its own.
_LEFT_OUT = frozenset({_LINKS, ".uploads", ".work", JOURNAL_FOLDER, RECEIPTS_FOLDER, SOURCES_FOLDER})
_DATABASES = (Path(JOURNAL_FOLDER, JOURNAL_NAME), Path(RECEIPTS_FOLDER, RECEIPTS_NAME))
_FOLDER, _BASE, _MANIFEST = "appendonlydir", "appendonly.aof.1.base.rdb", "appendonly.aof.manifest"


def copy_files(upload_dir: Path, target: Path) -> int:
    """Copy documents, records, outputs and what feedback taught to ``target``, durably; returns the number of files.

    Hard links first, which take a moment whatever the size: documents are removed some time after their task has ended,
    and bytes take their time. Uploads on their way are left out, as nobody was told that they are kept. Raises
    ``StorageFull``, ``StorageFailed``.
    """
    links = upload_dir / _LINKS
    with named_disk_errors():
        shutil.rmtree(links, ignore_errors=True)
        try:
            count = _link_all(upload_dir, links)
            shutil.copytree(links, target)
            for place in _DATABASES:
                count += _copy_database(upload_dir / place, target / place)
            fsync_tree(target)
        finally:
            shutil.rmtree(links, ignore_errors=True)
    return count


def _copy_database(source: Path, target: Path) -> int:
    """A database that is being written is copied by itself: its file alone is no moment of it."""
    if not source.is_file():
        return 0
    from ocr_service.filing.journal_copy import copy_journal  # SQLite is loaded where there is one only

    target.parent.mkdir(mode=0o700)
    copy_journal(source, target)
    return 1


def restore_files(copy: Path, upload_dir: Path) -> None:
    """Put a copy where a new instance looks for its files. Raises ``StorageFailed`` unless it is an empty place, ``StorageFull``."""
    with named_disk_errors():
        with suppress(FileNotFoundError):
            upload_dir.rmdir()
        upload_dir.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(copy, upload_dir)
        fsync_tree(upload_dir)


def lay_out_redis(snapshot: Path, data: Path) -> None:
    """Make ``data`` the folder of a Redis that starts with what the snapshot holds.

    With ``appendonly yes`` Redis 7 passes a ``dump.rdb`` over; as the base of an append-only file it is read.
    Raises ``StorageFailed`` where an append-only file is there already, ``StorageFull``.
    """
    folder = data / _FOLDER
    with named_disk_errors():
        folder.mkdir(parents=True)
        shutil.copyfile(snapshot, folder / _BASE)
        write_durably(folder / _MANIFEST, f"file {_BASE} seq 1 type b\n".encode())
        fsync_tree(data)


def _link_all(source: Path, links: Path) -> int:
    """What is removed or renamed meanwhile was done with, or not acknowledged yet."""
    count = 0
    links.mkdir()
    for folder, folders, names in os.walk(source):
        folders[:] = [name for name in folders if name not in _LEFT_OUT and not name.endswith(PART_SUFFIX)]
        place = links / Path(folder).relative_to(source)
        for name in folders:
            (place / name).mkdir(exist_ok=True)
        for name in names:
            if not name.endswith(PART_SUFFIX):
                count += _link(Path(folder, name), place / name)
    return count


def _link(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except FileNotFoundError:
        return False
    except OSError:  # a file system without hard links
        with suppress(FileNotFoundError):
            shutil.copyfile(source, target)
        return target.exists()
    return True
