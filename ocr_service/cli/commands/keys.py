"""``ocr-service keys``: make, list, rotate and revoke API keys, and see what they used and what operators did."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import Any

from ocr_service.access.audit_log import AuditLog
from ocr_service.access.key_ring import KeyRing
from ocr_service.access.views import key_view, usage_view
from ocr_service.bootstrap.build import build_key_ring
from ocr_service.cli.command import Subparsers
from ocr_service.cli.desk import Desk, add_command
from ocr_service.cli.show import print_json, table
from ocr_service.domain.api_key import DEFAULT_SCOPES, LEAST_KEEP_S, MOST_KEEP_S, KeyLimits, Scope
from ocr_service.queue import RedisQueueManager
from ocr_service.settings import Settings

_LIMITS = ("calls_per_minute", "pages_per_month", "bytes_per_month", "waiting_tasks")


def _keep_seconds(text: str) -> int:
    value = int(text)
    if value and not LEAST_KEEP_S <= value <= MOST_KEEP_S:
        raise argparse.ArgumentTypeError(f"0, or {LEAST_KEEP_S} to {MOST_KEEP_S}")
    return value


class _Desk(Desk):
    """With the keys and the log."""

    def __init__(self, queue: RedisQueueManager, settings: Settings, arguments: argparse.Namespace) -> None:
        super().__init__(queue, settings, arguments)
        self.keys: KeyRing = build_key_ring(settings, queue)
        self.log = AuditLog(settings.upload_dir)


def add_parser(subparsers: Subparsers) -> None:
    """Add ``keys`` and what it can do."""
    parser = subparsers.add_parser("keys", help="make, list, rotate and revoke API keys", description=__doc__)
    commands = parser.add_subparsers(dest="keys_command", required=True, metavar="COMMAND")
    create = _add(commands, "create", _create, "make a key; its text is printed this once")
    create.add_argument("name", help="what it is for")
    create.add_argument("--owner", required=True, help="whose tasks it makes and sees")
    create.add_argument(
        "--scope",
        action="append",
        type=Scope,
        choices=list(Scope),
        help="what it may do (default: submit, read-own)",
    )
    create.add_argument("--days", type=int, default=0, help="until it ends (default: never)")
    for limit in _LIMITS:
        create.add_argument(f"--{limit.replace('_', '-')}", type=int, default=0, metavar="N")
    create.add_argument(
        "--keep-seconds",
        type=_keep_seconds,
        default=0,
        metavar="N",
        help="how long results and files of its tasks live after their end (default: as the service does)",
    )
    _add(commands, "list", _list, "all keys")
    rotate = _add(commands, "rotate", _rotate, "give a key a new secret")
    rotate.add_argument("key_id")
    rotate.add_argument(
        "--overlap-seconds", type=int, default=0, help="how long the old secret is still good"
    )
    _add(commands, "revoke", _revoke, "end a key at once").add_argument("key_id")
    usage = _add(commands, "usage", _usage, "what keys used in a month")
    usage.add_argument("key_id", nargs="?")
    usage.add_argument("--month", default="", help="such as 2026-11 (default: this one)")
    _add(commands, "log", _log, "what operators did, newest first").add_argument(
        "--limit", type=int, default=50
    )


def _add(
    commands: Any, name: str, action: Callable[[_Desk], Awaitable[int]], text: str
) -> argparse.ArgumentParser:
    return add_command(commands, name, text, _Desk, action)


async def _create(desk: _Desk) -> int:
    wanted = desk.arguments
    key, text = await desk.keys.create(
        name=wanted.name,
        owner=wanted.owner,
        scopes=tuple(dict.fromkeys(wanted.scope or DEFAULT_SCOPES)),
        limits=KeyLimits(
            **{limit: getattr(wanted, limit) for limit in _LIMITS}, keep_seconds=wanted.keep_seconds
        ),
        days=wanted.days,
    )
    view = key_view(key, key.created_at_ms)
    desk.remember("key created", key.id, view)
    desk.tell({**view, "key": text}, text)
    return 0


async def _rotate(desk: _Desk) -> int:
    overlap_s = desk.arguments.overlap_seconds
    key, text = await desk.keys.rotate(desk.arguments.key_id, overlap_s=overlap_s)
    desk.remember("key rotated", key.id, {"overlap_seconds": overlap_s})
    desk.tell({**key_view(key, await desk.queue.now_ms()), "key": text}, text)
    return 0


async def _revoke(desk: _Desk) -> int:
    key = await desk.keys.revoke(desk.arguments.key_id)
    view = key_view(key, key.revoked_at_ms)
    desk.remember("key revoked", key.id, view)
    desk.tell(view, f"{key.id} ({key.name}) is refused from now on")
    return 0


async def _list(desk: _Desk) -> int:
    now_ms = await desk.queue.now_ms()
    views = [key_view(key, now_ms) for key in await desk.keys.all()]
    for view in views:
        view["state"] = "live" if view["is_live"] else "revoked" if view["revoked_at"] else "expired"
    _show(desk, views, "id", "name", "owner", "scopes", "created_at", "expires_at", "state")
    return 0


async def _usage(desk: _Desk) -> int:
    wanted = desk.arguments.key_id
    ids = [wanted] if wanted else [key.id for key in await desk.keys.all()]
    views = [usage_view(each, await desk.queue.key_usage(each, desk.arguments.month)) for each in ids]
    _show(desk, views, "id", "month", "calls", "tasks", "pages", "bytes", "waiting_tasks", "last_used_at")
    return 0


async def _log(desk: _Desk) -> int:
    entries, _ = desk.log.newest(limit=desk.arguments.limit)
    _show(desk, entries, "at", "who", "action", "target")
    return 0


def _show(desk: _Desk, rows: list[dict[str, Any]], *columns: str) -> None:
    if desk.arguments.json:
        print_json(rows)
    else:
        print(table([tuple(_cell(row[column]) for column in columns) for row in rows], *columns))


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value)
    return "-" if value is None else str(value)
