"""Keep documents, records and outputs in a bucket, and what a run needs on this machine.

::

    PREFIX/tasks/{task_id}/source.pdf              the document
    PREFIX/tasks/{task_id}/task.json               its intake record; with both it is a task
    PREFIX/tasks/{task_id}/ended                   its task reached a final state
    PREFIX/tasks/{task_id}/{token}/manifest.json   what one run published; has small files inside (``manifests``)
    PREFIX/outputs/{task_id}/{token}/text.txt …    its files when they are large; written before the manifest
    PREFIX/uploads/{upload_id}/content             what a link of ours let somebody write (``uploads``)
    PREFIX/memory/{owner's hash}.json              what feedback taught (``memory``)
    PREFIX/clock                                   written to learn the store's own time
    WORK/{task_id}.{token}/  WORK/{task_id}.part/  a run, an upload under way, on this machine

No key has an empty part, none is the folder of another, and nothing depends on the order of a listing.
"""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from ocr_service.domain.file_store import PIECE_BYTES, StoredFile, StoredTask
from ocr_service.domain.task import IntakeRecord, TaskId, is_task_id
from ocr_service.errors import StorageFailed
from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.free_room import FreeRoom
from ocr_service.storage.incoming import LocalIncomingFile
from ocr_service.storage.intake_record import decode_record
from ocr_service.storage.names import (
    ENDED_NAME,
    PART_SUFFIX,
    RECORD_NAME,
    is_output_name,
    is_source,
    split_reference,
)
from ocr_service.storage.s3.bucket import Bucket
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.incoming import S3IncomingFile
from ocr_service.storage.s3.manifest import Manifest
from ocr_service.storage.s3.manifests import MANIFEST, Manifests
from ocr_service.storage.s3.memory import S3Memory
from ocr_service.storage.s3.side_by_side import side_by_side
from ocr_service.storage.s3.stored_file import HeldFile, S3StoredFile
from ocr_service.storage.s3.stored_tasks import gather
from ocr_service.storage.s3.uploads import S3Uploads
from ocr_service.storage.s3.work_folders import WorkFolders

_CHECK_EVERY_S = 5.0
_CLOCK_FOR_S = 300.0

log = logging.getLogger(__name__)


