"""One connection serves all callers: no reply ever reaches another's, whatever is cancelled or breaks."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest
import redis.asyncio
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from ocr_service.domain.queue_values import Completion
from ocr_service.domain.status import Priority
from ocr_service.errors import BackendUnavailable, LeaseLost
from ocr_service.queue import QueuePolicy, RedisQueueManager
from ocr_service.queue.connection import open_clients
from ocr_service.queue.line.endpoint import Endpoint
from ocr_service.queue.line.shared_connection import SharedConnection
from ocr_service.queue.line.wire import Interrupted, open_wire
from tests.support.processes import redis_fleet
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.proxy import Line, Proxy
from tests.support.records import make_record
from tests.support.redis_server import RedisServer

ALL = tuple(Priority)
TIMEOUT_S = 2.0


@pytest.fixture
async def proxy(redis_server: RedisServer) -> AsyncIterator[Proxy]:
    async with Proxy(str(redis_server.socket_path)) as line:
        yield line


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[SharedConnection]:
    clients = open_clients(url, timeout_s=TIMEOUT_S, max_connections=4)
    connection = SharedConnection(clients.short.connection_pool, timeout_s=TIMEOUT_S)
    yield connection
    await connection.close()
    await clients.close()


@pytest.fixture
async def shared(proxy: Proxy) -> AsyncIterator[SharedConnection]:
    async with connected(f"redis://127.0.0.1:{proxy.port}/3") as connection:
        yield connection


async def blocked(raw: redis.asyncio.Redis) -> None:
    """Wait until Redis lets somebody wait."""
    async with asyncio.timeout(PATIENCE_S):
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


@contextmanager
def with_a_user(folder: Path) -> Iterator[str]:
    users = folder / "users.acl"
    users.write_text("user default off\nuser clerk on >s3cr%t ~* &* +@all\n")
    with RedisServer(folder / "redis", options=("--aclfile", str(users))) as server:
        yield server.url.replace("unix://", "unix://clerk:s3cr%25t@").split("?")[0] + "?db=5&client_name=desk"


KINDS: dict[str, tuple[Callable[[Path], AbstractContextManager[str]], str]] = {
    "a socket, with a user": (with_a_user, "db=5"),
    "a sentinel": (redis_fleet.sentinel, "db=1"),
    "tls": (redis_fleet.tls, "db=0"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_it_goes_where_the_url_leads(kind: str, tmp_path: Path) -> None:
    start, database = KINDS[kind]
    with start(tmp_path) as url:
        async with connected(url) as connection:
            assert database in (await connection.call("CLIENT", "INFO")).split()


async def test_a_stranger_is_told_to_ask_in_another_way(tmp_path: Path) -> None:
    with with_a_user(tmp_path) as url:
        async with connected(url.replace("s3cr%25t", "wrong")) as connection:
            with pytest.raises(Interrupted):
                await connection.call("PING")


async def test_what_is_no_master_any_more_is_left_for_whoever_is(
    shared: SharedConnection, raw: redis.asyncio.Redis
) -> None:
    own_id = await shared.call("CLIENT", "ID")
    await raw.replicaof("127.0.0.1", "1")
    try:
        with pytest.raises(Interrupted):
            await shared.call("SET", "a", "1")
    finally:
        await raw.replicaof("NO", "ONE")

    assert await shared.call("CLIENT", "ID") != own_id


async def test_callers_that_come_while_it_is_opened_share_one_connection(
    shared: SharedConnection, raw: redis.asyncio.Redis
) -> None:
    first, *others = [asyncio.create_task(shared.call("CLIENT", "ID")) for _ in range(20)]
    await asyncio.sleep(0)
    first.cancel()

    assert len(set(await asyncio.gather(*others))) == 1


async def test_who_comes_to_a_wire_that_has_just_ended_is_told_so(redis_server: RedisServer) -> None:
    wire = await open_wire(Endpoint(path=str(redis_server.socket_path)), timeout_s=1)
    waiting = wire.send(("BLPOP", "nothing", 10))
    await wire.close()

    for reply in (waiting, wire.send(("PING",))):
        with pytest.raises(Interrupted):
            await asyncio.wait_for(reply, PATIENCE_S)


async def test_closing_while_it_is_opened_tells_who_waits() -> None:
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        async with connected(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/3") as connection:
            waiting = asyncio.create_task(connection.call("PING"))
            await asyncio.sleep(0.05)
            await connection.close()

            with pytest.raises(Interrupted):
                await waiting


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
    async with asyncio.timeout(PATIENCE_S):
        outcomes = await asyncio.gather(*(shared.call("PING") for _ in range(5)), return_exceptions=True)
    proxy.line = Line.OPEN

    assert [type(outcome) for outcome in outcomes] == [RedisTimeoutError] * 5
    assert await shared.call("ECHO", "back") == "back"


async def test_a_slow_reply_that_comes_in_time_is_waited_for(shared: SharedConnection) -> None:
    await shared.call("PING")
    await asyncio.sleep(0.6 * TIMEOUT_S)

    assert await shared.call("BLPOP", "nothing", 0.6 * TIMEOUT_S) is None


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
        async with connected(f"redis://127.0.0.1:{port}/3") as connection:
            with pytest.raises(RedisConnectionError):
                await connection.call("PING")
        await is_over.wait()


async def test_nothing_is_lost_or_doubled_when_connections_break_again_and_again(
    redis_server: RedisServer, raw: redis.asyncio.Redis
) -> None:
    queue = RedisQueueManager.connect(
        redis_server.url, timeout_s=2, policy=QueuePolicy(lease_ms=300, max_lost_leases=1_000)
    )
    all_done = asyncio.Event()

    async def disturb() -> None:
        for _ in range(20):
            await raw.client_kill_filter(_type="normal", skipme=True)
            await asyncio.sleep(0.05)
        while await raw.hget("queue:stats", "completed") != "300":
            await asyncio.sleep(0.05)
        all_done.set()

    async def submit() -> None:
        records = [make_record() for _ in range(60)]
        while records:
            # Whoever hears nothing asks again with the same record.
            with suppress(BackendUnavailable):
                await queue.enqueue(records[-1])
                records.pop()

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
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(disturb(), *(submit() for _ in range(5)), *(work() for _ in range(5)))
        stats, report = await queue.stats(), await queue.audit()
    finally:
        await queue.close()

    assert (stats.completed_total, report.task_count, report.findings) == (300, 300, ())
