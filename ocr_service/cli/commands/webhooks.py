"""Webhooks from the console: ``ocr-service webhooks list|add|remove|rotate|resume|ping|log|secret``."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from ocr_service.bootstrap.webhooks import build_desk, build_guard, build_webhook_secrets
from ocr_service.cli.command import Subparsers
from ocr_service.cli.desk import Desk, add_command
from ocr_service.cli.show import print_json, table
from ocr_service.domain.notification import (
    DEFAULT_EVENTS,
    SUBSCRIBABLE,
    EventKind,
    Notification,
    NotificationState,
)
from ocr_service.notifications.desk import (
    Wanted,
    delivery_view,
    subscription_view,
    without_address,
)
from ocr_service.notifications.signing import new_secret
from ocr_service.queue import RedisQueueManager
from ocr_service.settings import Settings

_PING_S = 30.0
_LOOK_S = 0.1


class _Desk(Desk):
    """With the webhooks."""

    def __init__(self, queue: RedisQueueManager, settings: Settings, arguments: argparse.Namespace) -> None:
        super().__init__(queue, settings, arguments)
        self.webhooks = build_desk(settings, queue, build_guard(settings))


def add_parser(subparsers: Subparsers) -> None:
    """Add ``webhooks`` and what it can do."""
    parser = subparsers.add_parser(
        "webhooks", help="who is told when documents have ended", description=__doc__
    )
    commands = parser.add_subparsers(dest="webhooks_command", required=True, metavar="COMMAND")
    _add(commands, "list", _list, "all webhooks")
    add = _add(commands, "add", _add_one, "make a webhook; its secret is printed this once")
    add.add_argument("url")
    add.add_argument(
        "--event",
        action="append",
        type=EventKind,
        choices=list(SUBSCRIBABLE),
        help=f"what it is told (default: {', '.join(DEFAULT_EVENTS)})",
    )
    whose = add.add_mutually_exclusive_group()
    whose.add_argument("--owner", default="", help="of this owner's documents only (default: everybody's)")
    whose.add_argument("--key-id", default="", help="of documents sent with this stored API key only")
    add.add_argument("--description", default="")
    for name, action, text in (
        ("remove", _remove, "tell it nothing more"),
        ("resume", _resume, "begin again after its receiver answered 410"),
        ("ping", _ping, "tell it a ping, and say how that went"),
        ("log", _log, "how the latest deliveries went"),
    ):
        _add(commands, name, action, text).add_argument("webhook_id")
    rotate = _add(commands, "rotate", _rotate, "give it a new secret")
    rotate.add_argument("webhook_id")
    rotate.add_argument(
        "--overlap-seconds",
        type=int,
        default=86_400,
        help="how long the old secret signs beside it (default: a day)",
    )
    secret = _add(commands, "secret", _secret, "what callbacks of uploads are signed with")
    secret.add_argument("--owner", default="", help="whose uploads (default: those without an owner)")
    secret.add_argument("--new", action="store_true", help="make a secret for WEBHOOK_SECRET instead")


def _add(
    commands: Any, name: str, action: Callable[[_Desk], Awaitable[int]], text: str
) -> argparse.ArgumentParser:
    return add_command(commands, name, text, _Desk, action)


async def _list(desk: _Desk) -> int:
    views = [subscription_view(each) for each in await desk.webhooks.all()]
    if desk.arguments.json:
        print_json(views)
        return 0
    rows = [
        (
            view["id"],
            view["url"],
            " ".join(view["events"]),
            view["key_id"] or view["owner"] or "everybody",
            "ended" if view["has_ended"] else "live",
        )
        for view in views
    ]
    print(table(rows, "WEBHOOK", "URL", "EVENTS", "WHOSE", "STATE"))
    return 0


async def _add_one(desk: _Desk) -> int:
    wanted = desk.arguments
    named = set(wanted.event or DEFAULT_EVENTS)
    made, secret = await desk.webhooks.add(
        Wanted(
            target=wanted.url,
            events=tuple(kind for kind in SUBSCRIBABLE if kind in named),
            owner=wanted.owner,
            key_id=wanted.key_id,
            description=wanted.description,
        )
    )
    view = subscription_view(made)
    desk.remember("webhook created", made.id, without_address(view))
    return desk.tell({**view, "secret": secret}, f"{made.id} {secret}")


async def _remove(desk: _Desk) -> int:
    await desk.webhooks.remove(desk.arguments.webhook_id)
    desk.remember("webhook removed", desk.arguments.webhook_id)
    return desk.tell({"removed": desk.arguments.webhook_id}, "it is told nothing more")


async def _resume(desk: _Desk) -> int:
    resumed = await desk.webhooks.resume(desk.arguments.webhook_id)
    desk.remember("webhook resumed", resumed.id)
    return desk.tell(subscription_view(resumed), "it is told of what ends from now on")


async def _rotate(desk: _Desk) -> int:
    found = await desk.webhooks.find(desk.arguments.webhook_id)
    overlap_s = desk.arguments.overlap_seconds
    secret = await desk.webhooks.rotate(found, now_ms=await desk.queue.now_ms(), overlap_s=overlap_s)
    desk.remember("webhook rotated", found.id, {"overlap_seconds": overlap_s})
    return desk.tell({**subscription_view(found), "secret": secret}, secret)


async def _ping(desk: _Desk) -> int:
    found = await desk.webhooks.find(desk.arguments.webhook_id)
    notification_id = await desk.queue.ping_subscription(found.id)
    ended = await _ended(desk.queue, notification_id)
    if ended is None:
        desk.tell(
            {"notification_id": notification_id, "state": "WAITING"}, "no notifier took it: is one running?"
        )
        return 1
    is_taken = ended.state is NotificationState.DELIVERED
    sentence = f"taken with HTTP {ended.last_status}" if is_taken else f"not taken: {ended.last_detail}"
    desk.tell(
        {
            "notification_id": notification_id,
            "state": ended.state,
            "status": ended.last_status,
            "detail": ended.last_detail,
        },
        sentence,
    )
    return 0 if is_taken else 1


async def _ended(queue: RedisQueueManager, notification_id: str) -> Notification | None:
    """The ping after its first try; None when nobody tried in time. One that was not taken is not tried again."""
    for _ in range(round(_PING_S / _LOOK_S)):
        found = await queue.notification(notification_id)
        if found is not None and found.attempts:
            if found.state is NotificationState.WAITING:
                await queue.discard_notification(notification_id)
            return found
        await asyncio.sleep(_LOOK_S)
    return None


async def _log(desk: _Desk) -> int:
    found = await desk.webhooks.find(desk.arguments.webhook_id)
    views = [delivery_view(each) for each in await desk.queue.deliveries(found.id, limit=100)]
    if desk.arguments.json:
        print_json(views)
        return 0
    columns = ("at", "kind", "attempt", "outcome", "status", "duration_ms", "detail", "notification")
    print(table([tuple(view[column] for column in columns) for view in views], *columns))
    return 0


async def _secret(desk: _Desk) -> int:
    if desk.arguments.new:
        made = new_secret()
        return desk.tell({"secrets": [made]}, made)
    kept = build_webhook_secrets(desk.settings, desk.queue)
    await kept.load()
    found = kept.of_owner(desk.arguments.owner)
    return desk.tell({"secrets": list(found)}, "\n".join(found))
