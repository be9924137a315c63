"""What feedback taught, in the bucket: one object an owner, of which each machine keeps a copy.

The object is changed by conditional writes, so that two machines that learn at once both have learned. A copy remembers
the tag of the object it came from: who finds the same tag in the bucket has nothing to do.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ocr_service.domain.memory import Change
from ocr_service.errors import StorageFailed, StorageUnavailable
from ocr_service.feedback.files import read_json, write_json, writing
from ocr_service.feedback.owners import owner_folder
from ocr_service.storage.disk_errors import named_disk_errors
from ocr_service.storage.names import is_output_name
from ocr_service.storage.s3.bucket import Bucket
from ocr_service.storage.s3.config import S3Config

_PLACE, _EVERYBODY, _TAG = "memory", "everybody", ".tag"
_FRESH_S = 10.0
_MOST_TRIES = 50

Files = Mapping[str, Mapping[str, Any]]


class S3Memory:
    """The ``Memory`` of a bucket; copies lie below ``S3Config.memory_folder``."""

    def __init__(self, bucket: Bucket, config: S3Config) -> None:
        self._bucket = bucket
        self._config = config
        self._root = config.memory_folder.absolute()
        self._asked_s: dict[str, float] = {}

    def folder(self, owner: str) -> Path:
        """The owner's copy, made new when the bucket has another one."""
        folder = owner_folder(self._root, owner)
        changed = self._bucket.get_unless(self._key(owner), _tag(folder))
        if changed is not None:
            _copy(folder, _decoded(changed[0]), changed[1])
        self._asked_s[owner] = time.monotonic()
        return folder

    def refresh(self, owner: str) -> None:
        """As ``folder``, asking the bucket once in ten seconds at most."""
        if time.monotonic() - self._asked_s.get(owner, float("-inf")) > _FRESH_S:
            self.folder(owner)

    def change(self, owner: str, change: Change) -> None:
        """Change the newest files, and write them unless somebody else did meanwhile; then begin again."""
        for _ in range(_MOST_TRIES):
            found = self._bucket.get(self._key(owner))
            # What this machine learned before it had a bucket is not lost.
            before = _decoded(found[0]) if found else _read(owner_folder(self._root, owner))
            after = json.dumps(_changed(before, change), ensure_ascii=False).encode()
            if self._bucket.put_if(self._key(owner), after, found[1] if found else None):
                self.folder(owner)
                return
        raise StorageUnavailable

    def _key(self, owner: str) -> str:
        name = owner_folder(Path(), owner).name or _EVERYBODY
        return self._config.key(_PLACE, f"{name}.json")


def _changed(before: Files, change: Change) -> Files:
    with named_disk_errors(), tempfile.TemporaryDirectory(prefix="memory-") as name:
        folder = Path(name)
        for file, content in before.items():
            write_json(folder / file, content)
        change(folder)
        return _read(folder)


def _read(folder: Path) -> Files:
    with named_disk_errors():
        return {path.name: read_json(path) for path in sorted(folder.glob("[!.]*.json"))}


def _copy(folder: Path, files: Files, tag: str) -> None:
    with named_disk_errors(), writing(folder):
        for name, content in files.items():
            write_json(folder / name, content)
        new = folder / f"{_TAG}.new"
        new.write_text(tag, encoding="utf-8")
        new.replace(folder / _TAG)


def _tag(folder: Path) -> str:
    try:
        return (folder / _TAG).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _decoded(stored: bytes) -> Files:
    try:
        files = {str(name): dict(content) for name, content in json.loads(stored).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise StorageFailed("What feedback taught is damaged in the bucket. Import it again.") from error
    # Names in a bucket are a stranger's until they are known to be plain.
    return {name: content for name, content in files.items() if is_output_name(name) and "/" not in name}
