"""Load the Lua transitions and run them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from redis.asyncio import RedisCluster
from redis.exceptions import NoScriptError

from ocr_service.domain.notification import LOCAL_RECEIVERS
from ocr_service.domain.queue_values import BOUNDS_S
from ocr_service.queue.connection import Clients, named_errors
from ocr_service.queue.keys import Keys
from ocr_service.queue.line.endpoint import Argument
from ocr_service.queue.line.shared_connection import SharedConnection
from ocr_service.queue.line.wire import Interrupted
from ocr_service.queue.policy import QueuePolicy

_NAME = re.compile(r"\b[A-Z][A-Z_]+\b")
_INCLUDE = re.compile(r"^-- include: (.+)$", re.MULTILINE)


LUA = files("ocr_service.queue").joinpath("lua")
PARTS = "parts"


@cache
def rooms() -> Mapping[str, str]:
    """The folder of ``lua/`` in which each script lies; its name alone says which it is."""
    return {
        script.name.removesuffix(".lua"): room.name
        for room in LUA.iterdir()
        if room.is_dir() and room.name != PARTS
        for script in room.iterdir()
        if script.name.endswith(".lua")
    }


@cache
def _text(room: str, name: str) -> str:
    return LUA.joinpath(room, f"{name}.lua").read_text(encoding="utf-8")


def _constants(policy: QueuePolicy) -> dict[str, str]:
    values = {
        "LEASE_MS": policy.lease_ms,
        "WORKER_TTL_MS": policy.worker_ttl_ms,
        "AGEING_MS": policy.ageing_ms,
        "AGEING_SHARE": policy.ageing_share,
        "RESULT_TTL_S": policy.result_ttl_s,
        "TASK_TTL_S": max(policy.task_ttl_s, policy.result_ttl_s),
        "FAILED_TTL_S": policy.failed_ttl_s,
        "IDEMPOTENCY_TTL_S": policy.idempotency_ttl_s,
        "CACHE_TTL_S": min(policy.cache_ttl_s, policy.result_ttl_s),
        "MAX_QUEUE_LENGTH": policy.max_queue_length,
        "MAX_LOST_LEASES": policy.max_lost_leases,
        "OWNER_CAP": policy.owner_cap if policy.owners else 0,
        "MAX_EVENTS": policy.max_events,
        "MAX_HISTORY": policy.max_history,
        "SIGNAL_TTL_S": policy.signal_ttl_s,
        "TASK_VERSION": policy.task_version,
        "MAX_NOTIFICATIONS": policy.max_notifications,
        "MAX_LANE": policy.max_notifications // 2,
        "MAX_DELIVERED": policy.max_delivered,
        "MAX_DEAD_NOTIFICATIONS": policy.max_dead_notifications,
        "MAX_DELIVERY_LOG": policy.max_delivery_log,
        "NOTIFICATION_TTL_S": policy.notification_ttl_s,
        "DELIVERED_TTL_S": policy.delivered_ttl_s,
        "NOTIFIER_TTL_MS": policy.notifier_ttl_ms,
        "LOCAL_RECEIVERS": f"{{{', '.join(f'{name} = true' for name in sorted(LOCAL_RECEIVERS))}}}",
        "STANDING": _standing(policy),
        "BOUNDS_MS": f"{{{', '.join(str(round(bound_s * 1000)) for bound_s in BOUNDS_S)}}}",
    }
    return {name: f"local {name} = {value}" for name, value in values.items()}


def _standing(policy: QueuePolicy) -> str:
    """The subscriptions of the settings as a Lua table: kind -> ids."""
    by_kind: dict[str, list[str]] = {}
    for subscription_id, kinds in policy.standing:
        for kind in kinds:
            by_kind.setdefault(kind, []).append(f"'{subscription_id}'")
    return "{" + ", ".join(f"['{kind}'] = {{{', '.join(ids)}}}" for kind, ids in by_kind.items()) + "}"


def _with_parts(match: re.Match[str]) -> str:
    return "\n".join(_text(PARTS, part.strip()) for part in match[1].split(","))


def assemble(name: str, keys: Keys, policy: QueuePolicy) -> str:
    """The whole text of a script: its flags, the constants it uses, the parts it includes, then itself.

    Redis runs the whole text at each call, constants that nobody uses as well.
    """
    flags, _, body = _text(rooms()[name], name).partition("\n")
    whole = _INCLUDE.sub(_with_parts, body)
    used = set(_NAME.findall(whole))
    constants = {**keys.lua(), **_constants(policy)}
    return f"{flags}\n{' '.join(text for name, text in constants.items() if name in used)}\n{whole}"


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
        # All at once: an upgrade may replace the files under a running process.
        self._known = {name: _hashed(assemble(name, keys, policy)) for name in rooms()}
        self._shared = _shared_connection(clients)
        self.now_ms = now_ms

    async def run(self, name: str, *args: Argument) -> Any:
        """The script's reply. Raises ``BackendUnavailable``."""
        text, sha = self._known[name]
        if self._shared is not None:
            with named_errors():
                try:
                    return await self._shared.call("EVALSHA", sha, 1, self._slot, self.now_ms, *args)
                except Interrupted:
                    pass
        return await self._clients.ask(self._run_with_patience(text, sha, *args))

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


def _shared_connection(clients: Clients) -> SharedConnection | None:
    if isinstance(clients.short, RedisCluster):
        return None
    return SharedConnection(clients.short.connection_pool, timeout_s=clients.timeout_s)
