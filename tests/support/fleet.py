"""Workers, a Redis and a store of a test's own, to be killed, stopped and counted."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from ocr_service.bootstrap.build import build_queue, build_store, s3_config
from ocr_service.bootstrap.door import intake_policy
from ocr_service.bootstrap.policies import sweep_times
from ocr_service.domain.status import Priority, TaskStatus
from ocr_service.domain.task import Task, TaskId
from ocr_service.intake.submit import Intake, Submission
from ocr_service.settings import RedisSettings, Settings, WorkerSettings
from ocr_service.storage.s3.bucket import Bucket
from ocr_service.storage_settings import S3Settings, StorageSettings
from ocr_service.worker.janitor import Janitor, SweepReport
from tests.support.processes.patience import PATIENCE_S
from tests.support.processes.toy_documents import text_of
from tests.support.redis_server import RedisServer

TOY_WORKER = Path(__file__).with_name("processes") / "toy_worker.py"
ROOT = Path(__file__).parents[2]


@dataclass
class FleetWorker:
    """One worker process and where its log goes."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]
    env: dict[str, str] = field(default_factory=dict)

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def refused(self) -> int:
        """How many of its writes came too late."""
        late = ("Late write refused", "Task abandoned")
        lines = self.log_lines()
        return sum(
            line["message"] in late and line.get("reason", "lease_lost") == "lease_lost" for line in lines
        )

    def log_lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]


