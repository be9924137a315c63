"""Keep documents, records and outputs in one folder per task on the local disk.

::

    UPLOAD_DIR/{task_id}.part/          an upload under way
    UPLOAD_DIR/{task_id}/source.pdf     the document
    UPLOAD_DIR/{task_id}/task.json      its intake record
    UPLOAD_DIR/{task_id}/{token}/       the outputs of one run; published by the token in Redis
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from ocr_service.domain.file_store import StoredTask
from ocr_service.domain.task import IntakeRecord, TaskId, is_task_id
from ocr_service.errors import StorageFailed
from ocr_service.storage.disk_clock import DiskClock
from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.durable import fsync_folder, fsync_tree
from ocr_service.storage.free_room import FreeRoom
from ocr_service.storage.incoming import LocalIncomingFile
from ocr_service.storage.intake_record import decode_record
from ocr_service.storage.link_tree import link_tree
from ocr_service.storage.local_file import LocalStoredFile
from ocr_service.storage.local_memory import LocalMemory
from ocr_service.storage.local_uploads import LocalUploads
from ocr_service.storage.names import (
    CLOCK_NAME,
    ENDED_NAME,
    PART_SUFFIX,
    RECORD_NAME,
    is_output_name,
    is_source,
    split_reference,
    task_folder,
)

# Before each further attempt to remove what changes meanwhile: two seconds in all.
_PAUSES_S = (0.0, 0.01, 0.05, 0.2, 0.5, 1.2)
log = logging.getLogger(__name__)


class FileStorageManager:
    """The ``FileStore`` of one local folder; creates it with mode 0700 when it is missing."""

    def __init__(self, upload_dir: Path, *, min_free_bytes: int = 0) -> None:
        self._upload_dir = upload_dir.absolute()
        self._clock = DiskClock(self._upload_dir / CLOCK_NAME)
        self._room = FreeRoom(self._upload_dir, min_free_bytes)
        with named_disk_errors():
            self._upload_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.memory = LocalMemory(self._upload_dir)
        self.uploads = LocalUploads(self._upload_dir, self._room, now_s=self._now_s)

    # -- documents ---------------------------------------------------------------------------------

    def receive(self, task_id: TaskId) -> LocalIncomingFile:
        """Begin an upload. Raises ``StorageFull`` when less than the reserve is free."""
        task_folder(self._upload_dir, task_id)
        self._room.ensure(0)
        return LocalIncomingFile(self._upload_dir, task_id, self._room)

    def fetch(self, file_path: str, token: int) -> Path:
        """The document's own path; nothing is copied, as the store is local. Raises ``StorageFailed``."""
        task_id, name = split_reference(file_path)
        path = self._upload_dir / task_id / name
        if not path.is_file():
            raise StorageFailed("The document is no longer in the store.")
        return path

    def open_source(self, file_path: str) -> LocalStoredFile | None:
        """A document by the reference in its record; None when it is no longer there."""
        task_id, name = split_reference(file_path)
        return _opened(self._upload_dir / task_id / name)

    def record(self, task_id: TaskId) -> IntakeRecord | None:
        """A task's intake record; None when there is none or it is damaged (which is logged)."""
        path = task_folder(self._upload_dir, task_id) / RECORD_NAME
        try:
            return decode_record(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageFailed from error
        except (ValueError, KeyError, TypeError):
            log.exception("intake record damaged", extra={"task_id": task_id})
            return None

    # -- outputs -----------------------------------------------------------------------------------

    def begin_output(self, task_id: TaskId, token: int) -> Path:
        """An empty folder for one run's outputs. Raises ``StorageFailed`` when the task's folder is gone."""
        folder = self._output_folder(task_id, token)
        with named_disk_errors():
            if folder.exists():
                shutil.rmtree(folder)
            folder.mkdir()
        return folder

    def publish(self, task_id: TaskId, token: int) -> None:
        """Make a run's outputs durable. Raises ``StorageFailed`` when they are gone."""
        folder = self._output_folder(task_id, token)
        with named_disk_errors():
            fsync_tree(folder)
            fsync_folder(folder.parent)

    def discard_output(self, task_id: TaskId, token: int) -> None:
        """Remove the outputs of one run; harmless when they are gone."""
        _remove_tree(self._output_folder(task_id, token))

    def open_output(self, task_id: TaskId, token: int, name: str) -> LocalStoredFile | None:
        """A published file, e.g. ``text.txt`` or ``images/0001.png``; None when there is none."""
        if not is_output_name(name):
            return None
        return _opened(self._output_folder(task_id, token) / name)

    def clone_output(self, source: TaskId, target: TaskId, token: int) -> bool:
        """Give ``target`` the outputs of ``source`` as hard links (copies where links cannot be made)."""
        folder = self._output_folder(source, token)
        if not folder.is_dir():
            return False
        with named_disk_errors():
            clone = self._output_folder(target, token)
            clone.parent.mkdir(exist_ok=True)
            link_tree(folder, clone)
            fsync_folder(clone.parent)
        return True

    # -- cleaning ----------------------------------------------------------------------------------

    def cleanup_task_files(self, task_id: TaskId) -> None:
        """Remove everything of a task; harmless when nothing is there."""
        folder = task_folder(self._upload_dir, task_id)
        with named_disk_errors():
            # The record goes first: a half-removed folder must not look like work to be done.
            (folder / RECORD_NAME).unlink(missing_ok=True)
        _remove_tree(folder)

    def cleanup_source(self, task_id: TaskId) -> None:
        """Remove a task's document and record, keep its outputs."""
        folder = task_folder(self._upload_dir, task_id)
        with named_disk_errors():
            (folder / RECORD_NAME).unlink(missing_ok=True)
            for name in _names(folder):
                if is_source(name):
                    (folder / name).unlink(missing_ok=True)

    def remove_stale_outputs(self, task_id: TaskId, *, before_token: int) -> int:
        """Remove the outputs of runs with smaller tokens; returns how many.

        Larger ones stay: a run that began after the caller looked may be writing there.
        """
        folder = task_folder(self._upload_dir, task_id)
        stale = [name for name in _names(folder) if name.isdecimal() and int(name) < before_token]
        for name in stale:
            _remove_tree(folder / name)
        return len(stale)

    def mark_ended(self, task_id: TaskId) -> None:
        """Remember beside the record that the task reached a final state; harmless when it is marked."""
        mark = task_folder(self._upload_dir, task_id) / ENDED_NAME
        with named_disk_errors():
            if mark.parent.is_dir() and not mark.exists():
                mark.touch()

    def ended_age_s(self, task_id: TaskId) -> float | None:
        """Seconds since ``mark_ended``; None without a mark."""
        mark = task_folder(self._upload_dir, task_id) / ENDED_NAME
        return self._now_s() - _modified_s(mark) if mark.exists() else None

    def remove_parts(self, older_than_s: float) -> int:
        """Remove uploads that nobody has written to for ``older_than_s``; returns how many."""
        stale = [
            self._upload_dir / name
            for name in _names(self._upload_dir)
            if name.endswith(PART_SUFFIX) and self._age_s(self._upload_dir / name) > older_than_s
        ]
        for folder in stale:
            _remove_tree(folder)
        return len(stale)

    # -- looking -----------------------------------------------------------------------------------

    def task_ids(self) -> Iterator[TaskId]:
        """Ids of all tasks that have a folder, in no order, without loading them all at once."""
        with named_disk_errors(), os.scandir(self._upload_dir) as entries:
            for entry in entries:
                if is_task_id(entry.name):
                    yield entry.name

    def tasks(self) -> Iterator[StoredTask]:
        """What each task's folder holds, by names alone."""
        for task_id in self.task_ids():
            names = _names(self._upload_dir / task_id)
            yield StoredTask(
                id=task_id,
                has_source=any(name == RECORD_NAME or is_source(name) for name in names),
                tokens=tuple(int(name) for name in names if name.isdecimal()),
                is_marked_ended=ENDED_NAME in names,
            )

    def age_s(self, task_id: TaskId) -> float | None:
        """Seconds since anything in the task's folder was last added, written or removed; None without one."""
        folder = task_folder(self._upload_dir, task_id)
        return self._age_s(folder) if folder.exists() else None

    def free_bytes(self) -> int:
        """Room left on the disk."""
        return self._room.free_bytes()

    def check(self) -> None:
        """Raise ``StorageFull`` or ``StorageFailed`` unless an upload would find room and a writable folder."""
        self._room.ensure(0)
        if not os.access(self._upload_dir, os.W_OK | os.X_OK):
            raise StorageFailed

    def _now_s(self) -> float:
        """The disk's own time: an age must not depend on this machine's clock, as the disk may be a NAS's."""
        with named_disk_errors():
            return self._clock.now_s()

    def _output_folder(self, task_id: TaskId, token: int) -> Path:
        return task_folder(self._upload_dir, task_id) / str(int(token))

    def _age_s(self, folder: Path) -> float:
        touched = [_modified_s(folder), *(_modified_s(folder / name) for name in _names(folder))]
        return self._now_s() - max(touched)


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are wanted, not paths
    except FileNotFoundError:
        return []


def _modified_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _opened(path: Path) -> LocalStoredFile | None:
    with named_disk_errors():
        try:
            return LocalStoredFile(path) if path.is_file() else None
        except FileNotFoundError:  # removed this moment
            return None


def _remove_tree(folder: Path) -> None:
    """Remove it, also from under somebody who removes its files, or still writes some: a run that was cancelled ends a little later."""
    with named_disk_errors():
        for pause_s in _PAUSES_S:
            try:
                return shutil.rmtree(folder)
            except FileNotFoundError:
                if not folder.exists():
                    return None
            except OSError as error:
                if error.errno != errno.ENOTEMPTY:
                    raise
            time.sleep(pause_s)
        return shutil.rmtree(folder)
