"""Look at the queue and steer it: ``ocr-service queue stats|list|show|cancel|retry|dead|requeue|…``."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from ocr_service.bootstrap.build import build_queue, build_store
from ocr_service.cli.commands.audit import audit
from ocr_service.cli.desk import remember
from ocr_service.cli.show import plain, print_json, table
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task
from ocr_service.errors import StateError
from ocr_service.intake.rerun import rerun
from ocr_service.queue import RedisQueueManager
from ocr_service.settings import Settings

Action = Callable[[RedisQueueManager, argparse.Namespace], Awaitable[int]]

_AGE = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def age_ms(text: str) -> int:
    """``90s``, ``30m``, ``24h`` or ``7d`` in milliseconds. Raises ``argparse.ArgumentTypeError``."""
    match = _AGE.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no age; write 90s, 30m, 24h or 7d")
    return int(match[1]) * _SECONDS[match[2]] * 1000


def run(action: Action, arguments: argparse.Namespace, settings: Settings) -> int:
    """Do ``action`` with a queue of its own; returns the exit code. A named error is the caller's to show.

    What the action is given holds the ``settings``, too.
    """

    async def with_queue() -> int:
        queue = build_queue(settings)
        try:
            return await action(queue, argparse.Namespace(**vars(arguments), settings=settings))
        finally:
            await queue.close()

    return asyncio.run(with_queue())


def add_parser(subparsers: Any) -> None:
    """Add ``queue`` and what it can do."""
    parser = subparsers.add_parser("queue", help="look at the queue and steer it", description=__doc__)
    commands = parser.add_subparsers(dest="queue_command", required=True, metavar="COMMAND")
    _add(commands, "stats", _stats, "numbers of the whole queue")
    _add_filters(_add(commands, "list", _list, "tasks, newest first"), limit=50)
    _add_filters(_add(commands, "dead", _dead, "dead letters"), limit=50)
    requeue = _add(commands, "requeue", _requeue, "run dead letters again: by id, by filter, or --all")
    requeue.add_argument("task_id", nargs="*")
    requeue.add_argument("--all", action="store_true", help="every dead letter")
    _add_filters(requeue, limit=1_000_000)
    for name, action, text in (
        ("show", _show, "everything about a task"),
        ("cancel", _cancel, "end a task that is not final"),
        ("retry", _retry, "run a failed or cancelled task again"),
    ):
        _add(commands, name, action, text).add_argument("task_id", nargs="+")
    for name, action in (("pause", _pause), ("resume", _resume)):
        command = _add(commands, name, action, f"{name} the handing out of a queue's tasks")
        command.add_argument("queue", type=Priority, nargs="*", default=list(Priority), metavar="QUEUE")
    priority = _add(commands, "priority", _priority, "move a waiting task to another queue")
    priority.add_argument("task_id")
    priority.add_argument("queue", type=Priority, metavar="QUEUE", help="high, normal or low")
    clear = _add(commands, "clear-completed", _clear_completed, "forget completed and cancelled tasks")
    clear.add_argument("--older", type=age_ms, default=0, metavar="AGE", help="ended longer ago, e.g. 24h")
    events = _add(commands, "events", _events, "the latest transitions")
    events.add_argument("--follow", action="store_true", help="go on until Ctrl-C")
    proof = _add(commands, "audit", audit, "prove that each task is in exactly one place")
    proof.add_argument("--repair", action="store_true", help="mend what is wrong")
    proof.add_argument("--files", action="store_true", help="compare with the files in UPLOAD_DIR, too")


def _add(commands: Any, name: str, action: Action, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.add_argument("--json", action="store_true", help="JSON for scripts")
    command.set_defaults(handler=lambda arguments, settings: run(action, arguments, settings))
    return command


def _add_filters(command: argparse.ArgumentParser, *, limit: int) -> None:
    command.add_argument("--status", type=lambda text: TaskStatus(text.upper()), metavar="STATUS")
    command.add_argument("--queue", type=Priority, metavar="QUEUE")
    command.add_argument("--owner")
    command.add_argument("--code", help="error code, e.g. ENGINE_FAILED")
    command.add_argument("--since", type=age_ms, metavar="AGE", help="not longer ago than, e.g. 24h")
    command.add_argument("--limit", type=int, default=limit)


async def selected(
    queue: RedisQueueManager, arguments: argparse.Namespace, status: TaskStatus | None
) -> AsyncIterator[Task]:
    """Tasks that the filters let pass."""
    since_ms = await queue.now_ms() - arguments.since if arguments.since else 0
    cursor, count = "", 0
    while True:
        page = await queue.list_tasks(
            owner=arguments.owner,
            status=status,
            queue=arguments.queue,
            cursor=cursor,
            since_ms=since_ms,
            limit=200,
        )
        for task in page.tasks:
            if arguments.code and (task.error is None or task.error.code != arguments.code):
                continue
            if count >= arguments.limit:
                return
            count += 1
            yield task
        cursor = page.cursor
        if not cursor:
            return


def _row(task: Task) -> tuple[Any, ...]:
    error = task.error.code if task.error else ""
    return (
        task.id,
        task.status,
        task.priority,
        f"{task.progress}%",
        task.created_at[:19],
        error,
        task.filename[:40],
    )


def _show_tasks(tasks: list[Task], *, as_json: bool) -> int:
    if as_json:
        print_json(tasks)
    else:
        heads = ("TASK", "STATUS", "QUEUE", "DONE", "CREATED (UTC)", "ERROR", "FILE")
        print(table([_row(task) for task in tasks], *heads))
    return 0


async def _stats(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    stats = await queue.stats()
    if arguments.json:
        print_json(stats)
        return 0
    waits = stats.oldest_waiting_s
    rows = [
        (name, stats.waiting[name], f"{waits.get(name, 0):.0f} s", "paused" if name in stats.paused else "")
        for name in Priority
    ]
    print(table(rows, "QUEUE", "WAITING", "OLDEST", ""))
    for name in ("pending", "delayed", "processing", "dead", "finished"):
        print(f"{name:<16}{getattr(stats, name)}")
    for name in ("completed_total", "failed_total", "cancelled_total", "retried_total", "pages_total"):
        print(f"{name:<16}{getattr(stats, name)}")
    print(f"last hour       {stats.completed_last_hour} completed, {stats.pages_last_hour} pages")
    return 0


async def _list(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    tasks = [task async for task in selected(queue, arguments, arguments.status)]
    return _show_tasks(tasks, as_json=arguments.json)


async def _dead(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    tasks = [task async for task in selected(queue, arguments, TaskStatus.FAILED)]
    return _show_tasks(tasks, as_json=arguments.json)


async def _show(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    tasks = await queue.known(arguments.task_id)
    if arguments.json:
        print_json(list(tasks.values()))
    else:
        for task in tasks.values():
            print(
                "\n".join(
                    f"{name:<14}{value}" for name, value in plain(task).items() if value not in ("", None)
                )
            )
    for task_id in set(arguments.task_id) - tasks.keys():
        print(f"{task_id}: there is no such task")
    return 0 if len(tasks) == len(set(arguments.task_id)) else 1


async def _each(
    arguments: argparse.Namespace, steer: Callable[[str], Awaitable[Task]], task_ids: list[str]
) -> int:
    """Steer one after the other; one that cannot be is named and holds up no other."""
    tasks, refusals = list[Task](), 0
    for task_id in task_ids:
        try:
            tasks.append(await steer(task_id))
        except StateError as error:
            refusals += 1
            print(f"ocr-service: {task_id}: {error}", file=sys.stderr)
    _show_tasks(tasks, as_json=arguments.json)
    return 1 if refusals else 0


async def _cancel(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    return await _each(arguments, queue.cancel, arguments.task_id)


async def _retry(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    return await _rerun(queue, arguments, arguments.task_id)


async def _requeue(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    filters = (arguments.code, arguments.since, arguments.queue, arguments.owner)
    task_ids = list(arguments.task_id)
    if not task_ids and not arguments.all and not any(filters):
        print("Nothing was chosen. Name task ids, a filter such as --code ENGINE_FAILED, or --all.")
        return 2
    if not task_ids:
        task_ids = [task.id async for task in selected(queue, arguments, TaskStatus.FAILED)]
    return await _rerun(queue, arguments, task_ids)


async def _rerun(queue: RedisQueueManager, arguments: argparse.Namespace, task_ids: list[str]) -> int:
    store, requeued = build_store(arguments.settings), list[str]()

    async def again(task_id: str) -> Task:
        task = await rerun(queue, store, task_id)
        requeued.append(task_id)
        return task

    status = await _each(arguments, again, task_ids)
    remember(arguments.settings, "dead letters requeued", after={"requeued": requeued})
    return status


async def _pause(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    for name in arguments.queue:
        await queue.pause(name)
        remember(arguments.settings, "queue paused", name)
    return await _stats(queue, arguments)


async def _resume(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    for name in arguments.queue:
        await queue.resume(name)
        remember(arguments.settings, "queue resumed", name)
    return await _stats(queue, arguments)


async def _priority(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    task = await queue.reprioritize(arguments.task_id, arguments.queue)
    return _show_tasks([task], as_json=arguments.json)


async def _clear_completed(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    cleared = await queue.clear_finished(older_than_ms=arguments.older)
    remember(arguments.settings, "finished tasks cleared", after={"cleared": cleared})
    print_json({"cleared": cleared}) if arguments.json else print(f"{cleared} finished tasks forgotten")
    return 0


async def _events(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    async for event in queue.events(after="0-0") if arguments.follow else queue.latest_events():
        if arguments.json:
            print(json.dumps(dict(event), ensure_ascii=False), flush=True)
        else:
            names = ("at", "status", "progress", "task_id", "message")
            print("  ".join(str(event[name]) for name in names), flush=True)
    return 0
