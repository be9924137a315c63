"""Notifiers as processes of their own, to be killed, and a receiver that counts what it was told."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from ocr_service.domain.notification import EventKind, Subscription
from ocr_service.queue import RedisQueueManager
from tests.support.receiver import Received, Receiver, close_early, status

ROOT = Path(__file__).parents[2]
SUBSCRIPTION = "wh_0123456789abcdef"


class Notifiers:
    """``count`` notifiers over one Redis; one that was killed is started again."""

    def __init__(self, folder: Path, redis_url: str, *, count: int = 2, **variables: str) -> None:
        self._folder = folder
        self._env = {
            **os.environ,
            "REDIS_URL": redis_url,
            "UPLOAD_DIR": str(folder / "uploads"),
            "WEBHOOK_ALLOWED_HOSTS": "127.0.0.1",
            "WEBHOOK_TIMEOUT_SECONDS": "1",
            "WEBHOOK_BACKOFF_SECONDS": "0.1",
            "WEBHOOK_BACKOFF_MAX_SECONDS": "2",
            "WEBHOOK_MAX_ATTEMPTS": "100",
            "PYTHONPATH": str(ROOT),
            **variables,
        }
        self._processes = [self._start(number) for number in range(count)]

    def _start(self, number: int) -> subprocess.Popen[bytes]:
        with (self._folder / f"notifier{number}.log").open("ab") as log:
            command = [sys.executable, "-m", "ocr_service", "notifier"]
            return subprocess.Popen(command, env=self._env, cwd=self._folder, stdout=log, stderr=log)

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def kill_one(self, dice: random.Random) -> None:
        """kill -9, and start it again as supervisord would."""
        number = dice.randrange(len(self._processes))
        self._processes[number].kill()
        self._processes[number].wait()
        self._processes[number] = self._start(number)

    def kill_all(self) -> None:
        """kill -9 of all, and start them again."""
        for number, process in enumerate(self._processes):
            process.kill()
            process.wait()
            self._processes[number] = self._start(number)

    def stop(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


async def subscribe(queue: RedisQueueManager, url: str) -> None:
    """Let a receiver hear of everything that ends."""
    told = (EventKind.TASK_COMPLETED, EventKind.TASK_FAILED, EventKind.BATCH_COMPLETED)
    await queue.subscribe(Subscription(id=SUBSCRIPTION, target=url, events=told))


def moody(receiver: Receiver, dice: random.Random) -> None:
    """Let it fail at every third call or so, in several ways; a call that it hung up on may come again."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        mood = dice.random()
        if mood < 0.15:
            await status(500)(writer)
        elif mood < 0.25:
            await close_early(writer)
        else:
            await asyncio.sleep(dice.uniform(0, 0.05))
            await status(200)(writer)

    receiver.answer = answer


def ids_by_task(received: list[Received]) -> dict[str, Counter[str]]:
    """Task id -> how often it was told under which event id."""
    told: dict[str, Counter[str]] = {}
    for each in received:
        if each.json["type"] == EventKind.TASK_COMPLETED:
            told.setdefault(each.json["data"]["task_id"], Counter())[each.id] += 1
    return told
