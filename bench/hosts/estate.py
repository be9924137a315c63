"""What the machines have in common, who sends documents, and what is counted in the end."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from bench.hosts.host import Host, Program
from ocr_service.bootstrap.build import build_queue, build_store
from ocr_service.domain.status import TaskStatus
from ocr_service.domain.task import Task, TaskId
from ocr_service.errors import BackendUnavailable
from ocr_service.settings import RedisSettings, Settings
from ocr_service.storage_settings import S3Settings, StorageSettings
from tests.support.fleet import TOY_WORKER
from tests.support.processes.s3_server import S3Server
from tests.support.processes.toy_documents import text_of
from tests.support.receiver import Receiver
from tests.support.told import ids_by_task

LEASE_S = 3.0
_SETTLED_S = 240.0
_CALL_S = 20.0


def service(command: str, name: str = "", **variables: str) -> Program:
    """A program of the service."""
    return Program(name=name or command, words=("-m", "ocr_service", command), variables=variables)


def worker(name: str, **variables: str) -> Program:
    """A real worker around documents that take no OCR."""
    return Program(name=name, words=(str(TOY_WORKER),), variables={"WORKER_ID": name, **variables})


def shared_variables(server: S3Server) -> dict[str, str]:
    """What every program is told."""
    config = server.config("chaos")
    return {
        "S3_BUCKET": config.bucket,
        "S3_ACCESS_KEY": config.access_key,
        "S3_SECRET_KEY": config.secret_key,
        "S3_PREFIX": config.prefix,
        "S3_TIMEOUT_SECONDS": "5",
        "REDIS_TIMEOUT_SECONDS": "2",
        "API_HOST": "0.0.0.0",
        "API_PORT": "8001",
        "LOG_FORMAT": "json",
        "LOG_DIR": "",
        "MIN_FREE_MB": "0",
        "SOURCE_TTL_SECONDS": "0",
        "SETTLE_SECONDS": "5",
        "CONTENT_CACHE": "false",
        "WORKER_LEASE_SECONDS": str(LEASE_S),
        "WORKER_MAX_LOST_LEASES": "1000",
        "WORKER_BACKOFF_SECONDS": "0.1",
        "WORKER_CONCURRENCY": "2",
        "WORKER_SWEEP_SECONDS": "0",
        "TOY_PAGE_S": "0.1",
        "WEBHOOK_ALLOWED_HOSTS": "10.213.0.0/16",
        "WEBHOOK_TIMEOUT_SECONDS": "2",
        "WEBHOOK_BACKOFF_SECONDS": "0.2",
        "WEBHOOK_BACKOFF_MAX_SECONDS": "2",
        "WEBHOOK_MAX_ATTEMPTS": "100",
    }


@dataclass
class Count:
    """What came out of a scenario."""

    tasks: int = 0
    failed: int = 0
    doubled: int = 0
    wrong: int = 0
    charged: int = 0
    untold: int = 0
    told_twice: int = 0
    unfiled: int = 0
    filed_twice: int = 0
    findings: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def is_kept(self) -> bool:
        """Nothing lost, nothing doubled, nothing charged."""
        return not any((self.lost, self.again, self.wrong, self.charged, self.findings))

    @property
    def lost(self) -> int:
        """Not read, not told or not filed."""
        return self.failed + self.untold + self.unfiled

    @property
    def again(self) -> int:
        """Accepted, told or filed once more."""
        return self.doubled + self.told_twice + self.filed_twice


class Estate:
    """The bench's own view: a queue and a store that reach Redis and the bucket directly."""

    def __init__(self, folder: Path, redis_url: str, server: S3Server) -> None:
        config = server.config("chaos")
        self.settings = Settings(
            redis=RedisSettings(url=redis_url),
            storage=StorageSettings(upload_dir=folder / "bench", min_free_mb=0),
            s3=S3Settings(
                bucket=config.bucket,
                access_key=config.access_key,
                secret_key=config.secret_key,
                endpoint_url=config.endpoint,
                prefix=config.prefix,
            ),
        )
        self.queue = build_queue(self.settings)
        self.store = build_store(self.settings)
        self.contents: dict[TaskId, bytes] = {}

    async def send(self, host: Host, count: int, *, pause_s: float = 0.02) -> list[TaskId]:
        """Send documents until each was acknowledged; a call without an answer is repeated with its key."""
        ids: list[TaskId] = []
        address = f"http://{host.address}:8001/api/v1"
        async with httpx2.AsyncClient(base_url=address, timeout=_CALL_S, trust_env=False) as http:
            for _ in range(count):
                content = b"%PDF-1.4\n" + os.urandom(300)
                ids.append(await _acknowledged(http, content))
                self.contents[ids[-1]] = content
                await asyncio.sleep(pause_s)
        return ids

    async def settled(self, ids: list[TaskId]) -> dict[TaskId, Task]:
        """All tasks, once they have ended and nobody is to be told any more."""
        async with asyncio.timeout(_SETTLED_S):
            while True:
                with contextlib.suppress(BackendUnavailable):
                    tasks = await self.queue.known(ids)
                    is_over = len(tasks) == len(ids) and all(task.status.is_final for task in tasks.values())
                    if is_over and not (await self.queue.stats()).outbox.waiting:
                        return dict(tasks)
                await asyncio.sleep(0.2)

    async def until_registered(self, workers: int) -> None:
        """So many workers have sent a heartbeat."""
        async with asyncio.timeout(_SETTLED_S):
            while True:
                with contextlib.suppress(BackendUnavailable):
                    if len(await self.queue.workers()) >= workers:
                        return
                await asyncio.sleep(0.1)

    async def count(self, ids: list[TaskId], hook: Receiver, events: list[Mapping[str, Any]]) -> Count:
        """What is wrong with these tasks."""
        tasks = await self.settled(ids)
        told = ids_by_task(hook.received)
        completions = Counter(
            event["task_id"]
            for event in events
            if event["status"] == TaskStatus.COMPLETED and event["task_id"]
        )
        report = await self.queue.audit(task_ids_with_files=list(self.store.task_ids()))
        for finding in report.findings:
            print(f"found: {finding}", file=sys.stderr)
        for task in tasks.values():
            if task.status is not TaskStatus.COMPLETED or task.retry_count or task.child_crashes:
                print(f"{task.id} {task.status} {task.retry_count} {task.error}", file=sys.stderr)
        return Count(
            tasks=len(ids),
            failed=sum(task.status is not TaskStatus.COMPLETED for task in tasks.values()),
            doubled=sum(number > 1 for number in completions.values()),
            wrong=sum(self._text(task) != text_of(self.contents[task.id]) for task in tasks.values()),
            charged=sum(task.retry_count + task.child_crashes for task in tasks.values()),
            untold=sum(task_id not in told for task_id in ids),
            told_twice=sum(len(under) > 1 for under in told.values()),
            findings=len(report.findings),
        )

    def _text(self, task: Task) -> str:
        stored = self.store.open_output(task.id, task.token, "text.txt")
        if stored is None:
            return ""
        with contextlib.closing(stored):
            return b"".join(stored.pieces()).decode()


async def _acknowledged(http: httpx2.AsyncClient, content: bytes) -> TaskId:
    key = hashlib.sha256(content).hexdigest()
    async with asyncio.timeout(_SETTLED_S):
        while True:
            try:
                answer = await http.post(
                    "/ocr/process", files={"file": ("toy.pdf", content)}, headers={"Idempotency-Key": key}
                )
            except httpx2.HTTPError:
                await asyncio.sleep(0.2)
                continue
            if answer.is_success:
                return str(answer.json()["task_id"])
            if answer.status_code < 500 and answer.status_code not in {409, 429}:
                raise RuntimeError(f"refused: {answer.status_code} {answer.text}")
            await asyncio.sleep(0.2)
