"""Folders of runs on this machine, each locked by the process whose run it is.

The lock is on the folder itself: a lock file might be gone before its folder when a process is killed while it tidies up.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ocr_service.domain.task import TaskId
from ocr_service.storage.disk_errors import named_disk_errors

_OUTPUTS = "outputs"


@dataclass(slots=True)
class WorkFolder:
    """The folder of one run: the document, and ``outputs`` below it. ``is_published`` once bytes went to the bucket."""

    path: Path
    lock: int
    is_published: bool = False

    @property
    def outputs(self) -> Path:
        """Where the run writes."""
        return self.path / _OUTPUTS


class WorkFolders:
    """``WORK/{task id}.{token}/``. A lock ends with its process, so a folder that nobody locks is nobody's."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[tuple[TaskId, int], WorkFolder] = {}
        with named_disk_errors():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, task_id: TaskId, token: int) -> WorkFolder:
        """A folder with no outputs in it. Raises ``StorageFull``, ``StorageFailed``."""
        self.end(task_id, token)
        path = self.folder / f"{task_id}.{int(token)}"
        with named_disk_errors():
            shutil.rmtree(path, ignore_errors=True)
            lock = _locked(path)
            (path / _OUTPUTS).mkdir()
        held = self._held[task_id, int(token)] = WorkFolder(path=path, lock=lock)
        return held

    def held(self, task_id: TaskId, token: int) -> WorkFolder | None:
        """The folder of a run of this process."""
        return self._held.get((task_id, int(token)))

    def end(self, task_id: TaskId, token: int) -> None:
        """Remove a run's folder; harmless without one."""
        held = self._held.pop((task_id, int(token)), None)
        if held is not None:
            shutil.rmtree(held.path, ignore_errors=True)
            os.close(held.lock)

    def remove_dead(self) -> int:
        """Remove the folders of runs whose process is gone; returns how many."""
        return sum(map(_remove_if_dead, list(self._lockable())))

    def _lockable(self) -> Iterator[Path]:
        with named_disk_errors():
            for path in self.folder.iterdir():
                if path.suffix.removeprefix(".").isdecimal():
                    yield path


def _locked(path: Path) -> int:
    """A new folder and the lock on it; made again when who sweeps took it for a dead one's in between."""
    while True:
        path.mkdir(exist_ok=True)
        try:
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        except FileNotFoundError:
            continue
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists() and path.stat().st_ino == os.fstat(lock).st_ino:
            return lock
        os.close(lock)


def _remove_if_dead(path: Path) -> bool:
    try:
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        shutil.rmtree(path, ignore_errors=True)
        return True
    finally:
        os.close(lock)
