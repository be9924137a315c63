"""``ocr-service status``: tell where a task is."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from ocr_service.cli.command import Subparsers
from ocr_service.cli.service_client import add_service_arguments, open_service
from ocr_service.cli.terminal import ProgressBars, printable
from ocr_service.settings import Settings

_SHOWN = ("progress", "message", "priority", "queue_position", "retry_count", "created_at", "updated_at")


def add_parser(subparsers: Subparsers) -> None:
    """Add the command."""
    parser = subparsers.add_parser("status", help="tell where a task is")
    parser.add_argument("task_id", metavar="TASK_ID")
    parser.add_argument("--wait", action="store_true", help="follow the task until it has ended")
    parser.add_argument("--json", action="store_true", help="print the service's answer")
    add_service_arguments(parser)
    parser.set_defaults(handler=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """0 when the task is known; with ``--wait`` only when it is COMPLETED."""
    task = asyncio.run(_read(arguments, settings))
    print(json.dumps(task, ensure_ascii=False) if arguments.json else "\n".join(_told(task)))
    return 0 if not arguments.wait or task["status"] == "COMPLETED" else 1


async def _read(arguments: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    async with open_service(arguments, settings) as service:
        if not arguments.wait:
            return await service.status(arguments.task_id)
        bars = ProgressBars([arguments.task_id], sys.stderr)
        task: dict[str, Any] = {}
        async for task in service.changes(arguments.task_id):
            bars.show(arguments.task_id, task["progress"], task["message"])
        return task


def _told(task: Mapping[str, Any]) -> Iterator[str]:
    yield printable(f"{task['task_id']}  {task['status']}  {task['filename']}")
    for name in _SHOWN:
        if task[name] not in (None, ""):
            yield printable(f"  {name:<14} {task[name]}")
    if task["error"]:
        yield printable(f"  {'error':<14} {task['error']['code']}: {task['error']['detail']}")
