"""Assemble and run one worker beside its fork server."""

from __future__ import annotations

import asyncio
import os
import socket
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from ocr_service import __version__
from ocr_service.bootstrap.asking import build_broker
from ocr_service.bootstrap.build import WORKERS_PATIENCE_S, build_queue, build_store
from ocr_service.bootstrap.janitor import alive_file
from ocr_service.bootstrap.policies import retry_policy, sweep_times
from ocr_service.bootstrap.sizing import document_limits, size_here, stall_s
from ocr_service.clock import SystemClock, iso_from_ms
from ocr_service.domain.file_store import FileStore
from ocr_service.domain.queue_values import WorkerInfo
from ocr_service.domain.task_queue import TaskQueue
from ocr_service.observability.logging import configure_logging
from ocr_service.pipeline.limits.memory_table import WORKER_ROOM_MB
from ocr_service.pipeline.limits.own_memory import bound_growth
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings
from ocr_service.worker.asking.broker import Broker
from ocr_service.worker.claimer import Claimer
from ocr_service.worker.ending.divider import Divider
from ocr_service.worker.heartbeat import Heartbeat
from ocr_service.worker.janitor import Janitor
from ocr_service.worker.launcher import Launcher
from ocr_service.worker.process_memory import MostMemory
from ocr_service.worker.process_name import WORKER, name_process
from ocr_service.worker.processor import Processor
from ocr_service.worker.recoverer import Recoverer
from ocr_service.worker.server_process import ServerProcess
from ocr_service.worker.service import Roles, Stopping, WorkerService, stop_on_signals
from ocr_service.worker.work_hours import WorkHours, parse_work_hours

_FILE_THREADS = 4
_STACK_MB, _BUCKET_THREADS = 2, 16


def run_worker(settings: Settings, server: ServerProcess) -> int:
    """Run a worker until SIGTERM or SIGINT; returns the process's exit code."""
    name_process(WORKER)
    worker_id = own_id(settings.worker.id, settings.worker.count)
    folder = settings.log.dir
    configure_logging(
        level=settings.log.level,
        style=settings.log.format,
        file=folder / f"{worker_id}.ndjson" if folder != Path() else None,
        constant={"worker": worker_id},
    )
    return asyncio.run(_serve(settings, worker_id, server))


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


async def _serve(settings: Settings, worker_id: str, server: ServerProcess) -> int:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(_file_threads())
    stopping = Stopping()
    stop_on_signals(stopping)
    loop.set_exception_handler(stopping.on_loop_error)
    queue = build_queue(settings)
    broker = Broker({})
    launcher = Launcher(server, stall_s=stall_s(settings))
    try:
        await launcher.start()
        broker = build_broker(settings, worker_id, queue)
        launcher.answer_by(broker)
        service = build_service(
            settings,
            worker_id,
            queue=queue,
            store=build_store(settings, patience_s=WORKERS_PATIENCE_S),
            launcher=launcher,
            stopping=stopping,
        )
        # What was loaded is known; from here on it is documents that make it grow.
        bound_growth(room_mb(settings, os.cpu_count() or 1) << 20)
        return await service.run()
    finally:
        await launcher.stop()
        await broker.close()
        await queue.close()


def room_mb(settings: Settings, cores: int) -> int:
    """How much more memory the worker may have once it is ready, in MiB.

    The client of a bucket starts a thread for each core with its first request, and more for what it waits for; their
    stacks count, and are hardly used.
    """
    stacks_mb = _STACK_MB * (cores + _BUCKET_THREADS) if settings.uses_bucket else 0
    return WORKER_ROOM_MB + stacks_mb


def _file_threads() -> ThreadPoolExecutor:
    """What waits for disks, its threads started: their stacks are memory that a full worker could not get later."""
    threads, all_there = ThreadPoolExecutor(_FILE_THREADS, thread_name_prefix="files"), Barrier(_FILE_THREADS)
    for _ in range(_FILE_THREADS):
        threads.submit(all_there.wait)
    return threads


def build_service(
    settings: Settings,
    worker_id: str,
    *,
    queue: TaskQueue,
    store: FileStore,
    launcher: Launcher,
    stopping: Stopping,
) -> WorkerService:
    """The worker's roles around a launcher that is warm."""
    worker = worker_info(settings, worker_id, launcher)
    processor = build_processor(
        settings,
        queue,
        store,
        launcher,
        on_out_of_memory=stopping.out_of_memory,
        processes_mb=_processes(settings, launcher).look,
    )
    lease_s = settings.worker.lease_seconds
    roles = Roles(
        claimer=_claimer(settings, worker_id, queue, processor, stopping.asked),
        processor=processor,
        heartbeat=Heartbeat(
            queue=queue, processor=processor, worker=worker, lease_s=lease_s, on_drain=stopping.drain
        ),
        recoverer=Recoverer(queue=queue, lease_s=lease_s, on_look=alive_file(settings).touch),
        janitor=_janitor(settings, queue, store),
    )
    return WorkerService(
        queue=queue,
        launcher=launcher,
        roles=roles,
        worker=worker,
        stopping=stopping,
        grace_s=settings.grace_s,
    )


def _processes(settings: Settings, launcher: Launcher) -> MostMemory:
    """Worker and fork server. Libraries for which memory is set aside are here, or come with a document."""
    return MostMemory(os.getpid(), launcher.pid, but_mb=size_here(settings).libraries_mb)


def build_processor(
    settings: Settings,
    queue: TaskQueue,
    store: FileStore,
    launcher: Launcher,
    *,
    on_out_of_memory: Callable[[], None],
    processes_mb: Callable[[], int] = lambda: 0,
) -> Processor:
    """Takes claimed tasks through their runs at the launcher's fork server."""
    return Processor(
        queue=queue,
        store=store,
        runner=launcher,
        policy=retry_policy(settings),
        limits=document_limits(settings),
        processes_mb=processes_mb,
        clock=SystemClock(),
        divider=Divider(queue, store),
        on_out_of_memory=on_out_of_memory,
    )


def _janitor(settings: Settings, queue: TaskQueue, store: FileStore) -> Janitor | None:
    """None where ``ocr-service janitor`` sweeps instead."""
    every_s = settings.worker.sweep_seconds
    if not every_s:
        return None
    return Janitor(queue=queue, store=store, times=sweep_times(settings), every_s=every_s)


def worker_info(settings: Settings, worker_id: str, launcher: Launcher) -> WorkerInfo:
    """The worker's row in the registry, with what its fork server can read."""
    return WorkerInfo(
        id=worker_id,
        host=socket.gethostname(),
        pid=os.getpid(),
        version=__version__,
        started_at=iso_from_ms(SystemClock().now_ms()),
        queues=settings.worker.queues,
        concurrency=size_here(settings).documents,
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
        concurrency=size_here(settings).documents,
        high_slots=settings.worker.high_slots,
        poll_interval_s=settings.worker.poll_interval,
        max_tasks=settings.worker.max_tasks,
        stop=stop,
        hours=work_hours(settings),
    )


def work_hours(settings: Settings) -> WorkHours:
    """Hours in which documents are read. Raises ``InvalidSettings``."""
    try:
        return parse_work_hours(settings.worker.hours)
    except ValueError as error:
        raise InvalidSettings(f"WORKER_HOURS is wrong: {error}.") from error
