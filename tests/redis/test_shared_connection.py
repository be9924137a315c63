"""One connection serves all callers: no reply ever reaches another's, whatever is cancelled or breaks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import redis.asyncio
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.errors import BackendUnavailable, LeaseLost
from ocr_service.queue import QueuePolicy, RedisQueueManager
from ocr_service.queue.connection import open_client
from ocr_service.queue.shared_connection import Interrupted, SharedConnection
from tests.support.proxy import Line, Proxy
from tests.support.records import make_record
from tests.support.redis_server import RedisServer

ALL = tuple(Priority)


@pytest.fixture
async def proxy(redis_server: RedisServer) -> AsyncIterator[Proxy]:
    async with Proxy(str(redis_server.socket_path)) as line:
        yield line


@pytest.fixture
async def shared(proxy: Proxy) -> AsyncIterator[SharedConnection]:
    client = open_client(f"redis://127.0.0.1:{proxy.port}/3", timeout_s=1, max_connections=4)
    connection = SharedConnection(client.connection_pool)
    yield connection
    await connection.close()
    await client.aclose()


async def blocked(raw: redis.asyncio.Redis) -> None:
    """Wait until Redis lets somebody wait."""
    async with asyncio.timeout(5):
        while not (await raw.info("clients"))["blocked_clients"]:
            await asyncio.sleep(0.005)


async def test_each_caller_gets_the_reply_to_its_own_command(shared: SharedConnection) -> None:
    replies = await asyncio.gather(*(shared.call("ECHO", f"text {number} ü") for number in range(500)))

    assert replies == [f"text {number} ü" for number in range(500)]


async def test_it_speaks_to_the_database_of_its_url(
    shared: SharedConnection, raw: redis.asyncio.Redis
) -> None:
    await shared.call("SET", "here", "1")

    assert await raw.exists("here") == 0
    assert await shared.call("GET", "here") == "1"


async def test_cancelled_callers_never_shift_the_replies_of_others(shared: SharedConnection) -> None:
    dice = random.Random(7)
    for _ in range(100):
        calls = [asyncio.create_task(shared.call("ECHO", number)) for number in range(20)]
        doomed = set(dice.sample(range(20), 8))
        for _ in range(dice.randrange(4)):
            await asyncio.sleep(0)
        for number in doomed:
            calls[number].cancel()
        replies = await asyncio.gather(*calls, return_exceptions=True)

        assert all(replies[number] == str(number) for number in set(range(20)) - doomed)


async def test_a_refusal_reaches_its_caller_only(shared: SharedConnection) -> None:
    replies = await asyncio.gather(
        shared.call("ECHO", "a"),
        shared.call("LPOP"),
        shared.call("EVALSHA", "0" * 40, 0),
        shared.call("ECHO", "b"),
        return_exceptions=True,
    )

    assert (replies[0], replies[3]) == ("a", "b")
    assert isinstance(replies[1], ResponseError)
    assert isinstance(replies[2], Interrupted)


async def test_a_broken_connection_tells_who_waits_and_the_next_call_opens_another(
    shared: SharedConnection, raw: redis.asyncio.Redis
) -> None:
    own_id = await shared.call("CLIENT", "ID")
    waiting = [asyncio.create_task(shared.call("BLPOP", "nothing", 10)) for _ in range(3)]
    await blocked(raw)

    await raw.client_kill_filter(_id=own_id)

    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Interrupted] * 3
    assert await shared.call("CLIENT", "ID") != own_id


async def test_a_server_that_falls_silent_is_noticed_in_time(shared: SharedConnection, proxy: Proxy) -> None:
    await shared.call("PING")
    proxy.line = Line.ONE_WAY
    async with asyncio.timeout(3):
        outcomes = await asyncio.gather(*(shared.call("PING") for _ in range(5)), return_exceptions=True)
    proxy.line = Line.OPEN

    assert [type(outcome) for outcome in outcomes] == [RedisTimeoutError] * 5
    assert await shared.call("ECHO", "back") == "back"


async def test_a_slow_reply_that_comes_in_time_is_waited_for(shared: SharedConnection) -> None:
    await shared.call("PING")
    await asyncio.sleep(0.7)

    assert await shared.call("BLPOP", "nothing", 0.7) is None


async def test_closing_tells_who_waits(shared: SharedConnection, raw: redis.asyncio.Redis) -> None:
    waiting = asyncio.create_task(shared.call("BLPOP", "nothing", 10))
    await blocked(raw)

    await shared.close()

    with pytest.raises(Interrupted):
        await waiting


async def test_what_is_no_redis_is_not_believed() -> None:
    is_over = asyncio.Event()

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while b"PING" not in (commands := await reader.read(1_000)):
            writer.write(b"+OK\r\n" * commands.count(b"*"))
        writer.write(b"HTTP/1.1 200 OK\r\n")
        writer.close()
        is_over.set()

    async with await asyncio.start_server(babble, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = open_client(f"redis://127.0.0.1:{port}/3", timeout_s=1, max_connections=1)
        connection = SharedConnection(client.connection_pool)
        with pytest.raises(RedisConnectionError):
            await connection.call("PING")
        await connection.close()
        await client.aclose()
        await is_over.wait()


async def test_nothing_is_lost_or_doubled_when_connections_break_again_and_again(
    redis_server: RedisServer, raw: redis.asyncio.Redis
) -> None:
    queue = RedisQueueManager.connect(redis_server.url, timeout_s=2, policy=QueuePolicy(lease_ms=300))
    all_done = asyncio.Event()

    async def disturb() -> None:
        for _ in range(20):
            await raw.client_kill_filter(_type="normal", skipme=True)
            await asyncio.sleep(0.05)
        while await raw.hget("queue:stats", "completed") != "300":
            await asyncio.sleep(0.05)
        all_done.set()

    async def submit() -> None:
        for _ in range(60):
            await queue.enqueue(make_record())

    async def work() -> None:
        while not all_done.is_set():
            with suppress(BackendUnavailable, LeaseLost):
                claim = await queue.claim("w", ALL, wait_s=0.1)
                if claim is None:
                    # A claim whose reply was lost is nobody's: its lease brings the task back.
                    await queue.recover()
                else:
                    await queue.complete(claim, Completion(head={}, pages=1))

    try:
        async with asyncio.timeout(60):
            await asyncio.gather(disturb(), *(submit() for _ in range(5)), *(work() for _ in range(5)))
        stats, report = await queue.stats(), await queue.audit()
    finally:
        await queue.close()

    assert (stats.completed_total, report.task_count, report.findings) == (300, 300, ())
