"""A watched folder and a result in a store, to be filed without any queue."""

from __future__ import annotations

import json
import os
import sys
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from ocr_service.domain.document import PAGES_FILE, TEXT_FILE
from ocr_service.domain.status import Output, Priority, TaskStatus
from ocr_service.domain.task import Task, TaskOptions, new_task_id
from ocr_service.filing.entry import Entry, Stamp
from ocr_service.filing.filer import Filer, Read
from ocr_service.filing.folders import After, Conflict, Folders
from ocr_service.filing.journal import Journal
from ocr_service.filing.laying import Ownership
from ocr_service.storage.local import FileStorageManager

TEXT = "Hello, files.\n"
KILLED = 9


class Filed:
    """Folders below ``top``; ``filer()`` opens journal and store anew, as a process that was started again does."""

    def __init__(self, top: Path, **changes: Any) -> None:
        self.top = top
        self.scans, self.documents = top / "scans", top / "documents"
        for folder in (self.scans, self.documents, top / "uploads"):
            folder.mkdir(exist_ok=True)
        self.folders = Folders(
            watched=self.scans,
            results=self.documents,
            template="{folder}/{name}",
            outputs=(Output.TEXT, Output.JSON),
            conflict=Conflict.SUFFIX,
            after=After.MOVE,
            ownership=Ownership(),
        )
        self.folders = replace(self.folders, **changes)

    def filer(self) -> Filer:
        journal = Journal(self.top / "uploads/.watch/journal.sqlite")
        weakref.finalize(self, journal.close)
        return Filer(self.folders, journal, FileStorageManager(self.top / "uploads"), json.loads)

    def scan(self, path: str, content: bytes = b"scan", *, filer: Filer | None = None) -> Entry:
        """Put a file down and begin its entry."""
        place = self.scans / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return (filer or self.filer()).journal.begin(path, Stamp.of(place.stat()))

    def read(self, *, fields: dict[str, Any] | None = None, text: str = TEXT) -> Read:
        """The result of a task, published in the store."""
        task_id = new_task_id()
        folder = self.top / "uploads" / task_id / "1"
        folder.mkdir(parents=True)
        (folder / TEXT_FILE).write_text(text)
        (folder / PAGES_FILE).write_text(json.dumps({"page": 1, "text": text}) + "\n")
        task = replace(self.task(), id=task_id)
        told = {
            "fields": {name: {"value": value} for name, value in (fields or {}).items()},
            "category": "letter",
        }
        return Read(task=task, stored={"outputs": {}}, told=told)

    @staticmethod
    def task() -> Task:
        """A task that was completed."""
        return Task(
            id=new_task_id(),
            status=TaskStatus.COMPLETED,
            priority=Priority.NORMAL,
            filename="scan.pdf",
            file_path="",
            media_type="application/pdf",
            sha256="",
            bytes=4,
            options=TaskOptions(),
            token=1,
        )

    def files(self) -> list[str]:
        """Everything in both folders."""
        return sorted(
            str(path.relative_to(self.top))
            for folder in (self.scans, self.documents)
            for path in folder.rglob("*")
            if path.is_file()
        )


def killed_at(line: int, work: Callable[[], object], room: str = "filing") -> bool:
    """Do it in a process that is killed at its n-th line within the room; True when it was, False when it came to its end."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            sys.settrace(_Killer(line, f"ocr_service/{room}/"))
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), f"the process ended with {code}"
    return code == KILLED


class _Killer:
    def __init__(self, line: int, room: str) -> None:
        self._left = line
        self._room = room

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        if self._room not in frame.f_code.co_filename:
            return None
        if event == "line":
            self._left -= 1
            if self._left == 0:
                os._exit(KILLED)
        return self
