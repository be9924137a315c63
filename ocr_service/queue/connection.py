"""Open connections to Redis by URL, and name what can go wrong with them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Connection, ConnectionPool, Redis, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import (
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
)
from redis.exceptions import TimeoutError as RedisTimeoutError

from ocr_service.errors import BackendUnavailable

Client = Any
"""A redis-py client, plain or of a cluster: their common part has no common type."""

LONGEST_BLOCK_S = 5.0
"""Blocking commands come back at least so often, so that a dead line is noticed."""

# Redis answers, but it cannot serve: full, read-only, not yet loaded, disk in trouble, no master.
_REFUSALS = (
    "OOM",
    "READONLY",
    "MISCONF",
    "LOADING",
    "MASTERDOWN",
    "NOREPLICAS",
    "CLUSTERDOWN",
    "TRYAGAIN",
    "BUSY",
)
_AWAY = (
    RedisConnectionError,
    RedisTimeoutError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    OSError,
)


class _PlainSending:
    """Sends under ``asyncio.timeout``: the ``wait_for`` of redis-py loses a cancellation that comes with its end."""

    socket_timeout: float | None

    async def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        """Send; reconnects first when need be."""
        timeout_s, self.socket_timeout = self.socket_timeout, None
        parent: Any = super()
        try:
            async with asyncio.timeout(timeout_s):
                await parent.send_packed_command(command, check_health)
        finally:
            self.socket_timeout = timeout_s


class _TrustingPool(ConnectionPool):
    """Takes a pooled connection as it is; a dead one shows at the first command, which is repeated.

    To look first whether there is something to read, as redis-py does, costs a part of every command.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.connection_class = _plain_sending(self.connection_class)

    async def ensure_connection(self, connection: Any) -> None:
        """Connect unless it is connected."""
        await connection.connect()


class _QueueingPool(_TrustingPool, BlockingConnectionPool):
    """Lets callers wait for a connection when all are in use."""


class _SentinelPool(_TrustingPool, SentinelConnectionPool):
    """Asks the sentinels who the master is."""

    def __init__(self, service: str, sentinel: Any, **options: Any) -> None:
        untyped: Any = SentinelConnectionPool.__init__
        untyped(self, service, sentinel, **options)
        self.connection_class = _plain_sending(self.connection_class)

    async def disconnect(self, inuse_connections: bool = True) -> None:
        """Close the connections to the sentinels, too."""
        await super().disconnect(inuse_connections)
        for sentinel in self.sentinel_manager.sentinels:
            await sentinel.aclose()


def _plain_sending(connection_class: Any) -> Any:
    return type(f"Plain{connection_class.__name__}", (_PlainSending, connection_class), {})


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn what means "not now" into ``BackendUnavailable``; mistakes of ours stay what they are."""
    try:
        yield
    except _AWAY as error:
        raise BackendUnavailable from error
    except ResponseError as error:
        if str(error).removeprefix("ERR ").startswith(_REFUSALS):
            raise BackendUnavailable from error
        raise


def _options(url: str, timeout_s: float) -> dict[str, Any]:
    over_tcp = {} if url.startswith("unix://") else {"socket_keepalive": True}
    return {
        **over_tcp,
        "decode_responses": True,
        "protocol": 2,
        "socket_timeout": timeout_s,
        "socket_connect_timeout": timeout_s,
    }


def _retry() -> Retry:
    """Reconnect a few times within about a second. A timeout is not repeated: the server is busy enough."""
    backoff = ExponentialWithJitterBackoff(base=0.02, cap=0.5)
    return Retry(backoff, retries=4, supported_errors=(RedisConnectionError,))


def _addresses(netloc: str) -> list[tuple[str, int]]:
    hosts = netloc.rpartition("@")[2].split(",")
    return [(host.rpartition(":")[0] or host, int(host.rpartition(":")[2] or 0)) for host in hosts]


def _credentials(netloc: str) -> dict[str, str]:
    user, _, password = netloc.rpartition("@")[0].partition(":")
    named = {"username": unquote(user), "password": unquote(password)}
    return {name: value for name, value in named.items() if value}


def _sentinel_client(url: str, options: dict[str, Any]) -> Client:
    """``redis+sentinel://[user:password@]host:port,…/service[/database]``; the sentinels take no password."""
    parts = urlsplit(url)
    service, _, database = parts.path.strip("/").partition("/")
    own = {**options, **dict(parse_qsl(parts.query)), **_credentials(parts.netloc), "db": int(database or 0)}
    untyped: Any = Sentinel
    sentinel = untyped(_addresses(parts.netloc), sentinel_kwargs=options, retry=_retry(), **own)
    return sentinel.master_for(service or "mymaster", connection_pool_class=_SentinelPool)


def _cluster_client(url: str, options: dict[str, Any], max_connections: int) -> Client:
    """``redis+cluster://[user:password@]host:port[,host:port…]``; ``rediss+cluster://`` for TLS."""
    parts = urlsplit(url)
    host, port = _addresses(parts.netloc)[0]
    tls = {"ssl": True, **dict(parse_qsl(parts.query))} if parts.scheme.startswith("rediss") else {}
    own = {**options, **tls, **_credentials(parts.netloc)}
    cluster = RedisCluster(host=host, port=port, max_connections=max_connections, **own)
    nodes = cluster.connection_kwargs
    nodes["connection_class"] = _plain_sending(nodes.get("connection_class", Connection))
    return cluster


def open_client(url: str, *, timeout_s: float, max_connections: int) -> Client:
    """A client for short commands; a caller waits for one of ``max_connections``. No I/O yet."""
    options = _options(url, timeout_s)
    if url.startswith("redis+sentinel://"):
        return _sentinel_client(url, options)
    if "+cluster://" in url:
        return _cluster_client(url, options, max_connections)
    pool = _QueueingPool.from_url(
        url, retry=_retry(), max_connections=max_connections, timeout=timeout_s, **options
    )
    return Redis.from_pool(pool)


def open_blocking_client(url: str, *, timeout_s: float) -> Client:
    """A client of its own for commands that wait: a cancelled one never disturbs the others (redis-py #2665)."""
    options = _options(url, timeout_s + LONGEST_BLOCK_S)
    options["socket_connect_timeout"] = timeout_s
    if url.startswith("redis+sentinel://"):
        return _sentinel_client(url, options)
    if "+cluster://" in url:
        return _cluster_client(url, options, 1_024)
    return Redis.from_pool(_TrustingPool.from_url(url, retry=_retry(), max_connections=1_024, **options))


__all__ = ["LONGEST_BLOCK_S", "Client", "RedisError", "named_errors", "open_blocking_client", "open_client"]
