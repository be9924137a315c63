"""Look at the outbox and steer it: ``ocr-service notifications list|show|replay|discard``."""

from __future__ import annotations

import argparse
from typing import Any

from ocr_service.cli.command import Subparsers
from ocr_service.cli.commands.queue import run
from ocr_service.cli.desk import remember
from ocr_service.cli.show import print_json, table
from ocr_service.domain.notification import NotificationState
from ocr_service.errors import NotificationNotFound
from ocr_service.notifications.desk import notification_view
from ocr_service.queue import RedisQueueManager

_MOST = 1_000


def add_parser(subparsers: Subparsers) -> None:
    """Add ``notifications`` and what it can do."""
    parser = subparsers.add_parser(
        "notifications", help="look at the outbox of webhooks and steer it", description=__doc__
    )
    commands = parser.add_subparsers(dest="notifications_command", required=True, metavar="COMMAND")
    listing = _add(commands, "list", _list, "what waits to be told; or what was given up: --state dead")
    listing.add_argument(
        "--state",
        type=lambda text: NotificationState(text.upper()),
        choices=list(NotificationState),
        default=NotificationState.WAITING,
        help="waiting (default), dead, delivered or discarded",
    )
    listing.add_argument(
        "--webhook", default="", metavar="ID", help="of this webhook; `upload`: of callbacks"
    )
    listing.add_argument("--limit", type=int, default=50)
    _add(commands, "show", _show, "everything about a notification").add_argument(
        "notification_id", nargs="+"
    )
    replay = _add(commands, "replay", _replay, "send again: by id, or --all that were given up")
    discard = _add(commands, "discard", _discard, "send no more: by id, or --all that were given up")
    for command in (replay, discard):
        command.add_argument("notification_id", nargs="*")
        command.add_argument("--all", action="store_true", help="all that were given up")
        command.add_argument("--webhook", default="", metavar="ID", help="with --all: of this webhook only")


def _add(commands: Any, name: str, action: Any, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text)
    command.add_argument("--json", action="store_true", help="JSON for scripts")
    command.set_defaults(handler=lambda arguments, settings: run(action, arguments, settings))
    return command


async def _list(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    page = await queue.notifications(
        arguments.state, subscription=arguments.webhook, limit=max(1, arguments.limit)
    )
    views = [notification_view(each) for each in page.notifications]
    if arguments.json:
        print_json(views)
        return 0
    rows = [
        (
            view["id"],
            view["type"],
            view["state"],
            view["attempts"],
            view["due_at"] or view["ended_at"] or "",
            view["last_detail"] or "",
        )
        for view in views
    ]
    print(table(rows, "NOTIFICATION", "EVENT", "STATE", "TRIES", "DUE OR ENDED (UTC)", "LAST TRY"))
    return 0


async def _show(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    for notification_id in arguments.notification_id:
        found = await queue.notification(notification_id)
        if found is None:
            raise NotificationNotFound(f"There is no notification {notification_id}.")
        print_json(notification_view(found))
    return 0


async def _replay(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    return await _each(queue, arguments, queue.replay_notification, "sent again", "replayed")


async def _discard(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    return await _each(queue, arguments, queue.discard_notification, "discarded", "discarded")


async def _each(
    queue: RedisQueueManager, arguments: argparse.Namespace, action: Any, done: str, logged: str
) -> int:
    """Do it to each and log it; returns 1 when one was not there."""
    if not arguments.notification_id and not arguments.all:
        print("Name notifications, or say --all.")
        return 2
    ids = arguments.notification_id or await _dead(queue, arguments.webhook)
    outcomes = {notification_id: await action(notification_id) for notification_id in ids}
    for notification_id, is_done in outcomes.items():
        if is_done:
            remember(arguments.settings, f"notification {logged}", notification_id)
    if arguments.json:
        print_json(outcomes)
    else:
        for notification_id, is_done in outcomes.items():
            print(f"{notification_id}: {done if is_done else 'not there, or ended otherwise'}")
    return 0 if all(outcomes.values()) else 1


async def _dead(queue: RedisQueueManager, webhook: str) -> list[str]:
    ids: list[str] = []
    cursor = ""
    while True:
        page = await queue.notifications(
            NotificationState.DEAD, subscription=webhook, limit=_MOST, cursor=cursor
        )
        ids += [each.id for each in page.notifications]
        cursor = page.cursor
        if not cursor:
            return ids
