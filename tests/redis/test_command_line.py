"""The command line shows and steers the queue of the server that ``REDIS_URL`` names."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ocr_service.cli.main import run
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import IntakeRecord, TaskError, new_task_id
from ocr_service.queue import RedisQueueManager
from ocr_service.storage.local import FileStorageManager
from tests.support.processes.patience import PATIENCE_S
from tests.support.records import make_record, make_worker
from tests.support.redis_clock import RedisClock
from tests.support.redis_server import RedisServer

Command = Callable[..., "asyncio.Future[tuple[int, str]]"]


@pytest.fixture(autouse=True)
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStorageManager:
    """The store of the commands."""
    monkeypatch.setenv("UPLOAD_DIR", str(tmp_path / "uploads"))
    return FileStorageManager(tmp_path / "uploads")


@pytest.fixture
def command(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., object]:
    monkeypatch.setenv("REDIS_URL", redis_server.url)

    async def type_in(*words: str) -> tuple[int, str]:
        code = await asyncio.to_thread(run, list(words))
        return code, capsys.readouterr().out

    return type_in


def stored(uploads: FileStorageManager) -> IntakeRecord:
    """A document that was accepted, and its record."""
    record = make_record()
    incoming = uploads.receive(record.id)
    incoming.write(b"%PDF-1.4")
    return incoming.commit(record)


def make_older(folder: Path, *, seconds: float) -> None:
    """Let a folder look as if nobody had touched it since."""
    then = time.time() - seconds
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (then, then))


async def dead_letter(queue: RedisQueueManager, uploads: FileStorageManager, code: str) -> str:
    task_id = (await queue.enqueue(stored(uploads))).task.id
    claim = await queue.claim("w1", tuple(Priority))
    assert claim is not None
    await queue.fail(claim, TaskError(code=code, detail="It ended."))
    return task_id


async def test_list_filters_by_state_age_and_error_code(
    queue: RedisQueueManager, uploads: FileStorageManager, command: Command
) -> None:
    crashed = await dead_letter(queue, uploads, "DOCUMENT_CRASHED")
    await dead_letter(queue, uploads, "ENGINE_FAILED")
    await queue.enqueue(make_record())
    words = ("queue", "list", "--status", "failed", "--since", "24h", "--code", "DOCUMENT_CRASHED", "--json")

    code, shown = await command(*words)

    assert code == 0
    assert [task["id"] for task in json.loads(shown)] == [crashed]


async def test_dead_letters_are_requeued_by_filter(
    queue: RedisQueueManager, uploads: FileStorageManager, command: Command
) -> None:
    crashed = await dead_letter(queue, uploads, "DOCUMENT_CRASHED")
    failed = await dead_letter(queue, uploads, "ENGINE_FAILED")

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


async def test_a_paused_queue_is_resumed(queue: RedisQueueManager, command: Command) -> None:
    await command("queue", "pause")
    assert (await queue.stats()).paused == set(Priority)

    code, shown = await command("queue", "resume", "high", "normal")

    assert code == 0
    assert (await queue.stats()).paused == {Priority.LOW}
    assert shown.count("paused") == 1
    await command("queue", "resume")
    assert (await queue.stats()).paused == frozenset()


async def test_dead_letters_are_listed_and_one_is_retried(
    queue: RedisQueueManager, uploads: FileStorageManager, clock: RedisClock, command: Command
) -> None:
    crashed = await dead_letter(queue, uploads, "DOCUMENT_CRASHED")
    clock.advance(seconds=1)
    failed = await dead_letter(queue, uploads, "ENGINE_FAILED")
    await queue.enqueue(make_record())

    _, shown = await command("queue", "dead")
    code, retried = await command("queue", "retry", failed, "--json")

    assert [line.split()[0] for line in shown.splitlines()[1:]] == [failed, crashed]
    assert "ENGINE_FAILED" in shown
    assert code == 0
    assert [(task["id"], task["status"]) for task in json.loads(retried)] == [(failed, "QUEUED")]
    assert [task["id"] for task in json.loads((await command("queue", "dead", "--json"))[1])] == [crashed]
    assert (await command("queue", "retry", failed))[0] == 1


async def test_events_are_followed_as_they_happen(
    queue: RedisQueueManager, redis_server: RedisServer
) -> None:
    first = (await queue.enqueue(make_record())).task.id
    following = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "ocr_service", "queue", "events", "--follow", "--json"),
        env={**os.environ, "REDIS_URL": redis_server.url},
        stdout=asyncio.subprocess.PIPE,
    )
    assert following.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE_S):
            seen = [json.loads(await following.stdout.readline())]
            second = (await queue.enqueue(make_record())).task.id
            await queue.cancel(second)
            seen += [json.loads(await following.stdout.readline()) for _ in range(2)]
    finally:
        following.send_signal(signal.SIGINT)
        await following.wait()

    assert [(event["task_id"], event["status"]) for event in seen] == [
        (first, "QUEUED"),
        (second, "QUEUED"),
        (second, "CANCELLED"),
    ]


async def test_an_audit_compares_with_the_files_and_repairs_both(
    queue: RedisQueueManager, uploads: FileStorageManager, command: Command, tmp_path: Path
) -> None:
    misplaced, emptied, forgotten, fresh = (stored(uploads) for _ in range(4))
    for record in (misplaced, emptied):
        await queue.enqueue(record)
    uploads.cleanup_task_files(emptied.id)
    make_older(tmp_path / "uploads" / forgotten.id, seconds=60)
    await queue._client.lrem("queue:normal", 0, misplaced.id)

    code, shown = await command("queue", "audit", "--files", "--repair", "--json")

    findings = {found["task_id"]: found for found in json.loads(shown)["findings"]}
    assert {name: findings[name]["problem"] for name in (emptied.id, forgotten.id, fresh.id)} == {
        emptied.id: "QUEUED without a file",
        forgotten.id: "files without a task",
        fresh.id: "files without a task",
    }
    repaired = {name for name, found in findings.items() if found["is_repaired"]}
    assert repaired == {misplaced.id, emptied.id, forgotten.id}
    assert code == 1, "an upload of this moment is left to those who are enqueuing it"
    statuses = {name: task.status for name, task in (await queue.known(list(findings))).items()}
    assert statuses == {
        misplaced.id: TaskStatus.QUEUED,
        emptied.id: TaskStatus.CANCELLED,
        forgotten.id: TaskStatus.QUEUED,
    }


async def test_a_task_whose_document_is_gone_is_named_and_holds_up_no_other(
    queue: RedisQueueManager,
    uploads: FileStorageManager,
    command: Command,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gone, kept = (
        await dead_letter(queue, uploads, "ENGINE_FAILED"),
        await dead_letter(queue, uploads, "ENGINE_FAILED"),
    )
    uploads.cleanup_task_files(gone)

    code, shown = await command("queue", "requeue", gone, new_task_id(), kept, "--json")

    assert code == 1
    assert [task["id"] for task in json.loads(shown)] == [kept]
    assert (await queue.known([gone]))[gone].status is TaskStatus.FAILED


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


async def test_what_is_steered_from_the_console_stands_in_the_audit_log(
    command: Command, queue: RedisQueueManager, uploads: FileStorageManager
) -> None:
    record = stored(uploads)
    await queue.enqueue(record)
    claim = await queue.claim("w1", tuple(Priority))
    assert claim is not None
    await queue.fail(claim, TaskError(code="ENGINE_FAILED", detail="It failed."))
    await queue.heartbeat(make_worker("w1"))

    for words in ("queue pause low", "queue resume low", "queue requeue --all", "workers drain w1"):
        assert (await command(*words.split()))[0] == 0
    _, said = await command("keys", "log", "--json")

    logged = [(line["action"], line["target"]) for line in json.loads(said)]
    assert logged == [
        ("worker drained", "w1"),
        ("dead letters requeued", ""),
        ("queue resumed", "low"),
        ("queue paused", "low"),
    ]
    assert json.loads(said)[1]["after"] == {"requeued": [record.id]}
