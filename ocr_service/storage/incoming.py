"""Take one upload to disk: stream, hash, and make it durable together with its record."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from ocr_service.domain.task import IntakeRecord, TaskId
from ocr_service.errors import StorageFailed
from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.durable import fsync_file, fsync_folder, write_durably
from ocr_service.storage.free_room import FreeRoom
from ocr_service.storage.intake_record import encode_record
from ocr_service.storage.link_tree import link_or_copy
from ocr_service.storage.names import PART_SUFFIX, RECORD_NAME, source_name

_READ_BYTES = 256 * 1024


class LocalIncomingFile:
    """An upload in ``{task_id}.part/``, which becomes ``{task_id}/`` by one rename.

    So a task's folder holds file and record or does not exist. Between writes the file is closed:
    500 uploads at once would otherwise use up the descriptors of a process. The lock lets
    ``discard`` wait for a write that still runs in another thread after its request was cancelled.
    """

    def __init__(self, upload_dir: Path, task_id: TaskId, room: FreeRoom) -> None:
        self.size = 0
        self._task_id = task_id
        self._upload_dir = upload_dir
        self._folder = upload_dir / f"{task_id}{PART_SUFFIX}"
        self._room = room
        self._hash = hashlib.sha256()
        self._lock = Lock()
        self._is_open = True
        with named_disk_errors():
            self._begin()

    def _begin(self) -> None:
        """Make the folder. One that is there was left by an earlier try for the same task, which was killed."""
        try:
            self._folder.mkdir()
        except FileExistsError:
            shutil.rmtree(self._folder)
            self._folder.mkdir()

    @property
    def path(self) -> Path:
        """Where the bytes lie until ``commit``."""
        return self._folder / "source"

    def open(self) -> BinaryIO:
        """The bytes so far, for a look at their header. Raises ``StorageFailed``."""
        with named_disk_errors():
            return self.path.open("rb")

    def write(self, chunk: bytes) -> None:
        """Append and hash. Raises ``StorageFull``, ``StorageFailed``."""
        with self._lock, named_disk_errors():
            self._require_open()
            self._room.ensure(len(chunk))
            with self.path.open("ab", buffering=0) as file:
                rest = memoryview(chunk)
                while rest:
                    rest = rest[file.write(rest) :]
            self._hash.update(chunk)
            self.size += len(chunk)

    def take_over(self, other: Path) -> None:
        """Begin with the bytes of a file on the same disk, which nobody will change. Raises ``StorageFull``, ``StorageFailed``."""
        with self._lock, named_disk_errors():
            self._require_open()
            link_or_copy(str(other), str(self.path))
            with self.path.open("rb") as file:
                while chunk := file.read(_READ_BYTES):
                    self._hash.update(chunk)
                    self.size += len(chunk)

    def sha256(self) -> str:
        """Hex digest of what was written so far."""
        return self._hash.hexdigest()

    def commit(self, record: IntakeRecord) -> IntakeRecord:
        """Make file and record durable under the task's own name; the record gets its ``file_path``."""
        with self._lock, named_disk_errors():
            self._require_open()
            name = source_name(record.media_type)
            committed = replace(record, file_path=f"{self._task_id}/{name}")
            fsync_file(self.path)
            self.path.rename(self._folder / name)
            write_durably(self._folder / RECORD_NAME, encode_record(committed))
            fsync_folder(self._folder)
            self._folder.rename(self._upload_dir / self._task_id)
            fsync_folder(self._upload_dir)
            self._is_open = False
            return committed

    def discard(self) -> None:
        """Leave nothing behind; harmless after either end."""
        with self._lock:
            self._is_open = False
            shutil.rmtree(self._folder, ignore_errors=True)

    def _require_open(self) -> None:
        if not self._is_open:
            raise StorageFailed("The upload was already ended.")
