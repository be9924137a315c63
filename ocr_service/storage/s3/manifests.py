"""Which files make a published result, where they lie, and who else counts on them.

A run's manifest lies at ``tasks/{task}/{token}/manifest.json`` and has its files inside when they are small. Large ones
lie at ``outputs/{task}/{token}/`` and are written before it: without a manifest nothing of them is published.

A small result that is given again is copied with its manifest. Of a large one the other task's manifest points to the same
place, and ``outputs/{task}/{token}/holders.json`` lists the tasks that count on it. The list is changed by conditional
writes, never by looking at a listing, which may be late. A result that was never given again has no list.

Giving again: 1 the manifest that points, 2 the list, 3 is the source's manifest still there? Removing: 1 the
manifest, 2 the list, 3 the files when nobody is left in it. Whichever comes first, the other one notices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from ocr_service.domain.task import TaskId
from ocr_service.errors import StorageUnavailable
from ocr_service.storage.s3.bucket import Bucket
from ocr_service.storage.s3.config import S3Config
from ocr_service.storage.s3.manifest import Manifest

MANIFEST, HOLDERS = "manifest.json", "holders.json"
_MOST_TRIES = 50
_REMEMBERED_BYTES = 2_000_000
_HEAD_BYTES = 1_000


class Manifests:
    """The manifests of a bucket; those that were read are remembered for a while, as they never change."""

    def __init__(self, bucket: Bucket, config: S3Config) -> None:
        self._bucket = bucket
        self._config = config
        self._remembered: dict[tuple[TaskId, int], Manifest] = {}
        self._remembered_bytes = 0

    def file_key(self, place: str, name: str) -> str:
        """The key of a file of a result."""
        return self._config.key("outputs", place, name)

    def find(self, task_id: TaskId, token: int) -> Manifest | None:
        """The manifest of a published result; None when there is none."""
        remembered = self._remembered.get((task_id, token))
        if remembered is not None:
            return remembered
        found = self._read(task_id, token)
        if found is not None:
            self._remember(task_id, token, found)
        return found

    def _remember(self, task_id: TaskId, token: int, manifest: Manifest) -> None:
        weight = _HEAD_BYTES + len(manifest.inside)
        if self._remembered_bytes + weight > _REMEMBERED_BYTES:
            self._remembered.clear()
            self._remembered_bytes = 0
        self._remembered[task_id, token] = manifest
        self._remembered_bytes += weight

    def publish(self, task_id: TaskId, token: int, manifest: Manifest) -> None:
        """Make it the result of the token; files that do not lie inside are there already."""
        self._bucket.put(self._key(task_id, token), manifest.encoded())

    def share(self, source: TaskId, target: TaskId, token: int) -> bool:
        """Let ``target`` have the result of ``source``; False when that is gone."""
        manifest = self._read(source, token)
        if manifest is None:
            return False
        self.publish(target, token, manifest)
        if not manifest.place:
            return True
        self._change(manifest.place, add={source, target})
        if self._read(source, token) is not None:
            return True
        self._bucket.delete([self._key(target, token)])
        self._release(manifest.place, {source, target})
        return False

    def drop(self, task_id: TaskId, token: int) -> None:
        """Take a result away from a task; the files go with the last task that counts on them."""
        manifest = self._read(task_id, token)
        self._bucket.delete([self._key(task_id, token)])
        self._remembered.pop((task_id, token), None)
        # Without a manifest the run may have left files all the same.
        place = manifest.place if manifest else f"{task_id}/{token}"
        if place:
            self._release(place, {task_id})

    def _release(self, place: str, holders: set[TaskId]) -> None:
        left = self._change(place, remove=holders)
        # Without a list the task that made the files is the only one that counts on them.
        if left or (left is None and place.partition("/")[0] not in holders):
            return
        files = [found.key for found in self._bucket.listed(self._config.key("outputs", place))]
        last = self.file_key(place, HOLDERS)
        self._bucket.delete([key for key in files if key != last])
        if last in files:
            self._bucket.delete([last])

    def _change(
        self, place: str, *, add: Iterable[TaskId] = (), remove: Iterable[TaskId] = ()
    ) -> set[TaskId] | None:
        """Change the list of those that count on a place; returns who is on it now, None where there is no list."""
        key = self.file_key(place, HOLDERS)
        for _ in range(_MOST_TRIES):
            found = self._bucket.get(key)
            if found is None and not add:
                return None
            before = set(json.loads(found[0])) if found else set()
            after = before.union(add).difference(remove)
            etag = found[1] if found else None
            if after == before or self._bucket.put_if(key, json.dumps(sorted(after)).encode(), etag):
                return after
        raise StorageUnavailable

    def _read(self, task_id: TaskId, token: int) -> Manifest | None:
        found = self._bucket.get(self._key(task_id, token))
        return Manifest.decoded(found[0]) if found else None

    def _key(self, task_id: TaskId, token: int) -> str:
        return self._config.key("tasks", task_id, str(token), MANIFEST)
