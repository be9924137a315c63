"""Where the server of a redis-py pool is reached, and what a connection to it says first."""

from __future__ import annotations

from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

from redis.asyncio import Connection, SSLConnection, UnixDomainSocketConnection
from redis.asyncio.sentinel import SentinelConnectionPool

Argument = str | int | float
Command = tuple[Argument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A socket's ``path``, or ``host`` and ``port``, with ``tls`` where the URL wants it."""

    host: str = ""
    port: int = 0
    path: str = ""
    tls: SSLContext | None = None
    greeting: tuple[Command, ...] = ()


async def endpoint_of(pool: Any) -> Endpoint:
    """Where the URL of a ``ConnectionPool`` leads now; asks the sentinels, if it has any, who the master is.

    redis-py reads the URL with all that may stand in it: a connection that is never opened tells what it found.
    """
    unopened = pool.make_connection()
    greeting = _greeting(unopened)
    if isinstance(unopened, UnixDomainSocketConnection):
        return Endpoint(path=unopened.path, greeting=greeting)
    host, port = unopened.host, unopened.port
    if isinstance(pool, SentinelConnectionPool):
        sentinels: Any = pool
        host, port = await sentinels.get_master_address()
    tls = unopened.ssl_context.get() if isinstance(unopened, SSLConnection) else None
    return Endpoint(host=host, port=port, tls=tls, greeting=greeting)


def _greeting(unopened: Connection) -> tuple[Command, ...]:
    """Who calls, and which database is meant."""
    commands: list[Command] = []
    if unopened.username or unopened.password:
        names = (unopened.username,) if unopened.username else ()
        commands.append(("AUTH", *names, unopened.password or ""))
    if unopened.client_name:
        commands.append(("CLIENT", "SETNAME", unopened.client_name))
    if unopened.db:
        commands.append(("SELECT", unopened.db))
    return tuple(commands)
