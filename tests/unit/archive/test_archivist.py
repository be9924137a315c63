"""The archivist files what waits, finds what nobody told of, and removes what had its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ocr_service.archive.parcels import Read
from ocr_service.domain.queue_values import TaskPage
from ocr_service.notifier.archivist import Archivist
from tests.support.archive.shelf import Shelf


class Queue:
    """Lists results a page each, as Redis would long after their events were dropped."""

    def __init__(self, *reads: Read) -> None:
        self.reads = list(reads)

    async def now_ms(self) -> int:
        return 1_800_000_000_000

    async def list_tasks(self, *, cursor: str = "", **_: Any) -> TaskPage:
        at = int(cursor or 0)
        more = str(at + 1) if at + 1 < len(self.reads) else ""
        return TaskPage(tasks=tuple(read.task for read in self.reads[at : at + 1]), cursor=more)

    async def result(self, task_id: str) -> Any:
        return next(read.stored for read in self.reads if read.task.id == task_id)

    async def data(self, event: Any) -> Mapping[str, Any]:
        return {"result": next(read.told for read in self.reads if read.task.id == event.task_id)}


def archivist(shelf: Shelf, *reads: Read, keep_days: int = 0) -> Archivist:
    queue: Any = Queue(*reads)
    return Archivist(
        archive=shelf.archive,
        queue=queue,
        payloads=queue,
        results_live_s=60,
        keep_days=keep_days,
        keep_days_of={},
        monotonic_s=lambda: 0.0,
    )


async def test_what_waits_is_filed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.archive.pack(shelf.read("Hello", title="Letter"))

    await archivist(shelf).look()

    assert (shelf.titles("hello"), shelf.archive.parcels.waiting()) == (["Letter"], [])


async def test_what_nobody_told_of_is_found(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    removed = shelf.read("gone", title="Gone")
    shelf.archive.parts.require_home()
    shelf.archive.remove_content("", removed.task.sha256)
    private = shelf.read("private", title="Private")
    private = replace(private, task=replace(private.task, keep_s=60))
    reads = [removed, private, shelf.read("one", title="One"), shelf.read("two", title="Two")]

    await archivist(shelf, *reads).look()

    assert sorted(shelf.titles()) == ["One", "Two"]


async def test_what_had_its_time_goes(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.file("Hello", title="Old", task_changes={"created_at": "2001-01-01T00:00:00.000+00:00"})

    await archivist(shelf, keep_days=365).look()

    assert shelf.titles() == []


async def test_a_look_at_an_archive_that_needs_nothing_writes_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.file("Hello", title="Letter")
    keeper = archivist(shelf)
    await keeper.look()
    before = written(shelf)

    await keeper.look()

    assert written(shelf) == before


def written(shelf: Shelf) -> dict[str, tuple[int, int]]:
    """When each file was written last; the shared memory of SQLite is no file on a disk."""
    files = [path for path in shelf.top.rglob("*") if path.is_file() and not path.name.endswith("-shm")]
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in files}
