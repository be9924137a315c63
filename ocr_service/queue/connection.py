"""Open clients of Redis by URL, bound the time their commands take, and name what can go wrong with them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, ConnectionPool, Redis, RedisCluster
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
Reply = TypeVar("Reply")

LONGEST_BLOCK_S = 5.0
"""Blocking commands come back at least so often, so that a dead line is noticed."""
_MAX_WAITING = 1_024

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


class _NamedErrors:
    """``with named_errors:`` turns what means "not now" into ``BackendUnavailable``; mistakes of ours stay what they are.

    No generator: it stands around each command, and one made by ``contextmanager`` costs 2 µs.
    """

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, _AWAY) or (isinstance(error, ResponseError) and _is_refusal(error)):
            raise BackendUnavailable from error


def _is_refusal(error: ResponseError) -> bool:
    return str(error).removeprefix("ERR ").startswith(_REFUSALS)


named_errors = _NamedErrors()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """Two clients of one server, and the time a command may take.

    Commands that wait have a client of their own: a cancelled one never disturbs the others (redis-py #2665).
    """

    short: Client
    waiting: Client
    timeout_s: float

    async def ask(self, command: Awaitable[Reply]) -> Reply:
        """The reply to a short command. Raises ``BackendUnavailable``."""
        return await _within(self.timeout_s, command)

    async def wait(self, command: Awaitable[Reply]) -> Reply:
        """The reply to a command that waits up to ``LONGEST_BLOCK_S`` in Redis. Raises ``BackendUnavailable``."""
        return await _within(self.timeout_s + LONGEST_BLOCK_S, command)

    async def close(self) -> None:
        """Close all connections."""
        for client in (self.waiting, self.short):
            await client.aclose()
            for sentinel in _sentinels_of(client):
                await sentinel.aclose()


async def _within(limit_s: float, command: Awaitable[Reply]) -> Reply:
    """Bounds the whole: waiting for a free connection, connecting, sending, reading.

    redis-py's own limit sends under ``asyncio.wait_for``, which on Python 3.11 loses a cancellation that comes
    with its end.
    """
    with named_errors:
        async with asyncio.timeout(limit_s):
            return await command


def _sentinels_of(client: Client) -> list[Client]:
    pool = getattr(client, "connection_pool", None)
    return pool.sentinel_manager.sentinels if isinstance(pool, SentinelConnectionPool) else []


def _options(url: str, timeout_s: float) -> dict[str, Any]:
    over_tcp = {} if url.startswith("unix://") else {"socket_keepalive": True}
    return {
        **over_tcp,
        "decode_responses": True,
        "protocol": 2,
        "socket_timeout": None,
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


def _sentinel_client(url: str, options: dict[str, Any], timeout_s: float) -> Client:
    """``redis+sentinel://[user:password@]host:port,…/service[/database]``; the sentinels take no password.

    Each sentinel has a part of the time only, so that the others can still be asked when one is silent.
    """
    parts = urlsplit(url)
    addresses = _addresses(parts.netloc)
    service, _, database = parts.path.strip("/").partition("/")
    share_s = timeout_s / (len(addresses) + 1)
    hasty = {**options, "socket_timeout": share_s, "socket_connect_timeout": share_s}
    own = {**options, **dict(parse_qsl(parts.query)), **_credentials(parts.netloc), "db": int(database or 0)}
    untyped: Any = Sentinel
    sentinel = untyped(addresses, sentinel_kwargs=hasty, retry=_retry(), **own)
    return sentinel.master_for(service or "mymaster")


def _cluster_client(url: str, options: dict[str, Any], max_connections: int) -> Client:
    """``redis+cluster://[user:password@]host:port[,host:port…]``; ``rediss+cluster://`` for TLS."""
    parts = urlsplit(url)
    host, port = _addresses(parts.netloc)[0]
    tls = {"ssl": True, **dict(parse_qsl(parts.query))} if parts.scheme.startswith("rediss") else {}
    own = {**options, **tls, **_credentials(parts.netloc)}
    return RedisCluster(host=host, port=port, max_connections=max_connections, **own)


def _open(url: str, timeout_s: float, pool: type[ConnectionPool], **limits: Any) -> Client:
    options = _options(url, timeout_s)
    if url.startswith("redis+sentinel://"):
        return _sentinel_client(url, options, timeout_s)
    if "+cluster://" in url:
        return _cluster_client(url, options, limits["max_connections"])
    return Redis.from_pool(pool.from_url(url, retry=_retry(), **options, **limits))


def open_clients(url: str, *, timeout_s: float, max_connections: int) -> Clients:
    """Clients for the server at ``url``; a short command waits for one of ``max_connections``. No I/O yet."""
    return Clients(
        short=_open(
            url, timeout_s, BlockingConnectionPool, max_connections=max_connections, timeout=timeout_s
        ),
        waiting=_open(url, timeout_s, ConnectionPool, max_connections=_MAX_WAITING),
        timeout_s=timeout_s,
    )


__all__ = ["LONGEST_BLOCK_S", "Client", "Clients", "RedisError", "named_errors", "open_clients"]
