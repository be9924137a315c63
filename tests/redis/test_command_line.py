"""The command line shows and steers the queue of the server that ``REDIS_URL`` names."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import pytest

from ocr_service.cli.main import run
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import TaskError
from ocr_service.queue import RedisQueueManager
from tests.support.records import make_record, make_worker
from tests.support.redis_server import RedisServer

Command = Callable[..., "asyncio.Future[tuple[int, str]]"]


@pytest.fixture
def command(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., object]:
    monkeypatch.setenv("REDIS_URL", redis_server.url)

    async def type_in(*words: str) -> tuple[int, str]:
        code = await asyncio.to_thread(run, list(words))
        return code, capsys.readouterr().out

    return type_in


async def dead_letter(queue: RedisQueueManager, code: str) -> str:
    task_id = (await queue.enqueue(make_record())).task.id
    claim = await queue.claim("w1", tuple(Priority))
    assert claim is not None
    await queue.fail(claim, TaskError(code=code, detail="It ended."))
    return task_id


async def test_list_filters_by_state_age_and_error_code(queue: RedisQueueManager, command: Command) -> None:
    crashed = await dead_letter(queue, "DOCUMENT_CRASHED")
    await dead_letter(queue, "ENGINE_FAILED")
    await queue.enqueue(make_record())
    words = ("queue", "list", "--status", "failed", "--since", "24h", "--code", "DOCUMENT_CRASHED", "--json")

    code, shown = await command(*words)

    assert code == 0
    assert [task["id"] for task in json.loads(shown)] == [crashed]


async def test_dead_letters_are_requeued_by_filter(queue: RedisQueueManager, command: Command) -> None:
    crashed = await dead_letter(queue, "DOCUMENT_CRASHED")
    failed = await dead_letter(queue, "ENGINE_FAILED")

    refused, _ = await command("queue", "requeue")
    code, _ = await command("queue", "requeue", "--code", "ENGINE_FAILED")

    known = await queue.known([crashed, failed])
    assert (refused, code) == (2, 0)
    assert known[crashed].status is TaskStatus.FAILED
    assert known[failed].status is TaskStatus.QUEUED


async def test_a_task_is_shown_moved_and_cancelled(queue: RedisQueueManager, command: Command) -> None:
    task_id = (await queue.enqueue(make_record())).task.id

    _, shown = await command("queue", "show", task_id)
    await command("queue", "priority", task_id, "high")
    await command("queue", "cancel", task_id)

    task = await queue.get(task_id)
    assert "letter.pdf" in shown
    assert task is not None
    assert (task.priority, task.status) == (Priority.HIGH, TaskStatus.CANCELLED)
    assert (await command("queue", "cancel", task_id))[0] == 1


async def test_stats_events_and_audit_speak_json(queue: RedisQueueManager, command: Command) -> None:
    await queue.enqueue(make_record())
    await command("queue", "pause", "low")

    stats = json.loads((await command("queue", "stats", "--json"))[1])
    events = [json.loads(line) for line in (await command("queue", "events", "--json"))[1].splitlines()]
    audit = json.loads((await command("queue", "audit", "--json"))[1])

    assert (stats["waiting"]["normal"], stats["paused"]) == (1, ["low"])
    assert [event["status"] for event in events] == ["QUEUED", "QUEUE_PAUSED"]
    assert (audit["task_count"], audit["findings"]) == (1, [])


async def test_an_audit_with_findings_ends_with_an_error_until_it_repairs(
    queue: RedisQueueManager, raw: object, command: Command
) -> None:
    task_id = (await queue.enqueue(make_record())).task.id
    await queue._client.delete(f"task:{task_id}")

    assert (await command("queue", "audit"))[0] == 1
    assert (await command("queue", "audit", "--repair"))[0] == 0
    assert (await command("queue", "audit"))[0] == 0


async def test_workers_are_listed_and_drained(queue: RedisQueueManager, command: Command) -> None:
    await queue.heartbeat(make_worker("w7"))

    assert "w7" in (await command("workers"))[1]
    assert (await command("workers", "drain", "w7"))[0] == 0
    assert json.loads((await command("workers", "--json"))[1])[0]["is_draining"]
    assert (await command("workers", "drain", "nobody"))[0] == 1
