"""The text of each Lua transition: its constants, the parts it names, and of those what it uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ocr_service.domain.notification import LOCAL_RECEIVERS
from ocr_service.domain.queue_values import BOUNDS_S
from ocr_service.queue.keys import Keys
from ocr_service.queue.policy import QueuePolicy

_WORD = re.compile(r"\b[A-Za-z_]\w*")
_INCLUDE = re.compile(r"^-- include: (.+)$", re.MULTILINE)
_COMMENT = re.compile(r"--\[\[[\s\S]*?\]\]\n|^ *--.*\n", re.MULTILINE)
_FUNCTION = re.compile(r"^local function (\w+)\((?:.*\bend$|.*(?:\n(?!end$).*)*\nend$)", re.MULTILINE)

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
    bounds_ms = [round(bound_s * 1000) for bound_s in BOUNDS_S]
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
        "LOCAL_RECEIVERS": f"' {' '.join(sorted(LOCAL_RECEIVERS))} '",
        "STANDING": _standing(policy),
        "BOUNDS_MS": f"{{{', '.join(map(str, bounds_ms))}}}",
        "BOUND_MS": _first_of(bounds_ms),
    }
    return {name: f"local {name} = {value}" for name, value in values.items()}


def _first_of(bounds_ms: Sequence[int]) -> str:
    """A Lua function: the first bound that a number is not above, or ``'inf'``; a table would be made at each call of a script."""
    steps = " ".join(f"if ms <= {bound_ms} then return {bound_ms} end" for bound_ms in bounds_ms)
    return f"function(ms) {steps} return 'inf' end"


def _standing(policy: QueuePolicy) -> str:
    """The subscriptions of the settings as a Lua table: kind -> ids."""
    by_kind: dict[str, list[str]] = {}
    for subscription_id, kinds in policy.standing:
        for kind in kinds:
            by_kind.setdefault(kind, []).append(f"'{subscription_id}'")
    return "{" + ", ".join(f"['{kind}'] = {{{', '.join(ids)}}}" for kind, ids in by_kind.items()) + "}"


@dataclass(frozen=True, slots=True)
class _Block:
    """A function of a part, or (nameless) what stands between two of them; ``words`` are all that its text holds."""

    name: str
    text: str
    words: frozenset[str]


def _block(name: str, text: str) -> _Block:
    return _Block(name, text, frozenset(_WORD.findall(text)))


@cache
def _blocks_of(part: str) -> tuple[_Block, ...]:
    """The part without its comments, cut into blocks."""
    code, end, blocks = _COMMENT.sub("", _text(PARTS, part)), 0, []
    for function in _FUNCTION.finditer(code):
        blocks += [_block("", code[end : function.start()]), _block(function[1], function[0])]
        end = function.end()
    return *blocks, _block("", code[end:])


def _used(blocks: Sequence[_Block], words: frozenset[str]) -> Sequence[_Block]:
    """All but the functions that nobody calls, who uses the words and what lies between functions being somebody."""
    kept = [block for block in blocks if not block.name or block.name in words]
    more = words.union(*(block.words for block in kept))
    return kept if more == words else _used(blocks, more)


def assemble(name: str, keys: Keys, policy: QueuePolicy) -> str:
    """The whole text of a script: its flags, the constants it uses, what it uses of the parts it includes, then itself.

    Redis runs the whole text at each call, and makes each function anew, whoever calls it or not.
    """
    flags, _, body = _text(rooms()[name], name).partition("\n")
    included = _INCLUDE.search(body)
    parts = [part.strip() for part in included[1].split(",")] if included else []
    code = _COMMENT.sub("", body)
    own = frozenset(_WORD.findall(code))
    blocks = _used([block for part in parts for block in _blocks_of(part)], own)
    used = own.union(*(block.words for block in blocks))
    constants = {**keys.lua(), **_constants(policy)}
    declared = " ".join(text for name, text in constants.items() if name in used)
    return "\n".join([flags, declared, *(block.text.strip() for block in blocks if block.text.strip()), code])
