"""Take in what arrives by links of our own, beside the documents of the local store.

::

    UPLOAD_DIR/.uploads/{upload_id}/content       a whole upload; appears by rename
    UPLOAD_DIR/.uploads/{upload_id}/part-00001    a part of one
    UPLOAD_DIR/.uploads/{upload_id}/{random}.part one under way
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ocr_service.domain.task import TaskId, is_task_id
from ocr_service.domain.uploads.upload_area import SignedRequest, StoredUpload, UploadedPart
from ocr_service.errors import StorageFailed, UploadIncomplete
from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.durable import fsync_folder
from ocr_service.storage.free_room import FreeRoom
from ocr_service.storage.incoming import LocalIncomingFile
from ocr_service.storage.names import PART_SUFFIX

UPLOADS_NAME = ".uploads"
_CONTENT = "content"
_PART = re.compile(r"part-(\d{5})-([0-9a-f]{32})")
_COPY_BYTES = 1 << 20
_OWN_PARTS = "local"


class LocalUploads:
    """The ``UploadArea`` of a folder: it has no address, so the service takes the bytes."""

    def __init__(self, upload_dir: Path, room: FreeRoom, *, now_s: Callable[[], float]) -> None:
        self._upload_dir = upload_dir
        self._folder = upload_dir / UPLOADS_NAME
        self._room = room
        self._now_s = now_s

    def key(self, upload_id: str) -> str:
        """The name that callers are told; here it is no path."""
        self._place(upload_id)
        return f"uploads/{upload_id}/{_CONTENT}"

    def sign_put(self, upload_id: str, *, expires_s: int) -> SignedRequest | None:
        """None: the service signs links to itself."""
        return None

    def sign_form(self, upload_id: str, *, expires_s: int, largest_bytes: int) -> SignedRequest | None:
        """None, likewise."""
        return None

    def sign_part(
        self, upload_id: str, parts_id: str, number: int, *, expires_s: int
    ) -> SignedRequest | None:
        """None, likewise."""
        return None

    def begin_parts(self, upload_id: str) -> str:
        """Parts need no beginning here."""
        self._place(upload_id)
        return _OWN_PARTS

    def parts(self, upload_id: str, parts_id: str) -> Sequence[UploadedPart]:
        """The parts that have arrived, by number."""
        place, found = self._place(upload_id), []
        for name in _names(place):
            if match := _PART.fullmatch(name):
                with named_disk_errors():
                    size = (place / name).stat().st_size
                found.append(UploadedPart(number=int(match[1]), size=size, etag=match[2]))
        return sorted(found, key=lambda part: part.number)

    def join_parts(self, upload_id: str, parts_id: str, parts: Sequence[UploadedPart]) -> None:
        """Make one file of the parts; it appears whole by one rename."""
        place = self._place(upload_id)
        if (place / _CONTENT).exists():
            return
        whole = LocalBytes(place, _CONTENT, self._room)
        try:
            for part in parts:
                with named_disk_errors(), (place / _part_name(part)).open("rb") as file:
                    while piece := file.read(_COPY_BYTES):
                        whole.write(piece)
            whole.keep()
        finally:
            whole.discard()

    def receive(self, upload_id: str, part: int = 0) -> LocalBytes:
        """Take the bytes in, of the whole or of a part. Raises ``StorageFull``, ``StorageFailed``."""
        place = self._place(upload_id)
        self._room.ensure(0)
        with named_disk_errors():
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalBytes(place, f"part-{part:05d}" if part else _CONTENT, self._room)

    def size(self, upload_id: str) -> int | None:
        """Bytes that have arrived; None before the last one has."""
        with named_disk_errors():
            try:
                return (self._place(upload_id) / _CONTENT).stat().st_size
            except FileNotFoundError:
                return None

    def look(self, upload_id: str, task_id: TaskId, length: int) -> LocalArrival:
        """What has arrived, with its first ``length`` bytes. Raises ``UploadIncomplete``."""
        return LocalArrival(self._place(upload_id) / _CONTENT, self._upload_dir, task_id, self._room, length)

    def discard(self, upload_id: str, parts_id: str = "") -> None:
        """Remove what has arrived; harmless when nothing has."""
        shutil.rmtree(self._place(upload_id), ignore_errors=True)

    def stored(self) -> Iterator[StoredUpload]:
        """All uploads that left bytes, in no order."""
        for name in _names(self._folder):
            if is_task_id(name):
                place = self._folder / name
                times = [_modified_s(place), *(_modified_s(place / inner) for inner in _names(place))]
                yield StoredUpload(id=name, age_s=self._now_s() - max(times))

    def _place(self, upload_id: str) -> Path:
        if not is_task_id(upload_id):
            raise StorageFailed("This is no upload's id.")
        return self._folder / upload_id


class LocalArrival:
    """A file that arrived, before it is a task's."""

    def __init__(self, path: Path, upload_dir: Path, task_id: TaskId, room: FreeRoom, length: int) -> None:
        self._path = path
        self._upload_dir = upload_dir
        self._task_id = task_id
        self._room = room
        with named_disk_errors():
            try:
                with path.open("rb") as file:
                    self.head = file.read(length)
                    self.size = os.fstat(file.fileno()).st_size
            except FileNotFoundError:
                raise UploadIncomplete from None

    def adopt(self, media_type: str) -> LocalIncomingFile:
        """The file as the document of the task, by a link: who writes again makes another file."""
        adopted = LocalIncomingFile(self._upload_dir, self._task_id, self._room)
        try:
            adopted.take_over(self._path)
        except BaseException:
            adopted.discard()
            raise
        return adopted

    def discard(self) -> None:
        """Looking left nothing."""


class LocalBytes:
    """Bytes under a name of their own, until ``keep`` gives them the real one."""

    def __init__(self, place: Path, name: str, room: FreeRoom) -> None:
        self._place = place
        self._name = name
        self._room = room
        self._path = place / f"{secrets.token_hex(8)}{PART_SUFFIX}"
        self._hash = hashlib.md5(usedforsecurity=False)  # a part's tag, as of S3

    def write(self, chunk: bytes) -> None:
        """Append. Raises ``StorageFull``, ``StorageFailed``."""
        self._room.ensure(len(chunk))
        with named_disk_errors(), self._path.open("ab", buffering=0) as file:
            rest = memoryview(chunk)
            while rest:
                rest = rest[file.write(rest) :]
        self._hash.update(chunk)

    def keep(self) -> str:
        """Make them durable, in place of any that came before; returns their tag."""
        etag = self._hash.hexdigest()
        with named_disk_errors():
            with self._path.open("ab") as file:
                os.fsync(file.fileno())
            if self._name == _CONTENT:
                self._path.replace(self._place / _CONTENT)
            else:
                earlier = [name for name in _names(self._place) if name.startswith(f"{self._name}-")]
                name = f"{self._name}-{etag}"
                self._path.replace(self._place / name)
                for old in earlier:
                    if old != name:
                        (self._place / old).unlink(missing_ok=True)
            fsync_folder(self._place)
        return etag

    def discard(self) -> None:
        """Leave nothing behind; harmless after either end."""
        self._path.unlink(missing_ok=True)


def _part_name(part: UploadedPart) -> str:
    return f"part-{part.number:05d}-{part.etag}"


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
