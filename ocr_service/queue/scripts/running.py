"""Load the Lua transitions and run them."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from redis.asyncio import RedisCluster
from redis.exceptions import NoScriptError, RedisError

from ocr_service.errors import BackendUnavailable
from ocr_service.queue.connection import Clients, named_errors
from ocr_service.queue.keys import Keys
from ocr_service.queue.line.endpoint import Argument, Command
from ocr_service.queue.line.shared_connection import SharedConnection
from ocr_service.queue.line.wire import Interrupted
from ocr_service.queue.policy import QueuePolicy
from ocr_service.queue.scripts.text import assemble, rooms

Undo = Callable[[Any], Awaitable[None]]
"""Takes back what a script did, by its reply."""


@lru_cache(maxsize=8)
def _all_scripts(keys: Keys, policy: QueuePolicy) -> Mapping[str, tuple[str, str]]:
    """Text and hash of each, all at once: an upgrade may replace the files under a running process. It takes 20 ms."""
    return {name: _hashed(assemble(name, keys, policy)) for name in rooms()}


def _hashed(text: str) -> tuple[str, str]:
    return text, hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


class Scripts:
    """Runs scripts by their hash; Redis gets the text again whenever it does not know it (any more).

    They go over one shared connection, except on a cluster, where redis-py finds the node. What the shared
    connection could not bring home is asked again through redis-py, which reconnects with patience:
    each transition recognises its own repetition.
    """

    def __init__(self, clients: Clients, keys: Keys, policy: QueuePolicy, *, now_ms: str = "") -> None:
        self._clients = clients
        self._slot = keys.named("K_EVENTS")
        self._known = _all_scripts(keys, policy)
        self._shared = _shared_connection(clients)
        self.now_ms = now_ms

    async def run(self, name: str, *args: Argument) -> Any:
        """The script's reply. Raises ``BackendUnavailable``."""
        text, sha = self._known[name]
        if self._shared is not None:
            with named_errors, suppress(Interrupted):
                return await self._shared.call("EVALSHA", sha, 1, self._slot, self.now_ms, *args)
        return await self._clients.ask(self._run_with_patience(text, sha, *args))

    async def run_or_undo(self, undo: Undo, name: str, *args: Argument) -> Any:
        """As ``run``; but a caller that is cancelled waits for the reply all the same, and ends when ``undo(reply)`` has.

        A task of its own for the call would be simpler, and costs 10 µs.
        """
        text, sha = self._known[name]
        if self._shared is not None:
            with named_errors, suppress(Interrupted):
                command = ("EVALSHA", sha, 1, self._slot, self.now_ms, *args)
                return await _heard(await self._shared.send(*command), undo)
        patient = self._clients.ask(self._run_with_patience(text, sha, *args))
        return await _heard(asyncio.ensure_future(patient), undo)

    async def beside(self, commands: Sequence[Command]) -> list[Any] | None:
        """Replies to commands over the same connection, a sixth of what redis-py takes; None when it cannot bring them home.

        Raises ``BackendUnavailable``. Commands may have been carried out though there is no reply.
        """
        if self._shared is not None:
            with named_errors, suppress(Interrupted):
                return await asyncio.gather(*[await self._shared.send(*command) for command in commands])
        return None

    async def _run_with_patience(self, text: str, sha: str, *args: Argument) -> Any:
        client = self._clients.short
        try:
            return await client.evalsha(sha, 1, self._slot, self.now_ms, *args)
        except NoScriptError:
            return await client.eval(text, 1, self._slot, self.now_ms, *args)

    async def close(self) -> None:
        """Close the shared connection."""
        if self._shared is not None:
            await self._shared.close()


async def _heard(reply: asyncio.Future[Any], undo: Undo) -> Any:
    try:
        return await asyncio.shield(reply)
    except asyncio.CancelledError:
        with suppress(RedisError, BackendUnavailable):
            await undo(await reply)
        raise


def _shared_connection(clients: Clients) -> SharedConnection | None:
    if isinstance(clients.short, RedisCluster):
        return None
    return SharedConnection(clients.short.connection_pool, timeout_s=clients.timeout_s)
