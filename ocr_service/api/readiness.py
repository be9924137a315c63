"""Tell whether a document that came now would be taken and read, and if not, why."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ocr_service.api.context import ApiContext
from ocr_service.api.home import HomeNumbers, home_numbers
from ocr_service.domain.queue_values import WorkerInfo
from ocr_service.errors import OcrServiceError


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be right."""

    ok: bool
    detail: str


async def check_all(context: ApiContext) -> dict[str, Check]:
    """Redis, storage, a live worker, its languages and engines."""
    redis = await _redis(context)
    workers = list(await context.queue.workers()) if redis.ok else []
    return {
        **_home(await home_numbers(context)),
        "redis": redis,
        "storage": await asyncio.to_thread(_storage, context),
        "worker": _worker(workers),
        "languages": _languages(workers, context.config.default_language),
        "engines": _engines(workers),
    }


def _home(numbers: HomeNumbers) -> dict[str, Check]:
    """What is away here keeps no document from being read: it waits, and is told."""
    checks = {}
    if (archive := numbers.archive) is not None:
        told = archive.away or f"{archive.documents} documents."
        checks["archive"] = Check(True, f"{told} {archive.waiting} wait for it.")
    if (watched := numbers.watched) is not None:
        told = watched.away or "Both folders are there."
        checks["watched_folder"] = Check(
            True, f"{told} {watched.in_hand} files in hand, {watched.failed} failed."
        )
    return checks


async def _redis(context: ApiContext) -> Check:
    try:
        await context.queue.ping()
    except OcrServiceError as error:
        return Check(False, error.detail)
    return Check(True, "Redis answers and takes writes.")


def _storage(context: ApiContext) -> Check:
    try:
        context.store.check()
        return Check(True, f"{context.store.free_bytes() // 1_000_000} MB are free.")
    except OcrServiceError as error:
        return Check(False, error.detail)


def _worker(workers: list[WorkerInfo]) -> Check:
    if not workers:
        return Check(False, "No worker has sent a heartbeat lately. Start one.")
    return Check(True, f"{len(workers)} live: {', '.join(worker.id for worker in workers[:10])}.")


def _languages(workers: list[WorkerInfo], default: str) -> Check:
    installed = sorted({language for worker in workers for language in worker.languages})
    wanted = set() if default == "auto" else set(default.split("+"))
    if not installed or not wanted <= set(installed):
        return Check(False, f"No worker can read {default}. Install the language for Tesseract.")
    return Check(True, f"Installed: {', '.join(installed)}.")


def _engines(workers: list[WorkerInfo]) -> Check:
    """Each worker names first what it reads with when nothing else is asked for."""
    first = sorted({worker.engines[0] for worker in workers if worker.engines})
    if not first:
        return Check(False, "No worker has an engine. Install Tesseract.")
    installed = sorted({engine for worker in workers for engine in worker.engines})
    return Check(True, f"Pages are read by {' or '.join(first)}. Installed: {', '.join(installed)}.")
