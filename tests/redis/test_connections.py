"""The queue works over every kind of connection, comes back by itself, and says so when it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import redis.asyncio

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.errors import BackendUnavailable
from ocr_service.queue import RedisQueueManager
from ocr_service.queue.keys import Keys
from tests.support.processes import redis_fleet
from tests.support.processes.patience import LONGER_S, PATIENCE_S
from tests.support.records import make_record, make_worker
from tests.support.redis_server import RedisServer

ALL = tuple(Priority)
ACL_FILE = Path(__file__).parents[2] / "docker" / "redis-users.acl"


@asynccontextmanager
async def connected(
    url: str, *, key_prefix: str = "", timeout_s: float = 2
) -> AsyncIterator[RedisQueueManager]:
    manager = RedisQueueManager.connect(url, key_prefix=key_prefix, timeout_s=timeout_s)
    try:
        yield manager
    finally:
        await manager.close()


async def whole_life(queue: RedisQueueManager) -> None:
    """Everything a task, a batch and a worker do, with a wake-up, a signal and a long poll on the way."""
    await queue.ping()
    await queue.create_batch("b", owner="a", total=1)
    waiting = asyncio.create_task(queue.claim("w1", ALL, wait_s=LONGER_S))
    await asyncio.sleep(0.05)
    task = (await queue.enqueue(make_record(owner="a", batch_id="b"))).task
    claim = await asyncio.wait_for(waiting, PATIENCE_S)
    assert claim is not None
    assert (await queue.heartbeat(make_worker("w1", current_tasks=(task.id,)))).lost == frozenset()
    change = asyncio.create_task(queue.wait_change(claim.task, timeout_s=LONGER_S))
    await asyncio.sleep(0.05)
    await queue.complete(claim, Completion(head={"text": "x"}, pages=1))
    changed = await asyncio.wait_for(change, PATIENCE_S)
    assert changed is not None
    assert changed.status is TaskStatus.COMPLETED
    assert await queue.result(task.id) == {"text": "x"}
    batch = await queue.batch("b")
    assert batch is not None
    assert batch.finished_at
    running = (await queue.enqueue(make_record())).task
    await queue.claim("w1", ALL)
    await queue.cancel(running.id)
    assert await queue.wait_signal("w1", timeout_s=PATIENCE_S)
    assert len((await queue.list_tasks()).tasks) == 2
    assert [worker.id for worker in await queue.workers()] == ["w1"]
    await queue.requeue(running.id)
    await queue.delete(running.id)
    assert list(await queue.recover()) == []
    assert await queue.trim() == 0
    report = await queue.audit(repair=True)
    assert (report.task_count, report.findings) == (1, ())
    assert (await queue.stats()).completed_total == 1


KINDS: dict[str, tuple[Callable[[Path], AbstractContextManager[str]], str]] = {
    "cluster": (redis_fleet.cluster, "{ocr}:"),
    "sentinel": (redis_fleet.sentinel, ""),
    "tls": (redis_fleet.tls, ""),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_task_lives_its_whole_life_over(kind: str, tmp_path: Path) -> None:
    start, key_prefix = KINDS[kind]
    with start(tmp_path) as url:
        async with connected(url, key_prefix=key_prefix) as queue:
            await whole_life(queue)


async def test_a_tls_server_with_a_strange_certificate_is_refused(tmp_path: Path) -> None:
    with redis_fleet.tls(tmp_path) as url:
        async with connected(url.partition("?")[0]) as queue:
            with pytest.raises(BackendUnavailable):
                await queue.ping()


async def test_two_prefixes_on_one_server_know_nothing_of_each_other(redis_server: RedisServer) -> None:
    async with connected(redis_server.url, key_prefix="it's:") as one:
        async with connected(redis_server.url, key_prefix="two:") as two:
            await one.enqueue(make_record())

            assert await two.claim("w", ALL) is None
            assert await one.claim("w", ALL) is not None
            assert (await one.audit()).task_count == 1


def test_the_least_privileged_user_may_use_every_key_that_the_service_names() -> None:
    rules = next(line for line in ACL_FILE.read_text().splitlines() if line.startswith("user docvault"))
    allowed = [word[1:] for word in rules.split() if word.startswith("~")]
    keys = {Keys().named(name, *(["x"] if name.startswith("P_") else [])) for name in Keys().lua()}

    assert {key for key in keys if not any(fnmatchcase(key, pattern) for pattern in allowed)} == set()


async def test_the_least_privileged_user_may_do_everything_the_service_needs(tmp_path: Path) -> None:
    rules = ACL_FILE.read_text().replace("CHANGE_ME_SERVICE", "s3cret").replace("CHANGE_ME_ADMIN", "admin")
    (tmp_path / "users.acl").write_text(rules)
    with RedisServer(tmp_path / "redis", options=("--aclfile", str(tmp_path / "users.acl"))) as server:
        url = server.url.replace("unix://", "unix://docvault:s3cret@")
        async with connected(url) as queue:
            await whole_life(queue)
            assert await queue.take_tokens("api:caller", per_minute=60) == 0
        client = redis.asyncio.Redis.from_url(url)
        for command in ("FLUSHALL", "KEYS *", "CONFIG GET *", "SHUTDOWN", "SET foreign 1", "ACL LIST"):
            with pytest.raises(redis.exceptions.NoPermissionError):
                await client.execute_command(*command.split())
        await client.aclose()
        async with connected(server.url) as stranger:
            with pytest.raises(BackendUnavailable):
                await stranger.ping()


@pytest.fixture
def durable(tmp_path: Path) -> RedisServer:
    return RedisServer(tmp_path, options=("--appendonly", "yes", "--appendfsync", "always"))


async def test_it_comes_back_by_itself_after_redis_was_killed(durable: RedisServer) -> None:
    with durable:
        async with connected(durable.url) as queue:
            task = (await queue.enqueue(make_record())).task
            claim = await queue.claim("w1", ALL)
            assert claim is not None
            waiting = asyncio.create_task(queue.claim("w2", ALL, wait_s=LONGER_S))
            await asyncio.sleep(0.05)

            durable.kill()
            with pytest.raises(BackendUnavailable):
                await queue.get(task.id)
            with pytest.raises(BackendUnavailable):
                await waiting
            durable.start()

            await queue.complete(claim, Completion(head={}, pages=1))
            found = await queue.get(task.id)
            assert found is not None
            assert found.status is TaskStatus.COMPLETED


async def test_a_waiter_for_changes_outlives_a_restart_of_redis(durable: RedisServer) -> None:
    with durable:
        async with connected(durable.url) as queue:
            task = (await queue.enqueue(make_record())).task
            events = queue.events()
            following = asyncio.create_task(anext(aiter(events)))
            await asyncio.sleep(0.05)
            durable.kill()
            durable.start()

            await queue.cancel(task.id)

            assert (await asyncio.wait_for(following, PATIENCE_S))["status"] == "CANCELLED"


async def test_scripts_are_loaded_again_when_redis_forgot_them(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    await queue.enqueue(make_record())
    await raw.script_flush()

    assert await queue.claim("w1", ALL) is not None


async def test_a_full_redis_refuses_uploads_and_lets_workers_finish(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    await queue.enqueue(make_record())
    claim = await queue.claim("w1", ALL)
    assert claim is not None
    await raw.config_set("maxmemory", 1)
    try:
        for refused in (queue.ping(), queue.enqueue(make_record()), queue.claim("w1", ALL)):
            with pytest.raises(BackendUnavailable):
                await refused
        await queue.heartbeat(make_worker("w1", current_tasks=(claim.task.id,)))
        await queue.progress(claim, percent=50, message="half")
        await queue.complete(claim, Completion(head={"text": "x"}, pages=1))
        assert await queue.result(claim.task.id) == {"text": "x"}
    finally:
        await raw.config_set("maxmemory", 0)
    await queue.enqueue(make_record())


async def test_a_replica_without_a_master_takes_no_uploads(
    queue: RedisQueueManager, raw: redis.asyncio.Redis
) -> None:
    await raw.replicaof("127.0.0.1", "1")
    try:
        with pytest.raises(BackendUnavailable):
            await queue.enqueue(make_record())
    finally:
        await raw.replicaof("NO", "ONE")


async def test_a_server_that_does_not_answer_is_unavailable() -> None:
    async with connected("redis://127.0.0.1:1", timeout_s=0.2) as queue:
        with pytest.raises(BackendUnavailable):
            await queue.ping()


async def test_a_connection_is_waited_for_when_all_are_in_use(redis_server: RedisServer) -> None:
    manager = RedisQueueManager.connect(redis_server.url, max_connections=2)
    try:
        replies = await asyncio.gather(*(manager.enqueue(make_record()) for _ in range(200)))
        assert all(reply.is_new for reply in replies)
    finally:
        await manager.close()
