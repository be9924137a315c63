"""Two notifiers of two machines share one Redis: each brings what its own folders take, and spoils nothing of the other's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ocr_service.archive_settings import ArchiveSettings
from ocr_service.bootstrap.lanes import build_served_lanes
from ocr_service.bootstrap.notifier import build_notifier
from ocr_service.domain.notification import EventKind
from ocr_service.domain.status import Priority
from ocr_service.domain.task import TaskError
from ocr_service.filing.entry import EntryState, Stamp, target_of
from ocr_service.filing.journal import Journal
from ocr_service.settings import Settings
from ocr_service.storage.local import FileStorageManager
from ocr_service.storage_settings import StorageSettings
from ocr_service.watch_settings import WatchSettings
from tests.notifier.conftest import Desk, callback
from tests.support.records import make_record


class Machine:
    """A machine with a watched folder of its own, over the desk's Redis."""

    def __init__(self, top: Path, *, watches: bool = True) -> None:
        self.top = top
        for name in ("scans", "documents", "uploads"):
            (top / name).mkdir(parents=True)
        self.settings = Settings(
            storage=StorageSettings(upload_dir=top / "uploads"),
            watch=WatchSettings(
                dir=top / "scans" if watches else None, output_dir=top / "documents" if watches else None
            ),
            archive=ArchiveSettings(archive=False),
        )

    def scanned(self, name: str) -> tuple[str, str]:
        """Put a file into the folder as taken; returns the entry's id and its callback."""
        file = self.top / "scans" / name
        file.write_bytes(name.encode())
        journal = Journal(self.settings.journal_path)
        entry = journal.begin(name, Stamp.of(file.stat()))
        journal.taken(entry.id, "t", "")
        target = target_of(entry, journal.identity)
        journal.close()
        return entry.id, target

    def state(self, entry_id: str) -> EntryState | None:
        journal = Journal(self.settings.journal_path)
        entry = journal.entry(entry_id)
        journal.close()
        return entry.state if entry else None

    @asynccontextmanager
    async def notifying(self, desk: Desk) -> AsyncIterator[None]:
        stop = asyncio.Event()
        store = FileStorageManager(self.top / "uploads")
        running = asyncio.create_task(build_notifier(self.settings, desk.queue, store, stop).run())
        try:
            yield
        finally:
            stop.set()
            await running


async def test_a_notifier_without_a_watched_folder_leaves_its_entries_to_the_one_that_has_it(
    desk: Desk, tmp_path: Path
) -> None:
    first, second = Machine(tmp_path / "first", watches=False), Machine(tmp_path / "second")
    entry_id, target = second.scanned("letter.pdf")

    async with first.notifying(desk):
        await fail_task(desk, target)
        await asyncio.sleep(0.5)
        untouched = (await desk.queue.stats()).outbox.waiting
        async with second.notifying(desk):
            await desk.until_settled()

    assert untouched == 1
    assert second.state(entry_id) is EntryState.FAILED
    assert (second.top / "scans/failed/letter.pdf").exists()


async def test_each_of_two_watched_folders_gets_what_was_taken_from_it(desk: Desk, tmp_path: Path) -> None:
    machines = [Machine(tmp_path / name) for name in ("first", "second")]
    taken = [(machine, *machine.scanned(f"scan{n}.pdf")) for n, machine in enumerate(2 * machines)]

    async with machines[0].notifying(desk), machines[1].notifying(desk):
        for _, _, target in taken:
            await fail_task(desk, target)
        await desk.until_settled()

    assert [machine.state(entry_id) for machine, entry_id, _ in taken] == [EntryState.FAILED] * 4
    assert sorted(path.name for path in (machines[0].top / "scans/failed").glob("*.pdf")) == [
        "scan0.pdf",
        "scan2.pdf",
    ]


async def test_a_notifier_knows_its_folder_and_its_receipts_once_their_files_can_be_read(
    tmp_path: Path,
) -> None:
    machine = Machine(tmp_path / "m")
    (machine.top / "uploads/.watch").write_text("in the way of the journal's folder")
    lanes = build_served_lanes(machine.settings)

    before = await lanes.served()
    (machine.top / "uploads/.watch").unlink()
    machine.settings.receipts_path.parent.mkdir(parents=True, exist_ok=True)
    machine.settings.receipts_path.touch()
    after = await lanes.served()

    journal = Journal(machine.settings.journal_path)
    assert before == ()
    assert sorted(after) == sorted(("receipt://local", "folder://watch", f"folder://{journal.identity}"))
    journal.close()


async def fail_task(desk: Desk, target: str) -> None:
    """A document of this callback that ends without a result."""
    await desk.queue.enqueue(make_record(callback=callback(target, EventKind.TASK_FAILED)))
    claim = await desk.queue.claim("w", tuple(Priority))
    assert claim is not None
    await desk.queue.fail(claim, TaskError(code="DOCUMENT_CORRUPT", detail="It is broken."))
