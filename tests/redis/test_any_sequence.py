"""After any sequence of transitions, crashes and time, each task is in exactly one place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
import redis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Claim, Task, TaskError
from ocr_service.errors import LeaseLost, QueueFull, TaskNotFound, TaskStateConflict
from ocr_service.queue import QueuePolicy, RedisQueueManager
from tests.support.records import make_record, make_worker
from tests.support.redis_clock import RedisClock
from tests.support.redis_server import RedisServer

ALL = tuple(Priority)
WORKERS = ("w1", "w2", "w3")
ERROR = TaskError(code="E", detail="d")
T = TypeVar("T")

priorities = st.sampled_from(ALL)
workers = st.sampled_from(WORKERS)
numbers = st.integers(0, 1_000)


class AnySequence(RuleBasedStateMachine):
    """Keeps every claim ever made: old ones go on writing, as workers do that were presumed dead."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        policy = QueuePolicy(owners=True, owner_cap=2, max_queue_length=12, max_lost_leases=2)
        self.queue = RedisQueueManager.connect(self.url, policy=policy)
        self.raw = redis.Redis.from_url(self.url, decode_responses=True)
        self.task_ids: list[str] = []
        self.claims: list[Claim] = []
        self.results: dict[str, int] = {}

    @initialize()
    def empty(self) -> None:
        self.raw.flushall()
        self.clock = RedisClock(self.queue)

    def teardown(self) -> None:
        self.wait_for(self.queue.close())
        self.raw.close()
        self.loop.close()

    def wait_for(self, call: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await call

        return self.loop.run_until_complete(awaited())

    def steer(self, call: Awaitable[Any]) -> None:
        with suppress(TaskNotFound, TaskStateConflict, QueueFull):
            self.wait_for(call)

    def task_id(self, number: int) -> str:
        return self.task_ids[number % len(self.task_ids)] if self.task_ids else "none"

    @rule(priority=priorities, owner=st.sampled_from(["", "a", "b:ü"]), hold=st.booleans())
    def enqueue(self, priority: Priority, owner: str, hold: bool) -> None:
        record = make_record(priority=priority, owner=owner, hold=hold)
        with suppress(QueueFull):
            self.task_ids.append(self.wait_for(self.queue.enqueue(record)).task.id)

    @rule(limit=st.integers(1, 3), owner=st.sampled_from(["", "a"]))
    def start_pending(self, limit: int, owner: str) -> None:
        self.steer(self.queue.start_pending(owner=owner, limit=limit))

    @rule(worker=workers)
    def claim(self, worker: str) -> None:
        claim = self.wait_for(self.queue.claim(worker, ALL))
        if claim:
            assert all(claim.token > earlier.token for earlier in self.claims)
            self.claims.append(claim)

    @rule(worker=workers, number=numbers, dead=st.sampled_from(["", *WORKERS]))
    def claim_task(self, worker: str, number: int, dead: str) -> None:
        claim = self.wait_for(self.queue.claim_task(worker, self.task_id(number), dead_worker=dead))
        if isinstance(claim, Claim):
            assert all(claim.token > earlier.token for earlier in self.claims)
            self.claims.append(claim)

    @rule(
        number=numbers,
        transition=st.sampled_from(["progress", "complete", "retry", "crash", "fail", "release"]),
    )
    def write(self, number: int, transition: str) -> None:
        if not self.claims:
            return
        claim = self.claims[number % len(self.claims)]
        before = self.wait_for(self.queue.get(claim.task.id))
        try:
            self.wait_for(self._write(claim, transition))
        except LeaseLost:
            assert self.wait_for(self.queue.get(claim.task.id)) == before
            assert not self._is_own(claim, before)
            return
        assert before is not None
        assert before.token == claim.token
        if transition == "complete" and before.status is TaskStatus.PROCESSING:
            self.results[claim.task.id] = self.results.get(claim.task.id, 0) + 1
            assert self.results[claim.task.id] == 1

    def _write(self, claim: Claim, transition: str) -> Awaitable[None]:
        if transition == "progress":
            return self.queue.progress(claim, percent=50, message="half")
        if transition == "complete":
            return self.queue.complete(claim, Completion(head={"token": claim.token}, pages=1))
        if transition == "fail":
            return self.queue.fail(claim, ERROR)
        if transition == "release":
            return self.queue.release(claim)
        return getattr(self.queue, transition)(claim, ERROR, delay_s=5)  # type: ignore[no-any-return]

    @staticmethod
    def _is_own(claim: Claim, task: Task | None) -> bool:
        return task is not None and task.status is TaskStatus.PROCESSING and task.token == claim.token

    @rule(worker=workers)
    def heartbeat(self, worker: str) -> None:
        ids = tuple({claim.task.id for claim in self.claims if claim.worker_id == worker})
        self.wait_for(self.queue.heartbeat(make_worker(worker, current_tasks=ids)))

    @rule(seconds=st.sampled_from([1, 6, 29, 31, 301]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds=seconds)

    @rule()
    def recover(self) -> None:
        self.wait_for(self.queue.recover())

    @rule(number=numbers)
    def cancel(self, number: int) -> None:
        self.steer(self.queue.cancel(self.task_id(number)))

    @rule(number=numbers)
    def requeue(self, number: int) -> None:
        self.steer(self.queue.requeue(self.task_id(number)))

    @rule(number=numbers, priority=priorities)
    def reprioritize(self, number: int, priority: Priority) -> None:
        self.steer(self.queue.reprioritize(self.task_id(number), priority))

    @rule(number=numbers)
    def delete(self, number: int) -> None:
        task_id = self.task_id(number)
        self.steer(self.queue.delete(task_id))
        self.task_ids = [known for known in self.task_ids if known != task_id]

    @rule(priority=priorities, is_paused=st.booleans())
    def pause(self, priority: Priority, is_paused: bool) -> None:
        self.wait_for(self.queue.pause(priority) if is_paused else self.queue.resume(priority))

    @invariant()
    def each_task_is_in_exactly_one_place(self) -> None:
        report = self.wait_for(self.queue.audit())
        assert report.findings == ()
        assert report.task_count == len(self.task_ids)

    @invariant()
    def the_counters_tell_the_truth(self) -> None:
        waiting = self.wait_for(self.queue.stats()).waiting
        for priority in ALL:
            beside = [key for key in self.raw.keys("owner:*") if key.endswith(f":{priority}")]
            lists = [self.raw.lrange(key, 0, -1) for key in (f"queue:{priority}", *beside)]
            assert waiting[priority] == sum(map(len, lists))
            owners = [self.raw.hget(f"task:{task_id}", "owner") for task_id in lists[0]]
            counted = {
                owner: int(count) for owner, count in self.raw.hgetall(f"queue:share:{priority}").items()
            }
            assert counted == {owner: owners.count(owner) for owner in set(owners) if owner}

    @invariant()
    def nobody_waits_beside_a_queue_that_has_room(self) -> None:
        for key in self.raw.keys("owner:*"):
            _, owner, priority = key.split(":")
            name = {"a": "a", "b%3A%C3%BC": "b:ü"}[owner]
            assert int(self.raw.hget(f"queue:share:{priority}", name) or 0) >= 2


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    folder: Path = tmp_path_factory.mktemp("any-sequence")
    with RedisServer(folder) as server:
        yield server


def test_any_sequence_keeps_every_task_in_one_place(own_server: RedisServer) -> None:
    AnySequence.url = own_server.url
    short = settings(
        max_examples=25,
        stateful_step_count=50,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(AnySequence, settings=short)
