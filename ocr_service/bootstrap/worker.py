"""Assemble and run one worker."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ocr_service import __version__
from ocr_service.bootstrap.build import build_queue, build_store, concurrency, document_limits, page_slots
from ocr_service.clock import SystemClock, iso_from_ms
from ocr_service.domain.ports import Advisor, FileStore
from ocr_service.domain.retry import RetryPolicy
from ocr_service.domain.task_queue import TaskQueue, WorkerInfo
from ocr_service.observability.logging import configure_logging
from ocr_service.settings import Settings
from ocr_service.worker.claimer import Claimer
from ocr_service.worker.heartbeat import Heartbeat
from ocr_service.worker.janitor import Janitor
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.processor import Processor
from ocr_service.worker.recoverer import Recoverer
from ocr_service.worker.service import Roles, WorkerService, stop_on_signals
from ocr_service.worker.sweeping import SweepTimes

_FILE_THREADS = 4


def run_worker(settings: Settings) -> int:
    """Run a worker until SIGTERM or SIGINT; returns the process's exit code."""
    worker_id = settings.worker.id or _default_id()
    log_file = settings.log.dir / f"{worker_id}.ndjson" if settings.log.dir != Path() else None
    configure_logging(
        level=settings.log.level, style=settings.log.format, file=log_file, constant={"worker": worker_id}
    )
    return asyncio.run(_serve(settings, worker_id))


def _default_id() -> str:
    """Host and process; under supervisord its name and its instance, so that a restart keeps id and log file."""
    host, name = socket.gethostname(), os.environ.get("SUPERVISOR_PROCESS_NAME")
    if not name:
        return f"{host}-{os.getpid()}"
    instance = zlib.crc32(os.environ.get("SUPERVISOR_SERVER_URL", "").encode())
    return f"{host}-{name}-{instance & 0xFFFF:04x}"


async def _serve(settings: Settings, worker_id: str) -> int:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files"))
    stop = asyncio.Event()
    stop_on_signals(stop)
    queue, launcher = build_queue(settings), build_launcher(settings)
    try:
        await launcher.start()
        service = build_service(
            settings, worker_id, queue=queue, store=build_store(settings), launcher=launcher, stop=stop
        )
        return await service.run()
    finally:
        await launcher.stop()
        await queue.close()


def build_launcher(settings: Settings) -> Launcher:
    """The launcher with the command line of its fork server."""
    config = {
        "slots": page_slots(settings),
        "languages": settings.ocr.tesseract_languages,
        "memory_folder": str(settings.memory_dir),
    }
    return Launcher(
        [sys.executable, "-m", "ocr_service.bootstrap.fork_server", json.dumps(config)],
        stall_s=settings.worker.stall_seconds,
    )


def build_service(
    settings: Settings,
    worker_id: str,
    *,
    queue: TaskQueue,
    store: FileStore,
    launcher: Launcher,
    stop: asyncio.Event,
) -> WorkerService:
    """The worker's roles around a launcher that is warm."""
    worker = worker_info(settings, worker_id, launcher)
    processor = Processor(
        queue=queue,
        store=store,
        runner=launcher,
        policy=retry_policy(settings),
        limits=document_limits(settings),
        clock=SystemClock(),
        advisor=build_advisor(settings),
    )
    lease_s = settings.worker.lease_seconds
    roles = Roles(
        claimer=_claimer(settings, worker_id, queue, processor, stop),
        processor=processor,
        heartbeat=Heartbeat(
            queue=queue, processor=processor, worker=worker, lease_s=lease_s, on_drain=stop.set
        ),
        recoverer=Recoverer(queue=queue, lease_s=lease_s),
        janitor=Janitor(
            queue=queue, store=store, times=sweep_times(settings), every_s=settings.worker.sweep_seconds
        ),
    )
    return WorkerService(
        queue=queue,
        launcher=launcher,
        roles=roles,
        worker=worker,
        stop=stop,
        grace_s=settings.worker.grace_seconds,
    )


def worker_info(settings: Settings, worker_id: str, launcher: Launcher) -> WorkerInfo:
    """The worker's row in the registry, with what its fork server can read."""
    return WorkerInfo(
        id=worker_id,
        host=socket.gethostname(),
        pid=os.getpid(),
        version=__version__,
        started_at=iso_from_ms(SystemClock().now_ms()),
        queues=settings.worker.queues,
        concurrency=concurrency(settings),
        languages=tuple(launcher.abilities["languages"]),
        engines=tuple(launcher.abilities["engines"]),
    )


def _claimer(
    settings: Settings, worker_id: str, queue: TaskQueue, processor: Processor, stop: asyncio.Event
) -> Claimer:
    return Claimer(
        queue=queue,
        processor=processor,
        worker_id=worker_id,
        queues=settings.worker.queues,
        concurrency=concurrency(settings),
        high_slots=settings.worker.high_slots,
        poll_interval_s=settings.worker.poll_interval,
        max_tasks=settings.worker.max_tasks,
        stop=stop,
    )


def build_advisor(settings: Settings) -> Advisor | None:
    """The language model, if one is configured; its HTTP client is imported only then."""
    if not settings.llm.url:
        return None
    from ocr_service.extractors.llm_client import LanguageModel

    return LanguageModel(
        url=settings.llm.url,
        model=settings.llm.model,
        api_key=settings.llm.api_key.get_secret_value(),
        timeout_s=settings.llm.timeout_seconds,
    )


def retry_policy(settings: Settings) -> RetryPolicy:
    """How often what is tried again."""
    return RetryPolicy(
        max_retries=settings.worker.max_retries,
        max_child_crashes=settings.worker.max_child_crashes,
        backoff_s=settings.worker.backoff_seconds,
        backoff_max_s=settings.worker.backoff_max_seconds,
    )


def sweep_times(settings: Settings) -> SweepTimes:
    """How long what is kept on disk."""
    return SweepTimes(
        source_ttl_s=settings.storage.source_ttl_seconds,
        result_ttl_s=settings.storage.result_ttl_seconds,
        failed_ttl_s=settings.storage.failed_ttl_seconds,
        orphan_ttl_s=settings.storage.orphan_ttl_seconds,
        settle_s=settings.storage.settle_seconds,
    )
