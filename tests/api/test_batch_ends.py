"""A batch finishes exactly once, whatever became of the call that sent it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from ocr_service.domain.status import Priority
from ocr_service.errors import BackendUnavailable, QueueFull
from tests.support import sample_files as files
from tests.support.api_process import ApiProcess

KEY = {"Idempotency-Key": "monthly"}
FILES = [("files", (f"{number}.png", files.png(number + 1))) for number in range(3)]


def refuse_after(
    monkeypatch: pytest.MonkeyPatch, api: ApiProcess, count: int, error: type[Exception]
) -> None:
    """Let so many enqueues through, and none after them."""
    whole: Callable[..., Any] = api.queue.enqueue
    left = count

    async def enqueue(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise error
        return await whole(*args, **kwargs)

    monkeypatch.setattr(api.queue, "enqueue", enqueue)


async def finish_all(api: ApiProcess, count: int) -> None:
    for _ in range(count):
        await api.complete_next()


async def finished_batches(api: ApiProcess) -> list[str]:
    events = [event async for event in api.queue.latest_events()]
    return [event["batch_id"] for event in events if event["status"] == "BATCH_FINISHED"]


async def test_a_refused_batch_is_forgotten(api: ApiProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    announced: list[str] = []
    whole = api.queue.create_batch

    async def create_batch(batch_id: str, **rest: Any) -> None:
        announced.append(batch_id)
        await whole(batch_id, **rest)

    monkeypatch.setattr(api.queue, "create_batch", create_batch)
    refuse_after(monkeypatch, api, 2, QueueFull)

    answer = await api.post("/ocr/batch", files=FILES)

    assert answer.status_code == 503
    assert await api.queue.batch(announced[0]) is None
    assert await finished_batches(api) == []


async def test_tasks_that_could_not_be_taken_back_still_finish_their_batch(
    api: ApiProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_after(monkeypatch, api, 2, QueueFull)

    async def unreachable(task_id: str) -> None:
        raise BackendUnavailable

    monkeypatch.setattr(api.queue, "delete", unreachable)
    await api.post("/ocr/batch", files=FILES)
    staying = await api.claim()
    await api.queue.release(staying)

    await finish_all(api, 2)

    batch = await api.queue.batch(staying.task.batch_id)
    assert batch is not None
    assert (batch.total, batch.progress, bool(batch.finished_at)) == (2, 100, True)
    assert await finished_batches(api) == [batch.id]


async def test_the_same_key_completes_a_batch_whose_call_was_cut_short(
    api: ApiProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, suppress(RuntimeError):
        # As if the process ended here: nobody takes anything back.
        refuse_after(patch, api, 1, RuntimeError)
        await api.post("/ocr/batch", files=FILES, headers=KEY)
    assert (await api.queue.stats()).waiting[Priority.NORMAL] == 1

    again = (await api.post("/ocr/batch", files=FILES, headers=KEY)).json()
    await finish_all(api, 3)

    batch = await api.queue.batch(again["batch_id"])
    assert batch is not None
    assert (list(batch.task_ids), batch.total) == (again["task_ids"], 3)
    assert await finished_batches(api) == [batch.id]


async def test_calls_with_the_same_key_at_once_make_one_batch(api: ApiProcess) -> None:
    calls = (api.post("/ocr/batch", files=FILES, headers=KEY) for _ in range(4))

    answers = [answer.json() for answer in await asyncio.gather(*calls)]
    await finish_all(api, 3)

    assert len({answer["batch_id"] for answer in answers}) == 1
    assert len({tuple(answer["task_ids"]) for answer in answers}) == 1
    assert (await api.queue.stats()).completed_total == 3
    assert await finished_batches(api) == [answers[0]["batch_id"]]
    assert await api.queue.claim("w1", tuple(Priority)) is None


async def test_a_batch_whose_documents_are_known_is_finished_at_once(api: ApiProcess) -> None:
    await api.post("/ocr/batch", files=FILES)
    await finish_all(api, 3)

    batch_id = (await api.post("/ocr/batch", files=FILES)).json()["batch_id"]

    batch = await api.queue.batch(batch_id)
    assert batch is not None
    assert (batch.progress, bool(batch.finished_at)) == (100, True)
    assert (await finished_batches(api)).count(batch_id) == 1
