"""What a person may do to tasks: cancel, requeue, reprioritize, delete, trim."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
import redis.asyncio

from ocr_service.domain.api_key import DEFAULT_SCOPES, ApiKey, KeyLimits
from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskError, new_task_id
from ocr_service.errors import QueueFull, TaskNotFound, TaskStateConflict
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.processes.patience import LONGER_S, PATIENCE_S
from tests.support.records import make_record, make_worker
from tests.support.redis_clock import RedisClock

ALL = tuple(Priority)
ERROR = TaskError(code="ENGINE_FAILED", detail="It ended.")
Bring = Callable[[RedisQueueManager, Task], Awaitable[None]]


async def _stay(queue: RedisQueueManager, task: Task) -> None:
    """It is where enqueue put it."""


async def _claim(queue: RedisQueueManager, task: Task) -> None:
    assert await queue.claim("w1", ALL)


async def _retry(queue: RedisQueueManager, task: Task) -> None:
    claim = await queue.claim("w1", ALL)
    assert claim
    await queue.retry(claim, ERROR, delay_s=60)


async def _fail(queue: RedisQueueManager, task: Task) -> None:
    claim = await queue.claim("w1", ALL)
    assert claim
    await queue.fail(claim, ERROR)


async def _complete(queue: RedisQueueManager, task: Task) -> None:
    claim = await queue.claim("w1", ALL)
    assert claim
    await queue.complete(claim, Completion(head={}, pages=1))


async def _cancel(queue: RedisQueueManager, task: Task) -> None:
    await queue.cancel(task.id)


STATES: dict[TaskStatus, tuple[bool, Bring]] = {
    TaskStatus.PENDING: (True, _stay),
    TaskStatus.QUEUED: (False, _stay),
    TaskStatus.PROCESSING: (False, _claim),
    TaskStatus.RETRYING: (False, _retry),
    TaskStatus.FAILED: (False, _fail),
    TaskStatus.COMPLETED: (False, _complete),
    TaskStatus.CANCELLED: (False, _cancel),
}
every_state = pytest.mark.parametrize("status", STATES, ids=str)


async def task_in(queue: RedisQueueManager, status: TaskStatus) -> Task:
    hold, bring = STATES[status]
    task = (await queue.enqueue(make_record(hold=hold))).task
    await bring(queue, task)
    found = await queue.get(task.id)
    assert found is not None
    assert found.status is status
    return found


@every_state
async def test_cancel_ends_what_is_not_final(queue: RedisQueueManager, status: TaskStatus) -> None:
    task = await task_in(queue, status)
    if status.is_final:
        with pytest.raises(TaskStateConflict):
            await queue.cancel(task.id)
        return

    cancelled = await queue.cancel(task.id)

    assert cancelled.status is TaskStatus.CANCELLED
    assert (await queue.audit()).findings == ()
    assert await queue.claim("w2", ALL) is None


@every_state
async def test_requeue_runs_failed_and_cancelled_tasks_again(
    queue: RedisQueueManager, raw: redis.asyncio.Redis, status: TaskStatus
) -> None:
    task = await task_in(queue, status)
    if status not in (TaskStatus.FAILED, TaskStatus.CANCELLED):
        with pytest.raises(TaskStateConflict):
            await queue.requeue(task.id)
        return

    again = await queue.requeue(task.id)

    assert (again.status, again.retry_count, again.error, again.finished_at) == (
        TaskStatus.QUEUED,
        0,
        None,
        "",
    )
    assert await raw.ttl(f"task:{task.id}") == -1
    assert (await queue.audit()).findings == ()


@every_state
async def test_reprioritize_moves_what_is_not_claimed(queue: RedisQueueManager, status: TaskStatus) -> None:
    task = await task_in(queue, status)
    if status.is_final or status is TaskStatus.PROCESSING:
        with pytest.raises(TaskStateConflict):
            await queue.reprioritize(task.id, Priority.HIGH)
        return

    moved = await queue.reprioritize(task.id, Priority.HIGH)

    assert (moved.priority, moved.status) == (Priority.HIGH, status)
    assert (await queue.audit()).findings == ()


@every_state
async def test_delete_leaves_no_key_behind(
    queue: RedisQueueManager, raw: redis.asyncio.Redis, status: TaskStatus
) -> None:
    task = await task_in(queue, status)

    await queue.delete(task.id)

    assert await raw.keys(f"*{task.id}*") == []
    assert (await queue.audit()).findings == ()
    with pytest.raises(TaskNotFound):
        await queue.delete(task.id)


@pytest.mark.parametrize("steer", ["cancel", "requeue", "delete"])
async def test_an_unknown_task_is_not_found(queue: RedisQueueManager, steer: str) -> None:
    with pytest.raises(TaskNotFound):
        await getattr(queue, steer)(new_task_id())


async def test_cancelling_a_running_task_signals_its_worker_at_once(queue: RedisQueueManager) -> None:
    task = await task_in(queue, TaskStatus.PROCESSING)
    waiting = asyncio.create_task(queue.wait_signal("w1", timeout_s=LONGER_S))
    await asyncio.sleep(0)

    await queue.cancel(task.id)

    assert await asyncio.wait_for(waiting, PATIENCE_S)
    reply = await queue.heartbeat(make_worker("w1", current_tasks=(task.id,)))
    assert reply.cancelled == {task.id}


async def test_a_signal_that_came_before_the_wait_is_not_lost(queue: RedisQueueManager) -> None:
    task = await task_in(queue, TaskStatus.PROCESSING)
    await queue.cancel(task.id)

    assert await queue.wait_signal("w1", timeout_s=PATIENCE_S)
    assert not await queue.wait_signal("w1", timeout_s=0.01)


async def test_a_drained_worker_learns_it_and_disappears_when_it_stops(queue: RedisQueueManager) -> None:
    await queue.heartbeat(make_worker("w1"))

    assert await queue.drain("w1")
    assert (await queue.heartbeat(make_worker("w1"))).is_draining
    assert [worker.is_draining for worker in await queue.workers()] == [True]

    await queue.unregister("w1")
    assert list(await queue.workers()) == []
    assert not await queue.drain("w1")


async def test_the_registry_returns_what_the_worker_reported(queue: RedisQueueManager) -> None:
    worker = make_worker("w1", memory_mb=51.5, current_tasks=(new_task_id(),), tasks_done=7, concurrency=2)

    await queue.heartbeat(worker)

    [found] = await queue.workers()
    assert found.heartbeat_at
    assert (found.id, found.queues, found.memory_mb, found.current_tasks, found.tasks_done) == (
        worker.id,
        worker.queues,
        worker.memory_mb,
        worker.current_tasks,
        worker.tasks_done,
    )


async def test_a_silent_worker_disappears(queue: RedisQueueManager, clock: RedisClock) -> None:
    await queue.heartbeat(make_worker("dead"))
    clock.advance(seconds=31)
    await queue.heartbeat(make_worker("alive"))

    assert [worker.id for worker in await queue.workers()] == ["alive"]


async def test_trim_forgets_only_what_is_past_its_time(
    queue: RedisQueueManager, raw: redis.asyncio.Redis, clock: RedisClock
) -> None:
    finals = (TaskStatus.FAILED, TaskStatus.COMPLETED, TaskStatus.CANCELLED)
    old = [await task_in(queue, status) for status in finals]
    clock.advance(seconds=7 * 86_400 + 1)
    young = [await task_in(queue, status) for status in (*finals, TaskStatus.RETRYING)]

    assert await queue.trim() == len(old)

    assert (await queue.known([task.id for task in (*old, *young)])).keys() == {task.id for task in young}
    assert not [key for task in old for key in await raw.keys(f"*{task.id}*")]
    assert await raw.zcard("tasks") == len(young)


@pytest.mark.parametrize(
    ("keep_s", "result_s", "is_there_after_8_days"),
    [
        pytest.param(0, 86_400, False, id="as the service does"),
        pytest.param(3_600, 3_600, False, id="shorter"),
        pytest.param(30 * 86_400, 30 * 86_400, True, id="longer"),
    ],
)
async def test_a_key_says_how_long_what_its_tasks_led_to_is_kept(
    queue: RedisQueueManager,
    raw: redis.asyncio.Redis,
    clock: RedisClock,
    keep_s: int,
    result_s: int,
    is_there_after_8_days: bool,
) -> None:
    await queue.put_api_keys(key_of("abc", keep_s))
    enqueued = await queue.enqueue(make_record(key_id="abc"))
    claim = await queue.claim("w1", ALL)
    assert claim
    await queue.complete(claim, Completion(head={}, pages=1))
    id_ = enqueued.task.id

    assert await raw.ttl(f"result:{id_}") == pytest.approx(result_s, abs=2)
    assert await raw.ttl(f"task:{id_}") >= keep_s
    found = await queue.get(id_)
    assert found is not None and found.keep_s == keep_s
    clock.advance(seconds=8 * 86_400)
    assert await queue.trim() == (0 if is_there_after_8_days else 1)
    assert bool(await queue.known([id_])) is is_there_after_8_days
    clock.advance(seconds=30 * 86_400)
    await queue.trim()
    assert not await queue.known([id_])


def key_of(key_id: str, keep_s: int) -> ApiKey:
    return ApiKey(
        id=key_id,
        name="scanner",
        owner="anna",
        scopes=DEFAULT_SCOPES,
        hash="",
        created_at_ms=1,
        limits=KeyLimits(keep_seconds=keep_s),
    )


async def test_clearing_completed_tasks_leaves_dead_letters(queue: RedisQueueManager) -> None:
    done, dead = [await task_in(queue, status) for status in (TaskStatus.COMPLETED, TaskStatus.FAILED)]

    assert await queue.clear_finished() == 1
    assert (await queue.known([done.id, dead.id])).keys() == {dead.id}


class TestFullQueue:
    @pytest.fixture
    def policy(self) -> QueuePolicy:
        return QueuePolicy(max_queue_length=2)

    async def test_a_full_queue_refuses_uploads_and_requeues(self, queue: RedisQueueManager) -> None:
        dead = await task_in(queue, TaskStatus.FAILED)
        for _ in range(2):
            await queue.enqueue(make_record())

        with pytest.raises(QueueFull):
            await queue.enqueue(make_record())
        with pytest.raises(QueueFull):
            await queue.requeue(dead.id)

    async def test_held_uploads_have_a_limit_of_their_own(self, queue: RedisQueueManager) -> None:
        for _ in range(2):
            await queue.enqueue(make_record(hold=True))

        with pytest.raises(QueueFull):
            await queue.enqueue(make_record(hold=True))

    async def test_pending_tasks_start_as_far_as_there_is_room(self, queue: RedisQueueManager) -> None:
        for _ in range(2):
            await queue.enqueue(make_record(hold=True))
        await queue.enqueue(make_record())

        assert await queue.start_pending() == 1
        with pytest.raises(QueueFull):
            await queue.start_pending()