class S3FileStore:
    """The ``FileStore`` of one bucket."""

    def __init__(self, config: S3Config) -> None:
        self._config = config
        self._bucket = Bucket(config)
        self._manifests = Manifests(self._bucket, config)
        self._work = WorkFolders(config.work_folder.absolute())
        self._room = FreeRoom(self._work.folder, config.min_free_bytes)
        self._store_ahead_s = 0.0
        self._clock_read_s = float("-inf")
        self.memory = S3Memory(self._bucket, config)
        self.uploads = S3Uploads(self._bucket, config, now_s=self._now_s, receive=self.receive)

    # -- documents ---------------------------------------------------------------------------------

    def receive(self, task_id: TaskId) -> S3IncomingFile:
        """Begin an upload. Raises ``StorageFull`` when less than the reserve is free on this machine."""
        self._require_id(task_id)
        self._room.ensure(0)
        spool = LocalIncomingFile(self._work.folder, task_id, self._room)
        return S3IncomingFile(self._bucket, task_id, lambda name: self._key(task_id, name), spool)

    def record(self, task_id: TaskId) -> IntakeRecord | None:
        """A task's intake record; None when it or the document is not there, or it is damaged (which is logged)."""
        found = self._bucket.get(self._key(task_id, RECORD_NAME))
        try:
            record = decode_record(found[0]) if found else None
        except (ValueError, KeyError, TypeError):
            log.exception("intake record damaged", extra={"task_id": task_id})
            return None
        # Both are written at once: an API that was killed in between leaves one of them.
        return record if record and self._has_document(record) else None

    def open_source(self, file_path: str) -> StoredFile | None:
        """A document by the reference in its record; None when it is no longer there."""
        key = self._key(*split_reference(file_path))
        found = self._bucket.head(key)
        return S3StoredFile(self._bucket, key, found.size) if found else None

    def _has_document(self, record: IntakeRecord) -> bool:
        return self._bucket.head(self._key(*split_reference(record.file_path))) is not None

    # -- a run -------------------------------------------------------------------------------------

    def begin_output(self, task_id: TaskId, token: int) -> Path:
        """An empty folder on this machine for one run's outputs."""
        self._require_id(task_id)
        return self._work.begin(task_id, token).outputs

    def fetch(self, file_path: str, token: int) -> Path:
        """A copy of the document in the run's folder. Raises ``StorageFailed``."""
        task_id, name = split_reference(file_path)
        held = self._work.held(task_id, token) or self._work.begin(task_id, token)
        path = held.path / name
        if not self._bucket.download(self._key(task_id, name), path, PIECE_BYTES):
            raise StorageFailed("The document is no longer in the store.")
        return path

    def publish(self, task_id: TaskId, token: int) -> None:
        """Write a run's outputs to the bucket, the manifest last. Raises ``StorageFailed`` when they are gone."""
        held = self._work.held(task_id, token)
        if held is None:
            raise StorageFailed("The outputs of this run are gone.")
        held.is_published = True
        with named_disk_errors():
            paths = [Path(folder, name) for folder, _, names in os.walk(held.outputs) for name in names]
            sizes = {str(path.relative_to(held.outputs)): path.stat().st_size for path in paths}
            if sum(sizes.values()) <= self._config.packed_bytes:
                manifest = Manifest(sizes=sizes, inside=b"".join(path.read_bytes() for path in paths))
            else:
                manifest = Manifest(sizes=sizes, place=f"{task_id}/{token}")
        if manifest.place:
            self._write_files(manifest, held.outputs)
        self._manifests.publish(task_id, token, manifest)
        self._work.end(task_id, token)

    def _write_files(self, manifest: Manifest, folder: Path) -> None:
        def put(name: str) -> None:
            self._bucket.put_file(self._manifests.file_key(manifest.place, name), folder / name)

        side_by_side(partial(put, name) for name in manifest.sizes)

    def discard_output(self, task_id: TaskId, token: int) -> None:
        """Remove the outputs of one run; harmless when they are gone."""
        held = self._work.held(task_id, token)
        self._work.end(task_id, token)
        if held is None or held.is_published:
            self._manifests.drop(task_id, token)

    # -- results -----------------------------------------------------------------------------------

    def open_output(self, task_id: TaskId, token: int, name: str) -> StoredFile | None:
        """A published file, e.g. ``text.txt`` or ``images/0001.png``; None when there is none."""
        self._require_id(task_id)
        manifest = self._manifests.find(task_id, token) if is_output_name(name) else None
        if manifest is None or name not in manifest.sizes:
            return None
        if not manifest.place:
            return HeldFile(manifest.content(name))
        key = self._manifests.file_key(manifest.place, name)
        return S3StoredFile(self._bucket, key, manifest.sizes[name])

    def clone_output(self, source: TaskId, target: TaskId, token: int) -> bool:
        """Let ``target`` count on the outputs of ``source``; no byte is copied."""
        return self._manifests.share(source, target, token)

    # -- cleaning ----------------------------------------------------------------------------------

    def cleanup_task_files(self, task_id: TaskId) -> None:
        """Remove everything of a task; harmless when nothing is there."""
        # The record goes first: a half-removed task must not look like work to be done.
        self._bucket.delete([self._key(task_id, RECORD_NAME)])
        found = list(self._of_task(task_id))
        for token in self._tokens(task_id, found):
            self._manifests.drop(task_id, token)
        self._bucket.delete([key for key in found if key.rpartition("/")[2] not in (RECORD_NAME, MANIFEST)])

    def cleanup_source(self, task_id: TaskId) -> None:
        """Remove a task's document and record, keep its outputs."""
        self._bucket.delete([self._key(task_id, RECORD_NAME)])
        self._bucket.delete([key for key in self._of_task(task_id) if is_source(key.rpartition("/")[2])])

    def mark_ended(self, task_id: TaskId) -> None:
        """Remember beside the record that the task reached a final state; harmless when it is marked."""
        if any(True for _ in self._of_task(task_id)):
            self._bucket.put_if(self._key(task_id, ENDED_NAME), b"", None)

    def remove_stale_outputs(self, task_id: TaskId, *, before_token: int) -> int:
        """Remove the outputs of runs with smaller tokens; returns how many."""
        found = self._of_task(task_id)
        stale = [token for token in self._tokens(task_id, found) if token < before_token]
        for token in stale:
            self._manifests.drop(task_id, token)
        return len(stale)

    def remove_parts(self, older_than_s: float) -> int:
        """Remove from this machine the runs whose process is gone, and uploads that nobody has written to for so long."""
        removed = self._work.remove_dead()
        for folder in self._work.folder.glob(f"*{PART_SUFFIX}"):
            source = folder / "source"
            written_s = (source if source.exists() else folder).stat().st_mtime
            if time.time() - written_s > older_than_s:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
        return removed

    # -- looking -----------------------------------------------------------------------------------

    def tasks(self) -> Iterator[StoredTask]:
        """What the bucket has of each task, by the keys alone; one row of memory for each."""
        key = self._config.key
        places = ("tasks", "outputs")
        listed = ((place, found.key) for place in places for found in self._bucket.listed(key(place)))
        prefixes = {place: len(key(place)) + 1 for place in places}
        return gather((place, name[prefixes[place] :]) for place, name in listed)

    def task_ids(self) -> Iterator[TaskId]:
        """Their ids alone."""
        return (task.id for task in self.tasks())

    def age_s(self, task_id: TaskId) -> float | None:
        """Seconds by the bucket's clock since anything of the task was last written; None without anything."""
        self._require_id(task_id)
        key = self._config.key
        places = (key("tasks", task_id), key("outputs", task_id))
        times = [found.modified_s for place in places for found in self._bucket.listed(place)]
        return self._now_s() - max(times) if times else None

    def ended_age_s(self, task_id: TaskId) -> float | None:
        """Seconds by the bucket's clock since ``mark_ended``; None without a mark."""
        mark = self._bucket.head(self._key(task_id, ENDED_NAME))
        return self._now_s() - mark.modified_s if mark else None

    def free_bytes(self) -> int:
        """Room left where uploads arrive on this machine; a bucket does not tell."""
        return self._room.free_bytes()

    def check(self) -> None:
        """Raise unless the bucket takes writes and this machine has room; asks the bucket every five seconds at most."""
        self._room.ensure(0)
        if time.monotonic() - self._clock_read_s > _CHECK_EVERY_S:
            self._read_clock()

    def _now_s(self) -> float:
        """The bucket's own time: an age must not depend on this machine's clock."""
        if time.monotonic() - self._clock_read_s > _CLOCK_FOR_S:
            self._read_clock()
        return time.monotonic() + self._store_ahead_s

    def _read_clock(self) -> None:
        self._bucket.put(self._config.key("clock"), b"")
        found = self._bucket.head(self._config.key("clock"))
        self._clock_read_s = time.monotonic()
        if found is not None:
            self._store_ahead_s = found.modified_s - self._clock_read_s

    def _of_task(self, task_id: TaskId) -> Iterator[str]:
        self._require_id(task_id)
        return (found.key for found in self._bucket.listed(self._config.key("tasks", task_id)))

    def _tokens(self, task_id: TaskId, found: Iterable[str]) -> list[int]:
        """The runs that left a manifest among the task's keys, or files."""
        outputs = (each.key for each in self._bucket.listed(self._config.key("outputs", task_id)))
        names = (key.partition(f"/{task_id}/")[2].partition("/") for key in (*found, *outputs))
        return sorted({int(first) for first, slash, _ in names if slash and first.isdecimal()})

    def _key(self, task_id: TaskId, name: str) -> str:
        self._require_id(task_id)
        return self._config.key("tasks", task_id, name)

    def _require_id(self, task_id: TaskId) -> None:
        if not is_task_id(task_id):
            raise StorageFailed("This is no task id.")
