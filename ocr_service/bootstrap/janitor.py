"""Assemble and run the janitor as a program of its own: what every worker does beside reading, without reading."""

from __future__ import annotations

import asyncio
import logging
import signal

from ocr_service.bootstrap.build import build_queue, build_store
from ocr_service.bootstrap.policies import sweep_times
from ocr_service.observability.alive import AliveFile
from ocr_service.observability.logging import configure_logging
from ocr_service.settings import Settings
from ocr_service.variables import InvalidSettings
from ocr_service.worker.coroutines import end_tasks
from ocr_service.worker.janitor import Janitor
from ocr_service.worker.recoverer import Recoverer

EXIT_STOPPED = 0
EXIT_BROKEN = 70
"""A role ended by itself: whoever restarts what failed must do so."""

_ALONE_S = 60.0
"""Pause between two sweeps where WORKER_SWEEP_SECONDS=0 told the workers to leave them to this program."""

log = logging.getLogger(__name__)


def run_janitor(settings: Settings) -> int:
    """Sweep and recover until SIGTERM or SIGINT; returns the process's exit code."""
    configure_logging(level=settings.log.level, style=settings.log.format)
    return asyncio.run(_serve(settings))


def alive_file(settings: Settings) -> AliveFile:
    """The file that says that a program lives, which is there from now on. Raises ``InvalidSettings``."""
    alive = AliveFile(settings.worker.alive_file)
    try:
        alive.touch()
    except OSError as error:
        raise InvalidSettings(
            f"WORKER_ALIVE_FILE={settings.worker.alive_file} cannot be written: {error.strerror}."
        ) from error
    return alive


async def _serve(settings: Settings) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    queue = build_queue(settings)
    try:
        recoverer = Recoverer(
            queue=queue, lease_s=settings.worker.lease_seconds, on_look=alive_file(settings).touch
        )
        janitor = Janitor(
            queue=queue,
            store=build_store(settings),
            times=sweep_times(settings),
            every_s=settings.worker.sweep_seconds or _ALONE_S,
        )
        return await _run((recoverer, janitor), stop)
    finally:
        await queue.close()


async def _run(roles: tuple[Recoverer, Janitor], stop: asyncio.Event) -> int:
    loops = [asyncio.create_task(role.run(), name=type(role).__name__) for role in roles]
    stopping = asyncio.create_task(stop.wait())
    log.info("Janitor started")
    done, _ = await asyncio.wait({*loops, stopping}, return_when=asyncio.FIRST_COMPLETED)
    broken = [loop for loop in loops if loop in done]
    for loop in broken:
        log.critical("Janitor role ended", extra={"role": loop.get_name()}, exc_info=loop.exception())
    await end_tasks([*loops, stopping])
    log.info("Janitor stopped")
    return EXIT_BROKEN if broken else EXIT_STOPPED
