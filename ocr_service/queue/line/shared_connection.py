"""Send commands of all callers over one connection, opened when it is needed and again when it broke.

redis-py takes a connection for each command and waits for its reply before the next one may use it;
that took two thirds of a no-op task's time (docs/decisions/0002-scripts-over-one-connection.md).
"""

from __future__ import annotations

import asyncio
from typing import Any

from redis.asyncio import ConnectionPool
from redis.exceptions import ConnectionError as RedisConnectionError

from ocr_service.queue.line.endpoint import Argument, endpoint_of
from ocr_service.queue.line.wire import Interrupted, Wire, open_wire


class SharedConnection:
    """Commands of all callers to the server that ``pool`` leads to."""

    def __init__(self, pool: ConnectionPool, *, timeout_s: float) -> None:
        self._pool = pool
        self._timeout_s = timeout_s
        self._opening: asyncio.Task[Wire] | None = None
        self._wire: Wire | None = None

    async def call(self, *command: Argument) -> Any:
        """The reply. Raises ``Interrupted``, or redis-py's ``TimeoutError`` and ``ResponseError``."""
        return await (await self.send(*command))

    async def send(self, *command: Argument) -> asyncio.Future[Any]:
        """The reply to come, of a command that is on its way; who is cancelled before has sent nothing. Raises as ``call``."""
        wire = self._wire
        if wire is None or not wire.is_open:
            wire = await self._opened()
        return wire.send(command)

    async def close(self) -> None:
        """Close the wire, if there is one."""
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.gather(self._opening, return_exceptions=True)
        if self._wire is not None:
            await self._wire.close()
            self._wire = None

    async def _opened(self) -> Wire:
        """One opens, all who come meanwhile wait for it and share its fate; it goes on when they are cancelled."""
        if self._opening is None:
            self._opening = asyncio.create_task(self._open())
            self._opening.add_done_callback(self._has_opened)
        return await asyncio.shield(self._opening)

    async def _open(self) -> Wire:
        if self._wire is not None:
            await self._wire.close()
        try:
            return await open_wire(await endpoint_of(self._pool), timeout_s=self._timeout_s)
        except asyncio.CancelledError:
            raise Interrupted("closed") from None
        except (RedisConnectionError, OSError) as error:
            raise Interrupted(str(error)) from error

    def _has_opened(self, opening: asyncio.Task[Wire]) -> None:
        self._opening = None
        if not opening.cancelled() and opening.exception() is None:
            self._wire = opening.result()
