"""Assemble and run one worker beside its fork server."""

from __future__ import annotations

import asyncio
import os
import socket
import zlib
from concurrent.futures import ThreadPoolExecutor

from ocr_service import __version__
from ocr_service.bootstrap.backends import open_queue, open_store
from ocr_service.bootstrap.worker_config import ClaimConfig, LanguageModelConfig, WorkerConfig
from ocr_service.clock import SystemClock, iso_from_ms
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.ports import Advisor
from ocr_service.domain.queue_values import WorkerInfo
from ocr_service.domain.task_queue import TaskQueue
from ocr_service.observability.logging import configure_logging
from ocr_service.worker.claimer import Claimer
from ocr_service.worker.heartbeat import Heartbeat
from ocr_service.worker.janitor import Janitor
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.process_name import WORKER, name_process
from ocr_service.worker.processor import Processor
from ocr_service.worker.recoverer import Recoverer
from ocr_service.worker.server_process import ServerProcess
from ocr_service.worker.service import Roles, Stopping, WorkerService, stop_on_signals

_FILE_THREADS = 4


def run_worker(config: WorkerConfig, server: ServerProcess) -> int:
    """Run a worker until SIGTERM or SIGINT; returns the process's exit code."""
    name_process(WORKER)
    worker_id = own_id(config.worker_id, config.worker_count)
    folder = config.log.folder
    configure_logging(
        level=config.log.level,
        style=config.log.style,
        file=folder / f"{worker_id}.ndjson" if folder else None,
        constant={"worker": worker_id},
    )
    return asyncio.run(_serve(config, worker_id, server))


def own_id(named: str, workers: int) -> str:
    """The name of this worker: WORKER_ID, of several under supervisord with the number of each; else one of its own."""
    process = os.environ.get("SUPERVISOR_PROCESS_NAME", "")
    if named and process and workers > 1:
        return f"{named}-{process.removeprefix('worker')}"
    return named or _default_id()


def _default_id() -> str:
    """Host and process; under supervisord its name and its instance, so that a restart keeps id and log file."""
    host, name = socket.gethostname(), os.environ.get("SUPERVISOR_PROCESS_NAME")
    if not name:
        return f"{host}-{os.getpid()}"
    instance = zlib.crc32(os.environ.get("SUPERVISOR_SERVER_URL", "").encode())
    return f"{host}-{name}-{instance & 0xFFFF:04x}"


async def _serve(config: WorkerConfig, worker_id: str, server: ServerProcess) -> int:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files"))
    stopping = Stopping()
    stop_on_signals(stopping)
    queue, launcher = open_queue(config.queue), Launcher(server, stall_s=config.stall_s)
    try:
        await launcher.start()
        service = build_service(
            config,
            worker_id,
            queue=queue,
            store=open_store(config.store),
            launcher=launcher,
            stopping=stopping,
        )
        return await service.run()
    finally:
        await launcher.stop()
        await queue.close()


def build_service(
    config: WorkerConfig,
    worker_id: str,
    *,
    queue: TaskQueue,
    store: FileStore,
    launcher: Launcher,
    stopping: Stopping,
) -> WorkerService:
    """The worker's roles around a launcher that is warm."""
    worker = worker_info(config.claims, worker_id, launcher)
    processor = Processor(
        queue=queue,
        store=store,
        runner=launcher,
        policy=config.retries,
        limits=config.limits,
        clock=SystemClock(),
        advisor=build_advisor(config.language_model),
    )
    lease_s = config.lease_s
    roles = Roles(
        claimer=_claimer(config.claims, worker_id, queue, processor, stopping.asked),
        processor=processor,
        heartbeat=Heartbeat(
            queue=queue, processor=processor, worker=worker, lease_s=lease_s, on_drain=stopping.drain
        ),
        recoverer=Recoverer(queue=queue, lease_s=lease_s),
        janitor=Janitor(queue=queue, store=store, times=config.sweeps, every_s=config.sweep_s),
    )
    return WorkerService(
        queue=queue, launcher=launcher, roles=roles, worker=worker, stopping=stopping, grace_s=config.grace_s
    )


def worker_info(claims: ClaimConfig, worker_id: str, launcher: Launcher) -> WorkerInfo:
    """The worker's row in the registry, with what its fork server can read."""
    return WorkerInfo(
        id=worker_id,
        host=socket.gethostname(),
        pid=os.getpid(),
        version=__version__,
        started_at=iso_from_ms(SystemClock().now_ms()),
        queues=claims.queues,
        concurrency=claims.concurrency,
        languages=tuple(launcher.abilities["languages"]),
        engines=tuple(launcher.abilities["engines"]),
    )


def _claimer(
    claims: ClaimConfig, worker_id: str, queue: TaskQueue, processor: Processor, stop: asyncio.Event
) -> Claimer:
    return Claimer(
        queue=queue,
        processor=processor,
        worker_id=worker_id,
        queues=claims.queues,
        concurrency=claims.concurrency,
        high_slots=claims.high_slots,
        poll_interval_s=claims.poll_interval_s,
        max_tasks=claims.max_tasks,
        stop=stop,
    )


def build_advisor(config: LanguageModelConfig | None) -> Advisor | None:
    """The language model, if one is configured; its HTTP client is imported only then."""
    if config is None:
        return None
    from ocr_service.extractors.language_model.client import LanguageModel

    return LanguageModel(
        url=config.url, model=config.model, api_key=config.api_key, timeout_s=config.timeout_s
    )