class Fleet:
    """``count`` toy workers over one Redis and one folder, or one bucket."""

    def __init__(
        self,
        folder: Path,
        redis: RedisServer,
        *,
        count: int = 4,
        lease_s: float = 1.0,
        page_s: float = 0.01,
        source_ttl_s: int = 0,
        bucket: S3Settings | None = None,
        variables: Mapping[str, str] | None = None,
        **worker: object,
    ) -> None:
        self.folder = folder
        self.redis = redis
        self.settings = Settings(
            redis=RedisSettings(url=redis.url),
            storage=StorageSettings(
                upload_dir=folder / "uploads", source_ttl_seconds=source_ttl_s, min_free_mb=0
            ),
            s3=bucket or S3Settings(),
            worker=WorkerSettings(
                lease_seconds=lease_s, concurrency=2, sweep_seconds=1, backoff_seconds=0.05, **worker
            ),
        )
        self.variables = dict(variables or {})
        self.workers: list[FleetWorker] = []
        self.count = count
        self.page_s = page_s
        self.queue = build_queue(self.settings)
        self.store = build_store(self.settings)
        self.intake = Intake(self.queue, self.store, intake_policy(self.settings))
        self.contents: dict[TaskId, bytes] = {}

    # -- workers -------------------------------------------------------------------------------

    def start(self) -> None:
        for number in range(self.count):
            self.start_worker(f"w{number}")

    def start_worker(self, name: str, **extra: str) -> FleetWorker:
        worker = self.settings.worker
        env = {
            **os.environ,
            "REDIS_URL": self.settings.redis.url,
            "UPLOAD_DIR": str(self.settings.upload_dir),
            "SOURCE_TTL_SECONDS": str(self.settings.storage.source_ttl_seconds),
            "MIN_FREE_MB": "0",
            "SETTLE_SECONDS": "1",
            "TOY_PAGE_S": str(self.page_s),
            "WORKER_ID": name,
            "WORKER_LEASE_SECONDS": str(worker.lease_seconds),
            "WORKER_GRACE_SECONDS": str(self.settings.grace_s),
            "WORKER_BACKOFF_SECONDS": str(worker.backoff_seconds),
            "WORKER_MAX_LOST_LEASES": str(worker.max_lost_leases),
            "WORKER_CONCURRENCY": "2",
            "WORKER_SWEEP_SECONDS": "1",
            "PYTHONPATH": str(ROOT),
            **self._bucket_variables(),
            **self.variables,
            **extra,
        }
        log = self.folder / f"{name}.log"
        with log.open("ab") as sink:
            process = subprocess.Popen(
                [sys.executable, str(TOY_WORKER)], env=env, stdout=sink, stderr=sink, cwd=self.folder
            )
        started = FleetWorker(name=name, log=log, process=process, env=extra)
        self.workers = [each for each in self.workers if each.name != name] + [started]
        return started

    def _bucket_variables(self) -> dict[str, str]:
        bucket = self.settings.s3
        names = ("bucket", "access_key", "secret_key", "endpoint_url", "prefix")
        return {f"S3_{name.upper()}": getattr(bucket, name) for name in names} if bucket.bucket else {}

    def kill_one(self, dice: random.Random) -> FleetWorker:
        """kill -9 a worker, and start it again as supervisord would."""
        victim = dice.choice(self.workers)
        victim.process.kill()
        victim.process.wait()
        return self.start_worker(victim.name)

    def kill_all(self) -> None:
        """kill -9 all workers, and start them again as supervisord would."""
        for victim in list(self.workers):
            victim.process.kill()
            victim.process.wait()
            self.start_worker(victim.name)

    async def stop(self) -> None:
        for worker in self.workers:
            worker.signal(signal.SIGCONT)
            worker.process.kill()
            worker.process.wait()
        await self.queue.close()

    # -- documents -----------------------------------------------------------------------------

    async def submit(
        self, number: int, *, name: str = "toy", priority: Priority = Priority.NORMAL
    ) -> list[TaskId]:
        return [await self.submit_one(f"{name}-{index}", priority=priority) for index in range(number)]

    async def submit_one(self, name: str, *, priority: Priority = Priority.NORMAL) -> TaskId:
        content = b"%PDF-1.4\n" + os.urandom(300)

        async def chunks() -> AsyncIterator[bytes]:
            yield content

        wishes = await self.intake.wishes({"priority": priority.value})
        accepted = await self.intake.submit_stream(chunks(), name, Submission(wishes=wishes))
        self.contents[accepted.task.id] = content
        return accepted.task.id

    async def until_registered(self, name: str) -> None:
        """Wait for a worker's first heartbeat."""
        async with asyncio.timeout(PATIENCE_S):
            while name not in {worker.id for worker in await self.queue.workers()}:
                await asyncio.sleep(0.02)

    async def until_final(
        self, ids: Sequence[TaskId], *, timeout_s: float = PATIENCE_S
    ) -> dict[TaskId, Task]:
        async with asyncio.timeout(timeout_s):
            while True:
                tasks = await self.queue.known(ids)
                if len(tasks) == len(ids) and all(task.status.is_final for task in tasks.values()):
                    return dict(tasks)
                await asyncio.sleep(0.05)

    # -- counting ------------------------------------------------------------------------------

    async def sweep(self) -> SweepReport:
        """One sweep that keeps no source of a COMPLETED task."""
        janitor = Janitor(
            queue=self.queue,
            store=self.store,
            times=replace(sweep_times(self.settings), source_ttl_s=0),
            every_s=1,
        )
        return await janitor.sweep()

    def wrong_texts(self, tasks: Sequence[Task]) -> list[TaskId]:
        """COMPLETED tasks whose published text is not that of their own document."""
        return [task.id for task in tasks if self._text(task) != text_of(self.contents[task.id])]

    def _text(self, task: Task) -> str:
        stored = self.store.open_output(task.id, task.token, "text.txt")
        if stored is None:
            return ""
        with closing(stored):
            return b"".join(stored.pieces()).decode()

    def files_left(self, tasks: Sequence[Task]) -> list[str]:
        """Everything in the store but the published outputs of COMPLETED tasks and what the service keeps beside them."""
        wanted = {f"{task.id}/{task.token}" for task in tasks if task.status is TaskStatus.COMPLETED}
        if self.settings.uses_bucket:
            return self._objects_left(wanted) + self._work_of_the_dead()
        left = []
        for path in self.settings.upload_dir.rglob("*"):
            name = str(path.relative_to(self.settings.upload_dir))
            is_wanted = any(name == each or name.startswith(each + "/") for each in wanted)
            is_kept = name.startswith(".keys/") or path.name in {"ended", ".clock"}
            if path.is_file() and not is_wanted and not is_kept:
                left.append(name)
        return left

    def _objects_left(self, wanted: set[str]) -> list[str]:
        config = s3_config(self.settings, 10.0)
        keys = [found.key for found in Bucket(config).listed(config.prefix)]
        places = tuple(f"{config.key(kind, each)}/" for each in wanted for kind in ("tasks", "outputs"))
        return [key for key in keys if not key.startswith(places) and not key.endswith(("/ended", "/clock"))]

    def _work_of_the_dead(self) -> list[str]:
        """Folders of runs that no process holds; a worker that was late may still be giving its own up."""
        held = {_target(descriptor) for descriptor in Path("/proc").glob("[0-9]*/fd/*")}
        return [str(path) for path in self.settings.work_dir.iterdir() if str(path) not in held]

    async def completions(self) -> Counter[TaskId]:
        """How often each task's result was accepted, from the stream of events."""
        counted: Counter[TaskId] = Counter()
        async with asyncio.timeout(PATIENCE_S):
            for event in await self._recorded_events():
                if event["status"] == TaskStatus.COMPLETED and event.get("task_id"):
                    counted[event["task_id"]] += 1
        return counted

    async def _recorded_events(self) -> list[dict[str, str]]:
        output = await asyncio.create_subprocess_exec(
            "redis-cli",
            "-s",
            str(self.redis.socket_path),
            "--json",
            "XRANGE",
            "queue:events",
            "-",
            "+",
            stdout=subprocess.PIPE,
        )
        stdout, _ = await output.communicate()
        entries = json.loads(stdout)
        return [_pairs(fields) for _, fields in entries]


def _target(link: Path) -> str:
    try:
        return os.readlink(link)  # noqa: PTH115 - a descriptor's name, not a path
    except OSError:
        return ""


def _pairs(fields: object) -> dict[str, str]:
    if isinstance(fields, dict):
        return fields
    assert isinstance(fields, list)
    return dict(zip(fields[::2], fields[1::2], strict=True))
