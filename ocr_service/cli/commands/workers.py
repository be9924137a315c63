"""Who works here, and asking one of them to stop: ``ocr-service workers [drain ID]``."""

from __future__ import annotations

import argparse
from typing import Any

from ocr_service.cli.commands.queue import run
from ocr_service.cli.desk import remember
from ocr_service.cli.show import print_json, table
from ocr_service.queue import RedisQueueManager


def add_parser(subparsers: Any) -> None:
    """Add ``workers`` and ``workers drain``."""
    parser = subparsers.add_parser("workers", help="list the workers, or drain one", description=__doc__)
    parser.add_argument("--json", action="store_true", help="JSON for scripts")
    parser.set_defaults(handler=lambda arguments, settings: run(_list, arguments, settings))
    drain = parser.add_subparsers(metavar="COMMAND").add_parser(
        "drain",
        help="let a worker finish what it has, then stop for good",
        description="Let a worker claim nothing more, finish the documents it has, however long they take"
        " (each ends by TASK_TIMEOUT_SECONDS), and stop. supervisord does not start it again by itself:"
        " `supervisorctl start` does.",
    )
    drain.add_argument("worker_id")
    drain.set_defaults(handler=lambda arguments, settings: run(_drain, arguments, settings))


async def _list(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    workers = await queue.workers()
    if arguments.json:
        print_json(list(workers))
        return 0
    rows = [
        (
            worker.id,
            f"{worker.host}:{worker.pid}",
            worker.version,
            ",".join(worker.queues),
            f"{len(worker.current_tasks)}/{worker.concurrency}",
            worker.tasks_done,
            f"{worker.memory_mb:.0f} MB",
            worker.heartbeat_at[11:19],
            "draining" if worker.is_draining else "",
        )
        for worker in workers
    ]
    print(table(rows, "WORKER", "HOST:PID", "VERSION", "QUEUES", "BUSY", "DONE", "MEMORY", "SEEN (UTC)", ""))
    return 0


async def _drain(queue: RedisQueueManager, arguments: argparse.Namespace) -> int:
    if await queue.drain(arguments.worker_id):
        remember(arguments.settings, "worker drained", arguments.worker_id)
        print(
            f"{arguments.worker_id} claims nothing more, finishes what it has and stops;"
            " it comes back when somebody starts it (`supervisorctl start`)."
        )
        return 0
    print(f"There is no worker {arguments.worker_id}. `ocr-service workers` lists them.")
    return 1
