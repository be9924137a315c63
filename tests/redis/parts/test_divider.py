"""Parts of a pile become tasks once each, whatever is killed, full or asked again in between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ocr_service.domain.document import Part
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority, Split, TaskStatus
from ocr_service.domain.task import Callback, Claim, IntakeRecord, TaskOptions, new_task_id, part_id
from ocr_service.errors import StorageFailed
from ocr_service.queue import QueuePolicy, RedisQueueManager
from ocr_service.storage.local import FileStorageManager
from ocr_service.worker.ending.divider import Divider
from tests.support.records import make_record

ASKED = TaskOptions(language="deu", split=Split.SEPARATORS)


class Pile:
    """A claimed document of three parts, whose PDFs are published."""

    def __init__(self, queue: RedisQueueManager, folder: Path) -> None:
        self.queue = queue
        self.store = FileStorageManager(folder)
        self.divider = Divider(queue, self.store)
        self.head: dict[str, Any] = {}

    async def claimed(self, **changes: Any) -> Claim:
        record = make_record(filename="pile.pdf", options=ASKED, **changes)
        incoming = self.store.receive(record.id)
        incoming.write(b"%PDF-1.4 pile")
        record = incoming.commit(record)
        await self.queue.enqueue(record)
        claim = await self.queue.claim("w", tuple(Priority))
        assert claim is not None
        parts = [Part(number=n, task_id=part_id(record.id, n), first_page=n, last_page=n) for n in (1, 2, 3)]
        folder = self.store.begin_output(record.id, claim.token)
        (folder / "parts").mkdir()
        for part in parts:
            (folder / part.file).write_bytes(b"%%PDF-1.4 part %d" % part.number)
        self.store.publish(record.id, claim.token)
        self.head = {"page_count": 0, "parts": [part.to_json() for part in parts]}
        return claim

    async def parts(self, claim: Claim) -> list[IntakeRecord]:
        records = [self.store.record(part_id(claim.task.id, number)) for number in (1, 2, 3)]
        return [record for record in records if record is not None]


@pytest.fixture
def pile(queue: RedisQueueManager, tmp_path: Path) -> Pile:
    return Pile(queue, tmp_path)


async def test_each_part_is_asked_for_as_its_pile_was(pile: Pile) -> None:
    callback = Callback(url="https://a.example/x", events=("task.completed",))
    claim = await pile.claimed(owner="anna", callback=callback, user_metadata={"box": 7})

    await pile.divider.divide(claim, pile.head)

    records = await pile.parts(claim)
    assert [record.filename for record in records] == ["pile 1.pdf", "pile 2.pdf", "pile 3.pdf"]
    assert {record.options for record in records} == {replace(ASKED, split=Split.NONE)}
    assert {(record.owner, record.callback, record.user_metadata["box"]) for record in records} == {
        ("anna", callback, 7)
    }
    claims = [await pile.queue.claim("w", tuple(Priority)) for _ in range(3)]
    assert [each.task.id for each in claims if each] == [record.id for record in records]


async def test_a_watched_folder_is_told_which_part_it_is(pile: Pile) -> None:
    claim = await pile.claimed(callback=Callback(url="folder://j/e?path=a&size=1&mtime=2", events=()))

    await pile.divider.divide(claim, pile.head)

    assert [record.callback.url.partition("mtime=2")[2] for record in await pile.parts(claim)] == [
        "&part=1",
        "&part=2",
        "&part=3",
    ]


@pytest.mark.parametrize("stored", [0, 1, 2, 3])
async def test_a_worker_that_was_killed_between_two_parts_is_carried_on(pile: Pile, stored: int) -> None:
    claim = await pile.claimed()
    begun = pile.head | {"parts": pile.head["parts"][:stored]}
    await pile.divider.divide(claim, begun)

    await pile.divider.divide(claim, pile.head)
    await pile.divider.divide(claim, pile.head)

    stats = await pile.queue.stats()
    assert sum(stats.waiting.values()) == 3


async def test_a_worker_that_was_killed_between_storing_a_part_and_its_place_in_the_queue_is_carried_on(
    pile: Pile, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = await pile.claimed()
    with monkeypatch.context() as killed:
        killed.setattr(pile.queue, "enqueue_part", _killed)
        with pytest.raises(KeyboardInterrupt):
            await pile.divider.divide(claim, pile.head)

    await pile.divider.divide(claim, pile.head)

    assert len(await pile.parts(claim)) == 3
    assert sum((await pile.queue.stats()).waiting.values()) == 3


async def test_a_worker_that_was_killed_amid_storing_a_part_is_carried_on(pile: Pile) -> None:
    claim = await pile.claimed()
    pile.store.receive(part_id(claim.task.id, 2)).write(b"%PDF-1.4 pa")

    await pile.divider.divide(claim, pile.head)

    assert [record.bytes for record in await pile.parts(claim)] == [len(b"%PDF-1.4 part 1")] * 3


async def _killed(record: IntakeRecord) -> None:
    raise KeyboardInterrupt


async def test_a_part_that_was_read_meanwhile_is_not_read_again(pile: Pile) -> None:
    claim = await pile.claimed()
    await pile.divider.divide(claim, pile.head)
    first = await pile.queue.claim("w2", tuple(Priority))
    assert first is not None
    await pile.queue.complete(first, Completion(head={}, pages=1))

    await pile.divider.divide(claim, pile.head)

    task = await pile.queue.get(first.task.id)
    assert task is not None
    assert task.status is TaskStatus.COMPLETED


@pytest.mark.parametrize("policy", [QueuePolicy(max_queue_length=1)])
async def test_a_full_queue_takes_the_parts_of_what_it_let_in(pile: Pile) -> None:
    claim = await pile.claimed()

    await pile.divider.divide(claim, pile.head)

    assert sum((await pile.queue.stats()).waiting.values()) == 3


async def test_a_document_that_is_no_pile_leads_to_nothing(pile: Pile) -> None:
    claim = await pile.claimed()

    await pile.divider.divide(claim, {"page_count": 2})

    assert await pile.parts(claim) == []


async def test_a_part_that_the_store_lost_is_said(pile: Pile, tmp_path: Path) -> None:
    claim = await pile.claimed()
    lost = {"number": 4, "task_id": new_task_id(), "first_page": 9, "last_page": 9}

    with pytest.raises(StorageFailed, match="Part 4"):
        await pile.divider.divide(claim, {"parts": [lost]})
